"""Which route the kernel takes, in the namespace that the calling thread is in (RTM_GETROUTE, rtnetlink(7))."""

import socket
import struct
import sys

from msgspec.structs import replace

from netui.model.route import Route
from netui.model.rules import Transport
from netui.sources.netlink import constants as c
from netui.sources.netlink.parse import parse_route
from netui.sources.netlink.wire import Channel, attribute, int_attribute, request

_RTM_F_LOOKUP_TABLE, _RTM_F_FIB_MATCH = 0x1000, 0x2000
_MAIN, _LOCAL = 254, 255
_OF_LOCAL = (2, 3)
"""RTN_LOCAL, RTN_BROADCAST."""
_BODY = struct.Struct("=BBBBBBBBI")
"""struct rtmsg: family, lengths of destination and source, TOS, table, protocol, scope, type, flags."""


def route_to(
    destination: str, source: str = "", ifindex: int = 0, transport: Transport | None = None
) -> Route | None:
    """The entry that matches, as `ip route get fibmatch`; None where none does. Raises OSError: no netlink.

    `transport` is what rules may ask for besides: `ipproto tcp sport PORT dport PORT uid UID`.
    """
    family = socket.AF_INET6 if ":" in destination else socket.AF_INET
    bits = 128 if family == socket.AF_INET6 else 32
    given = attribute(c.RTA_DST, socket.inet_pton(family, destination))
    if source:
        given += attribute(c.RTA_SRC, socket.inet_pton(family, source))
    if ifindex:
        given += int_attribute(c.RTA_OIF, ifindex)
    if transport:
        given += _asked_by(transport)
    flags = _RTM_F_FIB_MATCH | (_RTM_F_LOOKUP_TABLE if family == socket.AF_INET else 0)  # IPv6 refuses the latter
    body = _BODY.pack(family, bits, bits if source else 0, 0, 0, 0, 0, 0, flags)
    channel = Channel()
    try:
        answer = channel.ask(request(c.RTM_GETROUTE, body + given))
    except OSError:  # ENETUNREACH, EHOSTUNREACH, EINVAL for an address that is none of here
        return None
    finally:
        channel.close()
    route = parse_route(answer, 16, len(answer))
    # While there is no rule of anybody's, the kernel keeps both tables in one, which it calls main.
    merged = route.type in _OF_LOCAL and route.table == _MAIN
    return replace(route, table=_LOCAL) if merged else route


def _asked_by(transport: Transport) -> bytes:
    """Ports are in network order, the protocol is one octet (inet_rtm_getroute, net/ipv4/route.c)."""
    return b"".join(
        (
            attribute(c.RTA_IP_PROTO, bytes((socket.IPPROTO_TCP,))),
            attribute(c.RTA_SPORT, transport.source_port.to_bytes(2, "big")),
            attribute(c.RTA_DPORT, transport.destination_port.to_bytes(2, "big")),
            attribute(c.RTA_UID, transport.uid.to_bytes(4, sys.byteorder)),
        )
    )
