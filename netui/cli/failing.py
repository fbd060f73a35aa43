"""Every failure that a user can cause becomes a sentence and an exit status."""

import sys
from collections.abc import Callable
from typing import Any

import click
from click.exceptions import Exit, NoArgsIsHelpError

from netui.cli.output import forget_output, tell
from netui.errors import NetuiError
from netui.text import safe

_INTERRUPTED = 130
_PIPE_CLOSED = 141
"""128 + SIGPIPE: what a shell says of a program that wrote to nobody."""


def told(call: Callable[[], Any]) -> int:
    """Call, and return the exit status: what the call answers where that is a number. Failures are told."""
    try:
        answer = call()
        sys.stdout.flush()
    except (NetuiError, click.ClickException, Exit, click.Abort, KeyboardInterrupt, OSError) as error:
        return _status(error)
    except Exception as error:  # noqa: BLE001 - the last place that can say it in a sentence
        from netui.core.state.crash import described, saved

        tell(saved(described(error), "netui has failed"))
        return 1
    return answer if isinstance(answer, int) else 0


def _status(error: BaseException) -> int:
    """Say what failed; returns the exit status for it."""
    match error:
        case NetuiError():
            tell(error.message, error.hint)
            status = error.exit_status
        case click.ClickException():
            status = _refused(error)
        case Exit():
            status = error.exit_code
        case BrokenPipeError():
            forget_output()
            status = _PIPE_CLOSED
        case OSError():
            tell(f"the system refused: {safe(error.strerror or str(error))}")
            status = 1
        case _:
            status = _INTERRUPTED
    return status


def _refused(error: click.ClickException) -> int:
    if isinstance(error, NoArgsIsHelpError):
        sys.stderr.write(error.format_message() + "\n")
        return 2
    context: Any = getattr(error, "ctx", None)
    hint = f"{context.command_path} --help" if context else ""
    message = error.format_message().rstrip(".")
    tell(message[:1].lower() + message[1:], hint)
    return error.exit_code
