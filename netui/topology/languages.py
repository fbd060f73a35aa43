"""The map in languages that other programs draw: DOT (graphviz) and Mermaid."""

from collections.abc import Iterator

from netui.model.relations import LinkRef
from netui.topology.graph import Graph, Row, Space

_SPOKEN = frozenset(" -_./+")
"""Characters besides letters and digits that stand for themselves in Mermaid's quoted text."""


def dot(graph: Graph) -> str:
    """A graph for graphviz: each namespace a cluster, each link a node."""
    return "\n".join(("graph netui {", '  rankdir=LR; node [shape=box, fontname="monospace"];', *_dot(graph), "}"))


def _dot(graph: Graph) -> Iterator[str]:
    for space in graph.spaces:
        yield f"  subgraph cluster_{space.key} {{ label={_quoted(_heading(space))};"
        yield f'    "{_id(space.ref)}" [shape=point, style=invis];'
        for row in space.rows:
            look = ", style=dashed" if row.broken else ", style=bold" if row.hub else ""
            yield f'    "{_id(row.ref)}" [label={_quoted(_words(row))}{look}];'
        yield "  }"
    for a, b, how in _joined(graph):
        look = {"broken": " [style=dashed]", "port": " [style=bold]"}.get(how, "")
        yield f'  "{_id(a)}" -- "{_id(b)}"{look};'


def _quoted(text: str) -> str:
    """A string of the DOT language; backslashes would be escapes of a label, and & would begin an entity."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;") + '"'


def mermaid(graph: Graph) -> str:
    """A Mermaid flowchart: each namespace a subgraph, each link a node."""
    return "\n".join(("flowchart LR", *_mermaid(graph)))


def _mermaid(graph: Graph) -> Iterator[str]:
    for space in graph.spaces:
        yield f'  subgraph s{space.key}["{_spelled(_heading(space))}"]'
        for row in space.rows:
            yield f'    {_id(row.ref)}["{_spelled(_words(row))}"]'
        if not space.rows:
            yield f'    {_id(space.ref)}["lo alone"]'
        yield "  end"
    for a, b, how in _joined(graph):
        yield f"  {_id(a)} {({'broken': '-.-', 'port': '==='}).get(how, '---')} {_id(b)}"


def _spelled(text: str) -> str:
    """Text between Mermaid's quotes: what is no letter or digit stands as an entity code, `#35;` for #."""
    return "".join(char if char.isalnum() or char in _SPOKEN else f"#{ord(char)};" for char in text)


def _joined(graph: Graph) -> Iterator[tuple[LinkRef, LinkRef, str]]:
    for space in graph.spaces:
        hub: Row | None = None
        for row in space.rows:
            hub = row if row.hub else hub
            if row.port and hub:
                yield hub.ref, row.ref, "port"
    for wire in graph.wires:
        yield wire.a, wire.b, "broken" if wire.broken else "wire"


def _id(ref: LinkRef) -> str:
    return f"n{ref.namespace}_{ref.ifindex}"


def _heading(space: Space) -> str:
    return "  ".join(one for one in (space.name, space.note, space.trouble) if one)


def _words(row: Row) -> str:
    return "  ".join(one for one in (row.name, row.note, row.trouble) if one)
