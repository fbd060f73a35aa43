"""The history as a bash script: run in an empty world, it gives what the changes gave."""

import time
from collections.abc import Iterator

from netui.core.history.history import Past
from netui.operations.shell import command

_HEAD = """#!/bin/bash
# Every change that netui made, in order; written by netui history --script.
# What was there before is needed, and not made. Link-layer addresses are those that the kernel chose.
set -e
"""


def script(past: Past) -> Iterator[str]:
    """Its lines. Changes that failed, and were taken back, are left out."""
    yield from _HEAD.splitlines()
    for entry in past.entries:
        ended = entry.ended
        if ended is None or not ended.actions:
            continue
        moment = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(entry.begun.time))
        act = "" if entry.begun.act == "do" else f"{entry.begun.act} "
        yield ""
        yield f"# {moment} {act}{entry.begun.title}"
        yield from map(command, ended.actions)
