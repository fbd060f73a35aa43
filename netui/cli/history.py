"""`netui history`: what netui changed, when, and how it ended; or all of it as a script."""

import pwd
import time
from typing import Any

import click

from netui.cli.output import Output, tell
from netui.cli.settings import Settings, pass_settings, shared
from netui.core.history import Entry, History


@shared
@click.command("history", help="Every change that netui made since this host was started, the oldest first.")
@click.option("--script", "as_script", is_flag=True, help="Print a bash script that makes the same changes.")
@pass_settings
def command(settings: Settings, as_script: bool) -> None:
    """Print it."""
    past = History().read()
    output = Output()
    if as_script:
        from netui.core.script import script

        output.lines(script(past))
    elif settings.json:
        import msgspec

        output.json(msgspec.json.encode([_row(entry) for entry in past.entries]))
    else:
        for entry in past.entries:
            output.lines(_lines(entry))
    if past.torn:
        tell(f"{past.torn} lines of the history cannot be read", "a full disk tears lines")


def _row(entry: Entry) -> dict[str, Any]:
    begun, ended = entry.begun, entry.ended
    return {
        "id": begun.id,
        "time": begun.time,
        "user": _user(begun.user),
        "act": begun.act,
        "why": entry.why,
        "title": begun.title,
        "commands": begun.commands,
        "result": ended.result if ended else "broken off",
        "message": ended.message if ended else "",
        "took": ended.took if ended else None,
        "undo": ended.undo if ended else "none",
    }


def _lines(entry: Entry) -> list[str]:
    begun, ended = entry.begun, entry.ended
    moment = time.strftime("%H:%M:%S", time.localtime(begun.time))
    act = "" if begun.act == "do" else f"{begun.act} "
    result = f"{ended.result} {ended.took * 1000:.1f} ms" if ended else "broken off"
    told = [f"{begun.id}  {moment}  {_user(begun.user)}  {act}{begun.title}  {result}"]
    told += [f"    {entry.why}"] if entry.why else []
    told += [f"    {line}" for line in begun.commands]
    return [*told, f"    {ended.message}"] if ended and ended.message else told


def _user(number: int) -> str:
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)
