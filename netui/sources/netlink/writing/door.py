"""The way into one namespace for one change: its identity is checked, then one socket is made inside."""

import errno
import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from msgspec.structs import replace

from netui.errors import ChangedError, GoneError
from netui.model.action import LinkAt, Where
from netui.sources.entering import entered
from netui.sources.netlink import constants as c
from netui.sources.netlink.observer import cookie_of, own_cookie
from netui.sources.netlink.wire import HEADER, Channel, attributes
from netui.text import Name

_OWN = b"/proc/thread-self/ns/net"
_AGAIN = "look again, then repeat the change"
_CAPPED, _ACK_TLVS = 0x100, 0x200  # NLM_F_CAPPED, NLM_F_ACK_TLVS
_MESSAGE = 1  # NLMSGERR_ATTR_MSG
_int = struct.Struct("=i").unpack_from
ACKNOWLEDGED = c.NLM_F_REQUEST | c.NLM_F_ACK
NEW = ACKNOWLEDGED | 0x400 | 0x200
"""NLM_F_CREATE | NLM_F_EXCL: it must not be there yet."""
APPENDED = ACKNOWLEDGED | 0x400 | 0x800
"""NLM_F_CREATE | NLM_F_APPEND: one more beside it."""


@contextmanager
def opened(where: Where) -> Iterator[int]:
    """A descriptor of the namespace, held only as long as the block: it keeps the namespace alive.

    Raises GoneError where nothing is at its path, ChangedError where another namespace is there, OSError.
    """
    try:
        fd = os.open(where.path or _OWN, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except FileNotFoundError as error:
        raise GoneError(f"the namespace {where.name} is gone") from error
    try:
        status = os.fstat(fd)
        if where.inode and (status.st_dev, status.st_ino) != (where.device, where.inode):
            raise ChangedError(
                f"{where.name} is another namespace now: net:[{status.st_ino}] instead of net:[{where.inode}]",
                hint=_AGAIN,
            )
        yield fd
    finally:
        os.close(fd)


def _check_cookie(where: Where, cookie: int) -> None:
    if where.cookie and cookie and cookie != where.cookie:
        raise ChangedError(
            f"{where.name} is another namespace now: cookie {cookie} instead of {where.cookie}",
            hint=_AGAIN,
        )


class RefusalError(Exception):
    """A NLMSG_ERROR: the kernel's errno, and its sentence (NLMSGERR_ATTR_MSG) or that of the errno."""

    def __init__(self, number: int, sentence: str) -> None:
        super().__init__(sentence)
        self.number = number
        self.sentence = sentence


class Door:
    """A socket inside a namespace, for messages of pyroute2. For one thread."""

    def __init__(self, where: Where) -> None:
        self.where = where
        self._channel = Channel()

    def close(self) -> None:
        """Close the socket; the kernel lets go of the namespace some milliseconds later."""
        self._channel.close()

    def send(self, message: Any, kind: int, flags: int = ACKNOWLEDGED) -> bytes:
        """Send one message of pyroute2; returns the answer. Raises RefusalError."""
        message["header"] = {"type": kind, "flags": flags, "sequence_number": 1, "pid": 0}
        message.encode()
        self._channel.socket.send(bytes(message.data))
        answer = self._channel.receive()
        _check(answer)
        return answer

    def ifindex(self, link: LinkAt) -> int:
        """The index of a link, which is checked to be the one that was meant.

        Raises ChangedError with the difference, GoneError where there is none.
        """
        message = link_message(link.ifindex)
        if not link.ifindex:
            message["attrs"] = [("IFLA_IFNAME", link.name)]
        try:
            answer = self.send(message, c.RTM_GETLINK, c.NLM_F_REQUEST)
        except RefusalError as error:
            if error.number not in (errno.ENODEV, errno.ERANGE):  # the latter: a name that no link can have
                raise
            raise GoneError(f"there is no link {link.name} in {self.where.name} any more") from error
        told = attributes(answer, 32, len(answer))
        name = Name(told[c.IFLA_IFNAME].rstrip(b"\0"))
        if name != link.name:
            raise ChangedError(
                f"link {link.ifindex} of {link.where.name} is called {name} now, no longer {link.name}", hint=_AGAIN
            )
        info = told.get(c.IFLA_LINKINFO, b"")
        kind = attributes(info, 0, len(info)).get(c.IFLA_INFO_KIND, b"").rstrip(b"\0").decode("ascii", "replace")
        unlike = replace(link.seen, kind=kind).unlike(link.seen) if link.seen is not None else ""
        if unlike:
            raise ChangedError(f"{link.where.name}/{name} {unlike}", hint=_AGAIN)
        return int(_int(answer, 20)[0])


def _check(answer: bytes) -> None:
    """Raise what an answer refuses (struct nlmsgerr, and behind it the extended acknowledgement)."""
    _length, kind, flags, _sequence, _port = HEADER.unpack_from(answer)
    number = -_int(answer, 16)[0] if kind == c.NLMSG_ERROR else 0
    if not number:
        return
    told: dict[int, bytes] = {}
    if flags & _ACK_TLVS:
        request = HEADER.size if flags & _CAPPED else (HEADER.unpack_from(answer, 20)[0] + 3) & ~3
        told = attributes(answer, 20 + request, len(answer))
    sentence = told.get(_MESSAGE, b"").rstrip(b"\0").decode("utf-8", "replace")
    raise RefusalError(number, sentence or os.strerror(number))


def link_message(ifindex: int = 0, flags: int = 0, change: int = 0) -> Any:
    """A struct ifinfomsg of pyroute2, to be given attributes."""
    from pyroute2.netlink.rtnl.ifinfmsg import ifinfmsg

    message = ifinfmsg()
    message["index"], message["flags"], message["change"] = ifindex, flags, change
    message["attrs"] = []
    return message


@contextmanager
def inside(where: Where) -> Iterator[None]:
    """Run the block inside a namespace, which is checked to be the one that was meant. Raises as `opened`."""
    with opened(where) as fd:
        _check_cookie(where, cookie_of(fd))
        with entered(fd) if where.path else nullcontext():  # who is there needs no privilege to enter
            _check_cookie(where, own_cookie())
            yield


@contextmanager
def door(where: Where) -> Iterator[Door]:
    """Into a namespace, for one change. Raises as `opened`."""
    with inside(where):
        way = Door(where)
    try:
        yield way
    finally:
        way.close()
