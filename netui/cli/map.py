"""`netui map`: the host as a drawing, or for a program that draws."""

from typing import TYPE_CHECKING

import click

from netui.cli.output import Output, tell_limits
from netui.cli.settings import Settings, pass_settings, shared
from netui.cli.source import snapshot_of
from netui.errors import NotFoundError
from netui.model.namespace import Namespace
from netui.model.naming import find_namespace
from netui.model.relations import LinkRef, Relations
from netui.model.snapshot import Snapshot
from netui.text import safe
from netui.width import utf8

if TYPE_CHECKING:
    from netui.topology.graph import Graph

_FORMATS = ("text", "svg", "dot", "mermaid", "json")


@shared
@click.command("map", help="The host as a map: namespaces, bridges with their ports, and the wires between them.")
@click.option("--format", "shape", type=click.Choice(_FORMATS), default="text", show_default=True)
@click.option("--around", metavar="OBJECT", default="", help="Only what is near a NAMESPACE, or NAMESPACE/LINK.")
@click.option("--hops", type=click.IntRange(0, 99), default=2, show_default=True, help="How far, with --around.")
@click.option("--wide", "-w", is_flag=True, help="As wide as it needs, whatever the terminal's width.")
@pass_settings
def command(settings: Settings, shape: str, around: str, hops: int, wide: bool) -> None:
    """Print it."""
    from netui.topology import graph as topology
    from netui.topology import languages, written

    snapshot = snapshot_of(settings)
    found = topology.graph(snapshot)
    centre = around or settings.namespace
    if centre:
        found = topology.around(found, _place(snapshot, centre), hops)
    output = Output(wide=wide)
    if settings.json or shape == "json":
        output.json(written.json(found))
    elif shape in ("dot", "mermaid"):
        output.document(languages.dot(found) if shape == "dot" else languages.mermaid(found))
    else:
        _drawn(found, shape, output)
    tell_limits(snapshot.limits)


def _drawn(found: "Graph", shape: str, output: Output) -> None:
    from netui.topology.drawing import text_lines
    from netui.topology.layout import layout
    from netui.topology.svg import svg

    geometry = layout(found, output.width if shape == "text" else None)
    if shape == "svg":
        output.document(svg(geometry))
    else:
        output.lines(text_lines(geometry, ascii_only=not utf8()))


def _place(snapshot: Snapshot, text: str) -> LinkRef:
    """What NAMESPACE or NAMESPACE/LINK names; of a bare LINK, the host's comes first.

    Raises NotFoundError.
    """
    relations = Relations(snapshot)
    where, slash, name = text.rpartition("/")
    if not slash:
        try:
            return LinkRef(_namespace(relations, text).key, 0)
        except NotFoundError:
            name = text
    spaces = [_namespace(relations, where)] if slash else list(snapshot.namespaces.values())
    wanted = name.encode("utf-8", "surrogateescape")
    found = [
        LinkRef(space.key, link.ifindex)
        for space in sorted(spaces, key=lambda one: not one.host)
        for link in space.links.values()
        if name == str(link.name) or wanted == link.name
    ]
    if not found:
        raise NotFoundError(f"no namespace and no link is named {safe(text)}", hint="say NAMESPACE or NAMESPACE/LINK")
    return found[0]


def _namespace(relations: Relations, text: str) -> Namespace:
    """As --namespace takes it, or as the map shows it: without `container:`. Raises NotFoundError."""
    try:
        return find_namespace(relations, text)
    except NotFoundError:
        return find_namespace(relations, f"container:{text}")
