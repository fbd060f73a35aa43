"""The options that every command takes, before the verb as well as after it."""

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

import click
from msgspec.structs import replace

from netui.config.options import THEMES, Config
from netui.config.reading import load
from netui.errors import UsageError
from netui.text import safe

if TYPE_CHECKING:
    from netui.core.host import Host

COMPLETION = "_NETUI_COMPLETE"
"""The variable through which a shell asks for completions."""


class Screen(Protocol):
    """The terminal program: `netui.ui.run`, which the command line may not import."""

    def terminal_refusal(self) -> str | None:
        """Why this terminal cannot show it; None where it can."""

    def run(self, host: "Host", unchangeable: str, config: Config) -> int:
        """Show the host until the user ends it; returns the exit status. Raises ConfigError.

        `unchangeable` says why nothing can be changed; empty where something can.
        """

    def check(self, config: Config) -> None:
        """Raises ConfigError where keys or columns cannot be as it says."""

    def default_config(self) -> list[str]:
        """The lines of the default config.toml."""


class Settings:
    """What the shared options said, wherever they stood."""

    def __init__(self, screen: Callable[[], Screen]) -> None:
        self.screen = screen
        """Imports the terminal program."""
        self.json = False
        self.namespace = ""
        """As `find_namespace` takes it; empty for all."""
        self.saved = ""
        """A saved snapshot to read instead of the host; empty for the host."""
        self.read_only = self._of_environment
        """Whether nothing may be changed: by the option, or by the environment for every run."""
        self.demo = False
        self.theme = ""
        """Goes before the configuration; empty for that."""
        self.slow = False
        self.helps = False
        """Whether help is asked for, which is given whatever the configuration is."""
        self.config = Config()

    @property
    def _of_environment(self) -> bool:
        return os.environ.get("NETUI_READ_ONLY", "") not in ("", "0")

    @property
    def said_read_only(self) -> str:
        """Where it was said that nothing may be changed."""
        if self.config.read_only:
            return "changes.read-only"
        return "NETUI_READ_ONLY" if self._of_environment else "--read-only"

    def configure(self) -> None:
        """Take what config.toml says; the options go before it. Raises ConfigError."""
        found = load()
        self.read_only = self.read_only or found.read_only
        if found.endpoint:
            from netui.sources.docker.endpoint import prefer

            prefer(found.endpoint, found.place("docker.endpoint"))
        if self.theme:
            found = replace(found, theme=self.theme)
        self.config = replace(found, slow="on") if self.slow else found


def settings_of(context: click.Context) -> Settings:
    """Those of this run."""
    found = context.find_object(Settings)
    assert found  # `main.run` made them
    return found


def _remember(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    if value and parameter.name:
        setattr(settings_of(context), parameter.name, value)


def _remember_one(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> None:
    """For options with a value: the last would win silently, wherever it stands. Raises UsageError for two."""
    assert parameter.name
    before = getattr(settings_of(context), parameter.name)
    given = dict.fromkeys([*([before] if before else []), *values])
    if len(given) > 1:
        raise UsageError(f"{parameter.opts[0]} is given twice: {', '.join(map(safe, given))}", hint="give it once")
    _remember(context, parameter, values[-1] if values else "")


def _names(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[Any]:
    from netui.cli.completion import namespaces

    return namespaces(settings_of(context), incomplete)


def options() -> list[click.Option]:
    """New ones for one command."""
    return [
        click.Option(["--json"], is_flag=True, expose_value=False, callback=_remember, help="Print JSON."),
        click.Option(
            ["--namespace", "-n"], metavar="NAMESPACE", expose_value=False, callback=_remember_one, multiple=True,
            shell_complete=_names,
            help="Only this one: host, NAME, container:NAME, pid:N or inode:N.",
        ),
        click.Option(
            ["--from", "saved"], metavar="FILE", type=click.Path(), expose_value=False, callback=_remember_one,
            multiple=True,
            help="Read a saved snapshot instead of this host.",
        ),
        click.Option(
            ["--read-only"], is_flag=True, expose_value=False, callback=_remember, help="Refuse to change anything."
        ),
    ]  # fmt: skip


def of_screen() -> list[click.Option]:
    """For the terminal program alone."""
    return [
        click.Option(
            ["--demo"], is_flag=True, expose_value=False, callback=_remember,
            help="Look around in a sandbox that is like a host with containers.",
        ),
        click.Option(
            ["--theme"], type=click.Choice(THEMES), expose_value=False, callback=_remember,
            help="The colours of the terminal program.",
        ),
        click.Option(
            ["--slow"], is_flag=True, expose_value=False, callback=_remember,
            help="Fewer updates of the terminal program, for a slow line.",
        ),
    ]  # fmt: skip


_DRY = "netui.dry"
"""Under this name a context remembers that --dry-run stood before the verb."""


def dry_before() -> click.Option:
    """--dry-run where it may stand too: before the verb, which then has to know it (`passed_on`)."""

    def remember(context: click.Context, _parameter: click.Parameter, value: bool) -> None:
        if value:
            context.meta[_DRY] = True

    return click.Option(["--dry-run"], is_flag=True, expose_value=False, hidden=True, callback=remember)


def is_dry(context: click.Context) -> bool:
    """Whether --dry-run stood before the verb."""
    return bool(context.meta.get(_DRY))


def passed_on(context: click.Context, command: click.Command | None, words: list[str]) -> list[str]:
    """A command's words with the --dry-run that stood before it. A command without that option refuses it."""
    if command is None or not is_dry(context):
        return words
    if not any("--dry-run" in one.opts for one in command.params):
        raise UsageError(f"--dry-run means nothing to {command.name}", hint="it goes with what changes something")
    return words if isinstance(command, click.Group) else ["--dry-run", *words]


def log() -> click.Option:
    """For the root alone: it is begun before the command."""

    def begun(_context: click.Context, _parameter: click.Parameter, level: str | None) -> None:
        if level:
            from netui.core.state.logfile import begin

            begin(level)

    return click.Option(
        ["--log"], metavar="LEVEL", envvar="NETUI_LOG", expose_value=False, callback=begun,
        help="Write a log: error, warning, info or debug; so does NETUI_LOG. doctor --report tells where.",
    )  # fmt: skip


def shared(command: click.Command) -> click.Command:
    """Give a command the options that all have."""
    command.params.extend(options())
    return command


pass_settings = click.make_pass_decorator(Settings)
