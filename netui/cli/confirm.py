"""`netui confirm`, and what a change does that was made with --confirm: it waits for a word, or for the time."""

import select
import sys
import termios
import time
from contextlib import suppress

import click

from netui.cli.output import Output, tell
from netui.cli.settings import Settings, pass_settings, shared
from netui.core.guard.pending import Confirming, Pending
from netui.core.history.history import History
from netui.errors import ChangeError

_LONGEST = 86400
_LOOK = 0.2


def option() -> click.Option:
    """The option of every command that changes something."""
    return click.Option(
        ["--confirm"], metavar="SECONDS", type=click.IntRange(1, _LONGEST),
        help="Put it back after so many seconds, unless: netui confirm. What could cut your ssh needs it.",
    )  # fmt: skip


@shared
@click.command("confirm", help="Keep the change that was made with --confirm; without this it is put back.")
@click.option("--dry-run", is_flag=True, help="Say what waits, and for how long; do nothing.")
@pass_settings
def command(settings: Settings, dry_run: bool) -> None:
    """Keep it."""
    from netui.cli.operating import refuse_reading_only

    confirming = Confirming(History())
    waiting = confirming.read() or confirming.deserted()
    if waiting is None:
        raise _nothing(confirming)
    if not dry_run:
        refuse_reading_only(settings)
        if not confirming.keep(waiting):
            raise _nothing(confirming)
    output = Output()
    if settings.json:
        import msgspec

        told = {
            "id": waiting.id, "title": waiting.title, "kept": not dry_run, "left": round(waiting.left, 1),
            "seconds": waiting.seconds, "connection": waiting.why, "watched": waiting.watched or not dry_run,
        }  # fmt: skip
        output.json(msgspec.json.encode(told))
    elif dry_run:
        output.lines([f"{waiting.title} is put back in {waiting.left:.0f} s"])
    else:
        output.lines([f"kept: {waiting.title}"])


def _nothing(confirming: Confirming) -> ChangeError:
    if confirming.reverting():
        return ChangeError("too late: it is being put back just now", hint="netui history tells what was done")
    entries = confirming.history.read().entries
    if entries and entries[-1].why:
        moment = time.strftime("%H:%M:%S", time.localtime(entries[-1].begun.time))
        said = f"there is nothing to confirm: {entries[-1].begun.title} was put back at {moment}"
        return ChangeError(said, hint="netui redo --confirm SECONDS does it again")
    return ChangeError("there is nothing to confirm", hint="a change made with --confirm SECONDS waits for it")


def see_to(identity: int, *, ask: bool) -> None:
    """Say what comes of a change that waits; with `ask` stay until that is decided.

    Enter keeps it, Ctrl-C puts it back at once. Raises ChangeError where it was put back.
    """
    confirming = Confirming(History())
    waiting = confirming.read()
    if waiting is None or waiting.id != identity:
        _outcome(confirming, identity)
    elif not (ask and sys.stdin.isatty() and sys.stderr.isatty()):
        tell(f"it is put back in {waiting.left:.0f} s", "netui confirm keeps it, netui undo puts it back now")
    else:
        try:
            _wait(confirming, waiting)
        except KeyboardInterrupt:
            click.echo(err=True)
            if confirming.waits(identity):
                confirming.put_back(waiting)
        _outcome(confirming, identity)


def _wait(confirming: Confirming, waiting: Pending) -> None:
    """Until Enter was pressed, or it waits no more."""
    with suppress(termios.error):
        termios.tcflush(sys.stdin, termios.TCIFLUSH)  # what was typed before cannot have meant it
    listening, shown = [sys.stdin], ""
    while confirming.waits(waiting.id) and waiting.watched:
        told = f"\rEnter keeps it, Ctrl-C puts it back now; by itself it is put back in {waiting.left:2.0f} s "
        if told != shown:
            click.echo(told, err=True, nl=False)
            shown = told
        ready, _, _ = select.select(listening, [], [], _LOOK)
        if not ready:
            continue
        if not sys.stdin.readline():
            listening = []  # the terminal is gone: nobody has said anything
        elif confirming.keep(waiting):
            return
    click.echo(err=True)


def _outcome(confirming: Confirming, identity: int) -> None:
    back = confirming.outcome(identity)
    if back is None:
        if confirming.kept(identity):
            tell("kept")
        else:
            tell("nobody watches it any more", "it stands until netui undo takes it back")
        return
    said = back.ended.message if back.ended else ""
    told = f"put back, {back.why}"
    if back.ended and back.ended.result != "done":
        told = said
    elif said:
        told += f"; {said}"
    raise ChangeError(told, hint="netui history tells what was done")
