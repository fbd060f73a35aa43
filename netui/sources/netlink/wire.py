"""Requests and answers on a NETLINK_ROUTE socket (netlink(7), rtnetlink(7), linux/netlink.h)."""

import os
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from typing import TypeVar

from netui.sources.netlink.constants import (
    NETLINK_EXT_ACK,
    NETLINK_GET_STRICT_CHK,
    NETLINK_ROUTE,
    NLM_F_ACK,
    NLM_F_DUMP,
    NLM_F_DUMP_INTR,
    NLM_F_REQUEST,
    NLMSG_DONE,
    NLMSG_ERROR,
    SOL_NETLINK,
)

T = TypeVar("T")
Parse = Callable[[bytes, int, int], T]
"""Makes something of the body between two offsets of a datagram."""
HEADER = struct.Struct("=IHHII")
"""struct nlmsghdr: length, type, flags, sequence number, port id."""
_ATTRIBUTE = struct.Struct("=HH")
_INT = struct.Struct("=i")
_header = HEADER.unpack_from
_attribute = _ATTRIBUTE.unpack_from

_SIZE = 1 << 16
_RETRIES = 8


def attribute(kind: int, payload: bytes) -> bytes:
    """One struct nlattr, padded."""
    return _ATTRIBUTE.pack(4 + len(payload), kind) + payload + b"\0" * (-len(payload) % 4)


def int_attribute(kind: int, value: int) -> bytes:
    """One attribute that carries a signed 32-bit integer."""
    return attribute(kind, _INT.pack(value))


def request(kind: int, body: bytes, *, dump: bool = False, acknowledge: bool = False) -> bytes:
    """One request of message type `kind`."""
    flags = NLM_F_REQUEST | (NLM_F_DUMP if dump else 0) | (NLM_F_ACK if acknowledge else 0)
    return HEADER.pack(HEADER.size + len(body), kind, flags, 1, 0) + body


def attributes(data: bytes, offset: int, end: int) -> dict[int, bytes]:
    """The attributes between two offsets, by type (struct nlattr: length, type)."""
    found: dict[int, bytes] = {}
    while offset + 4 <= end:
        length, kind = _attribute(data, offset)
        if length < 4:
            break
        found[kind & 0x3FFF] = data[offset + 4 : offset + length]
        offset += (length + 3) & ~3
    return found


def nested(data: bytes) -> dict[int, bytes]:
    """The attributes that an attribute's payload consists of, by type."""
    return attributes(data, 0, len(data))


def messages(data: bytes) -> Iterator[tuple[int, int, int]]:
    """For each message of a datagram: its type, and the offsets where its body begins and ends."""
    offset, size = 0, len(data)
    while offset + 16 <= size:
        length, kind, _flags, _sequence, _port = _header(data, offset)
        if length < 16:
            return
        yield kind, offset + 16, offset + length
        offset += (length + 3) & ~3


class _Buffers(threading.local):
    """One buffer a thread: a fresh one for each socket would cost more than most dumps."""

    def __init__(self) -> None:
        self.buffer = bytearray(_SIZE)
        self.view = memoryview(self.buffer)


_buffers = _Buffers()


class InterruptedDumpError(Exception):
    """A dump that the kernel marked as inconsistent, too often to try again (NLM_F_DUMP_INTR)."""


class Channel:
    """A NETLINK_ROUTE socket for requests, in the network namespace that its maker was in.

    Not to be shared between threads.
    """

    def __init__(self) -> None:
        self.socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_CLOEXEC, NETLINK_ROUTE)
        try:
            self.socket.setsockopt(SOL_NETLINK, NETLINK_GET_STRICT_CHK, 1)
            self.socket.setsockopt(SOL_NETLINK, NETLINK_EXT_ACK, 1)
        except OSError:  # before Linux 4.20; dumps are then filtered by the reader alone
            pass
        self._buffer, self._view = _buffers.buffer, _buffers.view

    def close(self) -> None:
        """Close the socket; the kernel lets go of its namespace some milliseconds later."""
        self.socket.close()

    def receive(self) -> bytes:
        """The next datagram."""
        size = self.socket.recv_into(self._buffer)
        return bytes(self._view[:size])

    def ask(self, message: bytes) -> bytes:
        """Send a request that has one answer; return that whole message.

        Raises OSError with the kernel's errno.
        """
        self.socket.send(message)
        data = self.receive()
        _raise_error(data, 0)
        return data

    def dump(self, message: bytes, wanted: int, parse: Parse[T]) -> list[T]:
        """Send a dump request and parse each message of type `wanted` in the answer.

        A dump that changed while it was made is made again. Raises OSError with the kernel's errno, and
        InterruptedDumpError after eight tries.
        """
        for _ in range(_RETRIES):
            found, whole = self._dump_once(message, wanted, parse)
            if whole:
                return found
        raise InterruptedDumpError

    def _dump_once(self, message: bytes, wanted: int, parse: Parse[T]) -> tuple[list[T], bool]:
        self.socket.send(message)
        found: list[T] = []
        append, interrupted = found.append, 0
        while True:
            data = self.receive()
            cells = memoryview(data[: len(data) & ~3]).cast("I")  # read faster than with struct
            at, last = 0, len(cells)
            while at < last:
                length, header = cells[at], cells[at + 1]
                kind = header & 0xFFFF
                interrupted |= header
                if kind == wanted:
                    append(parse(data, at * 4 + 16, at * 4 + length))
                elif kind in (NLMSG_DONE, NLMSG_ERROR):
                    _raise_error(data, at * 4)
                    return found, not interrupted >> 16 & NLM_F_DUMP_INTR
                at += (length + 3) >> 2


def _raise_error(data: bytes, offset: int) -> None:
    _length, kind, _flags, _sequence, _port = _header(data, offset)
    if kind in (NLMSG_ERROR, NLMSG_DONE) and len(data) >= offset + 20:
        number = -_INT.unpack_from(data, offset + 16)[0]
        if number > 0:
            raise OSError(number, os.strerror(number))
