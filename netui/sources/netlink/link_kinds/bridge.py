"""Bridges and their ports (IFLA_BR_…, IFLA_BRPORT_… of linux/if_link.h; ip-link(8)).

Times are in hundredths of a second, as the kernel and `ip` have them, except those of timers: seconds.
"""

import struct
from typing import Any

from netui.sources.netlink.link_kinds.table import Table, Word, hexadecimal, if_set, mac, one_of

_PORT_STATES = {0: "disabled", 1: "listening", 2: "learning", 3: "forwarding", 4: "blocking"}  # BR_STATE_…
_FORWARDED_GROUPS = {0: "stp", 2: "lacp", 14: "lldp"}  # by the last digit of 01:80:C2:00:00:0X
_PROTOCOLS = {0x8100: "802.1Q", 0x88A8: "802.1ad"}
_BOOLEANS = ((0, "no_linklocal_learn"), (1, "mcast_vlan_snooping"), (2, "mst_enabled"))  # BR_BOOLOPT_…


def _seconds(ticks: int) -> float:
    return ticks / 100


def _bridge_id(raw: bytes) -> str:
    """struct ifla_bridge_id; `ip` writes the bytes of the address without leading zeros."""
    return f"{raw[:2].hex()}.{':'.join(f'{byte:x}' for byte in raw[2:8])}"


def _protocol(raw: bytes) -> str:
    number = int.from_bytes(raw, "big")
    return _PROTOCOLS.get(number, f"[{number:#x}]")


_BRIDGE = Table(
    Word(1, "I", "forward_delay"),
    Word(2, "I", "hello_time"),
    Word(3, "I", "max_age"),
    Word(4, "I", "ageing_time"),
    Word(5, "I", "stp_state"),
    Word(6, "H", "priority"),
    Word(7, "B", "vlan_filtering"),
    Word(8, "s", "vlan_protocol", _protocol),
    Word(9, "H", "group_fwd_mask", hexadecimal),
    Word(10, "s", "root_id", _bridge_id),
    Word(11, "s", "bridge_id", _bridge_id),
    Word(12, "H", "root_port"),
    Word(13, "I", "root_path_cost"),
    Word(14, "B", "topology_change"),
    Word(15, "B", "topology_change_detected"),
    Word(16, "Q", "hello_timer", _seconds),
    Word(17, "Q", "tcn_timer", _seconds),
    Word(18, "Q", "topology_change_timer", _seconds),
    Word(19, "Q", "gc_timer", _seconds),
    Word(20, "s", "group_addr", mac),
    Word(22, "B", "mcast_router"),
    Word(23, "B", "mcast_snooping"),
    Word(24, "B", "mcast_query_use_ifaddr"),
    Word(25, "B", "mcast_querier"),
    Word(26, "I", "mcast_hash_elasticity"),
    Word(27, "I", "mcast_hash_max"),
    Word(28, "I", "mcast_last_member_cnt"),
    Word(29, "I", "mcast_startup_query_cnt"),
    Word(30, "Q", "mcast_last_member_intvl"),
    Word(31, "Q", "mcast_membership_intvl"),
    Word(32, "Q", "mcast_querier_intvl"),
    Word(33, "Q", "mcast_query_intvl"),
    Word(34, "Q", "mcast_query_response_intvl"),
    Word(35, "Q", "mcast_startup_query_intvl"),
    Word(36, "B", "nf_call_iptables"),
    Word(37, "B", "nf_call_ip6tables"),
    Word(38, "B", "nf_call_arptables"),
    Word(39, "H", "vlan_default_pvid"),
    Word(41, "B", "vlan_stats_enabled"),
    Word(42, "B", "mcast_stats_enabled"),
    Word(43, "B", "mcast_igmp_version"),
    Word(44, "B", "mcast_mld_version"),
    Word(45, "B", "vlan_stats_per_port"),
    Word(46, "s", "options"),
    Word(48, "I", "fdb_n_learned"),
    Word(49, "I", "fdb_max_learned"),
)
_PORT = Table(
    Word(1, "B", "state", one_of(_PORT_STATES)),
    Word(2, "H", "priority"),
    Word(3, "I", "cost"),
    Word(4, "?", "hairpin"),
    Word(5, "?", "guard"),
    Word(6, "?", "root_block"),
    Word(7, "?", "fastleave"),
    Word(8, "?", "learning"),
    Word(9, "?", "flood"),
    Word(10, "?", "proxy_arp"),
    Word(12, "?", "proxy_arp_wifi"),
    Word(13, "s", "root_id", _bridge_id),
    Word(14, "s", "bridge_id", _bridge_id),
    Word(15, "H", "designated_port"),
    Word(16, "H", "designated_cost"),
    Word(17, "H", "id", hexadecimal),
    Word(18, "H", "no", hexadecimal),
    Word(19, "B", "topology_change_ack"),
    Word(20, "B", "config_pending"),
    Word(21, "Q", "message_age_timer", _seconds),
    Word(22, "Q", "forward_delay_timer", _seconds),
    Word(23, "Q", "hold_timer", _seconds),
    Word(25, "B", "multicast_router"),
    Word(27, "?", "mcast_flood"),
    Word(28, "?", "mcast_to_unicast"),
    Word(29, "?", "vlan_tunnel"),
    Word(30, "?", "bcast_flood"),
    Word(31, "H", "group_fwd_mask"),
    Word(32, "?", "neigh_suppress"),
    Word(33, "?", "isolated"),
    Word(34, "I", "backup_port_index", if_set),
    Word(39, "?", "locked"),
    Word(40, "?", "mab"),
    Word(41, "I", "mcast_n_groups"),
    Word(42, "I", "mcast_max_groups"),
    Word(43, "?", "neigh_vlan_suppress"),
    Word(44, "I", "backup_nhid", if_set),
)


def bridge(data: bytes) -> dict[str, Any]:
    """IFLA_INFO_DATA of a bridge."""
    found = _BRIDGE.read(data)
    options = found.pop("options", b"")
    if len(options) == 8:  # struct br_boolopt_multi
        values, known = struct.unpack("=II", options)
        found |= {key: values >> bit & 1 for bit, key in _BOOLEANS if known >> bit & 1}
    return found


def _forwarded(mask: int) -> str:
    bits = (bit for bit in range(16) if mask >> bit & 1)
    return ",".join(_FORWARDED_GROUPS.get(bit, f"{1 << bit:#x}") for bit in bits) or "0x0"


def bridge_port(data: bytes) -> dict[str, Any]:
    """IFLA_INFO_SLAVE_DATA of a port of a bridge. `backup_port_index` stands for iproute2's `backup_port`."""
    found = _PORT.read(data)
    if "group_fwd_mask" in found:
        mask = found["group_fwd_mask"]
        found["group_fwd_mask"], found["group_fwd_mask_str"] = hexadecimal(mask), _forwarded(mask)
    return found
