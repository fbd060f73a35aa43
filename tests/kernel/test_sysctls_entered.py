"""Sysctls of a namespace are its own, not those of netui's."""

import os
from pathlib import Path

from netui.sources.entering import entered
from netui.sources.sysctls import read_sysctls
from netui.text import Name
from tests.support.requirements import needs_programs, needs_root
from tests.support.worlds import world

pytestmark = [needs_root, needs_programs("ip")]


def test_the_namespace_that_was_entered() -> None:
    link = Name(b"e0.10\x1b")
    with world(f"nt{os.getpid() % 10000}", full=False) as made:
        held = made.hold("named")
        held.run("ip", "link", "add", "name", link, "type", "veth", "peer", "name", "e1")
        with held.opened() as fd, entered(fd):
            before = read_sysctls([link])
            own = Path("/proc/sys/net/ipv4/ip_forward").read_text().strip()
            flipped = "0" if own == "1" else "1"
            Path("/proc/sys/net/ipv4/ip_forward").write_text(flipped)
            (Path("/proc/sys/net/ipv4/conf") / os.fsdecode(link) / "rp_filter").write_text("2")
            Path("/proc/sys/net/ipv4/ip_local_port_range").write_text("40000 40010")
            told = read_sysctls([link])
    name = "net.ipv4.conf.e0/10\\x1b.rp_filter"
    assert (before["net.ipv4.ip_forward"], told["net.ipv4.ip_forward"]) == (own, flipped)
    assert (before[name], told[name]) == (before["net.ipv4.conf.default.rp_filter"], "2")
    assert told["net.ipv4.ip_local_port_range"] == "40000 40010"
    here = read_sysctls([])
    assert here["net.ipv4.ip_forward"] == Path("/proc/sys/net/ipv4/ip_forward").read_text().strip()
    assert here["net.ipv4.ip_local_port_range"] != "40000 40010"
