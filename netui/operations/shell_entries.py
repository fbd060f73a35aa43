"""Addresses, routes, rules, neighbours and forwarding entries in the words of `ip` and `bridge`."""

from collections.abc import Iterator

from netui.model import neighbour, route
from netui.model.action import (
    AddAddress,
    AddFdb,
    AddNeighbour,
    DeleteAddress,
    DeleteFdb,
    DeleteNeighbour,
    Hop,
    RouteTo,
)
from netui.text import quote

_INET, _INET6 = 2, 10
_FOREVER = 0xFFFFFFFF
_BOOT = 3
_IPV6_METRIC = 1024  # IP6_RT_PRIO_USER: what the kernel chooses
_ADDRESS_FLAGS = {0x02: "nodad", 0x10: "home", 0x100: "mngtmpaddr", 0x200: "noprefixroute", 0x400: "autojoin"}
_SCOPES = {0: "global", 200: "site", 253: "link", 254: "host"}


def address_words(verb: str, one: AddAddress | DeleteAddress) -> Iterator[str]:
    """`ip addr add 10.0.0.1/24 dev v0 …`"""
    yield f"ip addr {verb} {one.address}"
    if one.peer:
        yield f"peer {one.peer}"
    yield f"dev {quote(one.link.name)}"
    if isinstance(one, AddAddress):
        yield from _address_settings(one)


def usual_scope(address_: str) -> int:
    """The scope that `ip addr add` chooses."""
    return 254 if address_.startswith("127.") else 0


def _address_settings(one: AddAddress) -> Iterator[str]:
    if one.broadcast:
        yield f"broadcast {one.broadcast}"
    if ":" not in one.address and one.scope != usual_scope(one.address):
        yield f"scope {_SCOPES.get(one.scope, str(one.scope))}"
    if one.label:
        yield f"label {quote(one.label)}"
    if one.metric:
        yield f"metric {one.metric}"
    if one.valid_lifetime != _FOREVER:
        yield f"valid_lft {one.valid_lifetime}"
    if one.preferred_lifetime != _FOREVER:
        yield f"preferred_lft {one.preferred_lifetime}"
    yield from (word for bit, word in _ADDRESS_FLAGS.items() if one.flags & bit)


def _table(number: int) -> str:
    return route.TABLE_NAMES.get(number, str(number))


def route_words(verb: str, one: RouteTo) -> Iterator[str]:
    """`ip route add default via 10.0.0.1 dev v0 …`"""
    yield "ip -6 route" if one.family == _INET6 else "ip route"
    yield verb
    if one.type != 1:
        yield route.TYPE_NAMES.get(one.type, str(one.type))
    yield one.destination
    if one.from_:
        yield f"from {one.from_}"
    if one.tos:
        yield f"tos {one.tos:#04x}"
    yield from _way(one.gateway, one.family)
    if one.link:
        yield f"dev {quote(one.link)}"
    if one.table != 254:
        yield f"table {_table(one.table)}"
    if one.metric and (one.family, one.metric) != (_INET6, _IPV6_METRIC):
        yield f"metric {one.metric}"
    yield from _route_settings(one)


def _way(gateway: str, family: int) -> Iterator[str]:
    if gateway:
        other = (":" in gateway) != (family == _INET6)
        yield f"via {('inet6 ' if family == _INET else 'inet ') if other else ''}{gateway}"


def _route_settings(one: RouteTo) -> Iterator[str]:
    if one.protocol != _BOOT:
        yield f"proto {route.PROTOCOL_NAMES.get(one.protocol, str(one.protocol))}"
    if one.scope is not None and one.scope != one.usual_scope:
        yield f"scope {_SCOPES.get(one.scope, str(one.scope))}"
    if one.source:
        yield f"src {one.source}"
    if one.mtu:
        yield f"mtu {one.mtu}"
    if one.preference:
        yield f"pref {'high' if one.preference == 1 else 'low'}"
    if one.flags & 4:
        yield "onlink"
    for hop in one.hops:
        yield from _hop(hop, one.family)


def _hop(hop: Hop, family: int) -> Iterator[str]:
    yield "nexthop"
    yield from _way(hop.gateway, family)
    if hop.link:
        yield f"dev {quote(hop.link)}"
    if hop.weight != 1:
        yield f"weight {hop.weight}"
    if hop.flags & 4:
        yield "onlink"


def rule_words(verb: str, one: route.Rule) -> Iterator[str]:
    """`ip rule add from 10.0.0.0/24 lookup 1000 pref 100`"""
    yield "ip -6 rule" if one.family == _INET6 else "ip rule"
    yield verb
    if one.invert:
        yield "not"
    yield f"from {one.source or 'all'}"
    if one.destination:
        yield f"to {one.destination}"
    for word, name in (("iif", one.iif), ("oif", one.oif)):
        if name:
            yield f"{word} {quote(name)}"
    if one.mark or one.mask:
        yield f"fwmark {one.mark:#x}" + (f"/{one.mask:#x}" if one.mask and one.mask != 0xFFFFFFFF else "")
    yield from _rule_matches(one)
    yield f"pref {one.priority}"
    yield from _rule_result(one)


def _rule_matches(one: route.Rule) -> Iterator[str]:
    if one.tos:
        yield f"tos {one.tos:#04x}"
    if one.ip_protocol:
        yield f"ipproto {one.ip_protocol}"
    ranges = (("sport", one.source_ports), ("dport", one.destination_ports), ("uidrange", one.uids))
    yield from (f"{word} {pair[0]}-{pair[1]}" for word, pair in ranges if pair)
    if one.l3mdev:
        yield "l3mdev"


def _rule_result(one: route.Rule) -> Iterator[str]:
    if one.protocol:
        yield f"protocol {route.PROTOCOL_NAMES.get(one.protocol, str(one.protocol))}"
    if one.action == 1 and one.table:
        yield f"lookup {_table(one.table)}"
    elif one.action == 2:
        yield f"goto {one.goto}"
    elif one.action != 1:
        yield route.RULE_ACTION_NAMES.get(one.action, str(one.action))
    if one.suppress_prefix >= 0:
        yield f"suppress_prefixlength {one.suppress_prefix}"


def neighbour_words(verb: str, one: AddNeighbour | DeleteNeighbour) -> Iterator[str]:
    """`ip neigh add 10.0.0.2 lladdr … dev v0 nud permanent`"""
    yield f"ip neigh {verb} {one.address}"
    if isinstance(one, AddNeighbour) and one.mac:
        yield f"lladdr {one.mac}"
    yield f"dev {quote(one.link.name)}"
    if isinstance(one, AddNeighbour):
        yield f"nud {neighbour.STATE_NAMES.get(one.state, str(one.state)).lower()}"
        if one.flags & 0x80:
            yield "router"


_FDB_STATES = {0x40: "static", 0x80: "permanent", 0x02: "dynamic"}


def fdb_words(verb: str, one: AddFdb | DeleteFdb) -> Iterator[str]:
    """`bridge fdb add 02:00:00:00:00:01 dev p0 master static`"""
    yield f"bridge fdb {verb} {one.mac} dev {quote(one.link.name)}"
    yield from (f"{word} {value}" for word, value in (("dst", one.destination), ("port", one.port)) if value)
    yield from (f"{word} {value}" for word, value in (("vni", one.vni), ("vlan", one.vlan)) if value)
    if one.via:
        yield f"via {quote(one.via)}"
    yield "self" if one.flags & neighbour.NTF_SELF else "master"
    if isinstance(one, AddFdb):
        yield _FDB_STATES.get(one.state, "static")
