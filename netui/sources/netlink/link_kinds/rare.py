"""Kinds that few hosts have: pyroute2 decodes them, and its names become those of `ip -d -j link` (iproute2).

A kind without words here keeps pyroute2's attribute names, lowered and without their prefix. Other links are given
by index (`link_index`, `primary_index`, `active_slave_index`): the message has no more.
"""

import re
import socket
import struct
from collections.abc import Callable
from typing import Any

from pyroute2.netlink.rtnl.ifinfmsg import ifinfmsg

from netui.sources.netlink import constants as c
from netui.sources.netlink.link_kinds.table import hexadecimal, mac
from netui.sources.netlink.wire import attribute, nested

Found = dict[str, Any]
"""What pyroute2 decoded, by key."""
Raw = dict[int, bytes]
"""The same attributes undecoded, by type: pyroute2 lacks some."""

_PREFIX = re.compile(r"^IFLA_[A-Z0-9]+_(?:SLAVE_|AD_INFO_)?")
_PARTS = {"info_data": ("IFLA_INFO_DATA", c.IFLA_INFO_DATA), "info_slave_data": ("IFLA_INFO_SLAVE_DATA", 5)}


def decode(info: bytes, part: str, kind: str) -> Found:
    """`part` (info_data or info_slave_data) of an IFLA_LINKINFO for links of `kind`."""
    name, number = _PARTS[part]
    message = ifinfmsg(_message(info))
    message.decode()
    there = message.get_nested("IFLA_LINKINFO", name)
    found = _plain(there) if isinstance(there, dict) else {}
    words = (_KINDS if part == "info_data" else _PORTS).get(kind)
    return words(found, nested(nested(info)[number])) if words else found


def _message(info: bytes) -> bytes:
    body = b"\0" * 16 + attribute(c.IFLA_LINKINFO, info)
    return struct.pack("=IHHII", 16 + len(body), c.RTM_NEWLINK, 0, 0, 0) + body


def _plain(value: Any) -> Any:
    """pyroute2's attribute lists as dictionaries."""
    if isinstance(value, dict) and "attrs" in value:
        known = ((name, one) for name, one in value["attrs"] if name != "UNKNOWN")
        return {_PREFIX.sub("", name).lower(): _plain(one) for name, one in known}
    if isinstance(value, dict):
        return {key: one for key, one in value.items() if key != "header"}
    return value


def _number(raw: bytes) -> int:
    return int.from_bytes(raw, "little")


_VLAN_FLAGS = ((1, "REORDER_HDR"), (2, "GVRP"), (8, "MVRP"), (4, "LOOSE_BINDING"), (16, "BRIDGE_BINDING"))
_VLAN_PROTOCOLS = {0x8100: "802.1Q", 0x88A8: "802.1ad"}


def _vlan(found: Found, raw: Raw) -> Found:
    protocol = int.from_bytes(raw.get(5, b"\x81\x00"), "big")
    told: Found = {"protocol": _VLAN_PROTOCOLS.get(protocol, f"[{protocol}]"), "id": found.get("id", 0)}
    if 2 in raw:
        flags, _mask = struct.unpack("=II", raw[2])
        told["flags"] = [name for bit, name in _VLAN_FLAGS if flags & bit]
    for key, number in (("ingress_qos", 4), ("egress_qos", 3)):
        if number in raw:
            told[key] = _qos(raw[number])
    return told


def _qos(raw: bytes) -> list[dict[str, int]]:
    """IFLA_VLAN_QOS_MAPPING attributes, all of one type: 4 octets of header, then from, to."""
    pairs = (struct.unpack_from("=II", raw, at + 4) for at in range(0, len(raw) - 11, 12))
    return [{"from": one, "to": other} for one, other in pairs]


_BOND_WORDS = {  # linux/if_bonding.h, the words of ip-link(8)
    "mode": ("balance-rr", "active-backup", "balance-xor", "broadcast", "802.3ad", "balance-tlb", "balance-alb"),
    "arp_validate": (None, "active", "backup", "all", "filter", "filter_active", "filter_backup"),
    "arp_all_targets": ("any", "all"),
    "primary_reselect": ("always", "better", "failure"),
    "fail_over_mac": ("none", "active", "follow"),
    "xmit_hash_policy": ("layer2", "layer3+4", "layer2+3", "encap2+3", "encap3+4", "vlan+srcmac"),
    "ad_lacp_rate": ("slow", "fast"),
    "ad_select": ("stable", "bandwidth", "count"),
    "ad_lacp_active": ("off", "on"),
}


def _bond(found: Found, raw: Raw) -> Found:
    for key in ("active_slave", "primary"):
        if index := found.pop(key, 0):
            found[f"{key}_index"] = index
    for number, key in ((28, "peer_notify_delay"), (29, "ad_lacp_active"), (30, "arp_missed_max")):
        if number in raw:
            found[key] = _number(raw[number])
    if 8 in raw:
        found["arp_ip_target"] = [socket.inet_ntop(socket.AF_INET, one) for one in nested(raw[8]).values()]
    if 31 in raw:
        found["ns_ip6_target"] = [socket.inet_ntop(socket.AF_INET6, one) for one in nested(raw[31]).values()]
    if 26 in raw:
        found["ad_actor_system"] = mac(raw[26])
    for key, words in _BOND_WORDS.items():
        if key in found:
            value = found[key]
            found[key] = words[value] if value < len(words) else "UNKNOWN"
    return found


_BOND_LINK_STATES = ("UP", "GOING_DOWN", "DOWN", "GOING_BACK")


def _bond_port(found: Found, raw: Raw) -> Found:
    for key, words in (("state", ("ACTIVE", "BACKUP")), ("mii_status", _BOND_LINK_STATES)):
        if key in found:
            value = found.pop(key)
            found[key if value < len(words) else f"{key}_index"] = words[value] if value < len(words) else value
    for number, key in ((7, "ad_actor_oper_port_state"), (8, "ad_partner_oper_port_state"), (9, "prio")):
        if number in raw:
            found[key] = _number(raw[number])
    return found


def _ipvlan(found: Found, raw: Raw) -> Found:
    told: Found = {"mode": {0: "l2", 1: "l3", 2: "l3s"}.get(found.get("mode", -1), "unknown")}
    if 2 in raw:
        flags = _number(raw[2])
        told["private" if flags & 1 else "vepa" if flags & 2 else "bridge"] = True  # IPVLAN_F_…
    return told


def _vrf_port(_found: Found, raw: Raw) -> Found:
    return {"table": _number(raw[1])} if 1 in raw else {}


def _geneve(found: Found, raw: Raw) -> Found:
    told: Found = {"external": True} if 6 in raw else {}
    if "id" in found:
        told["id"] = found["id"]
    for key, empty in (("remote", "0.0.0.0"), ("remote6", "::")):
        if found.get(key, empty) != empty:
            told[key] = found[key]
    told["ttl"] = "inherit" if found.get("ttl_inherit") else found.get("ttl", 0)
    if tos := found.get("tos", 0):
        told["tos"] = hexadecimal(tos)
    if label := int.from_bytes(raw.get(11, b""), "big"):
        told["label"] = hexadecimal(label)
    told |= {key: found[key] for key in ("port", "df") if key in found}
    if 13 in raw:
        told["df"] = {0: "unset", 1: "set", 2: "inherit"}.get(raw[13][0], "unknown")
    told |= {key: bool(found[key]) for key in ("udp_csum", "udp_zero_csum6_tx", "udp_zero_csum6_rx") if key in found}
    if 14 in raw:
        told["innerprotoinherit"] = True
    return told


_Words = Callable[[Found, Raw], Found]
_KINDS: dict[str, _Words] = {
    "vlan": _vlan,
    "bond": _bond,
    "ipvlan": _ipvlan,
    "ipvtap": _ipvlan,
    "geneve": _geneve,
}
_PORTS: dict[str, _Words] = {"bond": _bond_port, "vrf": _vrf_port}
