"""How long one reading of a large host takes, against the kernel alone and against `ip` in a loop."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

from netui.sources.entering import homecoming
from netui.sources.netlink import constants as c
from netui.sources.netlink.wire import request
from tests.bench.figures import Figure, median
from tests.bench.world import HOST, PREFIX

_RUNS = 5
_DUMPS = (
    request(c.RTM_GETLINK, b"\0" * 16, dump=True),
    request(c.RTM_GETADDR, b"\0" * 8, dump=True),
    request(c.RTM_GETROUTE, b"\0" * 12, dump=True),
    request(c.RTM_GETNEIGH, b"\0" * 12, dump=True),
)
# In a process of its own each time, as a command is; prints the seconds that the reading alone took.
_SNAPSHOT = """
import time
from netui.core.reading import Want, read_snapshot
want = Want(frozenset(("routes", "neighbours")), docker=False)
began = time.perf_counter()
snapshot = read_snapshot(want)
print(time.perf_counter() - began)
"""


def timed(call: Callable[[], object]) -> float:
    """Seconds that a call takes."""
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def unparsed() -> int:
    """Dump links, addresses, routes and neighbours of every namespace into one buffer; returns the octets."""
    buffer, octets = bytearray(1 << 16), 0
    names = [name for name in os.listdir("/run/netns") if name.startswith(PREFIX)]
    with homecoming() as traveller:
        for name in names:
            fd = os.open(f"/run/netns/{name}", os.O_RDONLY)
            traveller.enter(fd)
            os.close(fd)
            with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0) as channel:
                channel.setsockopt(c.SOL_NETLINK, c.NETLINK_GET_STRICT_CHK, 1)
                for dump in _DUMPS:
                    channel.send(dump)
                    octets += sum(_until_done(channel, buffer))
    return octets


def _until_done(channel: socket.socket, buffer: bytearray) -> Iterator[int]:
    while True:
        size = channel.recv_into(buffer)
        yield size
        # NLMSG_DONE is the last message of the last datagram, and 20 octets long.
        if buffer[size - 16] == c.NLMSG_DONE and buffer[size - 20] == 20:
            return


def snapshot_ratio() -> Figure:
    """A snapshot ÷ the unparsed dumps that it is made of, pair by pair."""
    ratios = []
    for _ in range(_RUNS):
        bare = timed(unparsed)
        whole = float(subprocess.check_output([sys.executable, "-c", _SNAPSHOT]))
        ratios.append(whole / bare)
    return Figure("snapshot ÷ unparsed dump of the same", median(ratios), "", 3)


def link_list_ratio(netui: str) -> Figure:
    """The whole process `netui link list --json` ÷ `ip -n NS -j addr` for each namespace."""
    ratios = []
    command = ["nsenter", f"--net=/run/netns/{HOST}", netui, "link", "list", "--json"]
    for _ in range(3):
        ours = timed(lambda: json.loads(subprocess.check_output(command)))
        ratios.append(ours / timed(_loop))
    return Figure("netui link list --json ÷ loop of ip -n NS -j addr", median(ratios), "", 0.15)


def _loop() -> None:
    script = f'for path in /run/netns/{PREFIX}*; do ip -n "${{path##*/}}" -j addr; done'
    subprocess.run(["sh", "-c", script], check=True, stdout=subprocess.DEVNULL)
