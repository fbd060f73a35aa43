"""What a link and a namespace are, as far as it can be given to them again: the whole before-state of a change.

Everything is kept as the actions that would make it. What the kernel makes by itself (routes of addresses,
link-local addresses, learned neighbours) and what moves (counters, timers) is left out.
"""

import ipaddress
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from netui.model import address as addresses
from netui.model.action import AddAddress, AddFdb, AddNeighbour, Hop, LinkAt, RouteTo, Where
from netui.model.address import Address
from netui.model.link import IFF_ALLMULTI, IFF_MULTICAST, IFF_NOARP, IFF_PROMISC, Link
from netui.model.link_options import KINDS, PORT, settable
from netui.model.namespace import Namespace
from netui.model.neighbour import NTF_MASTER, NTF_SELF, FdbEntry, Neighbour
from netui.model.relations import Relations
from netui.model.route import Route, Rule
from netui.model.snapshot import Snapshot
from netui.operations.docker_state import DockerState
from netui.operations.identity import Places
from netui.text import Name

HERE = LinkAt(Where(Name()), Name())
"""Stands for the link that a state is of: what is on a link stays the same where it is renamed or moved."""


class LinkState(Struct, frozen=True):
    """A link with all that is on it."""

    at: LinkAt
    kind: str
    mac: str
    """Empty for whichever it has."""
    mtu: int
    txqlen: int
    up: bool
    arp: bool = True
    multicast: bool = True
    allmulticast: bool = False
    promisc: bool = False
    alias: Name = Name()
    altnames: tuple[Name, ...] = ()
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
    sysctls: dict[str, int] = {}
    """Its own, by `ipv4.rp_filter`. A change of one is a change of the namespace's `sysctls`; here they stand so
    that a link which was made again, or moved, has them again."""


class SpaceState(Struct, frozen=True):
    """A namespace, without its links."""

    where: Where
    names: tuple[Name, ...] = ()
    rules: tuple[Rule, ...] = ()
    routes: tuple[RouteTo, ...] = ()
    """Those with no link, or with several."""
    sysctls: dict[str, str] = {}
    """Empty where they were not read."""


_SETTINGS = 0x02 | 0x10 | 0x100 | 0x200 | 0x400
"""IFA_F_… that are asked for: nodad, home, mngtmpaddr, noprefixroute, autojoin."""
_KERNEL_LL = 3  # IFAPROT_KERNEL_LL
_MADE_BY_KERNEL = frozenset((1, 2, 9))  # RTPROT_REDIRECT, KERNEL, RA
_LOCAL_TABLE = 255
_NOARP, _PERMANENT = 0x40, 0x80  # NUD_…
_REMOTES = ("remote", "remote6", "group", "group6")
_AF_INET, _LINK_SCOPE, _UNICAST = 2, 253, 1


class Contents:
    """What is on the links of one namespace, by ifindex."""

    def __init__(self, space: Namespace) -> None:
        self.space = space
        self.addresses = _by_link(space.addresses)
        self.routes = _by_link(filter(_is_given, space.routes))
        self.neighbours = _by_link(space.neighbours)
        self.fdb = _by_link(space.fdb)


def _by_link(found: Iterable[Any]) -> dict[int, list[Any]]:
    grouped: dict[int, list[Any]] = {}
    for one in found:
        grouped.setdefault(one.ifindex, []).append(one)
    return grouped


def space_state(places: Places, space: Namespace) -> SpaceState:
    """A namespace of the snapshot."""
    return SpaceState(
        places.of(space),
        space.names,
        space.rules,
        tuple(route_to(space, one) for one in space.routes if _is_given(one) and not _on_one_link(one)),
        space.sysctls or {},
    )


def link_state(places: Places, contents: Contents, link: Link) -> LinkState:
    """A link of the snapshot."""
    space, relations, detail = contents.space, places.relations, link.detail
    master = relations.master(space.key, link)
    routes = (one for one in contents.routes.get(link.ifindex, ()) if one.type == _UNICAST)
    return LinkState(
        at=LinkAt(places.of(space), link.name, link.ifindex),
        kind=link.kind,
        mac=_mac(link),
        mtu=link.mtu,
        txqlen=detail.get("txqlen", 0),
        up=link.up,
        arp=not link.flags & IFF_NOARP,
        multicast=bool(link.flags & IFF_MULTICAST),
        allmulticast=bool(link.flags & IFF_ALLMULTI),
        promisc=bool(link.flags & IFF_PROMISC),
        alias=_name(detail.get("ifalias", "")),
        altnames=tuple(map(_name, detail.get("altnames", ()))),
        master=master.name if master else Name(),
        lower=places.other(relations.lower(space.key, link)),
        peer=places.other(relations.peer(space.key, link)),
        options=settable(KINDS.get(link.kind, ()), detail.data),
        port=settable(PORT, detail.port) if link.port_kind == "bridge" else {},
        addresses=tuple(
            address_of(one, link.name)
            for one in contents.addresses.get(link.ifindex, ())
            if not _by_itself(one, link)
        ),
        routes=tuple(replace(route_to(space, one), link=Name()) for one in routes),
        neighbours=tuple(_neighbours(contents.neighbours.get(link.ifindex, ()))),
        fdb=tuple(_fdb(space, link, contents.fdb.get(link.ifindex, ()))),
        sysctls=detail.sysctls,
    )


def _name(told: str) -> Name:
    return Name(told.encode("utf-8", "surrogateescape"))


def _mac(link: Link) -> str:
    """Its address; empty for a bridge whose last port has left: it takes that of the next one."""
    return "" if link.kind == "bridge" and link.mac == "00:00:00:00:00:00" else link.mac


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


def _neighbours(found: Iterable[Neighbour]) -> Iterator[AddNeighbour]:
    for one in found:
        if _is_own_neighbour(one):
            yield AddNeighbour(HERE, one.address, one.mac, one.state, one.flags & 0x80)


def _is_own_neighbour(one: Neighbour) -> bool:
    multicast = one.address.startswith("ff") or one.address.startswith(tuple(map(str, range(224, 240))))
    return one.state in (_NOARP, _PERMANENT) and bool(one.mac) and not multicast


def _fdb(space: Namespace, link: Link, found: Iterable[FdbEntry]) -> Iterator[AddFdb]:
    for one in found:
        if _is_own_fdb(one, link):
            via = space.links.get(one.via)
            flags = one.flags & (NTF_MASTER | NTF_SELF) or NTF_MASTER
            state = _PERMANENT if one.state & _PERMANENT else _NOARP
            yield AddFdb(HERE, one.mac, flags, state, one.vlan, one.destination, one.port, one.vni,
                         via.name if via else Name())  # fmt: skip


def _is_own_fdb(one: FdbEntry, link: Link) -> bool:
    """Whether somebody entered it. The kernel enters a port's own address, and multicast groups."""
    if not one.state & (_NOARP | _PERMANENT) or one.mac == link.mac:
        return False
    if link.kind == "vxlan":
        own = one.mac == "00:00:00:00:00:00" and one.destination in map(link.detail.data.get, _REMOTES)
        return bool(one.destination) and not own and not one.mac.startswith(("33:33", "01:00:5e"))
    # A device's own list (self) is filled by what stands on it: a macvlan's address is on its lower link.
    return not one.flags & NTF_SELF and not int(one.mac[:2], 16) & 1


class World(Struct, frozen=True):
    """Everything that changes could touch: the namespaces that a plan acts in, with all their links."""

    spaces: dict[Name, SpaceState]
    """By the name that netui prints."""
    links: dict[tuple[Name, Name], LinkState]
    """By that name and the link's."""
    docker: DockerState | None = None
    """None where no change of Docker's is looked at, or the engine does not tell."""


def capture(snapshot: Snapshot, names: frozenset[Name], aliases: Mapping[int, Name]) -> World:
    """The namespaces with those names; those that are not there are left out.

    `aliases` gives names by cookie, for namespaces that may be called otherwise meanwhile.
    """
    places = Places(Relations(snapshot), aliases)
    spaces, links = {}, {}
    for space in snapshot.namespaces.values():
        name = places.of(space).name
        if name in names:
            spaces[name] = space_state(places, space)
            contents = Contents(space)
            for link in space.links.values():
                links[name, link.name] = link_state(places, contents, link)
    return World(spaces, links)
