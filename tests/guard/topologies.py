"""Eleven ways in which an ssh connection comes to a namespace, each built with `ip`."""

import os
import subprocess

from msgspec import Struct


class Topology(Struct, frozen=True):
    """One way. In `script` a word like {s} is a namespace, whose name has the test's prefix."""

    name: str
    script: str
    address: str
    """Where sshd listens, in the namespace {s}."""
    clients: tuple[str, ...] = ("c",)
    afterwards: str = ""
    """What is done once the connections are there."""


SPACES = ("s", "c", "d", "r", "b", "x")
_VETH = "link add {0} netns {{{1}}} type veth peer name {2} netns {{{3}}}"


def _veth(one: str, here: str, other: str, there: str) -> str:
    return (
        f"{_VETH.format(one, here, other, there)}\n"
        f"-n {{{here}}} link set {one} up\n-n {{{there}}} link set {other} up\n"
    )


PLAIN = Topology(
    "plain",
    _veth("s0", "s", "c0", "c") + "-n {s} addr add 10.9.0.1/24 dev s0\n-n {c} addr add 10.9.0.2/24 dev c0\n",
    "10.9.0.1",
)
BRIDGE = Topology(
    "bridge",
    _veth("p0", "s", "c0", "c") + _veth("p1", "s", "x0", "x")
    + "-n {s} link add br0 type bridge\n-n {s} link set br0 up\n-n {s} link set p0 master br0\n"
    + "-n {s} link set p1 master br0\n-n {s} addr add 10.9.0.1/24 dev br0\n-n {c} addr add 10.9.0.2/24 dev c0\n",
    "10.9.0.1",
)  # fmt: skip
CHAIN = Topology(
    "chain",
    _veth("s0", "s", "b0", "b") + _veth("b1", "b", "r0", "r") + _veth("r1", "r", "c0", "c")
    + "-n {b} link add br0 type bridge\n-n {b} link set br0 up\n-n {b} link set b0 master br0\n"
    + "-n {b} link set b1 master br0\n-n {s} addr add 10.9.0.1/24 dev s0\n-n {r} addr add 10.9.0.254/24 dev r0\n"
    + "-n {r} addr add 10.8.0.254/24 dev r1\n-n {c} addr add 10.8.0.2/24 dev c0\n"
    + "-n {s} route add default via 10.9.0.254\n-n {c} route add default via 10.8.0.254\nforward {r}\n",
    "10.9.0.1",
)  # fmt: skip
VXLAN = Topology(
    "vxlan",
    _veth("u0", "s", "u0", "c")
    + "-n {s} addr add 192.0.2.1/24 dev u0\n-n {c} addr add 192.0.2.2/24 dev u0\n"
    + "-n {s} link add vx0 type vxlan id 7 remote 192.0.2.2 local 192.0.2.1 dstport 4789\n"
    + "-n {c} link add vx0 type vxlan id 7 remote 192.0.2.1 local 192.0.2.2 dstport 4789\n"
    + "-n {s} link set vx0 up\n-n {c} link set vx0 up\n"
    + "-n {s} addr add 10.9.0.1/24 dev vx0\n-n {c} addr add 10.9.0.2/24 dev vx0\n",
    "10.9.0.1",
)
MACVLAN = Topology(
    "macvlan",
    _veth("p0", "s", "c0", "c")
    + "-n {s} link add mv0 link p0 type macvlan mode bridge\n-n {s} link set mv0 up\n"
    + "-n {s} addr add 10.9.0.1/24 dev mv0\n-n {c} addr add 10.9.0.2/24 dev c0\n",
    "10.9.0.1",
)
LO = Topology(
    "lo",
    _veth("s0", "s", "c0", "c")
    + "-n {s} addr add 10.9.0.1/24 dev s0\n-n {c} addr add 10.9.0.2/24 dev c0\n"
    + "-n {s} addr add 10.99.0.1/32 dev lo\n-n {c} route add 10.99.0.1 via 10.9.0.1\n",
    "10.99.0.1",
)
_PATHS = (
    _veth("s0", "s", "r0", "r") + _veth("r1", "r", "c0", "c") + _veth("a0", "s", "x0", "x")
    + "-n {s} addr add 10.9.0.1/24 dev s0\n-n {s} addr add 10.7.0.1/24 dev a0\n-n {x} addr add 10.7.0.254/24 dev x0\n"
    + "-n {r} addr add 10.9.0.254/24 dev r0\n-n {r} addr add 10.8.0.254/24 dev r1\n"
    + "-n {c} addr add 10.8.0.2/24 dev c0\n-n {c} route add default via 10.8.0.254\n"
    + "-n {s} route add default via 10.7.0.254\n-n {s} route add default via 10.9.0.254 table 100\nforward {r}\n"
)  # fmt: skip
"""A way out by the main table, and the one that is taken, by the table 100."""
POLICY = Topology("policy", _PATHS + "-n {s} rule add from 10.9.0.1 lookup 100 priority 1000\n", "10.9.0.1")
PORTS = Topology(
    "ports",
    _PATHS + "-n {s} rule add ipproto tcp sport 22 dport 1024-65534 lookup 100 priority 1000\n"
    + "-n {s} rule add ipproto udp sport 22 lookup 100 priority 900\n"
    + "-n {s} rule add uidrange 1000-60000 lookup 100 priority 800\n",
    "10.9.0.1",
)  # fmt: skip
IPV6 = Topology(
    "ipv6",
    _veth("s0", "s", "c0", "c")
    + "-n {s} addr add fd00:9::1/64 dev s0 nodad\n-n {c} addr add fd00:9::2/64 dev c0 nodad\n",
    "fd00:9::1",
)
TWO = Topology(
    "two",
    _veth("s0", "s", "c0", "c") + _veth("s1", "s", "d0", "d")
    + "-n {s} addr add 10.9.0.1/24 dev s0\n-n {c} addr add 10.9.0.2/24 dev c0\n"
    + "-n {s} addr add 10.6.0.1/24 dev s1\n-n {d} addr add 10.6.0.2/24 dev d0\n"
    + "-n {d} route add 10.9.0.1 via 10.6.0.1\n",
    "10.9.0.1",
    ("c", "d"),
)  # fmt: skip
UNRESOLVABLE = Topology(
    "unresolvable",
    _veth("s0", "s", "c0", "c") + _veth("s1", "s", "x0", "x")
    + "-n {s} addr add 10.9.0.1/24 dev s0\n-n {c} addr add 10.9.0.2/24 dev c0\n"
    + "-n {s} addr add 10.7.0.1/24 dev s1\n-n {s} route add default via 10.7.0.254 dev s1\n",
    "10.9.0.1",
    afterwards="-n {s} rule add to 10.9.0.2 unreachable priority 5\n",
)  # fmt: skip
TOPOLOGIES = (PLAIN, BRIDGE, CHAIN, VXLAN, MACVLAN, LO, POLICY, PORTS, IPV6, TWO, UNRESOLVABLE)


class Names:
    """The namespaces of one test, and what runs `ip` with them."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.known = {short: f"{prefix}{short}" for short in SPACES}

    def __getitem__(self, short: str) -> str:
        return self.known[short]

    def __call__(self, line: str) -> str:
        """A line with its namespaces named."""
        return line.format(**self.known)

    def make(self, script: str) -> None:
        """Make the namespaces, with lo up, and carry out the script."""
        for name in self.known.values():
            subprocess.run(["ip", "netns", "add", name], check=True)
            subprocess.run(["ip", "-n", name, "link", "set", "lo", "up"], check=True)
        self.run(script)

    def run(self, script: str) -> None:
        """Carry out a script of `ip` commands, a line each; `forward NAMESPACE` lets it forward."""
        for line in script.splitlines():
            words = self(line).split()
            if words[0] == "forward":
                self.inside(words[1], "sysctl", "-qw", "net.ipv4.ip_forward=1")
            else:
                subprocess.run(["ip", *words], check=True)

    @staticmethod
    def inside(name: str, *words: str) -> str:
        """Run a program in a namespace."""
        return subprocess.run(
            ["ip", "netns", "exec", name, *words], check=True, stdout=subprocess.PIPE, text=True
        ).stdout

    def clear(self) -> None:
        """Delete them."""
        there = set(os.listdir("/run/netns"))
        for name in self.known.values():
            if name in there:
                subprocess.run(["ip", "netns", "del", name], check=True)
