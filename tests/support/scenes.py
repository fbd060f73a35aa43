"""Generated states: two or three namespaces full of links, addresses, routes, rules and entries, by `ip`.

Every scene has each kind of thing, so that every operation finds something to work on; how many there are, and
how they are set, is random.
"""

import random
import subprocess
from collections.abc import Iterator
from pathlib import Path

from netui.sources.netlink.building import inside


class Scene:
    """Namespaces PREFIXa, PREFIXb and PREFIXc. The same seed makes the same."""

    def __init__(self, prefix: str, seed: int) -> None:
        self.random = random.Random(seed)
        self.spaces = [f"{prefix}{letter}" for letter in "abc"]
        self.a, self.b, self.c = self.spaces

    def raise_all(self) -> None:
        """Make it."""
        for space in self.spaces:
            subprocess.run(["ip", "netns", "add", space], check=True)
        self._run(self.a, "ip", self._pairs())
        self._run(self.a, "ip", self._first())
        self._run(self.a, "bridge", self._forwarding())
        self._run(self.b, "ip", self._second())
        self._set_sysctls()

    def _set_sysctls(self) -> None:
        """Links that differ from what their namespace gives to new ones."""
        lines = self._some(
            "ipv4/conf/v0/rp_filter=2", "ipv4/conf/v0/forwarding=1", "ipv4/conf/p0/proxy_arp=1",
            "ipv4/conf/v2/arp_announce=2", "ipv4/conf/br0/accept_local=1", "ipv6/conf/v0/accept_ra=0",
            "ipv6/conf/v2/hop_limit=33", "ipv6/conf/p2/disable_ipv6=1", "ipv4/conf/default/log_martians=1",
        )  # fmt: skip
        with inside(self.a):
            for name, _, value in (line.partition("=") for line in ("ipv4/conf/v0/arp_notify=1", *lines)):
                Path("/proc/sys/net", name).write_text(value)

    def close(self) -> None:
        """Delete it."""
        for space in self.spaces:
            subprocess.run(["ip", "netns", "del", space], check=False, capture_output=True)

    def _run(self, space: str, program: str, lines: Iterator[str]) -> None:
        script = "\n".join(lines)
        done = subprocess.run(
            [program, "-n", space, "-batch", "-"], check=False, input=script, text=True, capture_output=True
        )
        assert not done.returncode, f"{done.stderr}\n{script}"

    def _mac(self) -> str:
        return "02:" + ":".join(f"{self.random.randrange(256):02x}" for _ in range(5))

    def _some(self, *lines: str) -> Iterator[str]:
        yield from (line for line in lines if self.random.random() < 0.6)

    def _pairs(self) -> Iterator[str]:
        yield f"link add name v0 type veth peer name v1 netns {self.b}"
        yield f"link add name v2 type veth peer name v3 netns {self.c}"
        yield "link add name p0 type veth peer name p1"
        yield f"link add name p2 type veth peer name p3 netns {self.b}"

    def _first(self) -> Iterator[str]:
        pick = self.random.choice
        yield f"link add name br0 type bridge stp_state {pick('01')} forward_delay {pick(['400', '1500'])}"
        yield f"link add name br1 type bridge mcast_snooping {pick('01')}"
        yield f"link add name mv0 link v0 type macvlan mode {pick(['bridge', 'vepa', 'private'])}"
        yield f"link add name vx0 type vxlan id {self.random.randrange(1, 1 << 20)} remote 192.0.2.9 dstport 4789"
        yield "link set dev p0 master br0"
        yield from self._some("link set dev p2 master br1")
        yield from self._some(
            "link set dev v0 mtu 1400", "link set dev v2 alias x.y", f"link set br0 addr {self._mac()}"
        )
        yield from self._some("link set dev v0 txqueuelen 77", f"link set dev v2 addr {self._mac()}")
        yield "link property add dev v0 altname uplink"
        yield from self._some(
            "link property add dev v2 altname a-name-of-more-than-fifteen-bytes",
            "link property add dev br0 altname lan",
            "link set dev v0 promisc on", "link set dev v2 multicast off", "link set dev p0 allmulticast on",
            "link set dev v2 arp off",
        )  # fmt: skip
        for link in ("lo", "v0", "v2", "p0", "p1", "br0"):
            yield f"link set dev {link} up"
        yield from self._some(
            "link set dev p2 up", "link set dev mv0 up", "link set dev vx0 up", "link set dev br1 up"
        )
        yield "addr add 10.1.0.1/24 dev v0"
        yield from self._some(
            "addr add 10.1.0.2/24 dev v0", "addr add 10.1.0.3/24 dev v0", "addr add 10.1.1.1/28 dev v0"
        )
        yield from self._some("addr add 10.9.9.1 peer 10.9.9.2/32 dev v0", "addr add 10.5.0.1/24 broadcast + dev br0")
        yield "addr add 2001:db8:1::1/64 dev v0 nodad"
        yield from self._some("addr add 2001:db8:1::2/64 dev v0 nodad", "addr add 2001:db8:2::1/64 dev v2 nodad")
        yield "addr add 10.2.0.1/24 dev v2"
        yield "route add default via 10.1.0.254"
        yield from self._some(
            "route add 10.20.0.0/16 via 10.1.0.9 metric 5", "route add 10.21.0.0/16 dev v0 table 100"
        )
        yield from self._some("route add 10.22.0.0/16 via 10.2.0.9 src 10.2.0.1", "route add blackhole 10.23.0.0/16")
        yield from self._some("route add 10.24.0.0/16 nexthop via 10.1.0.5 nexthop via 10.2.0.5 weight 3")
        yield from self._some(
            "route add 10.20.0.0/16 via 10.2.0.9 metric 6", "route add 10.25.0.0/16 dev v0 scope link"
        )
        yield "route add 2001:db8:20::/48 via 2001:db8:1::9"
        yield from self._some(
            "route add default via 2001:db8:1::8 metric 50", "route add unreachable 2001:db8:21::/48"
        )
        yield "rule add pref 100 from 10.1.0.0/24 lookup 100"
        yield from self._some("rule add pref 101 fwmark 7 lookup 100", "rule add pref 102 iif v0 lookup 200")
        yield "neigh add 10.1.0.33 lladdr 02:00:00:00:00:01 dev v0"
        yield from self._some("neigh add 10.1.0.34 lladdr 02:00:00:00:00:02 dev v0 nud permanent")
        yield from self._some("neigh add 2001:db8:1::33 lladdr 02:00:00:00:00:03 dev v0")

    def _forwarding(self) -> Iterator[str]:
        yield "fdb add 02:00:00:00:99:01 dev p0 master static"
        yield "fdb add 02:00:00:00:99:02 dev vx0 dst 192.0.2.11 self permanent"
        yield from self._some("fdb append 02:00:00:00:99:02 dev vx0 dst 192.0.2.12 self permanent")
        yield from self._some(
            "link set dev p0 isolated on", "link set dev p0 learning off", "link set dev p0 hairpin on"
        )

    def _second(self) -> Iterator[str]:
        yield "link set dev v1 up"
        yield from self._some("link set dev p3 up", "link set dev lo up")
        yield "addr add 10.1.0.77/24 dev v1"
        yield from self._some("addr add 2001:db8:1::77/64 dev v1 nodad", "route add 10.30.0.0/16 via 10.1.0.1")
