"""The words of `ip -d -j link` for GRE and IP-in-IP tunnels (linux/if_tunnel.h, linux/ip6_tunnel.h)."""

import socket
from typing import Any

from netui.sources.netlink.link_kinds.table import hexadecimal
from netui.sources.netlink.wire import nested

_GRE_CSUM, _GRE_KEY, _GRE_SEQ = 0x8000, 0x2000, 0x1000  # in network order (RFC 2890)
_IGNORE_ENCAP_LIMIT, _ORIGINAL_CLASS, _ORIGINAL_LABEL = 1, 2, 4  # IP6_TNL_F_…
_IP6_FLAGS = (
    (8, "ip6_tnl_f_mip6_dev"),
    (16, "ip6_tnl_f_rcv_dscp_copy"),
    (32, "ip6_tnl_f_use_orig_fwmark"),
    (64, "ip6_tnl_f_allow_local_remote"),
)
_PROTOCOLS = {4: {4: "ipip", 41: "ip6ip", 137: "mplsip", 0: "any"}, 6: {4: "ipip6", 41: "ip6ip6", 0: "any"}}
_ENCAPSULATIONS = {1: "fou", 2: "gue", 3: "mpls"}
_SIT_ISATAP = 1

Found = dict[str, Any]
Raw = dict[int, bytes]
"""Attributes by type."""


def _address(raw: bytes | None) -> str:
    if not raw or not any(raw):
        return "any"
    return socket.inet_ntop(socket.AF_INET if len(raw) == 4 else socket.AF_INET6, raw)


def _little(raw: bytes | None) -> int:
    return int.from_bytes(raw or b"", "little")


def _big(raw: bytes | None) -> int:
    return int.from_bytes(raw or b"", "big")


def _ends(remote: bytes | None, local: bytes | None, link: bytes | None) -> Found:
    told: Found = {"remote": _address(remote), "local": _address(local)}
    if index := _little(link):
        told["link_index"] = index
    return told


def _external(external: bool) -> Found:
    return {"external": True} if external else {}


def _tos(tos: bytes | None) -> Found:
    number = _little(tos)
    return {"tos": hexadecimal(number)} if number else {}


def _mark(mark: bytes | None) -> Found:
    number = _little(mark)
    return {"fwmark": hexadecimal(number)} if number else {}


def _encapsulation(raw: Raw, first: int) -> Found:
    """TUNNEL_ENCAP_…: type, flags, source and destination port, from attribute `first` on."""
    kind, flags = _little(raw.get(first)), _little(raw.get(first + 1))
    if not kind:
        return {}
    return {
        "encap": {
            "type": _ENCAPSULATIONS.get(kind),
            "sport": _big(raw.get(first + 2)),
            "dport": _big(raw.get(first + 3)),
            "csum": bool(flags & 1),
            "csum6": bool(flags & 2),
            "remcsum": bool(flags & 4),
        }
    }


def _ip6(flags: int, limit: bytes | None, flow: bytes | None) -> Found:
    """What tunnels over IPv6 have besides: encapsulation limit, traffic class, flow label."""
    told: Found = {}
    if flags & _IGNORE_ENCAP_LIMIT:
        told["ip6_tnl_f_ign_encap_limit"] = True
    elif limit:
        told["encap_limit"] = _little(limit)
    info = _big(flow)
    if flags & _ORIGINAL_CLASS:
        told["ip6_tnl_f_use_orig_tclass"] = True
    elif flow:
        told["tclass"] = f"0x{info >> 20 & 0xFF:02x}"
    if flags & _ORIGINAL_LABEL:
        told["ip6_tnl_f_use_orig_flowlabel"] = True
    elif flow:
        told["flowlabel"] = f"0x{info & 0xFFFFF:05x}"
    return told | {key: True for bit, key in _IP6_FLAGS if flags & bit}


def gre(data: bytes) -> Found:
    """IFLA_GRE_… of gre, gretap, erspan and their IPv6 forms."""
    raw = nested(data)
    get = raw.get
    told = _external(18 in raw) | _ends(get(7), get(6), get(1)) | {"ttl": _little(get(8))}
    if len(get(7, b"")) == 16:
        told |= _ip6(_little(get(13)), get(11), get(12))
    else:
        told |= _tos(get(9))
        if 10 in raw:
            told["pmtudisc"] = bool(_little(raw[10]))
    if _little(get(19)):
        told["ignore_df"] = True
    for letter, flags, key in (("i", _big(get(2)), get(4)), ("o", _big(get(3)), get(5))):
        if flags & _GRE_KEY and key:
            told[f"{letter}key"] = socket.inet_ntop(socket.AF_INET, key)
        told |= {f"{letter}{name}": True for bit, name in ((_GRE_SEQ, "seq"), (_GRE_CSUM, "csum")) if flags & bit}
    return told | _mark(get(20)) | _erspan(raw) | _encapsulation(raw, 14)


def _erspan(raw: Raw) -> Found:
    told: Found = {}
    if 21 in raw:
        told["erspan_index"] = _little(raw[21])
    if 22 in raw:
        told["erspan_ver"] = _little(raw[22])
    if 23 in raw:
        told["erspan_dir"] = "egress" if _little(raw[23]) else "ingress"
    if 24 in raw:
        told["erspan_hwid"] = f"{_little(raw[24]):x}"
    return told


def ip_tunnel(data: bytes) -> Found:
    """IFLA_IPTUN_… of ipip and sit."""
    raw = nested(data)
    get = raw.get
    told = _external(19 in raw)
    if protocol := _PROTOCOLS[4].get(_little(get(9, b"\xff"))):
        told["proto"] = protocol
    told |= _ends(get(3), get(2), get(1)) | {"ttl": _little(get(4))} | _tos(get(5))
    told["pmtudisc"] = bool(_little(get(10)))
    if _little(get(8)) & _SIT_ISATAP:
        told["isatap"] = True
    if length := _little(get(13)):
        told |= {"prefix": _address(get(11)), "prefixlen": length}
        if any(get(12, b"")):
            told |= {"relay_prefix": _address(get(12)), "relay_prefixlen": _little(get(14))}
    return told | _mark(get(20)) | _encapsulation(raw, 15)


def ip6_tunnel(data: bytes) -> Found:
    """IFLA_IPTUN_… of ip6tnl."""
    raw = nested(data)
    get = raw.get
    told = _external(19 in raw)
    if protocol := _PROTOCOLS[6].get(_little(get(9, b"\xff"))):
        told["proto"] = protocol
    told |= _ends(get(3), get(2), get(1)) | {"ttl": _little(get(4))}
    return told | _ip6(_little(get(8)), get(6), get(7)) | _mark(get(20)) | _encapsulation(raw, 15)
