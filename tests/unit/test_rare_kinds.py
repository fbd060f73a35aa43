"""Kinds that not every kernel has, from messages made after linux/if_link.h and linux/if_tunnel.h."""

import socket
import struct
import subprocess
import sys
from typing import Any

import pytest
from pyroute2.netlink import rtnl
from pyroute2.netlink.rtnl.ifinfmsg import ifinfmsg

from netui.sources.netlink import constants
from netui.sources.netlink.linkinfo import decode
from netui.sources.netlink.wire import attribute

IFLA_LINKINFO, INFO_KIND, INFO_DATA, INFO_SLAVE_KIND, INFO_SLAVE_DATA = 18, 1, 2, 4, 5


def u8(kind: int, value: int) -> bytes:
    return attribute(kind, struct.pack("=B", value))


def u16(kind: int, value: int) -> bytes:
    return attribute(kind, struct.pack("=H", value))


def be16(kind: int, value: int) -> bytes:
    return attribute(kind, struct.pack(">H", value))


def u32(kind: int, value: int) -> bytes:
    return attribute(kind, struct.pack("=I", value))


def be32(kind: int, value: int) -> bytes:
    return attribute(kind, struct.pack(">I", value))


def ip(kind: int, text: str) -> bytes:
    return attribute(kind, socket.inet_pton(socket.AF_INET6 if ":" in text else socket.AF_INET, text))


def link(*linkinfo: bytes, type_: int = 1, others: bytes = b"", flags: int = 0) -> dict[str, Any]:
    """What is told of a link with these attributes in its IFLA_LINKINFO."""
    header = struct.pack("=BxHiII", 0, type_, 7, flags, 0)
    return decode(header + others + attribute(IFLA_LINKINFO, b"".join(linkinfo)))


def data(kind: str, *attributes: bytes) -> Any:
    told = link(attribute(INFO_KIND, kind.encode() + b"\0"), attribute(INFO_DATA, b"".join(attributes)))
    assert told["linkinfo"]["info_kind"] == kind
    return told["linkinfo"]["info_data"]


def port(kind: str, *attributes: bytes) -> Any:
    told = link(
        attribute(INFO_KIND, b"veth\0"),
        attribute(INFO_SLAVE_KIND, kind.encode() + b"\0"),
        attribute(INFO_SLAVE_DATA, b"".join(attributes)),
    )
    assert told["linkinfo"]["info_slave_kind"] == kind
    return told["linkinfo"]["info_slave_data"]


def test_vlan() -> None:
    mapping = attribute(1, struct.pack("=II", 3, 5)) + attribute(1, struct.pack("=II", 4, 6))
    told = data(
        "vlan", be16(5, 0x88A8), u16(1, 42), attribute(2, struct.pack("=II", 0b1011, 0xFF)), attribute(3, mapping)
    )
    assert told == {
        "protocol": "802.1ad",
        "id": 42,
        "flags": ["REORDER_HDR", "GVRP", "MVRP"],
        "egress_qos": [{"from": 3, "to": 5}, {"from": 4, "to": 6}],
    }


def test_bond() -> None:
    told = data(
        "bond", u8(1, 4), u32(2, 9), u32(3, 100), u32(4, 200), u8(6, 1), attribute(8, ip(0, "192.0.2.1")), u32(9, 0),
        u32(10, 1), u32(11, 0), u8(12, 2), u8(13, 1), u8(14, 1), u8(16, 1), u32(18, 2), u8(21, 1), u8(22, 2),
        attribute(23, u16(1, 3) + u16(2, 4) + attribute(5, bytes.fromhex("020000000001"))),
        attribute(26, bytes.fromhex("020000000002")), u8(27, 1), u32(28, 7), u8(29, 1), u8(30, 2),
    )  # fmt: skip
    assert told == {
        "mode": "802.3ad",
        "active_slave_index": 9,
        "miimon": 100,
        "updelay": 200,
        "use_carrier": 1,
        "arp_ip_target": ["192.0.2.1"],
        "arp_validate": None,
        "arp_all_targets": "all",
        "primary_reselect": "failure",
        "fail_over_mac": "active",
        "xmit_hash_policy": "layer3+4",
        "num_peer_notif": 1,
        "min_links": 2,
        "ad_lacp_rate": "fast",
        "ad_select": "count",
        "ad_info": {"aggregator": 3, "num_ports": 4, "partner_mac": "02:00:00:00:00:01"},
        "ad_actor_system": "02:00:00:00:00:02",
        "tlb_dynamic_lb": 1,
        "peer_notify_delay": 7,
        "ad_lacp_active": "on",
        "arp_missed_max": 2,
    }


def test_bond_port() -> None:
    told = port(
        "bond", u8(1, 1), u8(2, 2), u32(3, 4), attribute(4, bytes.fromhex("020000000003")), u16(5, 6), u8(7, 69)
    )
    assert told == {
        "state": "BACKUP",
        "mii_status": "DOWN",
        "link_failure_count": 4,
        "perm_hwaddr": "02:00:00:00:00:03",
        "queue_id": 6,
        "ad_actor_oper_port_state": 69,
    }


@pytest.mark.parametrize(
    ("mode", "flags", "told"),
    [
        (0, 0, {"mode": "l2", "bridge": True}),
        (1, 1, {"mode": "l3", "private": True}),
        (2, 2, {"mode": "l3s", "vepa": True}),
    ],
)
def test_ipvlan(mode: int, flags: int, told: dict[str, Any]) -> None:
    assert data("ipvlan", u16(1, mode), u16(2, flags)) == told


def test_vrf_and_its_port() -> None:
    assert data("vrf", u32(1, 100)) == {"table": 100}
    assert port("vrf", u32(1, 100)) == {"table": 100}


def test_geneve() -> None:
    told = data(
        "geneve", u32(1, 77), ip(2, "192.0.2.7"), u8(3, 64), u8(4, 8), be16(5, 6081), u8(8, 1), u8(9, 0), u8(10, 0),
        be32(11, 0x55), u8(13, 1),
    )  # fmt: skip
    assert told == {
        "id": 77,
        "remote": "192.0.2.7",
        "ttl": 64,
        "tos": "0x8",
        "port": 6081,
        "udp_csum": True,
        "udp_zero_csum6_tx": False,
        "udp_zero_csum6_rx": False,
        "label": "0x55",
        "df": "set",
    }
    assert data("geneve", attribute(6, b""), be16(5, 6081))["external"] is True


@pytest.mark.parametrize("kind", ["gre", "gretap"])
def test_gre(kind: str) -> None:
    told = data(
        kind, u32(1, 3), be16(2, 0xB000), be16(3, 0x2000), be32(4, 0x01020304), be32(5, 5), ip(6, "10.0.0.1"),
        ip(7, "10.0.0.2"), u8(8, 64), u8(9, 0), u8(10, 1), u16(14, 1), u16(15, 1), be16(16, 7), be16(17, 5555),
        u32(20, 16),
    )  # fmt: skip
    assert told == {
        "remote": "10.0.0.2",
        "local": "10.0.0.1",
        "link_index": 3,
        "ttl": 64,
        "pmtudisc": True,
        "ikey": "1.2.3.4",
        "okey": "0.0.0.5",
        "iseq": True,
        "icsum": True,
        "fwmark": "0x10",
        "encap": {"type": "fou", "sport": 7, "dport": 5555, "csum": True, "csum6": False, "remcsum": False},
    }


def test_ip6gre() -> None:
    told = data(
        "ip6gre", be16(2, 0), be16(3, 0), ip(6, "2001:db8::1"), ip(7, "2001:db8::2"), u8(8, 64), u8(11, 4),
        be32(12, 0x0AB12345), u32(13, 0x10),
    )  # fmt: skip
    assert told == {
        "remote": "2001:db8::2",
        "local": "2001:db8::1",
        "ttl": 64,
        "encap_limit": 4,
        "tclass": "0xab",
        "flowlabel": "0x12345",
        "ip6_tnl_f_rcv_dscp_copy": True,
    }


def test_ip_in_ip() -> None:
    shared = (ip(2, "10.0.0.1"), ip(3, "0.0.0.0"), u8(4, 0), u8(5, 1), u8(10, 0))
    ends = {"remote": "any", "local": "10.0.0.1", "ttl": 0, "tos": "0x1", "pmtudisc": False}
    assert data("ipip", *shared, u8(9, 4)) == {"proto": "ipip"} | ends
    rd = (ip(11, "2002::"), ip(12, "0.0.0.0"), u16(13, 16), u16(14, 0))
    told = data("sit", *shared, u8(9, 41), u16(8, 1), *rd)
    assert told == {"proto": "ip6ip"} | ends | {"isatap": True, "prefix": "2002::", "prefixlen": 16}


def test_addresses_of_tunnels_are_ip_addresses() -> None:
    told = link(attribute(INFO_KIND, b"gre\0"), type_=778, others=ip(2, "10.0.0.2"), flags=1 << 4)
    assert (told["link_type"], told["broadcast"], told["link_pointtopoint"]) == ("gre", "10.0.0.2", True)


def test_kinds_without_data_and_unknown_kinds() -> None:
    for kind in ("dummy", "wireguard"):
        assert link(attribute(INFO_KIND, kind.encode() + b"\0"))["linkinfo"] == {"info_kind": kind}
    assert data("never-heard-of", u32(1, 2)) == {}
    assert data("ipoib", u16(1, 0x8001), u16(2, 1))  # known to pyroute2 alone


def test_properties_of_hardware() -> None:
    others = (
        attribute(1, b"\2\0\0\0\0\1"),
        attribute(34, b"\x01\x02"),
        attribute(36, b"\xab"),
        attribute(38, b"p0\0"),
        attribute(43, u8(2, 1) + u32(4, 33) + u32(5, 33)),
        attribute(54, b"\2\0\0\0\0\2"),
        attribute(56, b"0000:01:00.0\0"),
        attribute(57, b"pci\0"),
    )
    told = link(attribute(INFO_KIND, b"x\0"), others=b"".join(others))
    assert {key: told[key] for key in told if key.startswith(("phys", "parent", "perm", "xdp"))} == {
        "phys_port_id": "0102",
        "phys_switch_id": "ab",
        "phys_port_name": "p0",
        "parentdev": "0000:01:00.0",
        "parentbus": "pci",
        "permaddr": "02:00:00:00:00:02",
        "xdp": {"mode": 1, "prog": {"id": 33}, "attached": [{"mode": 1, "prog": {"id": 33}}]},
    }


def test_common_kinds_are_read_without_pyroute2() -> None:
    program = (
        "import sys; from netui.sources.netlink.linkinfo import decode;"
        "from netui.sources.netlink.wire import attribute;"
        "decode(bytes(16) + attribute(18, attribute(1, b'bridge\\0') + attribute(2, attribute(4, bytes(4)))));"
        "sys.exit('pyroute2' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_numbers_are_those_of_pyroute2() -> None:
    attributes = {name: number for number, (name, *_) in enumerate(ifinfmsg.nla_map)}
    both = 0
    for name, number in vars(constants).items():
        theirs = attributes.get(name, getattr(rtnl, name, None))
        if name.isupper() and isinstance(theirs, int):
            assert number == theirs, name
            both += 1
    assert both > 50
