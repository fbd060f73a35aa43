"""vxlan, macvlan, macvtap, tun (linux/if_link.h, linux/if_tun.h; ip-link(8))."""

import grp
import pwd
import socket
import struct
from functools import lru_cache
from typing import Any

from netui.sources.netlink.link_kinds.table import Table, Word, big_endian, hexadecimal, if_set, one_of

_VXLAN_DF = {0: "unset", 1: "set", 2: "inherit"}  # VXLAN_DF_…
_MACVLAN_MODES = {1: "private", 2: "vepa", 4: "bridge", 8: "passthru", 16: "source"}  # MACVLAN_MODE_…
_MACVLAN_FLAGS = ((1, "nopromisc"), (2, "nodst"))  # MACVLAN_FLAG_…


def _present(_raw: bytes) -> bool:
    return True


def _tos(value: int) -> str | None:
    return hexadecimal(value) if value else None  # 0x1 means "inherit"


def _range(raw: bytes) -> dict[str, int]:
    low, high = struct.unpack(">HH", raw)
    return {"low": low, "high": high}


def _label(raw: bytes) -> str | None:
    number = big_endian(raw)
    return hexadecimal(number) if number else None


def _mac_addresses(raw: bytes) -> list[str]:
    found = []
    position = 0
    while position + 4 <= len(raw):  # one attribute each, all of the same type
        (length,) = struct.unpack_from("=H", raw, position)
        if length < 4:
            break
        found.append(raw[position + 4 : position + length].hex(":"))
        position += (length + 3) & ~3
    return found


_VXLAN = Table(
    Word(25, "?", "external", if_set),
    Word(30, "?", "vnifilter", if_set),
    Word(1, "I", "id"),
    Word(2, "s", "group"),
    Word(16, "s", "group6"),
    Word(3, "I", "link_index", if_set),
    Word(4, "s", "local"),
    Word(17, "s", "local6"),
    Word(10, "s", "port_range", _range),
    Word(15, "s", "port", big_endian),
    Word(7, "?", "learning"),
    Word(11, "?", "proxy", if_set),
    Word(12, "?", "rsc", if_set),
    Word(13, "?", "l2miss", if_set),
    Word(14, "?", "l3miss", if_set),
    Word(6, "B", "tos", _tos),
    Word(5, "B", "ttl"),
    Word(28, "?", "ttl_inherit", if_set),
    Word(29, "B", "df", one_of(_VXLAN_DF)),
    Word(26, "s", "label", _label),
    Word(8, "I", "ageing"),
    Word(9, "I", "limit", if_set),
    Word(18, "?", "udp_csum"),
    Word(19, "?", "udp_zero_csum6_tx"),
    Word(20, "?", "udp_zero_csum6_rx"),
    Word(21, "?", "remcsum_tx", if_set),
    Word(22, "?", "remcsum_rx", if_set),
    Word(23, "s", "gbp", _present),
    Word(24, "s", "remcsum_nopartial", _present),
    Word(27, "s", "gpe", _present),
    Word(31, "?", "localbypass"),
)
_MACVLAN = Table(
    Word(1, "I", "mode", one_of(_MACVLAN_MODES)),
    Word(2, "H", "flags"),
    Word(7, "I", "bcqueuelen"),
    Word(8, "I", "usedbcqueuelen"),
    Word(6, "I", "macaddr_count", if_set),
    Word(5, "s", "macaddr_data", _mac_addresses),
)


@lru_cache(maxsize=64)
def _user(number: int) -> str | int:
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return number


@lru_cache(maxsize=64)
def _group(number: int) -> str | int:
    try:
        return grp.getgrgid(number).gr_name
    except KeyError:
        return number


_TUN = Table(
    Word(3, "B", "type", one_of({1: "tun", 2: "tap"})),
    Word(4, "?", "pi"),
    Word(5, "?", "vnet_hdr"),
    Word(7, "?", "multi_queue"),
    Word(8, "I", "numqueues"),
    Word(9, "I", "numdisabled"),
    Word(6, "?", "persist"),
    Word(1, "I", "user", _user),
    Word(2, "I", "group", _group),
)


def vxlan(data: bytes) -> dict[str, Any]:
    """IFLA_INFO_DATA of a vxlan. `link_index` stands for iproute2's `link`, whose name the message lacks.

    A `ttl` of "inherit" is what `ip` says in text; its JSON says nothing then.
    """
    found = _VXLAN.read(data)
    if found.pop("ttl_inherit", False):
        found["ttl"] = "inherit"
    for suffix, family in (("", socket.AF_INET), ("6", socket.AF_INET6)):
        far, near = found.pop(f"group{suffix}", None), found.pop(f"local{suffix}", None)
        if far and any(far):
            multicast = far[0] == 0xFF if suffix else far[0] & 0xF0 == 0xE0
            found[("group" if multicast else "remote") + suffix] = socket.inet_ntop(family, far)
        if near and any(near):
            found[f"local{suffix}"] = socket.inet_ntop(family, near)
    return found


def macvlan(data: bytes) -> dict[str, Any]:
    """IFLA_INFO_DATA of a macvlan or macvtap."""
    found = _MACVLAN.read(data)
    flags = found.pop("flags", 0)
    found |= {key: True for bit, key in _MACVLAN_FLAGS if flags & bit}
    if "macaddr_count" not in found:
        found.pop("macaddr_data", None)
    return found


def tun(data: bytes) -> dict[str, Any]:
    """IFLA_INFO_DATA of a tun or tap; owners by name where this host has one for the number."""
    found = _TUN.read(data)
    if not found.get("multi_queue"):
        found.pop("numqueues", None)
        found.pop("numdisabled", None)
    return found
