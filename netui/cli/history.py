"""`netui history`: what netui changed, when, and how it ended; or all of it as a script."""

import time
from typing import Any

import click

from netui.cli.output import Output, tell
from netui.cli.recover import remind
from netui.cli.settings import Settings, pass_settings, shared
from netui.core.history.history import Entry, History


@shared
@click.command("history", help="Every change that netui made since this host was started, the oldest first.")
@click.option("--script", "as_script", is_flag=True, help="Print a bash script that makes the same changes.")
@pass_settings
def command(settings: Settings, as_script: bool) -> None:
    """Print it."""
    history = History()
    past = history.read()
    output = Output()
    remind(history)
    if as_script:
        from netui.core.history.script import script

        output.lines(script(past))
    elif settings.json:
        import msgspec

        output.json(msgspec.json.encode([_row(entry, entry in past.broken) for entry in past.entries]))
    else:
        for entry in past.entries:
            output.lines(_lines(entry, entry in past.broken))
    if past.torn:
        tell(f"{past.torn} lines of the history cannot be read", "a full disk tears lines")


_RECOVERED = {"finish": "finished", "revert": "reverted", "leave": "left as it was"}


def _result(entry: Entry, broken: bool) -> str:
    if entry.ended:
        return entry.ended.result
    return "broken off" if broken else "under way"


def _row(entry: Entry, broken: bool) -> dict[str, Any]:
    begun, ended = entry.begun, entry.ended
    return {
        "id": begun.id,
        "time": begun.time,
        "user": begun.who,
        "act": begun.act,
        "why": entry.why,
        "title": begun.title,
        "commands": begun.commands,
        "result": _result(entry, broken),
        "recovered": ended.recovered if ended else None,
        "recovered_at": ended.time if ended and ended.recovered else None,
        "message": ended.message if ended else "",
        "took": ended.took if ended else None,
        "undo": ended.undo if ended else "none",
    }


def _lines(entry: Entry, broken: bool) -> list[str]:
    begun, ended = entry.begun, entry.ended
    moment = _moment(begun.time)
    act = "" if begun.act == "do" else f"{begun.act} "
    result = _result(entry, broken)
    if ended and ended.recovered:
        result = f"broken off, {_RECOVERED[ended.recovered]} at {_moment(ended.time)}"
    elif ended:
        result = f"{ended.word} {ended.took * 1000:.1f} ms"
    told = [f"{begun.id}  {moment}  {begun.who}  {act}{begun.title}  {result}"]
    told += [f"    {entry.why}"] if entry.why else []
    told += [f"    {line}" for line in begun.commands]
    return [*told, f"    {ended.message}"] if ended and ended.message else told


def _moment(seconds: float) -> str:
    return time.strftime("%H:%M:%S", time.localtime(seconds))
