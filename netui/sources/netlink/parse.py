"""The hot path: kernel messages to model structs, by offsets (rtnetlink(7), linux/rtnetlink.h).

pyroute2 decodes the same messages in twenty times as long and holds forty times the memory; a test holds the two
equal, field by field. What only a detail view shows is left undecoded (`model.link.Detail`).
"""

import socket
import struct
from collections.abc import Mapping
from functools import lru_cache

import msgspec

from netui.model.address import Address
from netui.model.link import Detail, Link
from netui.model.neighbour import FdbEntry, Neighbour
from netui.model.route import Nexthop, Route, Rule
from netui.sources.netlink import constants as c
from netui.sources.netlink.link_sysctls import link_sysctls
from netui.sources.netlink.linkinfo import decode
from netui.sources.netlink.shapes import Field, Shapes
from netui.sources.netlink.wire import Parse, attributes, nested
from netui.text import Name

LinkParser = Parse[Link]

_u32 = struct.Struct("=I").unpack_from
_i32 = struct.Struct("=i").unpack_from
_u16be = struct.Struct(">H").unpack_from
_pair = struct.Struct("=II").unpack_from
_ports = struct.Struct("=HH").unpack_from
_ifinfomsg = struct.Struct("=BxHiII").unpack_from
_ifaddrmsg = struct.Struct("=BBBBI").unpack_from
_rtmsg = struct.Struct("=BBBBBBBBI").unpack_from
_ndmsg = struct.Struct("=B3xiHBB").unpack_from
_rtnexthop = struct.Struct("=HBBi").unpack_from
_ntop = socket.inet_ntop

_LINK = Shapes(
    Field(c.IFLA_IFNAME, "s", b"\0"),
    Field(c.IFLA_MTU, "I", 0),
    Field(c.IFLA_ADDRESS, "s"),
    Field(c.IFLA_OPERSTATE, "B", 0),
    Field(c.IFLA_MASTER, "I", 0),
    Field(c.IFLA_LINK, "I"),
    Field(c.IFLA_LINKINFO, "s"),
    Field(c.IFLA_LINK_NETNSID, "i"),
)
_ADDRESS = Shapes(
    Field(c.IFA_ADDRESS, "s"),
    Field(c.IFA_LOCAL, "s"),
    Field(c.IFA_FLAGS, "I"),
    Field(c.IFA_BROADCAST, "s"),
    Field(c.IFA_LABEL, "s", b""),
    Field(c.IFA_CACHEINFO, "s"),
    Field(c.IFA_PROTO, "B", 0),
    Field(c.IFA_RT_PRIORITY, "I", 0),
)
_ROUTE = Shapes(
    Field(c.RTA_TABLE, "I"),
    Field(c.RTA_DST, "s"),
    Field(c.RTA_GATEWAY, "s"),
    Field(c.RTA_OIF, "I", 0),
    Field(c.RTA_PREFSRC, "s"),
    Field(c.RTA_PRIORITY, "I", 0),
    Field(c.RTA_PREF, "B", 0),
    Field(c.RTA_CACHEINFO, "s"),
    notable=frozenset((c.RTA_SRC, c.RTA_VIA, c.RTA_MULTIPATH, c.RTA_NH_ID, c.RTA_METRICS)),
)
_NEIGHBOUR = Shapes(Field(c.NDA_DST, "s"), Field(c.NDA_LLADDR, "s"))
_INET_TYPES = frozenset((768, 769, 776, 778, 823))  # ARPHRD_TUNNEL, TUNNEL6, SIT, IPGRE, IP6GRE


# The same few addresses (loopback, link-local, multicast) stand in every namespace.
@lru_cache(maxsize=1 << 14)
def _ip(raw: bytes | None) -> str:
    if not raw:
        return ""
    return _ntop(socket.AF_INET if len(raw) == 4 else socket.AF_INET6, raw)


def _number(raw: bytes | None) -> int:
    return _u32(raw)[0] if raw else 0


def _mac(raw: bytes | None, type_: int = 1) -> str:
    if not raw:
        return ""
    if type_ in _INET_TYPES and len(raw) in (4, 16):
        return _ip(raw)
    return raw.hex(":")


def link_parser(keys: Mapping[int, int]) -> LinkParser:
    """A parser of struct ifinfomsg messages; `keys` turns a namespace id of the asking frame into a key."""

    def parse_link(data: bytes, offset: int, end: int) -> Link:
        _family, type_, ifindex, flags, _change = _ifinfomsg(data, offset)
        name, mtu, mac, state, master, lower, info, elsewhere, _ = _LINK.read(data, offset + 16, end)
        kind, port_kind = _kinds(info) if info else ("", "")
        if lower is None:
            # Kernels before 4.1 left it out where both ends of a veth have the same index.
            lower = ifindex if elsewhere is not None and kind == "veth" else 0
        return Link(
            ifindex,
            Name(name[:-1]),
            type_,
            flags,
            mtu,
            mac.hex(":") if mac and type_ == 1 else _mac(mac, type_),
            state,
            kind,
            master,
            port_kind,
            lower,
            None if elsewhere is None else keys[elsewhere],
            Detail(data[offset:end], decode, link_sysctls),
        )

    return parse_link


@lru_cache(maxsize=1024)
def _kinds(info: bytes) -> tuple[str, str]:
    """IFLA_INFO_KIND and IFLA_INFO_SLAVE_KIND of an IFLA_LINKINFO."""
    found = nested(info)
    kind, port_kind = found.get(c.IFLA_INFO_KIND, b""), found.get(c.IFLA_INFO_SLAVE_KIND, b"")
    return kind.rstrip(b"\0").decode("ascii", "replace"), port_kind.rstrip(b"\0").decode("ascii", "replace")


def link_frame_id(message: bytes) -> int | None:
    """IFLA_LINK_NETNSID of a whole link message: the other end's namespace, in the sender's frame."""
    raw = attributes(message, 32, len(message)).get(c.IFLA_LINK_NETNSID)
    return int(_i32(raw)[0]) if raw else None


def parse_address(data: bytes, offset: int, end: int) -> Address:
    """struct ifaddrmsg (linux/if_addr.h)."""
    family, prefix, flags, scope, ifindex = _ifaddrmsg(data, offset)
    address, local, wide, broadcast, label, lifetimes, protocol, metric, _ = _ADDRESS.read(data, offset + 8, end)
    preferred, valid = _pair(lifetimes) if lifetimes else (0xFFFFFFFF, 0xFFFFFFFF)
    return Address(
        ifindex,
        family,
        _ip(local or address),
        prefix,
        scope,
        flags if wide is None else wide,
        _ip(address) if local and address and address != local else "",
        _ip(broadcast),
        Name(label.rstrip(b"\0")),
        valid,
        preferred,
        protocol,
        metric,
    )


def parse_route(data: bytes, offset: int, end: int) -> Route:
    """struct rtmsg (linux/rtnetlink.h)."""
    family, length, source_length, tos, table, protocol, scope, type_, flags = _rtmsg(data, offset)
    wide, destination, gateway, oif, source, metric, preference, cache, rare = _ROUTE.read(data, offset + 12, end)
    route = Route(
        family,
        table if wide is None else wide,
        _ip(destination),
        length,
        _ip(gateway),
        oif,
        _ip(source),
        metric,
        type_,
        protocol,
        scope,
        flags & ~c.RTM_F_CLONED,
        tos,
        preference=preference,
        expires=max(0, _i32(cache, 8)[0]) if cache else 0,
    )
    return _rare_route(route, attributes(data, offset + 12, end), source_length) if rare else route


def _rare_route(route: Route, found: dict[int, bytes], source_length: int) -> Route:
    """The route with what few routes have."""
    get = found.get
    source, several, metrics = get(c.RTA_SRC), get(c.RTA_MULTIPATH), get(c.RTA_METRICS)
    return msgspec.structs.replace(
        route,
        gateway=_gateway(get(c.RTA_GATEWAY), get(c.RTA_VIA)),
        from_=f"{_ip(source)}/{source_length}" if source else "",
        nexthops=_nexthops(several) if several else (),
        nexthop_id=_number(get(c.RTA_NH_ID)),
        mtu=_number(nested(metrics).get(c.RTAX_MTU)) if metrics else 0,
    )


def _gateway(gateway: bytes | None, via: bytes | None) -> str:
    if gateway:
        return _ip(gateway)
    return _ip(via[2:]) if via else ""  # RTA_VIA: address family, then the address


def _nexthops(data: bytes) -> tuple[Nexthop, ...]:
    found = []
    position = 0
    while position + 8 <= len(data):
        length, flags, hops, ifindex = _rtnexthop(data, position)
        if length < 8:
            break
        get = nested(data[position + 8 : position + length]).get
        found.append(Nexthop(_gateway(get(c.RTA_GATEWAY), get(c.RTA_VIA)), ifindex, hops + 1, flags))
        position += (length + 3) & ~3
    return tuple(found)


def parse_rule(data: bytes, offset: int, end: int) -> Rule:
    """struct fib_rule_hdr (linux/fib_rules.h); the same layout as struct rtmsg."""
    family, to_length, from_length, tos, table, _r1, _r2, action, flags = _rtmsg(data, offset)
    get = attributes(data, offset + 12, end).get
    source, destination, wide = get(c.FRA_SRC), get(c.FRA_DST), get(c.FRA_TABLE)
    suppress, uids = get(c.FRA_SUPPRESS_PREFIXLEN), get(c.FRA_UID_RANGE)
    sports, dports = get(c.FRA_SPORT_RANGE), get(c.FRA_DPORT_RANGE)
    protocol, ip_protocol, l3mdev = get(c.FRA_PROTOCOL), get(c.FRA_IP_PROTO), get(c.FRA_L3MDEV)
    return Rule(
        family=family,
        priority=_number(get(c.FRA_PRIORITY)),
        table=_u32(wide)[0] if wide else table,
        action=action,
        source=f"{_ip(source)}/{from_length}" if source else "",
        destination=f"{_ip(destination)}/{to_length}" if destination else "",
        iif=Name((get(c.FRA_IIFNAME) or b"").rstrip(b"\0")),
        oif=Name((get(c.FRA_OIFNAME) or b"").rstrip(b"\0")),
        mark=_number(get(c.FRA_FWMARK)),
        mask=_number(get(c.FRA_FWMASK)),
        tos=tos,
        invert=bool(flags & c.FIB_RULE_INVERT),
        goto=_number(get(c.FRA_GOTO)),
        suppress_prefix=_i32(suppress)[0] if suppress else -1,
        protocol=protocol[0] if protocol else 0,
        ip_protocol=ip_protocol[0] if ip_protocol else 0,
        source_ports=_ports(sports) if sports else None,
        destination_ports=_ports(dports) if dports else None,
        uids=_pair(uids) if uids else None,
        l3mdev=bool(l3mdev and l3mdev[0]),
    )


def parse_neighbour(data: bytes, offset: int, end: int) -> Neighbour:
    """struct ndmsg (linux/neighbour.h) of the families AF_INET and AF_INET6."""
    family, ifindex, state, flags, _type = _ndmsg(data, offset)
    address, mac, _ = _NEIGHBOUR.read(data, offset + 12, end)
    return Neighbour(ifindex, family, _ip(address), _mac(mac), state, flags)


def parse_fdb(data: bytes, offset: int, end: int) -> FdbEntry:
    """struct ndmsg of the family AF_BRIDGE."""
    _family, ifindex, state, flags, _type = _ndmsg(data, offset)
    get = attributes(data, offset + 12, end).get
    vlan, port = get(c.NDA_VLAN), get(c.NDA_PORT)
    return FdbEntry(
        ifindex,
        _mac(get(c.NDA_LLADDR)),
        state,
        flags,
        struct.unpack_from("=H", vlan)[0] if vlan else 0,
        _number(get(c.NDA_MASTER)),
        _ip(get(c.NDA_DST)),
        _u16be(port)[0] if port else 0,
        _number(get(c.NDA_VNI)),
        _number(get(c.NDA_IFINDEX)),
    )
