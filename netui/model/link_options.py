"""What each kind of link can be given, and how `ip` and the kernel call it (ip-link(8), linux/if_link.h).

Keys are those of `ip -d -j link`, so that what was read of a link can be given to a new one.
"""

from typing import Any, Literal

from msgspec import Struct

Style = Literal["word", "flag", "switch", "range"]


class Option(Struct, frozen=True):
    """One attribute of one kind."""

    key: str
    attribute: str
    """Its name in linux/if_link.h, without the kind's prefix where that is not part of it."""
    word: str
    """As `ip link add … type KIND WORD value` calls it."""
    default: Any = None
    """What the kernel chooses; None where that is not one value."""
    style: Style = "word"
    """word: `ttl 9`; flag: `learning`, `nolearning`; switch: `isolated on`; range: `srcport 1 2`."""
    values: dict[str, int] = {}
    """Numbers of words (`mode bridge`)."""


_MACVLAN_MODES = {"private": 1, "vepa": 2, "bridge": 4, "passthru": 8, "source": 16}
_IPVLAN_MODES = {"l2": 0, "l3": 1, "l3s": 2}
_VLAN_PROTOCOLS = {"802.1Q": 0x8100, "802.1ad": 0x88A8}
_BOND_MODES = {
    "balance-rr": 0, "active-backup": 1, "balance-xor": 2, "broadcast": 3, "802.3ad": 4, "balance-tlb": 5,
    "balance-alb": 6,
}  # fmt: skip

_BRIDGE = (
    Option("stp_state", "IFLA_BR_STP_STATE", "stp_state", 0),
    Option("priority", "IFLA_BR_PRIORITY", "priority", 32768),
    Option("forward_delay", "IFLA_BR_FORWARD_DELAY", "forward_delay", 1500),
    Option("hello_time", "IFLA_BR_HELLO_TIME", "hello_time", 200),
    Option("max_age", "IFLA_BR_MAX_AGE", "max_age", 2000),
    Option("ageing_time", "IFLA_BR_AGEING_TIME", "ageing_time", 30000),
    Option("vlan_filtering", "IFLA_BR_VLAN_FILTERING", "vlan_filtering", 0),
    Option("vlan_default_pvid", "IFLA_BR_VLAN_DEFAULT_PVID", "vlan_default_pvid", 1),
    Option("mcast_snooping", "IFLA_BR_MCAST_SNOOPING", "mcast_snooping", 1),
    Option("mcast_router", "IFLA_BR_MCAST_ROUTER", "mcast_router", 1),
    Option("mcast_querier", "IFLA_BR_MCAST_QUERIER", "mcast_querier", 0),
    Option("nf_call_iptables", "IFLA_BR_NF_CALL_IPTABLES", "nf_call_iptables", 0),
    Option("nf_call_ip6tables", "IFLA_BR_NF_CALL_IP6TABLES", "nf_call_ip6tables", 0),
    Option("nf_call_arptables", "IFLA_BR_NF_CALL_ARPTABLES", "nf_call_arptables", 0),
)
_VXLAN = (
    Option("id", "IFLA_VXLAN_ID", "id"),
    Option("local", "IFLA_VXLAN_LOCAL", "local"),
    Option("local6", "IFLA_VXLAN_LOCAL6", "local"),
    Option("remote", "IFLA_VXLAN_GROUP", "remote"),
    Option("remote6", "IFLA_VXLAN_GROUP6", "remote"),
    Option("group", "IFLA_VXLAN_GROUP", "group"),
    Option("group6", "IFLA_VXLAN_GROUP6", "group"),
    Option("port", "IFLA_VXLAN_PORT", "dstport"),
    Option("port_range", "IFLA_VXLAN_PORT_RANGE", "srcport", {"low": 0, "high": 0}, "range"),
    Option("ttl", "IFLA_VXLAN_TTL", "ttl", 0),
    Option("ageing", "IFLA_VXLAN_AGEING", "ageing", 300),
    Option("limit", "IFLA_VXLAN_LIMIT", "maxaddress", 0),
    Option("learning", "IFLA_VXLAN_LEARNING", "learning", True, "flag"),
    Option("proxy", "IFLA_VXLAN_PROXY", "proxy", False, "flag"),
    Option("rsc", "IFLA_VXLAN_RSC", "rsc", False, "flag"),
    Option("l2miss", "IFLA_VXLAN_L2MISS", "l2miss", False, "flag"),
    Option("l3miss", "IFLA_VXLAN_L3MISS", "l3miss", False, "flag"),
    Option("udp_csum", "IFLA_VXLAN_UDP_CSUM", "udpcsum", True, "flag"),
    Option("udp_zero_csum6_tx", "IFLA_VXLAN_UDP_ZERO_CSUM6_TX", "udp6zerocsumtx", False, "flag"),
    Option("udp_zero_csum6_rx", "IFLA_VXLAN_UDP_ZERO_CSUM6_RX", "udp6zerocsumrx", False, "flag"),
)

KINDS: dict[str, tuple[Option, ...]] = {
    "bridge": _BRIDGE,
    "vxlan": _VXLAN,
    "macvlan": (Option("mode", "IFLA_MACVLAN_MODE", "mode", "vepa", values=_MACVLAN_MODES),),
    "macvtap": (Option("mode", "IFLA_MACVLAN_MODE", "mode", "vepa", values=_MACVLAN_MODES),),
    "ipvlan": (Option("mode", "IFLA_IPVLAN_MODE", "mode", "l3", values=_IPVLAN_MODES),),
    "vlan": (
        Option("id", "IFLA_VLAN_ID", "id"),
        Option("protocol", "IFLA_VLAN_PROTOCOL", "protocol", "802.1Q", values=_VLAN_PROTOCOLS),
    ),
    "vrf": (Option("table", "IFLA_VRF_TABLE", "table"),),
    "bond": (Option("mode", "IFLA_BOND_MODE", "mode", "balance-rr", values=_BOND_MODES),),
    "dummy": (),
}
"""The options of each kind that netui can make, besides veth."""

NEEDS_LOWER = frozenset(("macvlan", "macvtap", "ipvlan", "vlan"))
"""Kinds that stand on another link."""

PORT: tuple[Option, ...] = (
    Option("isolated", "IFLA_BRPORT_ISOLATED", "isolated", False, "switch"),
    Option("hairpin", "IFLA_BRPORT_MODE", "hairpin", False, "switch"),
    Option("guard", "IFLA_BRPORT_GUARD", "guard", False, "switch"),
    Option("root_block", "IFLA_BRPORT_PROTECT", "root_block", False, "switch"),
    Option("fastleave", "IFLA_BRPORT_FAST_LEAVE", "fastleave", False, "switch"),
    Option("learning", "IFLA_BRPORT_LEARNING", "learning", True, "switch"),
    Option("flood", "IFLA_BRPORT_UNICAST_FLOOD", "flood", True, "switch"),
    Option("mcast_flood", "IFLA_BRPORT_MCAST_FLOOD", "mcast_flood", True, "switch"),
    Option("mcast_to_unicast", "IFLA_BRPORT_MCAST_TO_UCAST", "mcast_to_unicast", False, "switch"),
    Option("bcast_flood", "IFLA_BRPORT_BCAST_FLOOD", "bcast_flood", True, "switch"),
    Option("neigh_suppress", "IFLA_BRPORT_NEIGH_SUPPRESS", "neigh_suppress", False, "switch"),
    Option("locked", "IFLA_BRPORT_LOCKED", "locked", False, "switch"),
    Option("priority", "IFLA_BRPORT_PRIORITY", "priority", 32),
    Option("cost", "IFLA_BRPORT_COST", "cost", 2),
)
"""What `bridge link set dev PORT` can set; bridge(8)."""


def settable(options: tuple[Option, ...], told: dict[str, Any]) -> dict[str, Any]:
    """What of a link's data differs from what the kernel chooses, and so has to be given to one like it."""
    return {one.key: told[one.key] for one in options if told.get(one.key) not in (None, one.default)}
