"""The map as JSON."""

from collections.abc import Iterator

import msgspec
from msgspec import Struct

from netui.model.relations import LinkRef
from netui.topology.graph import Graph, Row, Space


class End(Struct, frozen=True):
    """One end of a wire."""

    namespace: str
    """As --namespace takes it."""
    name: str


class MapWire(Struct, frozen=True):
    """A veth pair, or a link and its lower device in another namespace."""

    kind: str
    """veth or lower."""
    a: End
    b: End
    broken: bool
    """Whether nothing passes."""
    evidence: str


class MapLink(Struct, frozen=True):
    """A link as the map shows it."""

    name: str
    ifindex: int
    note: str
    state: str
    trouble: str
    """Why nothing passes, or what should be looked at; empty for nothing."""
    master: str | None


class MapNamespace(Struct, frozen=True):
    """A namespace as the map shows it."""

    name: str
    """As --namespace takes it."""
    kind: str
    note: str
    trouble: str
    links: list[MapLink]
    left_out: int
    """Links that are too far away."""


class Map(Struct, frozen=True):
    """Namespaces in the order of the map, and the wires between them."""

    namespaces: list[MapNamespace]
    wires: list[MapWire]


def json(graph: Graph) -> bytes:
    """The map, encoded."""
    names = {space.key: space.full_name for space in graph.spaces}

    def end(ref: LinkRef) -> End:
        assert ref.namespace is not None  # wires are between known links
        return End(names[ref.namespace], graph.rows[ref].name)

    wires = [MapWire(one.kind, end(one.a), end(one.b), one.broken, one.evidence) for one in graph.wires]
    return msgspec.json.encode(Map([_space(space) for space in graph.spaces], wires))


def _space(space: Space) -> MapNamespace:
    links = list(_links(space))
    return MapNamespace(space.full_name, space.kind, space.note, space.trouble, links, space.left_out)


def _links(space: Space) -> Iterator[MapLink]:
    master: Row | None = None
    for row in space.rows:
        master = row if row.hub else master
        yield MapLink(
            row.name, row.ref.ifindex, row.note, row.state, row.trouble, master.name if master and row.port else None
        )
