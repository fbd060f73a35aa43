"""`netui undo` and `netui redo`: the last change taken back, also one of an earlier run."""

import click

from netui.cli.confirm import option
from netui.cli.operating import ask_first, refuse_reading_only, remark, report, report_waiting, show
from netui.cli.output import tell
from netui.cli.recover import remind
from netui.cli.settings import Settings, pass_settings, shared
from netui.core.history.record import Act


def _command(act: Act, about: str) -> click.Command:
    @shared
    @click.command(act, help=about)
    @click.option("--dry-run", is_flag=True, help="Print the commands; do nothing.")
    @click.option(
        "--yes", "-y", is_flag=True, help="Do not ask, neither first nor, with --confirm, whether to keep it."
    )
    @pass_settings
    def command(settings: Settings, dry_run: bool, yes: bool, confirm: int | None) -> None:
        from netui.core.changing.local import local_runner

        runner = local_runner(confirm=confirm or 0)
        if dry_run:
            show(runner.way(act), settings)
            return
        refuse_reading_only(settings)
        if act == "undo" and _put_back(settings):
            return
        plan = runner.way(act)
        remind()
        remark(plan)
        if not plan.steps and plan.undo != "none":
            tell(f"{plan.title}: it had changed nothing")
        ask_first(plan, settings, sure=yes)
        done = runner.undo(plan) if act == "undo" else runner.redo(plan)
        report_waiting(done, settings, confirm or 0, sure=yes)

    command.params.append(option())
    return command


def _put_back(settings: Settings) -> bool:
    """Where a change waits to be confirmed, have its watchdog put it back now: that needs no further guard.

    Nor is it asked about: it is what happens by itself a little later.
    """
    from netui.core.changing.runner import Done
    from netui.core.guard.pending import Confirming
    from netui.core.history.history import History
    from netui.operations.shell import command

    confirming = Confirming(History())
    waiting = confirming.read()
    if waiting is None:
        return False
    confirming.put_back(waiting)
    entry = confirming.outcome(waiting.id)
    if entry is not None:
        actions = entry.ended.actions if entry.ended else ()
        report(Done(entry, ran=tuple(map(command, actions))), settings)
    return True


undo = _command("undo", "Take the last change back, whichever run of netui made it.")
redo = _command("redo", "Do again what was undone last.")
