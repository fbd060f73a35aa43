"""The hot path: kernel messages to model structs, by offsets (rtnetlink(7), linux/rtnetlink.h).

pyroute2 decodes the same messages in twenty times as long and holds forty times the memory; a test holds the two
equal, field by field. What only a detail view shows is left undecoded (`model.link.Detail`).
"""

import socket
import struct
from collections.abc import Callable, Mapping

from netui.model.address import Address
from netui.model.link import Detail, Link
from netui.model.neighbour import FdbEntry, Neighbour
from netui.model.route import Nexthop, Route, Rule
from netui.sources.netlink import constants as c
from netui.sources.netlink.linkinfo import decode
from netui.sources.netlink.wire import attributes
from netui.text import Name

Parser = Callable[[bytes, int, int], Link]

_attribute = struct.Struct("=HH").unpack_from
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

# Counters change all the time, and the rest of these depends on who asks or when.
_SKIPPED = frozenset(
    (
        c.IFLA_STATS, c.IFLA_STATS64, c.IFLA_MAP, c.IFLA_EVENT, c.IFLA_NEW_NETNSID, c.IFLA_NEW_IFINDEX,
        c.IFLA_TARGET_NETNSID, c.IFLA_CARRIER_CHANGES, c.IFLA_CARRIER_UP_COUNT, c.IFLA_CARRIER_DOWN_COUNT,
    )
)  # fmt: skip
# In the message's own frame or already a field of Link: not part of the detail.
_OWN_FIELDS = (c.IFLA_IFNAME, c.IFLA_MTU, c.IFLA_OPERSTATE, c.IFLA_ADDRESS, c.IFLA_MASTER, c.IFLA_LINK)
_INET_TYPES = frozenset((768, 769, 776, 778, 823))  # ARPHRD_TUNNEL, TUNNEL6, SIT, IPGRE, IP6GRE


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


def link_parser(keys: Mapping[int, int]) -> Parser:
    """A parser of struct ifinfomsg messages; `keys` turns a namespace id of the asking frame into a key."""

    def parse_link(data: bytes, offset: int, end: int) -> Link:
        _family, type_, ifindex, flags, _change = _ifinfomsg(data, offset)
        found: dict[int, bytes] = {}
        position = offset + 16
        while position < end:
            length, kind = _attribute(data, position)
            kind &= 0x3FFF
            if kind not in _SKIPPED:
                found[kind] = data[position + 4 : position + length]
            position += (length + 3) & ~3
        take = found.pop
        name, mtu, state, mac, master, lower = [take(kind, None) for kind in _OWN_FIELDS]
        elsewhere = take(c.IFLA_LINK_NETNSID, None)
        info = found.get(c.IFLA_LINKINFO)
        kind_, port_kind = _kinds(info) if info else ("", "")
        lower_index = _u32(lower)[0] if lower else 0
        if elsewhere is not None and lower is None and kind_ == "veth":
            lower_index = ifindex  # kernels before 4.1 left it out where both ends have the same index
        return Link(
            ifindex,
            Name(name[:-1]) if name else Name(),
            type_,
            flags,
            _u32(mtu)[0] if mtu else 0,
            mac.hex(":") if mac and type_ == 1 else _mac(mac, type_),
            state[0] if state else 0,
            kind_,
            _u32(master)[0] if master else 0,
            port_kind,
            lower_index,
            keys[_i32(elsewhere)[0]] if elsewhere is not None else None,
            Detail(found, decode),
        )

    return parse_link


def _kinds(info: bytes) -> tuple[str, str]:
    """IFLA_INFO_KIND and IFLA_INFO_SLAVE_KIND of an IFLA_LINKINFO."""
    kind = port_kind = ""
    position, end = 0, len(info)
    while position < end:
        length, type_ = _attribute(info, position)
        type_ &= 0x3FFF
        if type_ == c.IFLA_INFO_KIND:
            kind = info[position + 4 : position + length].rstrip(b"\0").decode("ascii", "replace")
        elif type_ == c.IFLA_INFO_SLAVE_KIND:
            port_kind = info[position + 4 : position + length].rstrip(b"\0").decode("ascii", "replace")
        position += (length + 3) & ~3
    return kind, port_kind


def link_frame_id(data: bytes, offset: int, end: int) -> int | None:
    """IFLA_LINK_NETNSID of a link message: the other end's namespace, in the sender's frame."""
    position = offset + 16
    while position < end:
        length, kind = _attribute(data, position)
        if kind & 0x3FFF == c.IFLA_LINK_NETNSID:
            return int(_i32(data, position + 4)[0])
        position += (length + 3) & ~3
    return None


def parse_address(data: bytes, offset: int, end: int) -> Address:
    """struct ifaddrmsg (linux/if_addr.h)."""
    family, prefix, flags, scope, ifindex = _ifaddrmsg(data, offset)
    get = attributes(data, offset + 8, end).get
    address, local = get(c.IFA_ADDRESS), get(c.IFA_LOCAL)
    here = local or address or b""
    wide, lifetimes = get(c.IFA_FLAGS), get(c.IFA_CACHEINFO)
    preferred, valid = _pair(lifetimes) if lifetimes else (0xFFFFFFFF, 0xFFFFFFFF)
    protocol = get(c.IFA_PROTO)
    return Address(
        ifindex,
        family,
        _ip(here),
        prefix,
        scope,
        _u32(wide)[0] if wide else flags,
        _ip(address) if local and address and address != local else "",
        _ip(get(c.IFA_BROADCAST)),
        Name((get(c.IFA_LABEL) or b"").rstrip(b"\0")),
        valid,
        preferred,
        protocol[0] if protocol else 0,
        _number(get(c.IFA_RT_PRIORITY)),
    )


def parse_route(data: bytes, offset: int, end: int) -> Route:
    """struct rtmsg (linux/rtnetlink.h)."""
    family, length, source_length, tos, table, protocol, scope, type_, flags = _rtmsg(data, offset)
    get = attributes(data, offset + 12, end).get
    wide, destination = get(c.RTA_TABLE), get(c.RTA_DST)
    source, several, preference = get(c.RTA_SRC), get(c.RTA_MULTIPATH), get(c.RTA_PREF)
    metrics, cache = get(c.RTA_METRICS), get(c.RTA_CACHEINFO)
    oif, metric, identity = get(c.RTA_OIF), get(c.RTA_PRIORITY), get(c.RTA_NH_ID)
    return Route(
        family,
        _u32(wide)[0] if wide else table,
        _ip(destination) if destination else "",
        length,
        _gateway(get(c.RTA_GATEWAY), get(c.RTA_VIA)),
        _u32(oif)[0] if oif else 0,
        _ip(get(c.RTA_PREFSRC)),
        _u32(metric)[0] if metric else 0,
        type_,
        protocol,
        scope,
        flags & ~c.RTM_F_CLONED,
        tos,
        f"{_ip(source)}/{source_length}" if source else "",
        _nexthops(several) if several else (),
        _u32(identity)[0] if identity else 0,
        preference[0] if preference else 0,
        _number(attributes(metrics, 0, len(metrics)).get(c.RTAX_MTU)) if metrics else 0,
        max(0, _i32(cache, 8)[0]) if cache and len(cache) >= 12 else 0,
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
        get = attributes(data, position + 8, position + length).get
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
    get = attributes(data, offset + 12, end).get
    return Neighbour(ifindex, family, _ip(get(c.NDA_DST)), _mac(get(c.NDA_LLADDR)), state, flags)


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
