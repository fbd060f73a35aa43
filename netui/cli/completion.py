"""`netui completion SHELL`, and what the shells are offered: names of namespaces and objects."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem, get_completion_class

from netui.cli.output import Output
from netui.cli.settings import COMPLETION, Settings, shared
from netui.errors import NetuiError
from netui.model.naming import natural
from netui.objects.directory import Directory
from netui.objects.registry import Object

if TYPE_CHECKING:
    from netui.operations.operation import Operation

_PLAIN = re.compile(r"[A-Za-z0-9_.@:+/][A-Za-z0-9_.@:+/-]*")
"""Names that every shell takes as one word; others are not offered, whatever they may hold."""


@shared
@click.command("completion", help='The completion script of a shell: eval "$(netui completion bash)".')
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
@click.pass_context
def command(context: click.Context, shell: str) -> None:
    """Print the script."""
    kind = get_completion_class(shell)
    assert kind is not None  # click has these three
    Output().lines([kind(context.find_root().command, {}, "netui", COMPLETION).source().rstrip("\n")])


def namespaces(settings: Settings, incomplete: str) -> list[CompletionItem[str]]:
    """The namespaces whose names begin so."""
    directory = _directory(settings, frozenset(), docker=True)
    if directory is None:
        return []
    return _offered((str(directory.name(space.key)) for space in directory.spaces), incomplete)


def objects(settings: Settings, kind: Object, incomplete: str) -> list[CompletionItem[str]]:
    """The objects of one kind whose names begin so."""
    directory = _directory(settings, kind.facets, docker=kind.docker)
    return [] if directory is None else _offered(map(_name, kind.rows(directory)), incomplete)


def offered(operation: "Operation", field: str, values: dict[str, Any], incomplete: str) -> list[CompletionItem[str]]:
    """What an operation offers for one of its fields."""
    from netui.core.changing.local import read

    try:
        offers = operation.offers(read(), values, field)
    except NetuiError:
        return []
    return [
        CompletionItem(one.text, help=one.about)
        for one in sorted(offers, key=lambda one: natural(one.text))
        if one.text.startswith(incomplete) and _PLAIN.fullmatch(one.text)
    ]


def _directory(settings: Settings, facets: frozenset[str], *, docker: bool) -> Directory | None:
    from netui.cli.source import snapshot_of

    try:
        return Directory(snapshot_of(settings, facets, docker=docker), settings.namespace)
    except NetuiError:
        return None  # while somebody types, silence is the answer


def _name(row: Any) -> str:
    for field in ("name", "destination", "address", "host_port"):
        value = getattr(row, field, None)
        if value is not None:
            return str(value)
    return ""


def _offered(names: Iterable[str], incomplete: str) -> list[CompletionItem[str]]:
    chosen = {name for name in names if name.startswith(incomplete) and _PLAIN.fullmatch(name)}
    return [CompletionItem(name) for name in sorted(chosen, key=natural)]
