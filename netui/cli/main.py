"""The command line's root: finds the command, and runs it."""

import os
import sys
from collections.abc import Callable
from typing import Any

import click

from netui import __version__
from netui.cli.commands import find_command, listed, names, offered, suggestion
from netui.cli.failing import told
from netui.cli.output import write_no_utf8
from netui.cli.settings import (
    COMPLETION,
    Screen,
    Settings,
    dry_before,
    is_dry,
    log,
    of_screen,
    options,
    passed_on,
    settings_of,
)
from netui.errors import UsageError
from netui.text import safe
from netui.width import utf8

_HELP = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


_UNCONFIGURED = ("config", "help", "completion", "schema")
"""Commands that work whatever the configuration is."""


class Root(click.Group):
    """`netui`: its commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's
        """Names of all commands, in the order of the help."""
        return names()

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's
        """The command of that name, or of one of its aliases."""
        return find_command(cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does it, but with a suggestion that knows plurals."""
        command = find_command(args[0])
        if command is None and not args[0].startswith("-") and not ctx.resilient_parsing:
            raise UsageError(f"there is no command {safe(args[0])}", hint=suggestion(args[0]))
        name, found, words = super().resolve_command(ctx, args)
        return name, found, passed_on(ctx, found, words)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[Any]:
        """Commands that begin so; none is imported for it."""
        from click.shell_completion import CompletionItem

        found = [CompletionItem(name, help=about) for name, about in offered() if name.startswith(incomplete)]
        return [*found, *click.Command.shell_complete(self, ctx, incomplete)]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's
        """The commands with their summaries; none is imported for it."""
        with formatter.section("Objects and commands"):
            formatter.write_dl(listed())


@click.command(
    cls=Root,
    context_settings=_HELP,
    invoke_without_command=True,
    params=[*options(), dry_before(), *of_screen(), log()],
    epilog="netui OBJECT list [FILTER]... and netui OBJECT show NAME print; netui COMMAND --help tells more.",
)
@click.version_option(__version__, prog_name="netui", message="%(prog)s %(version)s")
@click.pass_context
def root(context: click.Context) -> int:
    """See and explain the network of this host. Without a command: the terminal program."""
    settings = settings_of(context)
    if not settings.helps and context.invoked_subcommand not in _UNCONFIGURED:
        settings.configure()
    if context.invoked_subcommand:
        if settings.demo:  # else the command would be carried out on this host
            raise UsageError("--demo is the terminal program", hint="netui sandbox -- netui COMMAND")
        return 0
    from netui.cli.terminal import start

    return start(settings, dry=is_dry(context))


def run(words: list[str], screen: Callable[[], Screen]) -> int:
    """Run the command that these words name, or the terminal program; returns the exit status.

    Never raises for what a user can cause.
    """
    _have_streams()
    settings = Settings(screen)
    return told(lambda: _completed(settings) if COMPLETION in os.environ else _called(words, settings))


def _called(words: list[str], settings: Settings) -> Any:
    # As click.Group.main does it, which would write an empty line when it is interrupted.
    settings.helps = not {"-h", "--help"}.isdisjoint(words)
    with root.make_context("netui", words, obj=settings) as context:
        return root.invoke(context)


def _completed(settings: Settings) -> int:
    """Answer a shell that completes a line."""
    from click.shell_completion import shell_complete

    return shell_complete(root, {"obj": settings}, "netui", COMPLETION, os.environ[COMPLETION])


def _have_streams() -> None:
    """Where the caller closed one of them, what goes there goes nowhere. UTF-8 goes where the locale has it."""
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - for the rest of the process
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115 - the same
    if not utf8():
        write_no_utf8()
