"""Where everything stands on the map, in cells of a terminal; the SVG takes the same places.

Two columns, so that 80 cells suffice. At the left trunks: the host, and every namespace that is wired to several
others, or to none. At the right leaves, each wired to one trunk alone. A port stands at the height of the link at
its other end, so most wires are straight; a bridge's rail is as long as that makes it. What is left over goes through
lanes: between trunks at the left edge, to leaves between the columns; where those are full, words tell it.

Orders come from the graph alone, so what is new pushes others down at most.
"""

from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property

from msgspec import Struct

from netui.model.relations import LinkRef
from netui.topology.graph import Graph, Row, Space, Wire
from netui.width import width as cells

_LEAST_TRUNK, _LEAST_LEAF = 30, 22
_CHANNEL = 4
_LANES = 6
"""At most, at the left edge and between the columns."""
_RATE = 18
"""Cells for the traffic of a wire."""
NATURAL = 200
"""Cells of a map that may be of any width, at most."""


class Box(Struct, frozen=True):
    """A namespace; one line without a frame where it is folded."""

    space: Space
    x: int
    y: int
    width: int
    height: int
    folded: bool = False
    leaf: bool = False
    hanging: int = 0
    """Namespaces that are hidden because the box is folded."""


class Place(Struct, frozen=True):
    """Where something that can be selected stands: a row, or a namespace's title."""

    ref: LinkRef
    x: int
    y: int
    width: int
    leaf: bool
    row: Row | None = None


class Rail(Struct, frozen=True):
    """A bridge: from its row down to its last port."""

    x: int
    y: int
    ports: tuple[int, ...]
    """Lines of its ports."""


class Line(Struct, frozen=True):
    """A wire, by its corners; adjacent ones share x or y."""

    wire: Wire
    points: tuple[tuple[int, int], ...]


class Geometry(Struct, frozen=True, dict=True):
    """A map that is laid out."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    places: tuple[Place, ...]
    rails: tuple[Rail, ...]
    lines: tuple[Line, ...]
    told: dict[LinkRef, str]
    """Links whose wire is not drawn: where it leads."""

    @cached_property
    def by_ref(self) -> dict[LinkRef, Place]:
        """Each place by what stands there."""
        return {place.ref: place for place in self.places}


def indent(row: Row) -> int:
    """Cells before a row's name: a port hangs on its rail."""
    return 6 if row.port else 2


def needed(row: Row) -> int:
    """Cells of a row as it would like to be shown."""
    parts = (row.name, row.note, f"! {row.trouble}" if row.trouble else "")
    return indent(row) + sum(cells(part) + 2 for part in parts if part)


def title_width(space: Space) -> int:
    """Cells of a title as it would like to be shown."""
    parts = (space.name, space.note, f"! {space.trouble}" if space.trouble else "")
    return 4 + sum(cells(part) + 2 for part in parts if part)


def layout(graph: Graph, width: int | None = None, folded: frozenset[int] = frozenset()) -> Geometry:
    """Lay a graph out in so many cells, or in as many as it needs."""
    return _Layout(graph, width or NATURAL, folded).geometry()


class _Layout:
    """One run: places trunk after trunk, and beside each the leaves that hang on it."""

    def __init__(self, graph: Graph, width: int, folded: frozenset[int]) -> None:
        self._graph = graph
        self._width = width
        self._folded = folded
        self._spaces = {space.key: space for space in graph.spaces}
        self._trunk_of = _trunks(graph)
        self._boxes: list[Box] = []
        self._places: dict[LinkRef, Place] = {}
        self._rails: list[Rail] = []
        self._straight: set[tuple[LinkRef, LinkRef]] = set()
        self._placed: set[int] = set()
        lower = [wire for wire in graph.wires if wire.kind == "lower"]
        self._lower = {pair for wire in lower for pair in ((wire.a, wire.b), (wire.b, wire.a))}
        self._plugged = {_key(end) for wire in graph.wires if wire.kind == "veth" for end in (wire.a, wire.b)}
        """Namespaces with a veth: that places them, not what stands on a lower device."""
        self._free = 0
        """First free line of the right column."""
        self._measure()

    def _measure(self) -> None:
        trunks = [space for space in self._graph.spaces if space.key not in self._trunk_of]
        leaves = [space for space in self._graph.spaces if space.key in self._trunk_of]
        across = [one for one in self._graph.wires if not {_key(one.a), _key(one.b)} & self._trunk_of.keys()]
        self._gutter = 2 * min(_LANES, len(across))
        wired = {_key(end) for wire in self._graph.wires for end in (wire.a, wire.b)}
        extra = len(self._graph.wires) - len(across) - len(wired & self._trunk_of.keys())
        self._channel = _CHANNEL + 2 * min(_LANES, max(0, extra))
        wanted = max((_wanted(space) for space in trunks), default=0) + (_RATE if leaves else 0)
        leaf = max((_wanted(space) for space in leaves), default=0)
        room = self._width - self._gutter - 1
        if leaves:
            room -= self._channel
            self._leaf = max(_LEAST_LEAF, min(leaf, room - min(wanted, max(_LEAST_TRUNK, room * 11 // 20))))
            room -= self._leaf
        else:
            self._leaf = 0
        self._trunk = max(_LEAST_TRUNK, min(wanted, room))
        self._right = self._gutter + self._trunk + self._channel

    def geometry(self) -> Geometry:
        top = 0
        for space in self._graph.spaces:
            if space.key not in self._trunk_of:
                top = self._place_trunk(space, top) + 1
        lines, told = self._wire()
        height = max((box.y + box.height for box in self._boxes), default=0)
        width = max((box.x + box.width for box in self._boxes), default=0)
        return Geometry(
            width, height, tuple(self._boxes), tuple(self._places.values()), tuple(self._rails), lines, told
        )

    # boxes

    def _place_trunk(self, space: Space, top: int) -> int:
        """Returns the first line below it."""
        x, width = self._gutter, self._trunk
        self._free = max(self._free, top)
        self._places[space.ref] = Place(space.ref, x, top, width, leaf=False)
        if space.key in self._folded:
            hanging = [key for key, trunk in self._trunk_of.items() if trunk == space.key]
            self._boxes.append(Box(space, x, top, width, 1, folded=True, hanging=len(hanging)))
            return top + 1
        y = top + 1
        rail: tuple[int, list[int]] | None = None
        before: Row | None = None
        for row in space.rows:
            if before and not row.port and (row.hub or before.port or before.hub or before.uplink):
                y += 1
            y = self._place_row(space, row, x, y)
            if row.hub:
                rail = (y, [])
                self._rails.append(Rail(x + 3, y, ()))
            elif row.port and rail:
                rail[1].append(y)
                self._rails[-1] = Rail(x + 3, rail[0], tuple(rail[1]))
            before = row
            y += 1
        y += 1 if not space.rows or space.left_out else 0
        self._boxes.append(Box(space, x, top, width, y - top + 1))
        return y + 1

    def _place_row(self, space: Space, row: Row, x: int, y: int) -> int:
        """Put a row on the first line that suits it and the leaf that it is wired to; returns that line."""
        first = True
        for end in self._graph.ends.get(row.ref, ()):
            leaf = self._spaces[_key(end)]
            if self._trunk_of.get(leaf.key) != space.key or leaf.key in self._placed:
                continue
            if (row.ref, end) in self._lower and leaf.key in self._plugged:
                continue
            offset = 0 if leaf.key in self._folded else 1 + _refs(leaf).index(end)
            if first:
                y = max(y, self._free + offset)
                self._straight.add((row.ref, end))
            self._place_leaf(leaf, y - offset if first else self._free)
            first = False
        self._places[row.ref] = Place(row.ref, x, y, self._trunk, leaf=False, row=row)
        return y

    def _place_leaf(self, space: Space, top: int) -> None:
        self._placed.add(space.key)
        x, width = self._right, self._leaf
        self._places[space.ref] = Place(space.ref, x, top, width, leaf=True)
        if space.key in self._folded:
            self._boxes.append(Box(space, x, top, width, 1, folded=True, leaf=True))
            self._free = top + 1
            return
        for number, row in enumerate(space.rows):
            self._places[row.ref] = Place(row.ref, x, top + 1 + number, width, leaf=True, row=row)
        height = len(space.rows) + 2 + (1 if space.left_out else 0)
        self._boxes.append(Box(space, x, top, width, height, leaf=True))
        self._free = top + height

    # wires

    def _wire(self) -> tuple[tuple[Line, ...], dict[LinkRef, str]]:
        """Straight lines first; then lanes, the shortest ways first."""
        lines: list[Line] = []
        told: dict[LinkRef, str] = {}
        bent: list[tuple[Wire, Place, Place]] = []
        for wire in self._graph.wires:
            a, b = self._seat(wire.a), self._seat(wire.b)
            if a is None or b is None:
                continue
            near, far = (b, a) if a.leaf else (a, b)
            if {(wire.a, wire.b), (wire.b, wire.a)} & self._straight:
                lines.append(Line(wire, ((near.x + near.width - 1, near.y), (far.x, far.y))))
            elif (near.ref, far.ref) != (far.ref, near.ref):
                bent.append((wire, near, far))
        taken: defaultdict[tuple[bool, int], list[tuple[int, int]]] = defaultdict(list)
        for wire, near, far in sorted(bent, key=lambda one: abs(one[1].y - one[2].y)):
            lane = _lane(
                taken, far.leaf, near.y, far.y, (self._channel - _CHANNEL if far.leaf else self._gutter) // 2
            )
            if lane is None:
                told[wire.a], told[wire.b] = self._name(wire.b), self._name(wire.a)
            else:
                lines.append(Line(wire, self._way(near, far, lane)))
        return tuple(lines), told

    def _seat(self, ref: LinkRef) -> Place | None:
        """Where a link is, or the folded box that it is in; None where a fold hides that."""
        return self._places.get(ref) or self._places.get(LinkRef(ref.namespace, 0))

    def _way(self, near: Place, far: Place, lane: int) -> tuple[tuple[int, int], ...]:
        if far.leaf:
            x = self._right - 2 - 2 * lane
            return (near.x + near.width - 1, near.y), (x, near.y), (x, far.y), (far.x, far.y)
        x = self._gutter - 2 - 2 * lane
        return (near.x, near.y), (x, near.y), (x, far.y), (far.x, far.y)

    def _name(self, ref: LinkRef) -> str:
        return f"{self._spaces[_key(ref)].name}/{self._graph.rows[ref].name}"


def _key(ref: LinkRef) -> int:
    assert ref.namespace is not None  # the graph has wires between known links alone
    return ref.namespace


def _refs(space: Space) -> list[LinkRef]:
    return [row.ref for row in space.rows]


def _wanted(space: Space) -> int:
    return max(title_width(space), *(needed(row) + 2 for row in space.rows), _LEAST_LEAF)


def _lane(
    taken: defaultdict[tuple[bool, int], list[tuple[int, int]]], leaf: bool, one: int, other: int, lanes: int
) -> int | None:
    """The first lane that is free between two lines; None where none is."""
    low, high = min(one, other), max(one, other)
    for lane in range(lanes):
        spans: Sequence[tuple[int, int]] = taken[leaf, lane]
        if all(high < start or end < low for start, end in spans):
            taken[leaf, lane].append((low, high))
            return lane
    return None


def _trunks(graph: Graph) -> dict[int, int]:
    """The trunk of every leaf."""
    near: dict[int, set[int]] = {space.key: set() for space in graph.spaces}
    for wire in graph.wires:
        near[_key(wire.a)].add(_key(wire.b))
        near[_key(wire.b)].add(_key(wire.a))
    trunks: dict[int, int] = {}
    for space in graph.spaces:
        others = near[space.key]
        if space.kind == "host" or len(others) != 1:
            continue
        (trunk,) = others
        if trunk not in trunks:  # of a pair that is alone, the second is the leaf
            pair = near[trunk] == {space.key} and _after(graph, trunk, space.key)
            if not pair:
                trunks[space.key] = trunk
    return trunks


def _after(graph: Graph, one: int, other: int) -> bool:
    """Whether the first may become the leaf of the second: it comes later, and is not the host's."""
    keys = [space.key for space in graph.spaces]
    return keys.index(one) > keys.index(other)
