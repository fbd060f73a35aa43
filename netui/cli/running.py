"""Operations that run something in a namespace: a program, a shell, a ping."""

import os
import sys
from typing import Any

import msgspec

from netui.cli.operating import show
from netui.cli.output import Output, tell
from netui.cli.settings import Settings
from netui.errors import ChangeError
from netui.operations.given import Given
from netui.operations.operation import Operation, Program
from netui.text import safe


def run(operation: Operation, settings: Settings, values: dict[str, Any], *, dry: bool) -> int:
    """Run it; returns the exit status. A program takes the place of netui."""
    from netui.core.local import read

    snapshot = read()
    plan = operation.plan(snapshot, values)
    if dry:
        show(plan, settings)
        return 0
    given = Given(snapshot, operation.fields, values)
    if not isinstance(operation, Program):
        return _ping(given, settings)
    argv = operation.argv(given)
    told = operation.told(given)
    if told and sys.stdin.isatty():
        tell(told)
    sys.stdout.flush()
    try:
        os.execvp(argv[0], argv)
    except OSError as error:
        raise ChangeError(f"{safe(argv[0])} cannot be run: {error.strerror}") from error


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
