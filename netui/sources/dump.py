"""Dumps from netlink sockets of any protocol, in the namespace that the calling thread is in (netlink(7))."""

import os
import socket
import struct
from collections.abc import Iterator
from types import TracebackType

from netui.sources.netlink.constants import NLMSG_DONE, NLMSG_ERROR
from netui.sources.netlink.wire import messages

_SIZE = 1 << 16
_int = struct.Struct("=i").unpack_from


class DumpSocket:
    """A netlink socket that is asked for dumps, one after the other. For the thread that made it."""

    def __init__(self, protocol: int) -> None:
        self._socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_CLOEXEC, protocol)
        self._buffer = bytearray(_SIZE)
        self._view = memoryview(self._buffer)

    def __enter__(self) -> "DumpSocket":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()

    def dump(self, request: bytes) -> Iterator[tuple[bytes, int, int]]:
        """For each message of the answer: the datagram, and where the body begins and ends in it.

        To be read to its end. Raises OSError with the kernel's errno.
        """
        self._socket.send(request)
        while True:
            size = self._socket.recv_into(self._buffer)
            data = bytes(self._view[:size])
            for kind, begin, end in messages(data):
                if kind in (NLMSG_DONE, NLMSG_ERROR):
                    number = -_int(data, begin)[0] if end - begin >= 4 else 0
                    if number > 0:
                        raise OSError(number, os.strerror(number))
                    return
                yield data, begin, end
