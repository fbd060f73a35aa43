"""Pinging from a namespace: ICMP echo (icmp(7), RFC 792, RFC 4443), or a TCP connect.

The socket is made inside the namespace and belongs to it; the thread is there only for that moment. While it is
open, it keeps the namespace alive.
"""

import errno
import os
import select
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import suppress

from netui.errors import ChangeError
from netui.model.ping import Probe, Reply, Target
from netui.sources.netlink.writing.door import inside

_RECVERR = {socket.AF_INET: (socket.IPPROTO_IP, 11), socket.AF_INET6: (socket.IPPROTO_IPV6, 25)}
_ECHO, _ECHO6, _ECHO_REPLY, _ECHO_REPLY6 = 8, 128, 0, 129
_SOL_RAW = 255
_PAYLOAD = bytes(range(56))
_MSG_ERRQUEUE = 0x2000
_MEANING = {
    errno.ECONNREFUSED: "it refuses: nothing listens on that port there",
    errno.EHOSTUNREACH: "no route to it, or nobody there has that address",
    errno.ENETUNREACH: "there is no route to it from here",
    errno.ENETDOWN: "the link to it is down",
    errno.EACCES: "a packet filter or a prohibit route forbids it",
    errno.EINVAL: "there is no own address to ask from",
    errno.EADDRNOTAVAIL: "there is no own address to ask from",
}


def ping(probe: Probe) -> Iterator[Reply]:
    """Ask, and give each answer as it comes. Raises ChangeError where it cannot even be tried, and as `inside`."""
    number = 0
    while not probe.count or number < probe.count:
        number += 1
        if number > 1:
            time.sleep(probe.interval)
        started = time.monotonic()
        answered, message = _ask(probe, number)
        yield Reply(number, str(probe.target), answered, (time.monotonic() - started) * 1000, message)


def _ask(probe: Probe, number: int) -> tuple[bool, str]:
    try:
        if probe.target.port:
            return _connect(probe)
        return _echo(probe, number)
    except PermissionError as error:
        if error.errno == errno.EACCES:
            return False, _MEANING[errno.EACCES]
        hint = "run netui as root (CAP_NET_RAW), or set net.ipv4.ping_group_range"
        raise ChangeError("a ping is not permitted here", hint=hint) from error
    except TimeoutError:
        return False, f"no answer within {probe.timeout:g} s"
    except OSError as error:
        number_ = error.errno or 0
        return False, _MEANING.get(number_, os.strerror(number_))


def _connect(probe: Probe) -> tuple[bool, str]:
    with inside(probe.where):
        asking = socket.socket(probe.target.family, socket.SOCK_STREAM | socket.SOCK_CLOEXEC)
    with asking:
        asking.settimeout(probe.timeout)
        asking.connect((probe.target.address, probe.target.port))
    return True, ""


def _opened(probe: Probe) -> tuple[socket.socket, bool]:
    """An ICMP socket, and whether it is a raw one; without privilege a datagram one does."""
    family = probe.target.family
    protocol = socket.IPPROTO_ICMP if family == socket.AF_INET else socket.IPPROTO_ICMPV6
    with inside(probe.where):
        try:
            return socket.socket(family, socket.SOCK_RAW | socket.SOCK_CLOEXEC, protocol), True
        except PermissionError as refused:
            try:
                return socket.socket(family, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC, protocol), False
            except PermissionError:  # EACCES (icmp(7), ping_group_range), which else tells of a packet filter
                raise refused from None


def _echo(probe: Probe, number: int) -> tuple[bool, str]:
    asking, raw = _opened(probe)
    with asking:
        asking.setsockopt(*_RECVERR[socket.AddressFamily(probe.target.family)], 1)
        if raw:
            _only_replies(asking, probe.target)
        asking.connect((probe.target.address, 0))
        identity = os.getpid() & 0xFFFF
        asking.send(_request(probe.target, identity, number))
        deadline = time.monotonic() + probe.timeout
        while True:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([asking], [], [], left)[0]:
                raise TimeoutError
            if _is_reply(asking.recv(2048), raw, probe.target, identity, number):
                return True, ""
            with suppress(OSError):
                asking.recv(2048, _MSG_ERRQUEUE | socket.MSG_DONTWAIT)


def _only_replies(asking: socket.socket, target: Target) -> None:
    """Leave everything else to others (ICMP_FILTER, ICMP6_FILTER: bits of what is blocked)."""
    if target.family == socket.AF_INET:
        asking.setsockopt(_SOL_RAW, 1, struct.pack("=I", 0xFFFFFFFF & ~(1 << _ECHO_REPLY)))
        return
    blocked = [0xFFFFFFFF] * 8
    blocked[_ECHO_REPLY6 >> 5] &= ~(1 << (_ECHO_REPLY6 & 31))
    asking.setsockopt(socket.IPPROTO_ICMPV6, 1, struct.pack("=8I", *blocked))


def _request(target: Target, identity: int, number: int) -> bytes:
    kind = _ECHO if target.family == socket.AF_INET else _ECHO6
    head = struct.pack("!BBHHH", kind, 0, 0, identity, number & 0xFFFF)
    if target.family != socket.AF_INET:
        return head + _PAYLOAD  # the kernel puts the checksum in
    return struct.pack("!BBHHH", kind, 0, _checksum(head + _PAYLOAD), identity, number & 0xFFFF) + _PAYLOAD


def _checksum(data: bytes) -> int:
    """RFC 1071."""
    total: int = sum(struct.unpack(f"!{len(data) // 2}H", data))
    total = (total >> 16) + (total & 0xFFFF)
    return ~(total + (total >> 16)) & 0xFFFF


def _is_reply(data: bytes, raw: bool, target: Target, identity: int, number: int) -> bool:
    four = target.family == socket.AF_INET
    if raw and four:
        data = data[(data[0] & 0xF) * 4 :]
    if len(data) < 8:
        return False
    kind, _code, _sum, theirs, sequence = struct.unpack_from("!BBHHH", data)
    if kind != (_ECHO_REPLY if four else _ECHO_REPLY6) or sequence != number & 0xFFFF:
        return False
    return theirs == identity or not raw  # the kernel gives datagram sockets an identity of their own
