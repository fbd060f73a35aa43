"""OBJECT list and OBJECT show, for every object of the registry."""

import sys
from collections.abc import Sequence
from typing import Any

import click

from netui.cli.output import Output, tell, tell_limits
from netui.cli.settings import Settings, dry_before, pass_settings, passed_on, settings_of, shared
from netui.cli.source import snapshot_of
from netui.errors import UsageError
from netui.model.snapshot import Limit, Snapshot
from netui.objects.directory import Directory
from netui.objects.filter import parse_filter
from netui.objects.registry import Object
from netui.objects.row import encode
from netui.text import safe

_FILTERS = "FILTER: any text, or ns:TEXT kind:TEXT ip:ADDRESS state:TEXT container:TEXT name:TEXT; all must fit."


class Group(click.Group):
    """The verbs of one noun. Those that change something are made when they are called: lists must not wait."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Those that read, then those that change."""
        from netui.cli.operating import verbs

        return [*super().list_commands(ctx), *(one.verb for one in verbs(self.name or ""))]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that verb."""
        found = super().get_command(ctx, cmd_name)
        if found is None and self.name:
            from netui.cli.operating import command_of

            found = command_of(self.name, cmd_name)
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does it, but says which verbs there are."""
        word = args[0]
        known = word in self.commands or self.get_command(ctx, word)
        if not known and not word.startswith("-") and not ctx.resilient_parsing:
            verbs = self.list_commands(ctx)
            meant = _meant(word, verbs)
            hint = f"did you mean {meant}?" if meant else f"it has {', '.join(verbs)}"
            raise UsageError(f"{self.name} has no command {safe(word)}", hint=hint)
        name, found, words = super().resolve_command(ctx, args)
        return name, found, passed_on(ctx, found, words)


_IPROUTE2 = {
    "a": ("add", "create"), "add": ("create",), "new": ("create",), "del": ("delete", "remove"),
    "rm": ("remove", "delete"), "remove": ("delete",), "delete": ("remove",), "ls": ("list",), "lst": ("list",),
    "sh": ("show",), "replace": ("set", "add"), "change": ("set",), "name": ("rename",), "ps": ("list",),
}  # fmt: skip
"""What ip and docker call a verb, and what it is here."""


def _meant(word: str, verbs: Sequence[str]) -> str:
    """The verb that somebody means who types another one; empty where none is near."""
    from difflib import get_close_matches

    same = [verb for verb in _IPROUTE2.get(word.casefold(), ()) if verb in verbs]
    return next(iter(same or get_close_matches(word.casefold(), verbs, 1)), "")


def group(kind: Object) -> click.Group:
    """The command group of one object."""
    made = Group(kind.noun, help=kind.summary, no_args_is_help=True)
    made.add_command(shared(_list(kind)))
    made.add_command(shared(_show(kind)))
    made.params.append(dry_before())
    shared(made)
    return made


def _list(kind: Object) -> click.Command:
    @click.command("list", help=f"{kind.summary}\n\n{_FILTERS}")
    @click.argument("filter", nargs=-1)
    @click.option("--wide", "-w", is_flag=True, help="All columns, nothing shortened, whatever the width.")
    @pass_settings
    def command(settings: Settings, filter: tuple[str, ...], wide: bool) -> None:
        matches = parse_filter(filter) if filter else None
        directory = _directory(settings, kind)
        rows = everything = kind.rows(directory)
        if matches:
            rows = [row for row in everything if matches(row)]
            if not rows:
                _nothing_fits(kind, filter, everything, directory)
        output = Output(wide=wide)
        if settings.json:
            output.json(encode(rows))
        else:
            from netui.cli.table import Table

            table = Table(kind.columns, rows, output)
            output.lines(table.lines())
            if table.left_out and sys.stderr.isatty():
                tell(f"no room for {', '.join(table.left_out)}", "--wide shows all")
        tell_limits(_limits(kind, directory.snapshot))

    return command


def _nothing_fits(kind: Object, words: tuple[str, ...], everything: Sequence[Any], directory: Directory) -> None:
    """Tell who looks why the list is empty. Raises UsageError for words that can never fit."""
    from netui.objects.vocabulary import check

    check(kind, words, everything, directory)
    if sys.stderr.isatty():
        from netui.cli.counted import counted

        there = f"{counted(len(everything), 'row')} without the filter"
        tell(f"no {kind.noun} fits {' '.join(map(safe, words))}; {there}")


def _show(kind: Object) -> click.Command:
    def names(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[Any]:
        from netui.cli.completion import objects

        return objects(settings_of(context), kind, incomplete)

    @click.command("show", help="Everything about one of them.")
    @click.argument("name", shell_complete=names)
    @pass_settings
    def command(settings: Settings, name: str) -> None:
        directory = _directory(settings, kind)
        found = kind.shown(directory, name)
        output = Output()
        if settings.json:
            for row in found:
                output.json(encode(row))
        else:
            from netui.cli.show import described

            output.lines(described(found, kind, output))
        tell_limits(_limits(kind, directory.snapshot))

    return command


def _directory(settings: Settings, kind: Object) -> Directory:
    return Directory(snapshot_of(settings, kind.facets, docker=kind.docker), settings.namespace)


def _limits(kind: Object, snapshot: Snapshot) -> tuple[Limit, ...]:
    """What could not be read; that there is no Docker only where Docker was asked for."""
    docker = snapshot.docker
    if kind.of_docker and docker.status == "absent":
        return (*snapshot.limits, Limit("docker", docker.reason, docker.hint))
    return snapshot.limits
