"""A world of every kind: namespaces held in every way, with links of every kind, and names that attack."""

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Literal

from msgspec import Struct

from netui.sources.discovery.found import borrow
from netui.sources.entering import entered
from tests.support import holder

Way = Literal["named", "process", "thread", "fd", "socket", "mount"]
NAMELESS: tuple[Way, ...] = ("process", "thread", "fd", "socket", "mount")
WAYS: tuple[Way, ...] = ("named", *NAMELESS)

SCENE = """
link set lo up
link add br0 type bridge stp_state 1 forward_delay 400
link add p0 type veth peer name p1
link add e0 type veth peer name e1 numtxqueues 2 numrxqueues 2
link add vx0 type vxlan id 7 local 10.0.0.1 remote 192.0.2.9 dstport 4789 ttl 9 nolearning
link add vx1 type vxlan id 70000 remote 2001:db8::99 dstport 8472 dev e1
link add mv0 link e1 type macvlan mode bridge
link add mv1 link e1 address 02:00:00:00:77:01 type macvlan mode private
tuntap add dev tun0 mode tun
tuntap add dev tap0 mode tap multi_queue
link set dev p0 master br0
link set dev tap0 master br0
link set dev e1 alias a.b-c
link set dev e1 mtu 1400 txqueuelen 77
link set dev e1 address 02:00:00:00:77:09
link set p0 up
link set p1 up
link set e0 up
link set e1 up
link set mv0 up
link set br0 up
link set tun0 up
link property add dev e1 altname a-much-longer-alternative-name altname second
addr add 10.0.0.1/24 dev e1
addr add 10.0.0.2/24 dev e1
addr add 10.0.0.3/28 dev e1 scope link
addr add 10.1.0.1 peer 10.1.0.2/32 dev e1
addr add 10.2.0.1/24 broadcast 10.2.0.255 dev br0
addr add 2001:db8::1/64 dev e1 nodad
addr add 2001:db8:1::1 peer 2001:db8:1::2 dev p1 nodad
addr add 10.3.0.1/32 dev tun0
route add 10.9.0.0/16 via 10.0.0.77 table 1000 metric 5
route add 10.9.0.0/16 via 10.0.0.78 table 1000 metric 6
route add blackhole 10.8.0.0/16
route add unreachable 10.7.0.0/16 metric 9
route add prohibit 10.6.0.0/16 table 200
route add throw 10.5.0.0/16 table 4000000000
route add 10.20.0.0/16 nexthop via 10.0.0.3 weight 2 nexthop via 10.0.0.4 nexthop dev p1
route add 10.30.0.0/16 via inet6 fe80::1 dev e1
route add default via 10.0.0.254 src 10.0.0.2 proto static
route add 10.40.0.0/16 dev tun0 scope link
route add 2001:db8:5::/48 via 2001:db8::5 metric 77
route add unreachable 2001:db8:7::/48 table 300
route add blackhole 2001:db8:8::/48
route add 2001:db8:6::/48 nexthop via 2001:db8::5 nexthop via 2001:db8::6 weight 3
route add default via fe80::1 dev e1
rule add pref 100 from 10.0.0.0/24 to 10.9.0.0/16 lookup 1000
rule add pref 101 fwmark 0x10/0xff lookup 200
rule add pref 102 iif e1 lookup 4000000000
rule add pref 103 oif nowhere blackhole
rule add pref 104 from 192.0.2.4 lookup main
neigh add 10.0.0.33 lladdr 02:00:00:00:00:01 dev e1
neigh add 10.0.0.34 lladdr 02:00:00:00:00:02 dev e1 nud noarp
neigh add 2001:db8::33 lladdr 02:00:00:00:00:01 dev e1
"""
"""For `ip -batch`, in every namespace but the hostile ones."""

RULES = """
rule add pref 105 from 2001:db8::/32 fwmark 7 lookup 300
rule add pref 106 from 2001:db8:9::/48 iif p1 prohibit
"""
"""For `ip -6 -batch`, in the same."""

FORWARDING = """
fdb append 00:00:00:00:00:00 dev vx0 dst 192.0.2.10 port 77 vni 9
fdb add 02:00:00:00:99:01 dev vx0 dst 192.0.2.11 self permanent
fdb add 02:00:00:00:99:02 dev p0 master static
fdb add 02:00:00:00:99:04 dev br0 self local
"""
"""For `bridge -batch`, in the same."""

HOSTILE = (
    b"\x1b[31m", b"\x9b1m\x07", b"a\nb", b"\xff\xfe", b"[b]", b"$(id)", b"`id`", b"';--", b'"\\x41', b"a b",
    "日本".encode(), "\u202etxt".encode(), "e\u0301".encode(), b"\xe2\x9d", b"\x7f\x08", b"host:x",
)  # fmt: skip
"""Tails of names; a namespace may be called anything but what holds a slash."""

DASHES = (b"-rf", b"--help")
"""Heads of names that a careless command takes for options."""

_SPACE = frozenset(b"\t\n\x0b\x0c\r \xa0")


def may_name_link(name: bytes) -> bool:
    """What the kernel takes as the name of a link (dev_valid_name of net/core/dev.c)."""
    return 0 < len(name) < 16 and not _SPACE & set(name) and not set(b"/:") & set(name) and name not in (b".", b"..")


class Held(Struct, frozen=True):
    """One namespace of the world, and the way to it."""

    way: Way
    inode: int
    path: bytes
    """Where it can be opened; for a socket, where the socket is."""
    pid: int = 0
    number: int = 0
    """The thread's id, or the descriptor's number."""
    name: bytes = b""

    @contextmanager
    def opened(self) -> Iterator[int]:
        """A descriptor of the namespace, which holds it too, for as long as the context lasts."""
        fd = self._socket() if self.way == "socket" else os.open(self.path, os.O_RDONLY)
        try:
            assert os.fstat(fd).st_ino == self.inode
            yield fd
        finally:
            os.close(fd)

    def _socket(self) -> int:
        there = borrow(self.pid, self.number)
        try:
            return fcntl.ioctl(there, 0x894C)  # SIOCGSKNS
        finally:
            os.close(there)

    def run(self, *argv: bytes | str, script: str = "") -> None:
        """Run a command there. Raises CalledProcessError."""
        with self.opened() as fd, entered(fd):
            done = subprocess.run(argv, input=script.encode(), capture_output=True, check=False)
        assert not done.returncode, f"{argv!r}: {done.stderr.decode(errors='replace')}"

    def wire(self, name: str, other: "Held", there: str) -> None:
        """A veth pair from here to `other`."""
        with other.opened() as fd:
            target = f"/proc/{os.getpid()}/fd/{fd}"
            self.run("ip", "link", "add", "name", name, "type", "veth", "peer", "name", there, "netns", target)
        other.run("ip", "link", "set", "dev", there, "up")


class World:
    """Makes namespaces, and ends all of them with `close`."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix.encode()
        self.held: dict[Way, Held] = {}
        self.hostile: list[Held] = []
        self._names: list[bytes] = []
        self._holders: dict[int, subprocess.Popen[str]] = {}

    def name(self, name: bytes) -> Held:
        """A namespace that `ip netns` knows."""
        subprocess.run([b"ip", b"netns", b"add", name], check=True, capture_output=True)
        self.adopt(name)
        path = b"/run/netns/" + name
        return Held("named", os.stat(path).st_ino, path, name=name)

    def adopt(self, name: bytes) -> None:
        """Delete that name too in the end."""
        self._names.append(name)

    def hold(self, way: Way) -> Held:
        """A namespace that one process holds in that way alone, or one with a name."""
        if way == "named":
            return self.name(b"%sred%d" % (self.prefix, len(self._names)))
        process = subprocess.Popen(
            [sys.executable, "-I", holder.__file__, way], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._holders[process.pid] = process
        assert process.stdout
        inode, number = map(int, process.stdout.readline().split())
        path = {
            "process": "ns/net", "thread": f"task/{number}/ns/net", "mount": f"root{holder.MOUNTED}"
        }.get(way, f"fd/{number}")  # fmt: skip
        return Held(way, inode, f"/proc/{process.pid}/{path}".encode(), process.pid, number)

    def let_go(self, held: Held) -> None:
        """End what holds a namespace, and with it the namespace."""
        if held.way == "named":
            self._names.remove(held.name)
            subprocess.run([b"ip", b"netns", b"del", held.name], check=True, capture_output=True)
            return
        process = self._holders.pop(held.pid)
        process.communicate()

    def close(self) -> None:
        """End everything that is left."""
        for name in self._names:
            subprocess.run([b"ip", b"netns", b"del", name], check=False, capture_output=True)
        for process in self._holders.values():
            process.communicate()

    def raise_all(self) -> None:
        """Every way, each filled and wired to the next; then the hostile names."""
        for way in WAYS:
            self.held[way] = held = self.hold(way)
            held.run("ip", "-batch", "-", script=SCENE)
            held.run("ip", "-6", "-batch", "-", script=RULES)
            held.run("bridge", "-batch", "-", script=FORWARDING)
        ring = list(self.held.values())
        for one, other in zip(ring, [*ring[1:], ring[0]], strict=True):
            one.wire("next", other, "last")
        self._send_away()
        for tail in HOSTILE:
            self._attack(self.prefix + tail, tail)
        for head in DASHES:
            self._attack(head + self.prefix, head + b"x")

    def _send_away(self) -> None:
        """A macvlan and a VXLAN that live elsewhere than what they stand on."""
        named, process = self.held["named"], self.held["process"]
        named.run("ip", "link", "add", "name", "mvaway", "link", "e1", "type", "macvlan", "mode", "bridge")
        named.run("ip", "link", "set", "dev", "mvaway", "netns", str(process.pid))
        named.run("ip", "link", "add", "name", "vxaway", "type", "vxlan", "id", "8", "dev", "e1", "dstport", "4790")
        named.run("ip", "link", "set", "dev", "vxaway", "netns", str(process.pid))

    def _attack(self, name: bytes, link: bytes) -> None:
        held = self.name(name)
        self.hostile.append(held)
        if may_name_link(link):
            held.run(b"ip", b"link", b"add", b"name", link, b"type", b"veth", b"peer", b"name", b"z" + link)


@contextmanager
def world(prefix: str, *, full: bool = True) -> Iterator[World]:
    """A world under that prefix; empty at first where `full` is False. Needs root."""
    with ExitStack() as stack:
        made = World(prefix)
        stack.callback(made.close)
        if full:
            made.raise_all()
        yield made
