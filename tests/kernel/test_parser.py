"""The own parser and pyroute2's decode the same messages to the same values."""

import os
import socket
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
from pyroute2.netlink.rtnl.fibmsg import fibmsg
from pyroute2.netlink.rtnl.ifaddrmsg import ifaddrmsg
from pyroute2.netlink.rtnl.ifinfmsg import ifinfmsg
from pyroute2.netlink.rtnl.ndmsg import ndmsg
from pyroute2.netlink.rtnl.rtmsg import rtmsg

from netui.sources.entering import entered
from netui.sources.netlink import constants as c
from netui.sources.netlink.parse import (
    link_parser,
    parse_address,
    parse_fdb,
    parse_neighbour,
    parse_route,
    parse_rule,
)
from netui.sources.netlink.wire import Channel, request
from tests.support.requirements import needs_programs, needs_root

pytestmark = [needs_root, needs_programs("ip")]

SCENE = """
link add br0 type bridge stp_state 1
link add e0 type veth peer name e1
link add e2 type veth peer name far netns {other}
link add mv0 link e1 type macvlan mode bridge
link add vx0 type vxlan id 7 remote 192.0.2.9 dstport 4789
link set e0 master br0 up
link set e1 up alias "an alias with spaces"
link set br0 up
link set lo up
link property add dev e1 altname a-much-longer-alternative-name
addr add 10.0.0.1/24 dev e1
addr add 10.0.0.2/24 dev e1
addr add 10.1.0.1 peer 10.1.0.2/32 dev e1 label e1:x
addr add 2001:db8::1/64 dev e1 valid_lft 3000 preferred_lft 1000
route add 10.9.0.0/16 via 10.0.0.77 table 1000 metric 5
route add blackhole 10.8.0.0/16
route add unreachable 10.7.0.0/16
route add prohibit 10.6.0.0/16 table 200
route add throw 10.5.0.0/16
route add 10.20.0.0/16 nexthop via 10.0.0.3 weight 2 nexthop via 10.0.0.4
route add 10.30.0.0/16 via inet6 fe80::1 dev e1
route add default via 10.0.0.254 src 10.0.0.2 mtu 1400
route add 2001:db8:5::/48 via 2001:db8::5 pref high
route add 2001:db8:6::/48 nexthop via 2001:db8::5 nexthop via 2001:db8::6 weight 3
route add 2001:db8:8::/48 from 2001:db8:9::/48 via 2001:db8::5
rule add pref 100 from 10.0.0.0/24 to 10.9.0.0/16 lookup 1000
rule add pref 101 fwmark 0x10/0xff lookup 200
rule add pref 102 iif e1 blackhole
rule add pref 103 not from 192.0.2.4 goto 32766
rule add pref 104 ipproto tcp sport 1000-2000 dport 80 uidrange 5-9 lookup 100 suppress_prefixlength 8
-6 rule add pref 105 oif e0 from 2001:db8::/32 lookup 100
neigh add 10.0.0.33 lladdr 02:00:00:00:00:01 dev e1
neigh add 2001:db8::33 lladdr 02:00:00:00:00:01 dev e1 router
"""


@pytest.fixture(scope="module")
def scene() -> Iterator[int]:
    name, other = f"nt{os.getpid()}p", f"nt{os.getpid()}q"
    try:
        for one in (name, other):
            subprocess.run(["ip", "netns", "add", one], check=True)
        lines = SCENE.format(other=other)
        for line in filter(None, lines.splitlines()):
            words = line.split('"')
            argv = words[0].split() + words[1:2]
            subprocess.run(["ip", "-n", name, *argv], check=True)
        fdb = ["fdb", "append", "00:00:00:00:00:00", "dev", "vx0", "dst", "192.0.2.10", "port", "77", "vni", "9"]
        subprocess.run(["bridge", "-n", name, *fdb], check=True)
        fd = os.open(f"/run/netns/{name}", os.O_RDONLY)
        yield fd
        os.close(fd)
    finally:
        for one in (name, other):
            subprocess.run(["ip", "netns", "del", one], check=False)


def raw(scene: int, kind: int, body: bytes) -> list[bytes]:
    """Every message of a dump, header and all."""

    def whole(data: bytes, offset: int, end: int) -> bytes:
        return data[offset - 16 : end]

    with entered(scene):
        channel = Channel()
        try:
            return channel.dump(request(kind, body, dump=True), kind - 2, whole)
        finally:
            channel.close()


def decoded(kind: Any, message: bytes) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fixed fields, and the attributes by name, as pyroute2 sees them."""
    one = kind(message)
    one.decode()
    return one, dict(one["attrs"])


def test_links(scene: int) -> None:
    keys = {number: 100 + number for number in range(16)}
    parse = link_parser(keys)
    messages = raw(scene, c.RTM_GETLINK, b"\0" * 16)
    assert len(messages) >= 7
    for message in messages:
        link = parse(message, 16, len(message))
        fixed, theirs = decoded(ifinfmsg, message)
        info = dict(theirs.get("IFLA_LINKINFO", {}).get("attrs", ()))
        assert (link.ifindex, link.type, link.flags) == (fixed["index"], fixed["ifi_type"], fixed["flags"])
        assert link.name.decode() == theirs["IFLA_IFNAME"]
        assert (link.mtu, link.mac) == (theirs["IFLA_MTU"], theirs.get("IFLA_ADDRESS", ""))
        assert (link.master, link.lower) == (theirs.get("IFLA_MASTER", 0), theirs.get("IFLA_LINK", 0))
        assert (link.kind, link.port_kind) == (
            info.get("IFLA_INFO_KIND", ""),
            info.get("IFLA_INFO_SLAVE_KIND", ""),
        )
        elsewhere = theirs.get("IFLA_LINK_NETNSID")
        assert link.lower_namespace == (None if elsewhere is None else 100 + elsewhere)


def test_addresses(scene: int) -> None:
    messages = raw(scene, c.RTM_GETADDR, b"\0" * 8)
    assert len(messages) >= 5
    for message in messages:
        address = parse_address(message, 16, len(message))
        fixed, theirs = decoded(ifaddrmsg, message)
        local = theirs.get("IFA_LOCAL", theirs["IFA_ADDRESS"])
        peer = theirs["IFA_ADDRESS"] if theirs["IFA_ADDRESS"] != local else ""
        lifetimes = theirs["IFA_CACHEINFO"]
        assert (address.ifindex, address.family, address.prefix, address.scope) == (
            fixed["index"],
            fixed["family"],
            fixed["prefixlen"],
            fixed["scope"],
        )
        assert (address.local, address.peer) == (local, peer)
        assert address.broadcast == theirs.get("IFA_BROADCAST", "")
        assert address.label.decode() == theirs.get("IFA_LABEL", "")
        assert address.flags == theirs.get("IFA_FLAGS", fixed["flags"])
        assert (address.valid_lifetime, address.preferred_lifetime) == (
            lifetimes["ifa_valid"],
            lifetimes["ifa_preferred"],
        )


def test_routes(scene: int) -> None:
    messages = raw(scene, c.RTM_GETROUTE, b"\0" * 12)
    assert len(messages) >= 20
    for message in messages:
        route = parse_route(message, 16, len(message))
        fixed, theirs = decoded(rtmsg, message)
        via = theirs.get("RTA_VIA", {}).get("addr", "")
        assert (route.family, route.prefix, route.type, route.protocol, route.scope, route.tos) == tuple(
            fixed[name] for name in ("family", "dst_len", "type", "proto", "scope", "tos")
        )
        assert route.table == theirs["RTA_TABLE"]
        assert (route.destination, route.source) == (theirs.get("RTA_DST", ""), theirs.get("RTA_PREFSRC", ""))
        assert route.gateway == theirs.get("RTA_GATEWAY", via)
        assert (route.ifindex, route.metric) == (theirs.get("RTA_OIF", 0), theirs.get("RTA_PRIORITY", 0))
        assert route.preference == theirs.get("RTA_PREF", 0)
        assert route.mtu == dict(theirs.get("RTA_METRICS", {}).get("attrs", ())).get("RTAX_MTU", 0)
        source = theirs.get("RTA_SRC")
        assert route.from_ == (f"{source}/{fixed['src_len']}" if source else "")
        hops = [(hop["oif"], hop["hops"] + 1, dict(hop["attrs"])) for hop in theirs.get("RTA_MULTIPATH", ())]
        assert [(hop.ifindex, hop.weight, hop.gateway) for hop in route.nexthops] == [
            (oif, weight, attrs["RTA_GATEWAY"]) for oif, weight, attrs in hops
        ]


def test_rules(scene: int) -> None:
    messages = raw(scene, c.RTM_GETRULE, b"\0" * 12)
    assert len(messages) >= 11
    for message in messages:
        rule = parse_rule(message, 16, len(message))
        fixed, theirs = decoded(fibmsg, message)
        assert (rule.family, rule.action, rule.tos) == (fixed["family"], fixed["action"], fixed["tos"])
        assert rule.table == theirs["FRA_TABLE"]
        assert rule.priority == theirs.get("FRA_PRIORITY", 0)
        for ours, name, length in (
            (rule.source, "FRA_SRC", "src_len"),
            (rule.destination, "FRA_DST", "dst_len"),
        ):
            assert ours == (f"{theirs[name]}/{fixed[length]}" if name in theirs else "")
        assert (rule.iif.decode(), rule.oif.decode()) == (
            theirs.get("FRA_IIFNAME", ""),
            theirs.get("FRA_OIFNAME", ""),
        )
        assert (rule.mark, rule.mask) == (theirs.get("FRA_FWMARK", 0), theirs.get("FRA_FWMASK", 0))
        assert rule.goto == theirs.get("FRA_GOTO", 0)
        assert rule.ip_protocol == theirs.get("FRA_IP_PROTO", 0)
        assert rule.invert == bool(fixed["flags"] & c.FIB_RULE_INVERT)
        for ports, name in ((rule.source_ports, "FRA_SPORT_RANGE"), (rule.destination_ports, "FRA_DPORT_RANGE")):
            there = theirs.get(name)
            assert ports == (tuple(map(int, there.split(":"))) if there else None)


def test_neighbours(scene: int) -> None:
    messages = raw(scene, c.RTM_GETNEIGH, b"\0" * 12)
    assert len(messages) >= 2
    for message in messages:
        neighbour = parse_neighbour(message, 16, len(message))
        fixed, theirs = decoded(ndmsg, message)
        assert (neighbour.family, neighbour.ifindex, neighbour.state, neighbour.flags) == tuple(
            fixed[name] for name in ("family", "ifindex", "state", "flags")
        )
        assert (neighbour.address, neighbour.mac) == (theirs["NDA_DST"], theirs.get("NDA_LLADDR", ""))


def test_fdb(scene: int) -> None:
    messages = raw(scene, c.RTM_GETNEIGH, bytes((c.AF_BRIDGE,)) + b"\0" * 11)
    assert len(messages) >= 3
    entries = [parse_fdb(message, 16, len(message)) for message in messages]
    assert any((one.destination, one.port, one.vni) == ("192.0.2.10", 77, 9) for one in entries)
    for message, entry in zip(messages, entries, strict=True):
        fixed, theirs = decoded(ndmsg, message)
        assert (entry.ifindex, entry.state, entry.flags) == (fixed["ifindex"], fixed["state"], fixed["flags"])
        assert entry.mac == theirs.get("NDA_LLADDR", "")
        assert (entry.master, entry.vlan) == (theirs.get("NDA_MASTER", 0), theirs.get("NDA_VLAN", 0))
        assert entry.destination == (theirs.get("NDA_DST") or "")


def test_a_link_that_is_gone_is_an_error_not_a_crash(scene: int) -> None:
    with entered(scene):
        channel = Channel()
        try:
            body = b"\0" * 4 + (9999).to_bytes(4, "little") + b"\0" * 8
            with pytest.raises(OSError, match="No such device"):
                channel.ask(request(c.RTM_GETLINK, body))
        finally:
            channel.close()


def test_requests_are_made_in_the_namespace_of_the_thread(scene: int) -> None:
    with entered(scene), socket.socket(socket.AF_INET, socket.SOCK_DGRAM):
        names = {name for _, name in socket.if_nameindex()}
    assert "br0" in names
    assert "br0" not in {name for _, name in socket.if_nameindex()}
