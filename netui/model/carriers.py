"""What an ssh connection runs over: links, addresses, routes, rules and neighbours in every namespace on its way.

The kernel is asked which route it takes (`Lookup`); from there the way is followed down: master, ports, lower
device, veth peer and the namespace behind it, the remote end of a tunnel. What cannot be followed is every
device of a default route.
"""

from collections.abc import Iterable
from typing import Protocol

from msgspec import Struct

from netui.model.connection import Connection
from netui.model.link import IFF_LOOPBACK, Link
from netui.model.relations import LinkRef, Relations
from netui.model.route import Route, Rule
from netui.model.rules import Transport, rule_used

RTN_LOCAL = 2
_TUNNELS = frozenset(
    ("gre", "gretap", "ipip", "sit", "ip6tnl", "ip6gre", "ip6gretap", "geneve", "vxlan", "vti", "vti6")
)
_OPAQUE = frozenset(("wireguard", "tun", "tap", "ppp", "xfrm"))
"""Kinds that do not tell where their packets go."""
_ENDS = ("remote", "remote6", "group", "group6")
_BRIDGES = ("bridge",)
_STACKED = ("macvlan", "macvtap", "ipvlan", "vlan")


class Lookup(Protocol):
    """Which route the kernel takes in a namespace: `ip route get DESTINATION [from SOURCE] [oif LINK]`, and where
    the transport is known `ipproto tcp sport PORT dport PORT uid UID`."""

    def __call__(
        self,
        namespace: int,
        destination: str,
        source: str = "",
        ifindex: int = 0,
        transport: Transport | None = None,
    ) -> Route | None:
        """The entry of the table that matches; None where there is none, or it cannot be asked."""


class Hop(Struct, frozen=True):
    """One look at a routing table on the way."""

    namespace: int
    destination: str
    source: str
    route: Route
    rule: Rule | None
    """Which led to the route's table; None where none can be told."""
    transport: Transport | None = None
    """Of the packets; None for others than the connection's own, as those of a tunnel."""

    @property
    def family(self) -> int:
        """AF_INET (2) or AF_INET6 (10)."""
        return 10 if ":" in self.destination else 2


class Carriers(Struct, frozen=True):
    """What one connection runs over."""

    connection: Connection
    links: frozenset[LinkRef] = frozenset()
    """Those that its packets pass."""
    beside: frozenset[LinkRef] = frozenset()
    """Ports of bridges on the way that lead elsewhere, as far as their forwarding database tells."""
    hops: tuple[Hop, ...] = ()
    neighbours: frozenset[tuple[LinkRef, str]] = frozenset()
    """Addresses that are resolved to a MAC address on the way, and on which link."""
    macs: frozenset[str] = frozenset()
    spaces: frozenset[int] = frozenset()
    """Keys of the namespaces that it passes."""
    resolved: bool = True
    """False where its way could not be followed, so that every device of a default route stands for it."""


def carriers(relations: Relations, connection: Connection, lookup: Lookup) -> Carriers:
    """Follow one connection from its socket to where it leaves this host."""
    return _Walk(relations, connection, lookup).walk()


class _Walk:
    def __init__(self, relations: Relations, connection: Connection, lookup: Lookup) -> None:
        self._relations = relations
        self._spaces = relations.snapshot.namespaces
        self._connection = connection
        self._lookup = lookup
        self._links: dict[LinkRef, None] = {}
        self._beside: set[LinkRef] = set()
        self._hops: list[Hop] = []
        self._neighbours: set[tuple[LinkRef, str]] = set()
        self._macs: set[str] = set()
        self._passed: set[int] = set()
        self._sent: set[tuple[LinkRef, str]] = set()
        self._routed: set[tuple[int, str, str]] = set()
        self._flow = (connection.peer, connection.local)
        """Whose packets are followed: their destination and source; those of a tunnel meanwhile."""
        self._resolved = True

    def walk(self) -> Carriers:
        """All of it."""
        one = self._connection
        if not self._route(one.namespace, one.peer, one.local, one.ifindex):
            self._defaults(one.namespace)
        on_the_way = frozenset(self._links)
        return Carriers(
            one, on_the_way, frozenset(self._beside) - on_the_way, tuple(self._hops), frozenset(self._neighbours),
            frozenset(self._macs), frozenset(self._passed), self._resolved,
        )  # fmt: skip

    # layer 3

    def _route(self, key: int, to: str, source: str, ifindex: int = 0) -> bool:
        """Follow packets that a namespace sends; False where it has no route for them."""
        self._passed.add(key)
        if (key, to, source) in self._routed:
            return True
        self._routed.add((key, to, source))
        found = self._look(key, to, source, ifindex)
        if source:
            self._look(key, source, "", sender=to)  # its own address, or the way back
        if found is None:
            return False
        if found.type == RTN_LOCAL and key == self._connection.namespace and to == self._connection.peer:
            self._defaults(key)  # from a tunnel's end here (a proxy, a daemon): how it comes here is not told
        return True

    def _look(self, key: int, to: str, source: str, ifindex: int = 0, *, sender: str = "") -> Route | None:
        """Ask for a route, and follow it. `sender` is whose packets take it, where that is not to be asked for."""
        sender = sender or source
        transport = self._transport(key, to, sender)
        route = self._lookup(key, to, source, ifindex, transport)
        if route is None and source:
            route = self._lookup(key, to, "", ifindex, transport)
        if route is None:
            return None
        space = self._spaces[key]
        rule = rule_used(space.rules, route, to, sender, transport)
        self._hops.append(Hop(key, to, sender, route, rule, transport))
        if route.type == RTN_LOCAL:
            self._add(LinkRef(key, route.ifindex))
            for one in space.addresses:  # the table says lo for addresses of IPv6
                if one.local == to:
                    self._add(LinkRef(key, one.ifindex))
            return route
        ways = [(hop.gateway, hop.ifindex) for hop in route.nexthops] or [(route.gateway, route.ifindex)]
        for gateway, link in ways:
            if gateway and (key, gateway, "") not in self._routed:
                self._routed.add((key, gateway, ""))
                self._look(key, gateway, "", link, sender=sender)
            self._send(LinkRef(key, link), gateway or to)
        return route

    def _transport(self, key: int, to: str, sender: str) -> Transport | None:
        """What of the connection's own packets rules can ask for, besides their addresses."""
        one = self._connection
        if (to, sender) == (one.peer, one.local):
            return Transport(one.local_port, one.peer_port, one.uid if key == one.namespace else 0)
        if (to, sender) == (one.local, one.peer):
            return Transport(one.peer_port, one.local_port)
        return None

    def _defaults(self, key: int) -> None:
        """Every device of a default route; where there is none, every device but loopback."""
        self._resolved = False
        self._passed.add(key)
        space = self._spaces.get(key)
        if space is None:
            return
        found = {
            link
            for route in space.routes
            if route.cidr == "default" and route.type == 1
            for link in (route.ifindex, *(hop.ifindex for hop in route.nexthops))
            if link
        }
        plain = {index for index, link in space.links.items() if not link.flags & IFF_LOOPBACK}
        for link in found or plain:
            self._frame(LinkRef(key, link), "")

    # layer 2

    def _send(self, ref: LinkRef, to: str) -> None:
        """Packets leave through a link, for an address that is its neighbour."""
        space = self._spaces.get(ref.namespace) if ref.namespace is not None else None
        if space is None or not ref.ifindex:
            return
        self._neighbours.add((ref, to))
        known = [one.mac for one in space.neighbours if one.ifindex == ref.ifindex and one.address == to and one.mac]
        self._macs.update(known)
        self._frame(ref, known[0] if known else "")

    def _add(self, ref: LinkRef) -> Link | None:
        link = self._relations.link(ref)
        if link is not None:
            self._links[ref] = None
            if link.mac:
                self._macs.add(link.mac)
        return link

    def _frame(self, ref: LinkRef, mac: str) -> None:
        """A frame leaves through a link, for that MAC address; empty where it is not known."""
        if (ref, mac) in self._sent:
            return
        self._sent.add((ref, mac))
        link = self._add(ref)
        if link is None or ref.namespace is None:
            return
        if link.master:
            self._add(LinkRef(ref.namespace, link.master))
        for port in self._ports(ref, link, mac):
            self._frame(port, mac)
        if link.kind == "veth":
            peer = self._relations.peer(ref.namespace, link)
            if peer and peer.namespace is not None:
                self._arrive(LinkRef(peer.namespace, peer.ifindex), mac)
        elif link.kind in _TUNNELS:
            self._tunnel(ref, link, mac)
        elif link.kind in _OPAQUE:
            self._defaults(ref.namespace if link.lower_namespace is None else link.lower_namespace)
        self._below(ref, link, mac)

    def _ports(self, ref: LinkRef, link: Link, mac: str, arrived: LinkRef | None = None) -> Iterable[LinkRef]:
        """Through which ports of a bridge, bond or VRF a frame leaves; the others of a bridge are beside the way."""
        assert ref.namespace is not None
        every = [LinkRef(ref.namespace, port.ifindex) for port in self._relations.ports(ref.namespace, link.ifindex)]
        if link.kind not in _BRIDGES:
            return every if link.kind != "vrf" else ()
        fdb = self._spaces[ref.namespace].fdb
        known = {one.ifindex for one in fdb if mac and one.mac == mac and one.ifindex != link.ifindex}
        chosen = [port for port in every if port.ifindex in known] or ([] if known else every)
        self._beside.update(every)
        return [port for port in chosen if port != arrived]

    def _below(self, ref: LinkRef, link: Link, mac: str) -> None:
        assert ref.namespace is not None
        lower = self._relations.lower(ref.namespace, link)
        if lower is None or lower.namespace is None:
            return
        below = LinkRef(lower.namespace, lower.ifindex)
        self._frame(below, mac)
        if link.kind.startswith("macv"):  # another one beside it, on the same lower link
            self._stacked(below, mac, besides=ref)

    def _stacked(self, below: LinkRef, mac: str, besides: LinkRef | None = None) -> None:
        """A frame comes to what stands on a link."""
        if not mac:
            return
        for key, space in self._spaces.items():
            for link in space.links.values():
                if link.kind not in _STACKED or link.mac != mac or LinkRef(key, link.ifindex) == besides:
                    continue
                lower = self._relations.lower(key, link)
                if lower and LinkRef(lower.namespace, lower.ifindex) == below:
                    self._arrive(LinkRef(key, link.ifindex), mac)

    def _tunnel(self, ref: LinkRef, link: Link, mac: str) -> None:
        """Follow a tunnel's own packets, in the namespace that it was made in."""
        assert ref.namespace is not None
        under = ref.namespace if link.lower_namespace is None else link.lower_namespace
        space = self._spaces.get(under)
        if space is None:
            return
        data = link.detail.data
        entries = [one for one in self._spaces[ref.namespace].fdb if one.ifindex == link.ifindex and one.destination]
        remotes = {one.destination for one in entries if mac and one.mac == mac}
        remotes = remotes or {one.destination for one in entries}
        remotes |= {str(data[name]) for name in _ENDS if data.get(name) not in (None, "", "any")}
        source = next(
            (str(data[name]) for name in ("local", "local6") if data.get(name) not in (None, "", "any")), ""
        )
        before, found = self._flow, False
        for remote in remotes:
            self._flow = (remote, source)
            found = self._route(under, remote, source) or found
        self._flow = before
        if not found:
            self._defaults(under)

    def _arrive(self, ref: LinkRef, mac: str) -> None:
        """A frame comes in at a link of another namespace: to its bridge, or to the namespace itself."""
        link = self._add(ref)
        if link is None or ref.namespace is None or (ref, f"in {mac}") in self._sent:
            return
        self._sent.add((ref, f"in {mac}"))
        self._passed.add(ref.namespace)
        bridge = LinkRef(ref.namespace, link.master) if link.master else None
        master = self._add(bridge) if bridge else None
        top = master or link
        if bridge and master and master.kind in _BRIDGES:
            ports = self._ports(bridge, master, mac, arrived=ref)
            for port in ports if mac != master.mac else ():
                self._frame(port, mac)
        if not mac or mac == top.mac:
            self._route(ref.namespace, *self._flow)
        self._stacked(ref, mac)
