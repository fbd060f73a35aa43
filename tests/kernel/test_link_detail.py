"""The details of links are those that `ip -d -j link` tells, key by key."""

import json
import os
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
from pyroute2.netlink.rtnl.ifinfmsg import ifinfmsg

from netui.model import Link
from netui.sources.entering import entered
from netui.sources.netlink import constants as c
from netui.sources.netlink.parse import link_parser
from netui.sources.netlink.wire import Channel, request
from tests.support.requirements import needs_programs, needs_root

pytestmark = [needs_root, needs_programs("ip")]

SCENE = """
link add br0 type bridge stp_state 1 ageing_time 20000 priority 4096 mcast_querier 1 group_fwd_mask 8
link set br0 type bridge mcast_hash_max 1024 nf_call_iptables 1 forward_delay 400 mcast_igmp_version 3
link add br1 type bridge mcast_snooping 0
link add e0 type veth peer name e1
link add e2 type veth peer name e3
link set e0 master br0 up
link set e2 master br1 up
link set br1 up
link set e1 up alias aliased
link set e0 type bridge_slave cost 77 priority 9 isolated on guard on hairpin on fastleave on
link set e0 type bridge_slave mcast_flood off learning off neigh_suppress on root_block on group_fwd_mask 16396
link set br0 up
link property add dev e1 altname a-much-longer-name altname and-another-one
link add mv0 link e1 type macvlan mode bridge
link add mv1 link e3 type macvlan mode private
link add mv2 link e1 type macvlan mode source
link set mv2 type macvlan macaddr add 02:00:00:00:00:09
link set mv2 type macvlan macaddr add 02:00:00:00:00:0a
link add mv3 link e3 type macvlan mode vepa bcqueuelen 50
link add vp type veth peer name vq
link add mv4 link vp type macvlan mode passthru nopromisc
link add vx0 type vxlan id 7 remote 192.0.2.9 dstport 4789
link add vx1 type vxlan id 8 group 239.1.1.1 local 10.0.0.1 dev e1 srcport 1000 2000 ttl 9 tos 4 dstport 4790
link add vx2 type vxlan id 9 local 2001:db8::1 remote 2001:db8::2 dstport 4791 flowlabel 0x55 df set
link add vx3 type vxlan external dstport 4795
link add vx4 type vxlan id 10 dstport 4796 ageing 77 maxaddress 100 nolearning proxy l2miss l3miss rsc gbp
link add vx5 type vxlan id 11 group ff05::1 dev e1 dstport 4797 udp6zerocsumtx udp6zerocsumrx ttl inherit tos inherit
link set vx0 master br0
tuntap add tap0 mode tap user 0 group 4242 vnet_hdr multi_queue
tuntap add tun0 mode tun pi
link set e3 group 5 txqueuelen 55 promisc on addrgenmode none
link set br1 allmulticast on
link set e3 gso_max_size 30000 gso_max_segs 100
"""
OPTIONAL = "link add mt0 link e3 type macvtap mode vepa"

FIELDS_OF_LINK = frozenset(
    ("ifindex", "ifname", "flags", "mtu", "master", "operstate", "address", "link", "link_index", "link_netnsid")
)
NEWER_THAN_IPROUTE2_6_1 = frozenset(
    (
        "gso_ipv4_max_size", "gro_ipv4_max_size", "linkinfo.info_data.mst_enabled",
        "linkinfo.info_data.fdb_n_learned",
        "linkinfo.info_data.fdb_max_learned", "linkinfo.info_data.localbypass", "linkinfo.info_slave_data.mab",
        "linkinfo.info_slave_data.mcast_n_groups", "linkinfo.info_slave_data.mcast_max_groups",
        "linkinfo.info_slave_data.neigh_vlan_suppress",
    )
)  # fmt: skip
"""The kernel tells these; an `ip` that is older than they are does not."""


@pytest.fixture(scope="module")
def scene() -> Iterator[str]:
    name = f"nt{os.getpid()}d"
    try:
        subprocess.run(["ip", "netns", "add", name], check=True)
        subprocess.run(["ip", "-n", name, "-batch", "-"], input=SCENE, text=True, check=True)
        subprocess.run(["ip", "-n", name, *OPTIONAL.split()], check=False)
        yield name
    finally:
        subprocess.run(["ip", "netns", "del", name], check=False)


def dump(name: str) -> list[tuple[Link, bytes]]:
    """Each link of a namespace with the message that it was made of."""
    parse_link = link_parser({number: number for number in range(64)})

    def parse(data: bytes, offset: int, end: int) -> tuple[Link, bytes]:
        return parse_link(data, offset, end), data[offset - 16 : end]

    fd = os.open(f"/run/netns/{name}", os.O_RDONLY)
    try:
        with entered(fd):
            channel = Channel()
            try:
                return channel.dump(request(c.RTM_GETLINK, b"\0" * 16, dump=True), c.RTM_NEWLINK, parse)
            finally:
                channel.close()
    finally:
        os.close(fd)


def flat(values: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in values.items():
        if isinstance(value, dict) and value:
            yield from flat(value, f"{prefix}{key}.")
        else:
            yield prefix + key, value


def told_by_ip(name: str) -> dict[str, dict[str, Any]]:
    """By link name; names of other links inside become indexes, which is all that the kernel tells."""
    found = json.loads(subprocess.check_output(["ip", "-n", name, "-d", "-j", "link", "show"]))
    indexes = {one["ifname"]: one["ifindex"] for one in found}
    links = {}
    for one in found:
        facts = {key: value for key, value in flat(one) if key not in FIELDS_OF_LINK}
        if "linkinfo.info_data.link" in facts:
            facts["linkinfo.info_data.link_index"] = indexes[facts.pop("linkinfo.info_data.link")]
        if facts.get("linkinfo.info_kind") == "vxlan":  # `ip` says "inherit" in its text alone
            facts.setdefault("linkinfo.info_data.ttl", "inherit")
        links[one["ifname"]] = facts
    return links


def test_every_key_and_value_is_that_of_ip(scene: str) -> None:
    truth = told_by_ip(scene)
    told = {link.name.decode(): dict(flat(link.detail.values_)) for link, _ in dump(scene)}
    assert truth.keys() == told.keys()
    wrong = []
    for name, facts in truth.items():
        for key in facts.keys() | told[name].keys():
            if key in NEWER_THAN_IPROUTE2_6_1 and key not in facts:
                continue
            theirs, ours = facts.get(key, "(nothing)"), told[name].get(key, "(nothing)")
            if key.endswith("_timer"):  # it ran on between the two readings
                same = isinstance(theirs, float) and isinstance(ours, float)
            else:
                same = theirs == ours and type(theirs) is type(ours)
            if not same:
                wrong.append(f"{name} {key}: ip says {theirs!r}, netui says {ours!r}")
    assert not wrong, "\n".join(wrong)


def test_detail_equals_what_pyroute2_decodes_from_the_same_message(scene: str) -> None:
    for link, message in dump(scene):
        decoded = ifinfmsg(message)
        decoded.decode()
        theirs = dict(decoded["attrs"])
        detail = link.detail.values_
        for key in ("promiscuity", "min_mtu", "max_mtu", "num_tx_queues", "gso_max_size", "tso_max_segs", "qdisc"):
            assert detail[key] == theirs[f"IFLA_{key.upper()}"], (link.name, key)
        assert detail.get("txqlen", 0) == theirs["IFLA_TXQLEN"]
        assert detail.get("broadcast") == theirs.get("IFLA_BROADCAST")
        info = dict(theirs["IFLA_LINKINFO"]["attrs"]) if "IFLA_LINKINFO" in theirs else {}
        assert detail.get("linkinfo", {}).get("info_kind") == info.get("IFLA_INFO_KIND")
        if link.kind == "bridge":
            data = dict(info["IFLA_INFO_DATA"]["attrs"])
            for key in ("ageing_time", "forward_delay", "mcast_hash_max", "priority", "nf_call_iptables"):
                assert link.detail.data[key] == data[f"IFLA_BR_{key.upper()}"]
        if link.port_kind == "bridge":
            data = dict(info["IFLA_INFO_SLAVE_DATA"]["attrs"])
            for key in ("cost", "priority", "isolated", "guard", "learning", "neigh_suppress"):
                assert link.detail.port[key] == data[f"IFLA_BRPORT_{key.upper()}"]


def test_running_timers_make_no_difference_but_options_do(scene: str) -> None:
    def bridge() -> Link:
        return next(link for link, _ in dump(scene) if link.name == b"br0")

    before = bridge()
    for _ in range(1000):
        after = bridge()
        if after.detail.data["hello_timer"] != before.detail.data["hello_timer"]:
            break
    assert after.detail.values_ != before.detail.values_
    assert after.detail == before.detail
    subprocess.run(["ip", "-n", scene, "link", "set", "br0", "type", "bridge", "max_age", "1500"], check=True)
    assert bridge().detail != before.detail


def test_text_that_is_no_utf8_is_kept(scene: str) -> None:
    subprocess.run([b"ip", b"-n", scene.encode(), b"link", b"set", b"vq", b"alias", b"caf\xe9\x1b[31m"], check=True)
    link = next(link for link, _ in dump(scene) if link.name == b"vq")
    assert os.fsencode(link.detail["ifalias"]) == b"caf\xe9\x1b[31m"
    subprocess.run(["ip", "-n", scene, "link", "set", "vq", "alias", ""], check=True)
