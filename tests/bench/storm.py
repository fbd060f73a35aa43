"""A storm of link events: `python -m tests.bench.storm RATE` changes links of the ring until its input ends.

It goes round all namespaces, the one that netui is started in among them, so that as much as can be differs from
one snapshot to the next.
"""

import contextlib
import os
import resource
import select
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import NamedTuple

from netui.sources.entering import homecoming
from netui.sources.netlink import constants as c
from netui.sources.netlink.wire import int_attribute, request
from tests.bench.world import HOST, LINK, PREFIX

_BURST = 0.005
"""Seconds between two bursts of changes."""
_IFINFOMSG = struct.Struct("=BxHiII")
"""struct ifinfomsg: family, type, index, flags, which flags change."""
_UP = 1
"""IFF_UP of linux/if.h."""
_SETTLED = b"the storm is up\n"


class Place(NamedTuple):
    """A namespace of the ring, and what is changed there."""

    channel: socket.socket
    steady: int
    """Index of a link that is up, whose MTU changes."""
    shaky: int
    """Index of a link that goes down and up."""

    def set_mtu(self, mtu: int) -> None:
        """The kernel tells it once or twice where the link is up."""
        self.channel.send(_change(self.steady, int_attribute(c.IFLA_MTU, mtu)))

    def set_up(self, *, up: bool) -> None:
        """Routes and addresses go and come with it, untold."""
        self.channel.send(_change(self.shaky, flags=_UP if up else 0, mask=_UP))


def _change(ifindex: int, attributes: bytes = b"", *, flags: int = 0, mask: int = 0) -> bytes:
    return request(c.RTM_NEWLINK, _IFINFOMSG.pack(0, 0, ifindex, flags, mask) + attributes)


def _places() -> list[Place]:
    """Every namespace of the ring; the one that netui is started in comes first."""
    found = []
    with homecoming() as traveller:
        for name in sorted(os.listdir("/run/netns"), key=lambda one: (one != HOST, one)):
            if name.startswith(PREFIX):
                fd = os.open(f"/run/netns/{name}", os.O_RDONLY)
                traveller.enter(fd)
                os.close(fd)
                indexes = {link: index for index, link in socket.if_nameindex()}
                steady = indexes[LINK if name == HOST else "a0"]
                channel = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
                found.append(Place(channel, steady, indexes.get("a1", steady)))
    return found


def _changes(places: list[Place]) -> Iterator[None]:
    """Change one link after the other; every tenth goes down or up, every twentieth is one that is on screen."""
    host, *others = places
    host.set_up(up=True)
    mtu = 1400
    while True:
        mtu = 1400 if mtu == 1450 else mtu + 1
        for number, place in enumerate(others):
            if number % 10 == 5:
                place.set_up(up=mtu % 2 == 0)
            elif number % 20 == 10:
                host.set_mtu(1300 + number // 20 + mtu % 2)
            else:
                place.set_mtu(mtu)
            yield


def blow(rate: int) -> None:
    """So many changes a second until standard input ends."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 4096)), hard))
    changes = _changes(_places())
    os.write(1, _SETTLED)
    began, done = time.monotonic(), 0
    while not select.select([0], [], [], _BURST)[0]:
        due = int((time.monotonic() - began) * rate)
        for _ in range(due - done):
            next(changes)
        done = due
    os.write(1, f"{done / (time.monotonic() - began):.0f}\n".encode())


class Storm:
    """A storm that rages; `rate` is told once it is over."""

    def __init__(self) -> None:
        self.rate = 0
        """Changes a second that the kernel was asked for."""


@contextlib.contextmanager
def storm(rate: int) -> Iterator[Storm]:
    """Changes of links, so many a second, for as long as the context lasts."""
    argv = [sys.executable, "-m", "tests.bench.storm", str(rate)]
    raging = Storm()
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout and process.stdin
        try:
            assert process.stdout.readline() == _SETTLED
            yield raging
        finally:
            process.stdin.close()
            raging.rate = int(process.stdout.readline() or b"0")


if __name__ == "__main__":
    blow(int(sys.argv[1]))
