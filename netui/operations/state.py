"""What a link and a namespace are, as far as it can be given to them again: the whole before-state of a change.

Everything is kept as the actions that would make it. What the kernel makes by itself (routes of addresses,
link-local addresses, learned neighbours) and what moves (counters, timers) is left out.
"""

import ipaddress
from collections.abc import Iterator
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from netui.model import address as addresses
from netui.model.action import AddAddress, AddFdb, AddNeighbour, Hop, LinkAt, RouteTo, RuleOf, Where
from netui.model.address import Address
from netui.model.link import Link
from netui.model.link_options import KINDS, PORT, settable
from netui.model.namespace import Namespace
from netui.model.neighbour import NTF_MASTER, FdbEntry, Neighbour
from netui.model.relations import Relations
from netui.model.route import Route, Rule
from netui.model.snapshot import Snapshot
from netui.operations.identity import link_at, where
from netui.text import Name

HERE = LinkAt(Where(Name()), Name())
"""Stands for the link that a state is of: what is on a link stays the same where it is renamed or moved."""


class LinkState(Struct, frozen=True):
    """A link with all that is on it."""

    at: LinkAt
    kind: str
    mac: str
    mtu: int
    txqlen: int
    up: bool
    alias: Name = Name()
    master: Name = Name()
    lower: LinkAt | None = None
    """The device that it stands on."""
    peer: LinkAt | None = None
    """The other end of a veth."""
    options: dict[str, Any] = {}
    port: dict[str, Any] = {}
    """As a port of a bridge, where it differs from a new port."""
    addresses: tuple[AddAddress, ...] = ()
    """In the kernel's order: the first of a subnet is the primary one."""
    routes: tuple[RouteTo, ...] = ()
    neighbours: tuple[AddNeighbour, ...] = ()
    fdb: tuple[AddFdb, ...] = ()


class SpaceState(Struct, frozen=True):
    """A namespace, without its links."""

    where: Where
    names: tuple[Name, ...] = ()
    rules: tuple[RuleOf, ...] = ()
    routes: tuple[RouteTo, ...] = ()
    """Those with no link, or with several."""
    sysctls: dict[str, str] = {}
    """Empty where they were not read."""


_SETTINGS = 0x02 | 0x10 | 0x100 | 0x200 | 0x400
"""IFA_F_… that are asked for: nodad, home, mngtmpaddr, noprefixroute, autojoin."""
_KERNEL_LL = 3  # IFAPROT_KERNEL_LL
_MADE_BY_KERNEL = frozenset((1, 2, 9))  # RTPROT_REDIRECT, KERNEL, RA
_LOCAL_TABLE = 255
_GIVEN_STATES = frozenset((0x40, 0x80))  # NUD_NOARP, NUD_PERMANENT
_AF_INET, _LINK_SCOPE, _UNICAST = 2, 253, 1


def space_state(relations: Relations, space: Namespace) -> SpaceState:
    """A namespace of the snapshot."""
    return SpaceState(
        where(relations, space),
        space.names,
        tuple(map(rule_of, space.rules)),
        tuple(route_to(space, one) for one in space.routes if _is_given(one) and not _on_one_link(one)),
        space.sysctls or {},
    )


def link_states(relations: Relations, space: Namespace) -> dict[Name, LinkState]:
    """The links of a namespace, by name."""
    return {link.name: link_state(relations, space, link) for link in space.links.values()}


def link_state(relations: Relations, space: Namespace, link: Link) -> LinkState:
    """A link of the snapshot."""
    at = link_at(relations, space, link)
    master = relations.master(space.key, link)
    detail = link.detail
    return LinkState(
        at=at,
        kind=link.kind,
        mac=link.mac,
        mtu=link.mtu,
        txqlen=detail.get("txqlen", 0),
        up=link.up,
        alias=Name(str(detail.get("ifalias", "")).encode("utf-8", "surrogateescape")),
        master=master.name if master else Name(),
        lower=_other(relations, relations.lower(space.key, link)),
        peer=_other(relations, relations.peer(space.key, link)),
        options=settable(KINDS.get(link.kind, ()), detail.data),
        port=settable(PORT, dict(detail.port)) if link.port_kind == "bridge" else {},
        addresses=tuple(_addresses(space, link)),
        routes=tuple(
            replace(route_to(space, one), link=Name())
            for one in space.routes
            if _is_given(one) and one.ifindex == link.ifindex and one.type == _UNICAST
        ),
        neighbours=tuple(_neighbours(space, link)),
        fdb=tuple(_fdb(space, link)),
    )


def _other(relations: Relations, other: Any) -> LinkAt | None:
    if other is None or other.namespace is None or other.name is None:
        return None
    space = relations.snapshot.namespaces[other.namespace]
    return LinkAt(where(relations, space), other.name, other.ifindex)


def _addresses(space: Namespace, link: Link) -> Iterator[AddAddress]:
    for one in space.addresses:
        if one.ifindex == link.ifindex and not _by_itself(one, link):
            yield address_of(one, link.name)


def _by_itself(one: Address, link: Link) -> bool:
    """Whether the kernel gives the address when the link comes up."""
    if link.name == b"lo" and one.local in ("127.0.0.1", "::1"):
        return True
    if one.protocol == _KERNEL_LL or (one.family != _AF_INET and not one.flags & addresses.IFA_F_PERMANENT):
        return True  # link-local, or from a router's advertisement
    return one.scope == _LINK_SCOPE and one.local == _eui64(link.mac)


def _eui64(mac: str) -> str:
    """The link-local address that follows from a MAC address (RFC 4291, appendix A)."""
    octets = bytes.fromhex(mac.replace(":", "")) if mac.count(":") == 5 else b""
    if not octets:
        return ""
    suffix = bytes((octets[0] ^ 2, *octets[1:3], 0xFF, 0xFE, *octets[3:]))
    return str(ipaddress.IPv6Address(b"\xfe\x80" + b"\0" * 6 + suffix))


def address_of(one: Address, link: Name) -> AddAddress:
    """What would give a link of that name the address."""
    far = one.peer and one.peer != one.local
    return AddAddress(
        HERE,
        one.local if far else one.cidr,
        peer=f"{one.peer}/{one.prefix}" if far else "",
        broadcast=one.broadcast,
        scope=one.scope if one.family == _AF_INET else 0,
        label=one.label if one.label not in (b"", link) else Name(),
        flags=one.flags & _SETTINGS,
        valid_lifetime=one.valid_lifetime,
        preferred_lifetime=one.preferred_lifetime,
        metric=one.metric,
    )


def _is_given(one: Route) -> bool:
    return one.protocol not in _MADE_BY_KERNEL and one.table != _LOCAL_TABLE


def _on_one_link(one: Route) -> bool:
    return bool(one.ifindex) and one.type == _UNICAST


def route_to(space: Namespace, one: Route) -> RouteTo:
    """What would make that route."""

    def name(ifindex: int) -> Name:
        link = space.links.get(ifindex)
        return link.name if link else Name()

    made = RouteTo(
        one.cidr if one.cidr == "default" else f"{one.destination or _zero(one.family)}/{one.prefix}",
        one.family,
        one.gateway,
        name(one.ifindex) if one.type == _UNICAST else Name(),
        one.table,
        one.metric,
        one.type,
        one.protocol,
        one.scope,
        one.source,
        one.tos,
        one.flags & 4,
        one.from_,
        one.mtu,
        one.preference,
        tuple(Hop(hop.gateway, name(hop.ifindex), hop.weight, hop.flags & 4) for hop in one.nexthops),
    )
    return replace(made, scope=None) if made.scope == made.usual_scope else made


def _zero(family: int) -> str:
    return "0.0.0.0" if family == _AF_INET else "::"


def rule_of(one: Rule) -> RuleOf:
    """What would make that rule."""
    return RuleOf(**{field: getattr(one, field) for field in RuleOf.__struct_fields__})


def _neighbours(space: Namespace, link: Link) -> Iterator[AddNeighbour]:
    for one in space.neighbours:
        if one.ifindex == link.ifindex and _is_own_neighbour(one):
            yield AddNeighbour(HERE, one.address, one.mac, one.state, one.flags & (0x08 | 0x80))


def _is_own_neighbour(one: Neighbour) -> bool:
    if one.flags & 0x08:
        return True
    multicast = one.address.startswith("ff") or one.address.startswith(tuple(map(str, range(224, 240))))
    return one.state in _GIVEN_STATES and bool(one.mac) and not multicast


def _fdb(space: Namespace, link: Link) -> Iterator[AddFdb]:
    for one in space.fdb:
        if one.ifindex == link.ifindex and _is_own_fdb(one, link):
            via = space.links.get(one.via)
            flags = one.flags & (NTF_MASTER | 2) or NTF_MASTER
            yield AddFdb(HERE, one.mac, flags, one.state, one.vlan, one.destination, one.port, one.vni,
                         via.name if via else Name())  # fmt: skip


def _is_own_fdb(one: FdbEntry, link: Link) -> bool:
    """Whether somebody entered it. The kernel enters a port's own address, and multicast groups."""
    if one.state not in _GIVEN_STATES or one.mac == link.mac:
        return False
    if link.kind == "vxlan":
        return bool(one.destination) and not one.mac.startswith(("33:33", "01:00:5e"))
    return not int(one.mac[:2], 16) & 1


class World(Struct, frozen=True):
    """Everything that changes could touch: the namespaces that a plan acts in, with all their links."""

    spaces: dict[Name, SpaceState]
    """By the name that netui prints."""
    links: dict[tuple[Name, Name], LinkState]
    """By that name and the link's."""


def capture(snapshot: Snapshot, names: frozenset[Name]) -> World:
    """The namespaces with those names; those that are not there are left out."""
    relations = Relations(snapshot)
    spaces, links = {}, {}
    for space in snapshot.namespaces.values():
        state = space_state(relations, space)
        if state.where.name in names:
            spaces[state.where.name] = state
            for name, link in link_states(relations, space).items():
                links[state.where.name, name] = link
    return World(spaces, links)
