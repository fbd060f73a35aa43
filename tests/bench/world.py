"""A large host: namespaces in a ring, each joined to the next by two veth pairs, with addresses and neighbours."""

import contextlib
import os
import socket
import subprocess
from collections.abc import Iterator

from pyroute2 import IPRoute

from netui.sources.entering import homecoming

PREFIX = "ntbench"
HOST = PREFIX + "host"
"""The namespace that netui is started in; it has one link with a name that stands nowhere else."""
LINK = "benchlink0"


def _batch(lines: list[str], *, force: bool = False) -> None:
    argv = ["ip", *(("-force",) if force else ()), "-batch", "-"]
    subprocess.run(argv, input="\n".join(lines), text=True, check=not force, capture_output=True)


@contextlib.contextmanager
def ring(count: int) -> Iterator[None]:
    """`count` namespaces with five links each; for 1000 of them it takes 6 s to make, and 2 s to take down."""
    names = [HOST, *(f"{PREFIX}{number}" for number in range(count))]
    try:
        _batch([f"netns add {name}" for name in names])
        _batch([f"link add {LINK} netns {HOST} type veth peer name {LINK}p netns {names[1]}"])
        _fill(names[1:])
        yield
    finally:
        _batch([f"netns del {name}" for name in names], force=True)


def _fill(names: list[str]) -> None:
    with homecoming() as traveller:
        for number, name in enumerate(names):
            here = os.open(f"/run/netns/{name}", os.O_RDONLY)
            there = os.open(f"/run/netns/{names[(number + 1) % len(names)]}", os.O_RDONLY)
            traveller.enter(here)
            with IPRoute(use_socket=socket.socket(socket.AF_NETLINK, socket.SOCK_DGRAM, 0)) as route:
                _links(route, number, there)
            os.close(here)
            os.close(there)


def _links(route: IPRoute, number: int, there: int) -> None:
    route.link("set", index=1, state="up")
    high, low = number >> 8, number & 255
    for pair in range(2):
        route.link("add", ifname=f"a{pair}", kind="veth", peer={"ifname": f"b{pair}", "net_ns_fd": there})
        (index,) = route.link_lookup(ifname=f"a{pair}")
        route.link("set", index=index, state="up")
        for net in range(1 + pair):
            route.addr("add", index=index, address=f"10.{pair + 2 * net}.{high}.{low}", prefixlen=24)
        route.neigh(
            "add", dst=f"10.{pair}.{high}.{low ^ 1}", lladdr="02:00:00:00:00:01", ifindex=index, state="permanent"
        )
