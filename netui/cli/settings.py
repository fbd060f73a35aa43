"""The options that every command takes, before the verb as well as after it."""

from typing import Any

import click

COMPLETION = "_NETUI_COMPLETE"
"""The variable through which a shell asks for completions."""


class Settings:
    """What the shared options said, wherever they stood."""

    def __init__(self) -> None:
        self.json = False
        self.namespace = ""
        """As `find_namespace` takes it; empty for all."""
        self.saved = ""
        """A saved snapshot to read instead of the host; empty for the host."""
        self.read_only = False


def _remember(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    if value and parameter.name:
        setattr(context.ensure_object(Settings), parameter.name, value)


def _names(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[Any]:
    from netui.cli.completion import namespaces

    return namespaces(context.ensure_object(Settings), incomplete)


def options() -> list[click.Option]:
    """New ones for one command."""
    return [
        click.Option(["--json"], is_flag=True, expose_value=False, callback=_remember, help="Print JSON."),
        click.Option(
            ["--namespace", "-n"], metavar="NAMESPACE", expose_value=False, callback=_remember, shell_complete=_names,
            help="Only this one: host, NAME, container:NAME, pid:N or inode:N.",
        ),
        click.Option(
            ["--from", "saved"], metavar="FILE", type=click.Path(), expose_value=False, callback=_remember,
            help="Read a saved snapshot instead of this host.",
        ),
        click.Option(
            ["--read-only"], is_flag=True, expose_value=False, callback=_remember, help="Refuse to change anything."
        ),
    ]  # fmt: skip


def shared(command: click.Command) -> click.Command:
    """Give a command the options that all have."""
    command.params.extend(options())
    return command


pass_settings = click.make_pass_decorator(Settings, ensure=True)
