"""`netui recover`: what becomes of a change that netui was killed in."""

from typing import Any

import click

from netui.cli.confirm import option
from netui.cli.output import Output, tell
from netui.cli.settings import Settings, pass_settings, shared
from netui.core.changing.broken import Broken, broken_of
from netui.core.changing.runner import Runner
from netui.core.history.history import History
from netui.core.history.record import Recovery
from netui.errors import HistoryError, NetuiError, UsageError

_WAYS = "netui recover --finish does the rest, --revert takes it back"
_HOW: tuple[Recovery, ...] = ("finish", "revert", "leave")


@shared
@click.command("recover", help="Finish or revert a change that was broken off: netui, or its host, was killed in it.")
@click.option("--finish", is_flag=True, help="Do the rest of it.")
@click.option("--revert", is_flag=True, help="Take back what was done of it.")
@click.option("--leave", is_flag=True, help="Leave it as it is; undo can still take it back.")
@click.option("--dry-run", is_flag=True, help="Print the commands; do nothing.")
@click.option("--yes", "-y", is_flag=True, help="Do not ask, neither first nor, with --confirm, whether to keep it.")
@click.argument("number", metavar="[ID]", required=False, type=int)
@pass_settings
def command(
    settings: Settings, /, number: int | None, dry_run: bool, yes: bool, confirm: int | None, **ways: bool
) -> None:
    """Recover the last change that was broken off, or the one with that number; without a way, tell of them all."""
    from netui.cli.operating import ask_first, refuse_reading_only, remark, report_waiting, show
    from netui.core.changing.local import local_runner

    chosen = [how for how in _HOW if ways[how]]
    if len(chosen) > 1:
        raise UsageError(f"--{chosen[0]} and --{chosen[1]} are two ways", hint="choose one")
    runner = local_runner(confirm=confirm or 0)
    if not chosen:
        _tell(runner, number, settings)
    elif dry_run:
        show(runner.recovery(chosen[0], number), settings)
    else:
        refuse_reading_only(settings)
        plan = runner.recovery(chosen[0], number)
        remark(plan)
        ask_first(plan, settings, sure=yes)
        seconds = confirm or 0 if chosen == ["finish"] else 0
        report_waiting(runner.recover(chosen[0], number), settings, seconds, sure=yes)
        remind()


command.params.append(option())


def remind(history: History | None = None) -> None:
    """Say on standard error that a change was broken off, where one was, and what decides it."""
    try:
        found = broken_of(history or History())
    except HistoryError:
        return  # what is asked for says so itself
    if found:
        others = f"; {len(found) - 1} before it, too" if len(found) > 1 else ""
        tell(f"{found[-1].sentence}{others}", _WAYS)


def _tell(runner: Runner, number: int | None, settings: Settings) -> None:
    """What was broken off, and what each way would do."""
    found = [one for one in runner.broken() if number in (None, one.entry.begun.id)]
    if number is not None and not found:
        raise HistoryError(f"change {number} was not broken off", hint="netui history lists what was done")
    output = Output()
    if settings.json:
        import msgspec

        output.json(msgspec.json.encode([_row(runner, one) for one in found]))
        return
    if not found:
        tell("nothing was broken off")
    for one in found:
        output.lines(_lines(runner, one))


def _row(runner: Runner, broken: Broken) -> dict[str, Any]:
    begun = broken.entry.begun
    told: dict[str, Any] = {
        "id": begun.id, "time": begun.time, "act": begun.act, "title": begun.title, "commands": begun.commands,
        "step": broken.step, "reverting": broken.turned,
    }  # fmt: skip
    for how in _HOW[:2]:
        commands, refusal = _commands(runner, broken, how)
        told[how] = {"commands": commands, "refusal": refusal}
    return told


def _lines(runner: Runner, broken: Broken) -> list[str]:
    lines = [f"{broken.entry.begun.id}  {broken.sentence}"]
    lines += [f"    {mark:5}  {line}" for line, mark in broken.marks]
    for how in _HOW[:2]:
        commands, refusal = _commands(runner, broken, how)
        lines.append(f"  --{how}" + (f"  {refusal}" if refusal else "" if commands else "  nothing is left to do"))
        lines += [f"           {line}" for line in commands]
    return [*lines, "  --leave  as it is; netui undo can still take it back"]


def _commands(runner: Runner, broken: Broken, how: Recovery) -> tuple[tuple[str, ...], str]:
    """What a way would do, or why it cannot."""
    try:
        return runner.recovery(how, broken.entry.begun.id).commands, ""
    except NetuiError as error:
        return (), error.message
