"""What a map shows: namespaces with their links in rows, and the wires between them; all text is safe to show.

| word | meaning |
|---|---|
| space | one namespace |
| row | one link in it; the ports of a bridge follow it |
| wire | what joins two links: a veth pair, or a macvlan, VLAN or VXLAN with its lower device |
"""

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import Literal, get_args

from msgspec import Struct

from netui.model.link import IFF_LOOPBACK, Link
from netui.model.namespace import Namespace
from netui.model.naming import NamespaceKind, namespace_kind, namespace_name, natural
from netui.model.relations import Evidence, LinkRef, Relations
from netui.model.snapshot import Snapshot
from netui.text import safe

_KINDS: tuple[NamespaceKind, ...] = get_args(NamespaceKind)
_SCOPE_LINK = 253
STATES = {"down": "DOWN", "no-carrier": "no carrier", "lower-down": "lower down", "dormant": "dormant"}
"""Words for the states of a link in which it passes nothing."""


class Row(Struct, frozen=True):
    """One link."""

    ref: LinkRef
    name: str
    note: str
    """What tells it apart: its address, its network, its kind."""
    state: str
    """As `Link.state`."""
    trouble: str = ""
    """Words for what keeps it from passing packets, or should be looked at; empty for none."""
    hub: bool = False
    """A bridge, bond or VRF: its ports follow."""
    port: bool = False
    """A port of the hub above."""
    uplink: bool = False
    """A device of the machine, which leads out of it."""

    @property
    def broken(self) -> bool:
        """Whether nothing passes."""
        return self.state not in ("up", "unknown")


class Space(Struct, frozen=True):
    """One namespace."""

    key: int
    name: str
    kind: NamespaceKind
    rows: tuple[Row, ...]
    note: str = ""
    trouble: str = ""
    """Words: stale, may not be read; empty for none."""
    left_out: int = 0
    """Links that are not shown."""

    @property
    def ref(self) -> LinkRef:
        """Its place: ifindex 0 stands for the namespace itself."""
        return LinkRef(self.key, 0)

    @property
    def full_name(self) -> str:
        """As --namespace takes it."""
        return f"container:{self.name}" if self.kind == "container" else self.name


class Wire(Struct, frozen=True):
    """Two links that are joined."""

    kind: Literal["veth", "lower"]
    a: LinkRef
    b: LinkRef
    broken: bool
    evidence: Evidence


class Graph(Struct, frozen=True, dict=True):
    """Spaces in the order in which they are shown, and wires; each wire's ends are rows that are there."""

    spaces: tuple[Space, ...]
    wires: tuple[Wire, ...]

    @cached_property
    def rows(self) -> dict[LinkRef, Row]:
        """Every row by its link."""
        return {row.ref: row for space in self.spaces for row in space.rows}

    @cached_property
    def ends(self) -> dict[LinkRef, list[LinkRef]]:
        """What each link is wired to."""
        found: defaultdict[LinkRef, list[LinkRef]] = defaultdict(list)
        for wire in self.wires:
            found[wire.a].append(wire.b)
            found[wire.b].append(wire.a)
        return dict(found)


def graph(snapshot: Snapshot) -> Graph:
    """The whole host."""
    relations = Relations(snapshot)
    named = ((one, str(namespace_name(relations, one)), namespace_kind(relations, one)) for one in
             snapshot.namespaces.values())  # fmt: skip
    ordered = sorted(named, key=lambda one: (_KINDS.index(one[2]), natural(one[1]), one[0].key))
    spaces = tuple(_space(relations, *one) for one in ordered)
    rows = {row.ref: row for space in spaces for row in space.rows}
    return Graph(spaces, tuple(_wires(relations, rows)))


def _space(relations: Relations, one: Namespace, name: str, kind: NamespaceKind) -> Space:
    owner = relations.owner(one.key)
    shown = name.removeprefix("container:")
    others = [safe(each.name) for each in relations.tenants(one.key) if each is not owner]
    note: str = "" if kind in ("host", "named") else kind
    if others:
        note = f"{note} with {', '.join(others)}".strip()
    stale = any(relations.stale(each) for each in relations.tenants(one.key))
    trouble = "may not be read" if not one.readable else "STALE" if stale else ""
    return Space(one.key, shown, kind, tuple(_rows(relations, one)), note, trouble)


def _rows(relations: Relations, one: Namespace) -> Iterator[Row]:
    """Uplinks, bridges with their ports, the rest; each by ifindex, so that what is new comes last."""
    addresses: defaultdict[int, list[str]] = defaultdict(list)
    for address in one.addresses:
        if address.scope != _SCOPE_LINK:
            addresses[address.ifindex].append(address.cidr)
    links = [link for _, link in sorted(one.links.items()) if not link.flags & IFF_LOOPBACK]
    hubs = [link for link in links if link.kind in ("bridge", "bond", "team", "vrf")]
    uplinks = [link for link in links if _physical(link) and not link.master]
    done = {link.ifindex for link in (*hubs, *uplinks)}
    for link in uplinks:
        yield _row(relations, one, link, addresses)
    for link in hubs:
        yield _row(relations, one, link, addresses)
        ports = [port for port in relations.ports(one.key, link.ifindex) if port.ifindex not in done]
        done.update(port.ifindex for port in ports)
        yield from (_row(relations, one, port, addresses) for port in ports)
    yield from (_row(relations, one, link, addresses, free=True) for link in links if link.ifindex not in done)


def _physical(link: Link) -> bool:
    return not link.kind and link.type == 1


def _row(
    relations: Relations, one: Namespace, link: Link, addresses: dict[int, list[str]], *, free: bool = False
) -> Row:
    hub = link.kind in ("bridge", "bond", "team", "vrf")
    own = addresses.get(link.ifindex, [])
    words = [own[0] + (f" +{len(own) - 1}" if len(own) > 1 else "")] if own else []
    if hub:
        _, network = relations.docker_of(one.key, link.ifindex)
        ports = len(relations.ports(one.key, link.ifindex))
        words = [safe(network) or safe(link.kind), *words, *(() if ports else ("no ports",))]
    elif _physical(link) and not link.master:
        words.append("uplink" if one.host else "device")
    elif link.kind not in ("veth", ""):
        words = [safe(link.kind), *words, *_over(relations, one, link)]
    elif link.kind == "veth":
        words += _over(relations, one, link)
    return Row(
        LinkRef(one.key, link.ifindex), str(link.name), "  ".join(words), link.state, _trouble(relations, one, link),
        hub=hub, port=bool(link.master) and not free and not hub, uplink=_physical(link) and not link.master,
    )  # fmt: skip


def _over(relations: Relations, one: Namespace, link: Link) -> list[str]:
    """Where it leads, told in words where no line can be drawn: within the namespace, or to what is not seen."""
    if link.kind == "vxlan":
        data = link.detail.data
        far = safe(str(data.get("remote") or data.get("group") or data.get("remote6") or data.get("group6") or ""))
        found = relations.lower(one.key, link)
        over = f"over {found.name}" if found and found.name is not None and found.namespace == one.key else ""
        return [word for word in (f"id {data.get('id', '?')}", over, f"→ {far}" if far else "") if word]
    found = relations.peer(one.key, link) or relations.lower(one.key, link)
    if found is None:
        return []
    if found.name is None:
        return ["→ not seen"]
    if found.namespace == one.key:
        return [f"{'→' if link.kind == 'veth' else 'over'} {found.name}"]
    return []


def _trouble(relations: Relations, one: Namespace, link: Link) -> str:
    state = STATES.get(link.state, "")
    if state:
        return state
    if link.master and link.port_kind == "bridge":
        port = str(link.detail.port.get("state", "forwarding"))
        if port != "forwarding":
            return f"port {safe(port)}"
    found = relations.peer(one.key, link)
    far = relations.link(LinkRef(found.namespace, found.ifindex)) if found else None
    return f"MTU {link.mtu}, there {far.mtu}" if far and far.mtu != link.mtu else ""


def _wires(relations: Relations, rows: dict[LinkRef, Row]) -> Iterator[Wire]:
    """Those between namespaces; within one, words tell it."""
    for edge in relations.edges():
        if edge.kind not in ("peer", "lower"):
            continue
        a, b = edge.source, edge.target
        assert isinstance(a, LinkRef) and isinstance(b, LinkRef)
        if a in rows and b in rows and a.namespace != b.namespace:
            broken = rows[a].broken or rows[b].broken
            yield Wire("veth" if edge.kind == "peer" else "lower", a, b, broken, edge.evidence)


def around(whole: Graph, start: LinkRef, hops: int) -> Graph:
    """The neighbourhood of a link, or of a namespace (ifindex 0), as far as so many hops lead.

    A hop goes along a wire, between a bridge and its ports, or, but in the host's, between links of a namespace.
    """
    near, spaces_of = _near(whole), {space.key: space for space in whole.spaces}
    crossed = {space.key for space in whole.spaces if space.kind == "host" and space.ref != start}
    reached: set[LinkRef] = set()
    edge = {start} if start in whole.rows else {row.ref for row in _rows_of(whole, start)}
    for _ in range(max(0, hops) + 1):
        reached |= edge
        found = {ref for one in edge for ref in near.get(one, ())}
        for key in {one.namespace for one in edge if one.namespace is not None} - crossed:
            crossed.add(key)
            found.update(row.ref for row in spaces_of[key].rows)
        edge = found - reached
    spaces = tuple(_cut(space, reached, start) for space in whole.spaces if _seen(space, reached, start))
    kept = {row.ref for space in spaces for row in space.rows}
    return Graph(spaces, tuple(wire for wire in whole.wires if wire.a in kept and wire.b in kept))


def _rows_of(whole: Graph, start: LinkRef) -> tuple[Row, ...]:
    return next((space.rows for space in whole.spaces if space.key == start.namespace), ())


def _seen(space: Space, reached: set[LinkRef], start: LinkRef) -> bool:
    return space.ref == start or any(row.ref in reached for row in space.rows)


def _cut(space: Space, reached: set[LinkRef], start: LinkRef) -> Space:
    """The space with what was reached, and with the hub of each port."""
    hub: Row | None = None
    kept: list[Row] = []
    for row in space.rows:
        hub = row if row.hub else hub
        if row.ref in reached or space.ref == start:
            if row.port and hub and hub not in kept:
                kept.append(hub)
            kept.append(row)
    return Space(space.key, space.name, space.kind, tuple(kept), space.note, space.trouble,
                 len(space.rows) - len(kept))  # fmt: skip


def _near(whole: Graph) -> dict[LinkRef, list[LinkRef]]:
    """Ends of wires, and bridges with their ports."""
    found: defaultdict[LinkRef, list[LinkRef]] = defaultdict(list)
    for ref, others in whole.ends.items():
        found[ref] += others
    for space in whole.spaces:
        hub: Row | None = None
        for row in space.rows:
            hub = row if row.hub else hub
            if row.port and hub:
                found[row.ref].append(hub.ref)
                found[hub.ref].append(row.ref)
    return found
