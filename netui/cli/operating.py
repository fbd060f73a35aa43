"""The commands that change something, made from the registry of operations."""

from collections.abc import Callable
from typing import Any

import click

from netui.cli import confirm
from netui.cli.output import Output, tell
from netui.cli.settings import Settings, pass_settings, settings_of, shared
from netui.cli.spelling import as_options
from netui.errors import ChangeError, UsageError
from netui.operations.field import Field
from netui.operations.operation import Operation, Plan
from netui.operations.registry import find, of_noun

_SHARED = "namespace"
"""The field that is an option of every command."""


def verbs(noun: str) -> tuple[Operation, ...]:
    """The operations of one noun that have a verb."""
    return tuple(one for one in of_noun(noun) if one.verb)


def command_of(noun: str, verb: str = "") -> click.Command | None:
    """The command of one operation; None where there is no such operation."""
    operation = find(noun, verb)
    return shared(_command(operation)) if operation else None


def _command(operation: Operation) -> click.Command:
    params: list[click.Parameter] = [
        _parameter(operation, field) for field in operation.fields if field.name != _SHARED
    ]
    if operation.runs == "change":
        params += [
            click.Option(["--dry-run"], is_flag=True, help="Check, and print the commands; do nothing."),
            click.Option(["--yes", "-y"], is_flag=True, help="Do not ask."),
            confirm.option(),
        ]
    elif operation.runs == "ping":
        params.append(click.Option(["--dry-run"], is_flag=True, help="Print the command; do nothing."))

    @pass_settings
    def call(settings: Settings, /, **given: Any) -> int | None:
        return _call(operation, settings, given)

    return _Command(operation.verb or operation.noun, callback=call, params=params, help=_help(operation))


class _Command(click.Command):
    """One that takes its words as ip(8) does too, and ends its help with what the operation adds to it."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As any command, once the words of ip(8) are options."""
        operation = _named(ctx)
        if operation and _as_in_ip(operation):
            fields = [field for field in operation.fields if field.name != _SHARED]
            options = (one for one in self.get_params(ctx) if isinstance(one, click.Option) and not one.is_flag)
            args = as_options(fields, {name for one in options for name in one.opts}, args)
        return super().parse_args(ctx, args)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Words with what each means."""
        operation = _named(ctx)
        more = operation.more() if operation else ()
        if more:
            with formatter.section("It knows"):
                formatter.write_dl(list(more))


def _named(context: click.Context) -> Operation | None:
    name = context.command.name or ""
    noun = context.parent.command.name if context.parent else None
    return find(noun or "", name) or find(name)


def _as_in_ip(operation: Operation) -> bool:
    return any(field.spellings for field in operation.fields)


def _help(operation: Operation) -> str:
    told = {"full": "It can be undone.", "none": "", "partial": f"Undo does not bring back {operation.lost}."}
    words = "Options may be written without dashes, as in ip(8)." if _as_in_ip(operation) else ""
    return "\n\n".join(filter(None, (operation.summary, told[operation.undo], words)))


def _parameter(operation: Operation, field: Field) -> click.Parameter:
    complete = _completion(operation, field)
    if field.positional:
        metavar = field.metavar if field.required else f"[{field.metavar}]"
        return click.Argument(
            [field.name], metavar=metavar, required=field.required, nargs=-1 if field.many else 1,
            type=click.UNPROCESSED, shell_complete=complete,
        )  # fmt: skip
    names = [*field.short, f"--{field.name.replace('_', '-')}", field.name]
    if field.flag:
        return click.Option(names, is_flag=True, help=_sentence(field))
    return click.Option(
        names, metavar=field.metavar, required=field.required, help=_sentence(field), type=click.UNPROCESSED,
        multiple=field.many, shell_complete=complete,
    )  # fmt: skip


def _sentence(field: Field) -> str:
    ending = f" (else {field.default})" if field.default else ""
    return f"{field.help[:1].upper()}{field.help[1:]}{ending}."


def _completion(operation: Operation, field: Field) -> Callable[..., Any] | None:
    if field.kind.offer is None:
        return None

    def complete(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[Any]:
        from netui.cli.completion import offered

        settings = settings_of(context)
        return offered(operation, field.name, _values(settings, context.params), incomplete)

    return complete


def _values(settings: Settings, given: dict[str, Any]) -> dict[str, Any]:
    values = {name: value for name, value in given.items() if value not in (None, False, ())}
    if settings.namespace:
        values[_SHARED] = settings.namespace
    return values


def _call(operation: Operation, settings: Settings, given: dict[str, Any]) -> int | None:
    dry, sure, seconds = given.pop("dry_run", False), given.pop("yes", False), given.pop("confirm", None)
    if settings.namespace and not any(field.name == _SHARED for field in operation.fields):
        raise UsageError("--namespace means nothing here", hint=f"netui {operation.noun} {operation.verb} --help")
    values = _values(settings, given)
    if operation.runs != "change":
        from netui.cli.running import run

        return run(operation, settings, values, dry=dry)
    if dry:
        show(_plan(operation, settings, values), settings)
    else:
        _change(operation, settings, values, sure=sure, seconds=seconds or 0)
    return None


def _plan(operation: Operation, settings: Settings, values: dict[str, Any]) -> Plan:
    if settings.saved:
        from netui.cli.source import load

        return operation.plan(load(settings.saved), values)
    from msgspec.structs import replace

    from netui.core.changing.local import read
    from netui.core.changing.touched import read_for
    from netui.core.guard.guarding import danger

    snapshot = read_for(read, operation, values)
    plan = operation.plan(snapshot, values)
    told = danger(plan, snapshot)
    return replace(plan, warnings=(*plan.warnings, f"{told}: it needs --confirm SECONDS")) if told else plan


def _change(operation: Operation, settings: Settings, values: dict[str, Any], *, sure: bool, seconds: int) -> None:
    refuse_reading_only(settings)
    from netui.cli.recover import remind
    from netui.core.changing.local import local_runner

    remind()
    runner = local_runner(confirm=seconds)
    plan = runner.preview(operation, values)
    remark(plan)
    ask_first(plan, settings, sure=sure)
    report_waiting(runner.run(operation, values, plan), settings, seconds, sure=sure)


def ask_first(plan: Plan, settings: Settings, *, sure: bool) -> None:
    """Ask the user where the configuration wants it. Raises as `_ask`."""
    wanted = settings.config.confirm
    if not sure and wanted != "never" and (plan.destructive or (wanted == "always" and plan.steps)):
        _ask(plan)


def report_waiting(done: Any, settings: Settings, seconds: int, *, sure: bool) -> None:
    """What was done; and where it waits to be confirmed, what comes of that. Raises ChangeError."""
    try:
        report(done, settings)
    finally:
        if seconds:
            confirm.see_to(done.entry.begun.id, ask=not sure and not settings.json)


def refuse_reading_only(settings: Settings) -> None:
    """Raise where nothing may be changed."""
    if settings.read_only:
        raise ChangeError(f"{settings.said_read_only}: nothing is changed", hint="--dry-run tells what would be done")
    if settings.saved:
        raise UsageError("a saved snapshot cannot be changed", hint="--dry-run tells what would be done")


def show(plan: Plan, settings: Settings) -> None:
    """What would be done."""
    output = Output()
    if settings.json:
        import msgspec

        output.json(msgspec.json.encode({"commands": plan.commands, "warnings": plan.warnings, "undo": plan.undo}))
        return
    remark(plan)
    output.lines(plan.commands)


def remark(plan: Plan) -> None:
    """What else is affected, on standard error."""
    for warning in plan.warnings:
        tell(warning)


def _ask(plan: Plan) -> None:
    """Ask the user, who has to be there. Raises UsageError where nobody is, ChangeError for no."""
    import sys

    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError(f"{plan.title} would be done only with --yes", hint="--dry-run tells what would be done")
    lost = f" Undo does not bring back {plan.lost}." if plan.lost else ""
    for command in plan.commands:
        click.echo(f"  {command}", err=True)
    if not click.confirm(f"{plan.title}?{lost}", err=True):
        raise ChangeError("nothing is changed")


def report(done: Any, settings: Settings) -> None:
    """What was done: its commands, or everything as JSON. Raises ChangeError where it is not as it should be."""
    entry = done.entry
    if done.note:
        tell(done.note)
    output = Output()
    if settings.json:
        import msgspec

        told = {
            "id": entry.begun.id, "title": entry.begun.title, "commands": done.ran, "undo": entry.ended.undo,
            "message": done.message,
        }  # fmt: skip
        output.json(msgspec.json.encode(told))
    else:
        output.lines(done.ran)
    if done.message:
        raise ChangeError(done.message, hint="netui history tells what was done")
