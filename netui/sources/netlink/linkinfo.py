"""The rest of a link message, in the keys and values of `ip -d -j link` (linux/if_link.h, ip-link(8)).

Decoded when a detail is read, by learned shapes (`shapes`). What is a field of `model.Link` is left out, and so is
what depends on who asks. Where `ip` prints the name of another link and the message has only its index, the key
has the suffix `_index`.
"""

import socket
import struct
from collections.abc import Callable
from typing import Any

from netui.sources.netlink import constants as c
from netui.sources.netlink.link_kinds.bridge import bridge, bridge_port
from netui.sources.netlink.link_kinds.common import macvlan, tun, vxlan
from netui.sources.netlink.link_kinds.table import Table, Word, if_set, one_of, text
from netui.sources.netlink.link_kinds.tunnels import gre, ip6_tunnel, ip_tunnel
from netui.sources.netlink.wire import nested

Data = Callable[[bytes], dict[str, Any]]

_HEADER = 16  # struct ifinfomsg
_ifinfomsg = struct.Struct("=BxHiII").unpack_from
_IFF_POINTOPOINT = 1 << 4
_IP_ADDRESSED = frozenset((768, 776, 778))  # ARPHRD_TUNNEL, SIT, IPGRE
_IP6_ADDRESSED = frozenset((769, 823))  # ARPHRD_TUNNEL6, IP6GRE
_NO_DATA = frozenset(("veth", "dummy", "ifb", "wireguard"))

_LINK_TYPES = {  # linux/if_arp.h
    0: "netrom", 1: "ether", 2: "eether", 24: "ieee1394", 32: "infiniband", 256: "slip", 280: "can", 290: "mctp",
    512: "ppp", 768: "ipip", 769: "tunnel6", 772: "loopback", 776: "sit", 778: "gre", 779: "pimreg",
    801: "ieee802.11", 802: "ieee802.11/prism", 803: "ieee802.11/radiotap", 804: "ieee802.15.4", 820: "phonet",
    823: "gre6", 824: "netlink", 825: "6lowpan", 826: "vsockmon", 0xFFFE: "none", 0xFFFF: "void",
}  # fmt: skip
_GEN_MODES = {0: "eui64", 1: "none", 2: "stable_secret", 3: "random"}  # IN6_ADDR_GEN_MODE_…
_OWN: dict[str, Data] = {
    "bridge": bridge, "vxlan": vxlan, "macvlan": macvlan, "macvtap": macvlan, "tun": tun,
    "gre": gre, "gretap": gre, "erspan": gre, "ip6gre": gre, "ip6gretap": gre, "ip6erspan": gre,
    "ipip": ip_tunnel, "sit": ip_tunnel, "ip6tnl": ip6_tunnel,
}  # fmt: skip


def _group(number: int) -> str:
    return str(number) if number else "default"


def _xdp(raw: bytes) -> dict[str, Any] | None:
    """IFLA_XDP: 2 mode, 4 program, 5 to 7 the programs by mode (generic, driver, offloaded)."""
    found = nested(raw)
    mode = found.get(2, b"\0")[0]
    if not mode:
        return None
    programs = {kind: int.from_bytes(found[kind], "little") for kind in (4, 5, 6, 7) if kind in found}
    by_mode = ((2, 6), (1, 5), (3, 7))
    return {
        "mode": mode,
        **({"prog": {"id": programs[4]}} if programs.get(4) else {}),
        "attached": [{"mode": one, "prog": {"id": programs[kind]}} for one, kind in by_mode if kind in programs],
    }


_INET6 = Table(Word(8, "B", "mode"))


def _gen_mode(raw: bytes) -> str | None:
    """IFLA_AF_SPEC, AF_INET6, IFLA_INET6_ADDR_GEN_MODE."""
    inet6 = nested(raw).get(c.AF_INET6)
    mode = _INET6.read(inet6).get("mode") if inet6 else None
    return None if mode is None else _GEN_MODES.get(mode, f"{mode:#04x}")


def _other_names(raw: bytes) -> list[str] | None:
    found = []
    position = 0
    while position + 4 <= len(raw):  # IFLA_ALT_IFNAME, once for each name
        length, kind = struct.unpack_from("=HH", raw, position)
        if length < 4:
            break
        if kind & 0x3FFF == c.IFLA_ALT_IFNAME:
            found.append(text(raw[position + 4 : position + length]))
        position += (length + 3) & ~3
    return found or None


_LINK = Table(
    Word(c.IFLA_QDISC, "s", "qdisc", text),
    Word(c.IFLA_LINKMODE, "B", "linkmode", one_of({0: "DEFAULT", 1: "DORMANT", 2: "TESTING"})),
    Word(c.IFLA_GROUP, "I", "group", _group),
    Word(c.IFLA_TXQLEN, "I", "txqlen", if_set),
    Word(c.IFLA_ADDRESS, "s", "address"),
    Word(c.IFLA_BROADCAST, "s", "broadcast"),
    Word(c.IFLA_PROMISCUITY, "I", "promiscuity"),
    Word(c.IFLA_ALLMULTI, "I", "allmulti"),
    Word(c.IFLA_MIN_MTU, "I", "min_mtu"),
    Word(c.IFLA_MAX_MTU, "I", "max_mtu"),
    Word(c.IFLA_LINKINFO, "s", "linkinfo"),
    Word(c.IFLA_AF_SPEC, "s", "inet6_addr_gen_mode", _gen_mode),
    Word(c.IFLA_NUM_TX_QUEUES, "I", "num_tx_queues"),
    Word(c.IFLA_NUM_RX_QUEUES, "I", "num_rx_queues"),
    Word(c.IFLA_GSO_MAX_SIZE, "I", "gso_max_size"),
    Word(c.IFLA_GSO_MAX_SEGS, "I", "gso_max_segs"),
    Word(c.IFLA_TSO_MAX_SIZE, "I", "tso_max_size"),
    Word(c.IFLA_TSO_MAX_SEGS, "I", "tso_max_segs"),
    Word(c.IFLA_GRO_MAX_SIZE, "I", "gro_max_size"),
    Word(c.IFLA_GSO_IPV4_MAX_SIZE, "I", "gso_ipv4_max_size"),
    Word(c.IFLA_GRO_IPV4_MAX_SIZE, "I", "gro_ipv4_max_size"),
    Word(c.IFLA_PHYS_PORT_NAME, "s", "phys_port_name", text),
    Word(c.IFLA_PHYS_PORT_ID, "s", "phys_port_id", bytes.hex),
    Word(c.IFLA_PHYS_SWITCH_ID, "s", "phys_switch_id", bytes.hex),
    Word(c.IFLA_PARENT_DEV_BUS_NAME, "s", "parentbus", text),
    Word(c.IFLA_PARENT_DEV_NAME, "s", "parentdev", text),
    Word(c.IFLA_PROTO_DOWN, "?", "proto_down", if_set),
    Word(c.IFLA_IFALIAS, "s", "ifalias", text),
    Word(c.IFLA_PROP_LIST, "s", "altnames", _other_names),
    Word(c.IFLA_PERM_ADDRESS, "s", "permaddr"),
    Word(c.IFLA_XDP, "s", "xdp", _xdp),
)


def decode(message: bytes) -> dict[str, Any]:
    """A link message from its struct ifinfomsg on."""
    _family, type_, _index, flags, _change = _ifinfomsg(message, 0)
    found = _LINK.read(message, _HEADER)
    found["link_type"] = _LINK_TYPES.get(type_, f"[{type_}]")
    address, broadcast = found.pop("address", b""), found.get("broadcast")
    if broadcast is not None:
        found["broadcast"] = _lower_address(broadcast, type_)
        if flags & _IFF_POINTOPOINT:
            found["link_pointtopoint"] = True
    permanent = found.pop("permaddr", None)
    if permanent is not None and permanent != address:
        found["permaddr"] = _lower_address(permanent, type_)
    info = found.pop("linkinfo", None)
    if info:
        found["linkinfo"] = _linkinfo(info)
    return found


def _lower_address(raw: bytes, type_: int) -> str:
    if len(raw) == 4 and type_ in _IP_ADDRESSED:
        return socket.inet_ntop(socket.AF_INET, raw)
    if len(raw) == 16 and type_ in _IP6_ADDRESSED:
        return socket.inet_ntop(socket.AF_INET6, raw)
    return raw.hex(":")


_INFO = Table(
    Word(c.IFLA_INFO_KIND, "s", "info_kind", text),
    Word(c.IFLA_INFO_DATA, "s", "info_data"),
    Word(c.IFLA_INFO_SLAVE_KIND, "s", "info_slave_kind", text),
    Word(c.IFLA_INFO_SLAVE_DATA, "s", "info_slave_data"),
)


def _linkinfo(raw: bytes) -> dict[str, Any]:
    info = _INFO.read(raw)
    data, port = info.pop("info_data", None), info.pop("info_slave_data", None)
    kind, port_kind = info.get("info_kind", ""), info.get("info_slave_kind", "")
    own = _OWN.get(kind)
    if data and own:
        info["info_data"] = own(data)
    elif data and kind not in _NO_DATA:
        info["info_data"] = _rare(raw, "info_data", kind)
    if port and port_kind == "bridge":
        info["info_slave_data"] = bridge_port(port)
    elif port:
        info["info_slave_data"] = _rare(raw, "info_slave_data", port_kind)
    return info


def _rare(info: bytes, part: str, kind: str) -> dict[str, Any]:
    from netui.sources.netlink.link_kinds import rare  # pyroute2: only for who has such a link

    return rare.decode(info, part, kind)
