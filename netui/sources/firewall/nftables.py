"""Which nftables tables a namespace has, asked of the kernel itself (linux/netfilter/nf_tables.h).

Most namespaces have none, and asking costs a hundredth of starting `nft`.
"""

import os
import socket
import struct
import sys
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from netui.sources.dump import DumpSocket
from netui.sources.netlink.wire import attributes, nested, request

_NETLINK_NETFILTER = 12
_NFNL_SUBSYS_NFTABLES = 10 << 8
_NFTA_TABLE = 1
"""NFTA_TABLE_NAME, and the table's name in everything that is in a table."""
_NFTA_CHAIN_NAME, _NFTA_CHAIN_HOOK = 3, 4
_NFTA_HOOK_DEV, _NFTA_HOOK_DEVS = 3, 4
_GENERIC = struct.Struct("=BBH")
"""struct nfgenmsg: family, version, resource."""

FAMILIES = {1: "inet", 2: "ip", 3: "arp", 5: "netdev", 7: "bridge", 10: "ip6"}

_TABLES, _CHAINS, _RULES = (1, 1), (4, 3), (7, 2)
_NAMED = (_TABLES, _CHAINS, (10, 2), (19, 2), (23, 2))
"""NFT_MSG_GET… of tables, chains, sets, objects, flow tables, each with the attribute of its name; of rules, with
that of its chain's name."""


class NativeTable(NamedTuple):
    """A table as the kernel names it."""

    family: str
    name: bytes
    unspeakable: bool
    """Whether it or something in it has a name that is not UTF-8, at which `nft -j` aborts."""


def read_tables() -> list[NativeTable]:
    """The tables of the namespace that the calling thread is in.

    Raises OSError: EPERM without CAP_NET_ADMIN.
    """
    if _without_nftables():
        return []
    with DumpSocket(_NETLINK_NETFILTER) as channel:
        tables = {(family, table): False for family, table, _ in _names(channel, *_TABLES)}
        if tables:
            for kind, attribute in _NAMED:
                for family, table, name in _names(channel, kind, attribute):
                    if (family, table) in tables and not _speakable(name):
                        tables[family, table] = True
    return [NativeTable(family, name, unspeakable) for (family, name), unspeakable in tables.items()]


def read_rule_counts() -> dict[tuple[str, bytes], Counter[bytes]]:
    """By family and name of the table: how many rules each of its chains has, empty chains included.

    Raises OSError, as `read_tables` does.
    """
    counts: dict[tuple[str, bytes], Counter[bytes]] = {}
    with DumpSocket(_NETLINK_NETFILTER) as channel:
        for family, table, chain in _names(channel, *_CHAINS):
            counts.setdefault((family, table), Counter())[chain] = 0
        for family, table, chain in _names(channel, *_RULES):
            counts.setdefault((family, table), Counter())[chain] += 1
    return counts


def read_devices(family: str, table: bytes) -> dict[bytes, list[bytes]]:
    """The links that the ingress and egress chains of a table stand at, by the chain's name.

    nft before 1.0.7 leaves them out of its JSON. Raises OSError, as `read_tables` does.
    """
    found: dict[bytes, list[bytes]] = {}
    with DumpSocket(_NETLINK_NETFILTER) as channel:
        for data, begin, end in channel.dump(_request(_CHAINS[0])):
            values = attributes(data, begin + _GENERIC.size, end)
            hook = nested(values.get(_NFTA_CHAIN_HOOK, b""))
            raw = [hook[_NFTA_HOOK_DEV]] if _NFTA_HOOK_DEV in hook else _each(hook.get(_NFTA_HOOK_DEVS, b""))
            if raw and FAMILIES.get(data[begin]) == family and _text(values, _NFTA_TABLE) == table:
                found[_text(values, _NFTA_CHAIN_NAME)] = [one.rstrip(b"\0") for one in raw]
    return found


def _each(data: bytes) -> list[bytes]:
    """The payloads of attributes that are all of one type."""
    found, at = [], 0
    while at + 4 <= len(data):
        length = int.from_bytes(data[at : at + 2], sys.byteorder)
        if length < 4:
            break
        found.append(data[at + 4 : at + length])
        at += (length + 3) & ~3
    return found


def _text(values: dict[int, bytes], kind: int) -> bytes:
    return values.get(kind, b"").rstrip(b"\0")


def _request(kind: int) -> bytes:
    return request(_NFNL_SUBSYS_NFTABLES | kind, _GENERIC.pack(socket.AF_UNSPEC, 0, 0), dump=True)


def _names(channel: DumpSocket, kind: int, attribute: int) -> list[tuple[str, bytes, bytes]]:
    """Family, table and name of each object of one kind."""
    found = []
    for data, begin, end in channel.dump(_request(kind)):
        values = attributes(data, begin + _GENERIC.size, end)
        family = FAMILIES.get(data[begin], f"family {data[begin]}")
        found.append((family, _text(values, _NFTA_TABLE), _text(values, attribute)))
    return found


def _speakable(name: bytes) -> bool:
    try:
        name.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _without_nftables(root: Path = Path("/")) -> bool:
    """Whether the kernel has nf_tables neither loaded nor built in: to ask would load it."""
    try:
        loaded = (root / "proc/modules").read_bytes()
        built_in = (root / "lib/modules" / os.uname().release / "modules.builtin").read_bytes()
    except OSError:  # no modules at all, or nothing tells which: then ask
        return False
    return not (loaded.startswith(b"nf_tables ") or b"\nnf_tables " in loaded or b"/nf_tables.ko" in built_in)
