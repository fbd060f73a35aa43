"""The observer: a private network namespace from which every other one is heard and read, and none is held.

Ids that RTM_NEWNSID gives to namespaces live in the frame of the namespace that asked, and cannot be taken
back. Given in a namespace of netui's own, they vanish with it: nothing is left on the host. One socket there
hears the events of all namespaces with an id (NETLINK_LISTEN_ALL_NSID), and dumps reach into any of them
(IFLA_TARGET_NETNSID). Neither keeps a namespace alive, as a socket inside it would.
"""

import fcntl
import os
import socket
import struct
from contextlib import suppress
from typing import NamedTuple

from netui.model.address import Address
from netui.model.link import Link
from netui.sources.entering import homecoming
from netui.sources.netlink import constants as c
from netui.sources.netlink.parse import LinkParser, parse_address
from netui.sources.netlink.wire import Channel, attributes, int_attribute, request

_GROUPS = (
    c.RTNLGRP_LINK, c.RTNLGRP_NEIGH, c.RTNLGRP_IPV4_IFADDR, c.RTNLGRP_IPV4_ROUTE, c.RTNLGRP_IPV4_RULE,
    c.RTNLGRP_IPV6_IFADDR, c.RTNLGRP_IPV6_ROUTE, c.RTNLGRP_IPV6_RULE, c.RTNLGRP_NSID,
)  # fmt: skip
_SO_RCVBUFFORCE = 33
_SO_NETNS_COOKIE = 71
_NS_GET_ID = 0x8008B70D  # linux/nsfs.h, from Linux 6.18
EVENT_BUFFER = 32 << 20
"""Octets that the event socket may hold: about 40,000 events."""
_SKIP_STATS = int_attribute(c.IFLA_EXT_MASK, c.RTEXT_FILTER_SKIP_STATS)
_int = struct.Struct("=i").unpack_from


class Event(NamedTuple):
    """One datagram: the id of the namespace that it comes from (None: the observer itself), and its bytes."""

    nsid: int | None
    data: bytes


class EventsLostError(Exception):
    """Events were lost (ENOBUFS); what was queued before is still to be read."""


class Observer:
    """The event socket and the request socket, both in one frame.

    `private` is False where no namespace of netui's own could be made: the frame is then the host's, only ids
    that it already has can be used, and none is given. To be used by one thread.
    """

    def __init__(self, event_buffer: int = EVENT_BUFFER, *, private: bool = True) -> None:
        self.private = private
        self.hears_all = False
        with homecoming() as traveller:
            if private:
                traveller.unshare()
            self.inode = os.stat("/proc/thread-self/ns/net").st_ino
            self.channel = Channel()
            self._events = socket.socket(
                socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_CLOEXEC | socket.SOCK_NONBLOCK, c.NETLINK_ROUTE
            )
        self._view = bytearray(1 << 16)
        self._listen(event_buffer)

    def _listen(self, event_buffer: int) -> None:
        self._enlarge(event_buffer)
        try:
            self._events.setsockopt(c.SOL_NETLINK, c.NETLINK_LISTEN_ALL_NSID, 1)
            self.hears_all = True
        except PermissionError:  # without CAP_NET_BROADCAST
            pass
        # Above 2²²: no automatic port id, and so no requester whose own changes the kernel would keep from us.
        self._events.bind((0x7FF00000 | os.getpid() & 0xFFFFF, 0))
        for group in _GROUPS:
            self._events.setsockopt(c.SOL_NETLINK, c.NETLINK_ADD_MEMBERSHIP, group)
        with suppress(OSError):  # from Linux 5.3
            self._events.setsockopt(c.SOL_NETLINK, c.NETLINK_ADD_MEMBERSHIP, c.RTNLGRP_NEXTHOP)

    def _enlarge(self, size: int) -> None:
        try:
            self._events.setsockopt(socket.SOL_SOCKET, _SO_RCVBUFFORCE, size)
        except PermissionError:  # in a user namespace: overflow, and reading again, are normal there
            self._events.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, size)

    def close(self) -> None:
        """Close both sockets; the observer's namespace ends with them."""
        self._events.close()
        self.channel.close()

    def fileno(self) -> int:
        """Readable when events wait."""
        return self._events.fileno()

    def receive(self) -> Event | None:
        """The next datagram of events; None where none waits. Raises EventsLostError, once, where some were lost."""
        try:
            size, ancillary, _flags, _address = self._events.recvmsg_into([self._view], 64)
        except BlockingIOError:
            return None
        except OSError as error:
            if error.errno == 105:  # ENOBUFS
                raise EventsLostError from error
            raise
        nsid = None
        for level, kind, payload in ancillary:
            if level == c.SOL_NETLINK and kind == c.NETLINK_LISTEN_ALL_NSID:
                nsid = _int(payload)[0]
        return Event(nsid, bytes(memoryview(self._view)[:size]))

    def id_of(self, fd: int) -> int | None:
        """The id that the namespace behind `fd` has in this frame; None for none. Raises OSError."""
        body = b"\0" * 4 + int_attribute(c.NETNSA_FD, fd)
        answer = self.channel.ask(request(c.RTM_GETNSID, body))
        found = attributes(answer, 20, len(answer)).get(c.NETNSA_NSID)
        nsid = _int(found)[0] if found else -1
        return nsid if nsid >= 0 else None

    def give_id(self, fd: int, nsid: int) -> int:
        """Give the namespace behind `fd` an id in this frame; returns the one it has. Raises OSError."""
        body = b"\0" * 4 + int_attribute(c.NETNSA_NSID, nsid) + int_attribute(c.NETNSA_FD, fd)
        try:
            self.channel.ask(request(c.RTM_NEWNSID, body, acknowledge=True))
        except FileExistsError:
            known = self.id_of(fd)
            if known is None:
                raise
            return known
        return nsid

    def links(self, nsid: int | None, parse: LinkParser) -> list[Link]:
        """All links of a namespace; None for this frame's own. Raises OSError: ENOENT where it has ended."""
        target = b"" if nsid is None else int_attribute(c.IFLA_TARGET_NETNSID, nsid)
        message = request(c.RTM_GETLINK, b"\0" * 16 + target + _SKIP_STATS, dump=True)
        return self.channel.dump(message, c.RTM_NEWLINK, parse)

    def link(self, nsid: int | None, ifindex: int, parse: LinkParser) -> Link:
        """One link. Raises OSError: ENODEV where there is none."""
        target = b"" if nsid is None else int_attribute(c.IFLA_TARGET_NETNSID, nsid)
        body = struct.pack("=BxHiII", 0, 0, ifindex, 0, 0) + target + _SKIP_STATS
        answer = self.channel.ask(request(c.RTM_GETLINK, body))
        return parse(answer, 16, len(answer))

    def addresses(self, nsid: int | None) -> list[Address]:
        """All addresses of a namespace; None for this frame's own. Raises OSError."""
        target = b"" if nsid is None else int_attribute(c.IFA_TARGET_NETNSID, nsid)
        message = request(c.RTM_GETADDR, b"\0" * 8 + target, dump=True)
        return self.channel.dump(message, c.RTM_NEWADDR, parse_address)


def cookie_of(fd: int) -> int:
    """The cookie of the namespace behind `fd`, or 0 where only entering it would tell (before Linux 6.18)."""
    answer = bytearray(8)
    try:
        fcntl.ioctl(fd, _NS_GET_ID, answer)
    except OSError:
        return 0
    return int(struct.unpack("=Q", answer)[0])


def own_cookie() -> int:
    """The cookie of the namespace that the calling thread is in (SO_NETNS_COOKIE, from Linux 5.14), or 0."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as probe:
        try:
            answer = probe.getsockopt(socket.SOL_SOCKET, _SO_NETNS_COOKIE, 8)
        except OSError:
            return 0
    return int(struct.unpack("=Q", answer)[0])
