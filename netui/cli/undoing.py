"""`netui undo` and `netui redo`: the last change taken back, also one of an earlier run."""

import click

from netui.cli.operating import refuse_reading_only, remark, report, show
from netui.cli.output import tell
from netui.cli.recover import remind
from netui.cli.settings import Settings, pass_settings, shared
from netui.core.record import Act


def _command(act: Act, about: str) -> click.Command:
    @shared
    @click.command(act, help=about)
    @click.option("--dry-run", is_flag=True, help="Print the commands; do nothing.")
    @click.option("--yes", "-y", is_flag=True, help="Do not ask; it never does.", hidden=True)
    @pass_settings
    def command(settings: Settings, dry_run: bool, yes: bool) -> None:  # noqa: ARG001 - as every change takes it
        from netui.core.local import local_runner

        runner = local_runner()
        if dry_run:
            show(runner.way(act), settings)
            return
        refuse_reading_only(settings)
        plan = runner.way(act)
        remind()
        remark(plan)
        if not plan.steps and plan.undo != "none":
            tell(f"{plan.title}: it had changed nothing")
        report(runner.undo() if act == "undo" else runner.redo(), settings)

    return command


undo = _command("undo", "Take the last change back, whichever run of netui made it.")
redo = _command("redo", "Do again what was undone last.")
