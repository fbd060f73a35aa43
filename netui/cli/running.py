"""Operations that run something and change nothing: a program, a shell, a ping, the reading of a log."""

import os
import signal
import subprocess
import sys
from typing import Any

import msgspec

from netui.cli.operating import show
from netui.cli.output import Output, tell
from netui.cli.settings import Settings
from netui.core.programs import remark
from netui.errors import ChangeError
from netui.operations.given import Given
from netui.operations.operation import Operation, Program
from netui.text import safe, written


def run(operation: Operation, settings: Settings, values: dict[str, Any], *, dry: bool) -> int:
    """Run it; returns the exit status. A program takes the place of netui."""
    from netui.core.changing.local import read

    snapshot = read()
    plan = operation.plan(snapshot, values)
    if dry:
        show(plan, settings)
        return 0
    given = Given(snapshot, operation.fields, values)
    if operation.runs == "log":
        return _log(given)
    if not isinstance(operation, Program):
        return _ping(given, settings)
    argv = operation.argv(given)
    told = operation.told(given)
    if told and sys.stdin.isatty():
        tell(told)
    sys.stdout.flush()
    try:
        if operation.noun != "container":
            os.execvp(argv[0], argv)
        return _beside(operation, given, argv)
    except OSError as error:
        raise ChangeError(f"{safe(argv[0])} cannot be run: {error.strerror}") from error


def _beside(operation: Program, given: Given, argv: list[bytes]) -> int:
    """Run it beside netui, which says at its end why it came to nothing. Ctrl-C is for it alone."""
    before = signal.signal(signal.SIGINT, lambda *_: None)  # a handler is not inherited, as SIG_IGN would be
    try:
        status = subprocess.run(argv, check=False).returncode
    finally:
        signal.signal(signal.SIGINT, before)
    why, hint = remark(operation, given, status)
    if why:
        tell(why, hint)
    return status


def _log(given: Given) -> int:
    """Print it as it is, and to a terminal only what that may be sent."""
    from netui.operations.catalogue.container_logs import request_of
    from netui.sources.docker.logs import LogSource

    output = Output()
    if given.get("follow") and output.terminal:
        tell("Ctrl+C ends it")
    rest = b""
    for chunk in LogSource(request_of(given)).chunks():
        if output.terminal:
            *lines, rest = (rest + chunk).split(b"\n")
            output.lines(map(written, lines))
        else:
            output.octets(chunk)
    if rest:
        output.lines([written(rest)])
    return 0


def _ping(given: Given, settings: Settings) -> int:
    """Print each answer as it comes: 0 where there was one, 1 where there was none."""
    from netui.operations.catalogue.ping import probe_of
    from netui.sources.ping import ping

    output = Output()
    answered = False
    for reply in ping(probe_of(given)):
        answered = answered or reply.answered
        if settings.json:
            output.json(msgspec.json.encode(reply))
        else:
            output.lines([reply.line])
    return 0 if answered else 1
