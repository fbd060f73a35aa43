"""Sockets by inet_diag (sock_diag(7), linux/inet_diag.h)."""

import socket
import struct
from functools import lru_cache
from typing import NamedTuple

from netui.model.socket import STATES, Socket
from netui.sources.dump import DumpSocket
from netui.sources.netlink.constants import AF_INET, AF_INET6
from netui.sources.netlink.wire import request
from netui.sources.processes import Owners


class Kind(NamedTuple):
    """What one dump asks for."""

    protocol: str
    number: int
    """IPPROTO_…"""
    family: int


PROTOCOLS = tuple(
    Kind(protocol, number, family)
    for protocol, number in (("tcp", socket.IPPROTO_TCP), ("udp", socket.IPPROTO_UDP), ("raw", socket.IPPROTO_RAW))
    for family in (AF_INET, AF_INET6)
)

_SOCK_DIAG_BY_FAMILY = 20
_EVERY_STATE = 0xFFF
ESTABLISHED, LISTENING = 1 << 1, 1 << 10
"""Masks of states, by their numbers in net/tcp_states.h."""
_INET_DIAG_SKV6ONLY = 11
_REQUEST = struct.Struct("=BBBxI48x")
"""struct inet_diag_req_v2: family, protocol, extensions, states; an empty id."""
_message = struct.Struct("=BBxx2s2s16s16sI8x4xIIII").unpack_from
"""struct inet_diag_msg: family, state, ports, addresses, link, receive and send queue, user, inode."""
_MESSAGE_SIZE = 72
_attribute = struct.Struct("=HH").unpack_from


@lru_cache(maxsize=4096)
def _address(family: int, raw: bytes) -> str:
    return socket.inet_ntop(family, raw[:4] if family == AF_INET else raw)


def diag_sockets(channel: DumpSocket, kind: Kind, owners: Owners, states: int = _EVERY_STATE) -> list[Socket]:
    """The sockets of one protocol and family in these states. Raises OSError with the kernel's errno."""
    body = _REQUEST.pack(kind.family, kind.number, 0, states)
    found = []
    for data, begin, end in channel.dump(request(_SOCK_DIAG_BY_FAMILY, body, dump=True)):
        if end - begin < _MESSAGE_SIZE:
            continue
        (family, state, local_port, peer_port, local, peer, link, receive, send, uid, inode) = _message(data, begin)
        found.append(
            Socket(
                kind.protocol,
                family,
                _address(family, local),
                int.from_bytes(local_port, "big"),
                _address(family, peer),
                int.from_bytes(peer_port, "big"),
                STATES.get(state, f"state {state}"),
                inode,
                uid,
                link,
                owners.processes(inode),
                receive_queue=receive,
                send_queue=send,
                v6only=family == AF_INET6 and _v6only(data, begin + _MESSAGE_SIZE, end),
            )
        )
    return found


def _v6only(data: bytes, offset: int, end: int) -> bool:
    while offset + 4 < end:
        length, kind = _attribute(data, offset)
        if kind == _INET_DIAG_SKV6ONLY:
            return bool(data[offset + 4])
        if length < 4:
            break
        offset += (length + 3) & ~3
    return False
