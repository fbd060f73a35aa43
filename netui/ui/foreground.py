"""What the terminal shows while netui's screen is away: a program that runs, or text to select."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress

from netui.text import written

_AT_ONCE = 1.0
"""Seconds within which a program that failed has said why, and nobody has read it yet."""


def run(argv: Sequence[bytes], *, wait: bool) -> int:
    """Run a program to its end; returns its exit status. Ctrl-C is for it alone. Raises OSError where it cannot.

    `wait` leaves what it printed on the screen until Enter is pressed.
    """
    before = signal.signal(signal.SIGINT, lambda *_: None)  # a handler is not inherited, as SIG_IGN would be
    started = time.monotonic()
    try:
        if not os.getpgrp():  # in a sandbox: its group is outside, and could not be given the terminal again
            os.setpgid(0, 0)
            _take_terminal()
        status = subprocess.run(argv, check=False).returncode
        _take_terminal()
        if status and time.monotonic() - started < _AT_ONCE:
            _wait_for_enter(f"It ended at once, with exit status {status}.")
        elif wait:
            _wait_for_enter(f"It has ended, with exit status {status}." if status else "It has ended.")
    finally:
        signal.signal(signal.SIGINT, before)
    return status


def show(texts: Iterable[tuple[str, str]]) -> None:
    """Print texts, each below its title, for the terminal's own selection, until Enter is pressed."""
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        for title, text in texts:
            lines = (written(line.encode("utf-8", "surrogateescape")) for line in text.split("\n"))
            print(f"{title}:", *lines, "", sep="\n")  # noqa: T201 - the terminal is the user's
        _wait_for_enter("Select what is wanted.")
    finally:
        signal.signal(signal.SIGINT, before)


def under_job_control() -> bool:
    """Whether a shell waits for this process, and goes on where it stops: else nobody would ever continue it.

    A sandbox is in a session of its own, as is what ssh or a terminal starts without a shell.
    """
    try:
        parent = os.getppid()
        return bool(parent) and os.getsid(parent) == os.getsid(0) and os.getpgid(parent) != os.getpgrp()
    except OSError:
        return False


def _take_terminal() -> None:
    """A shell that was killed leaves the terminal to its own, dead process group (tcsetpgrp(3))."""
    before = signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    with suppress(OSError):  # it is no terminal of ours any more
        os.tcsetpgrp(0, os.getpgrp())
    signal.signal(signal.SIGTTOU, before)


def _wait_for_enter(told: str) -> None:
    print(f"{told} Enter leads back to netui.", flush=True)  # noqa: T201
    sys.stdin.readline()
