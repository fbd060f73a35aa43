"""What iproute2 says of namespaces, without what moves by itself: indices, counters, timers, carrier, link-local.

Two namespaces that say the same here are the same to their users.
"""

import json
import os
from collections.abc import Iterable, Iterator
from typing import Any

from netui.sources.netlink.building import inside
from tests.support.batch import Answer, Batch

_MOVING = frozenset(
    (
        "ifindex", "link_index", "link_netnsid", "peer_ifindex", "operstate", "flags", "promiscuity", "allmulti",
        "addr_info", "qdisc", "group", "link", "stats64", "gc_timer", "hello_timer", "tcn_timer", "min_mtu",
        "topology_change_timer", "bridge_id", "root_id", "root_port", "root_path_cost", "topology_change",
        "topology_change_detected", "state", "id", "no", "designated_port", "designated_cost", "message_age_timer",
        "forward_delay_timer", "hold_timer", "config_pending", "topology_change_ack", "designated_bridge",
        "designated_root", "usedbcqueuelen", "fdb_n_learned", "mcast_n_groups",
        "gso_max_size", "gso_max_segs", "gro_max_size", "tso_max_size", "tso_max_segs", "gso_ipv4_max_size",
        "gro_ipv4_max_size",
    )
)  # fmt: skip
_FLAGS = frozenset(("UP", "NOARP", "PROMISC", "ALLMULTI", "MULTICAST"))
_KEPT_IDS = ("vxlan", "vlan")
_SETTINGS = ("nodad", "noprefixroute", "mngtmpaddr", "home", "autojoin", "secondary")


def _still(value: Any, kind: str = "") -> Any:
    if isinstance(value, dict):
        kind = value.get("info_kind", kind)
        return {
            key: _still(one, kind)
            for key, one in sorted(value.items())
            if key not in _MOVING or (key == "id" and kind in _KEPT_IDS)
        }
    return [_still(one, kind) for one in value] if isinstance(value, list) else value


def _addresses(link: dict[str, Any]) -> Iterator[str]:
    for one in link["addr_info"]:
        if one["local"].startswith("fe80"):
            continue
        keys = ("local", "prefixlen", "address", "broadcast", "scope", "label", "metric", *_SETTINGS)
        yield json.dumps({key: one[key] for key in keys if one.get(key)})


def _ordered(link: dict[str, Any]) -> list[str]:
    """IPv4 in the kernel's order, the first of a subnet being its primary one; then IPv6."""
    lines = list(_addresses(link))
    return [one for one in lines if ":" not in json.loads(one)["local"]] + sorted(
        one for one in lines if ":" in json.loads(one)["local"]
    )


def _links(found: list[dict[str, Any]]) -> Iterator[str]:
    """A bridge without ports has the address of its last one, its own, or none: the next port decides."""
    masters = {link.get("master") for link in found}
    for link in found:
        if link.get("linkinfo", {}).get("info_kind") == "bridge" and link["ifname"] not in masters:
            link.pop("address")
        flags = sorted(_FLAGS.intersection(link["flags"]))
        yield json.dumps([_still(link), flags, *_ordered(link)], sort_keys=True)


def _routes(found: list[dict[str, Any]]) -> Iterator[str]:
    for one in found:
        if one["dst"].startswith(("fe80", "ff00", "multicast")) or one.get("table") == "local":
            continue
        for hop in one.get("nexthops", ()):
            hop.pop("flags", None)  # linkdown comes and goes with the carrier
        yield json.dumps({key: value for key, value in one.items() if key != "flags"}, sort_keys=True)


def _fdb(found: list[dict[str, Any]], own: set[str]) -> Iterator[str]:
    for one in found:
        if "self" in one.get("flags", ()) and "dst" not in one:
            continue  # a device's own list, filled by what stands on it
        if one["mac"] not in own and not int(one["mac"][:2], 16) & 1 and one.get("state") in ("static", "permanent"):
            yield json.dumps(one, sort_keys=True)


_SYSCTLS = {
    "ipv4": ("forwarding", "rp_filter", "proxy_arp", "arp_announce", "arp_notify", "accept_local", "log_martians"),
    "ipv6": ("forwarding", "disable_ipv6", "accept_ra", "hop_limit"),
}
_OF_SPACE = ("route show table all", "rule", "neigh show nud permanent")
_QUESTIONS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("ip",), ("addr", *_OF_SPACE)),
    (("ip", "-6"), _OF_SPACE),
    (("bridge",), ("fdb",)),
)


class _Reader:
    """The programs in one namespace, which they hold."""

    def __init__(self, space: str) -> None:
        self.inode = _inode(space)
        self._space = space
        self._names: list[str] = []
        self._batches: list[Batch] = []

    def read(self) -> list[list[Answer]]:
        """What they say; started anew where a link has another name, as they keep the old ones."""
        names, answers = self._names, self._asked()
        if names and names != self._names:
            self.close()
            answers = self._asked()
        return answers

    def _asked(self) -> list[list[Answer]]:
        if not self._batches:
            for (program, *family), questions in _QUESTIONS:
                self._batches.append(Batch(program, "-n", self._space, *family, "-j", "-d", questions=questions))
        for batch in self._batches:
            batch.ask()
        answers = [batch.answers() for batch in self._batches]
        self._names = [f"{link['ifindex']} {link['ifname']}" for link in answers[0][0]]
        return answers

    def close(self) -> None:
        """Let go of the namespace."""
        for batch in self._batches:
            batch.close()
        self._batches = []


def _inode(space: str) -> int:
    """Of the namespace with that name; 0 for none."""
    try:
        return os.stat(f"/run/netns/{space}").st_ino
    except FileNotFoundError:
        return 0


class Canonical:
    """What iproute2 says of namespaces, in one process for many questions. Holds them until `let_go`."""

    def __init__(self, spaces: Iterable[str]) -> None:
        self._spaces = tuple(spaces)
        self._readers: dict[str, _Reader] = {}

    def __call__(self) -> list[str]:
        """One line for each thing in these namespaces, in order; a namespace that is not there is told too."""
        found: list[str] = []
        for space in self._spaces:
            inode = _inode(space)
            if not inode:
                found.append(f"{space}: none")
                continue
            reader = self._readers.get(space)
            if reader is None or reader.inode != inode:
                if reader:
                    reader.close()
                reader = self._readers[space] = _Reader(space)
            found += [f"{space}: {line}" for line in sorted(_lines(space, reader.read()))]
        return found

    def let_go(self) -> None:
        """Hold no namespace any more: one that is deleted shall end."""
        for reader in self._readers.values():
            reader.close()
        self._readers.clear()


def _sysctls(space: str) -> Iterator[str]:
    """One line for each link with those that scenes and tests change."""
    base = "/proc/sys/net"
    with inside(space):
        yield f"ip_forward {_value(f'{base}/ipv4/ip_forward')}"
        for family, keys in _SYSCTLS.items():
            for link in os.listdir(f"{base}/{family}/conf"):
                told = [f"{key} {_value(f'{base}/{family}/conf/{link}/{key}')}" for key in keys]
                yield f"{family} {link} {', '.join(told)}"


def _value(path: str) -> str:
    fd = os.open(path, os.O_RDONLY)
    try:
        return os.read(fd, 99).decode().strip()
    finally:
        os.close(fd)


def _lines(space: str, answers: list[list[Answer]]) -> Iterator[str]:
    (links, *four), six, (fdb,) = answers
    own = {link.get("address", "") for link in links}
    yield from _links(links)
    yield from _fdb(fdb, own)
    for routes, rules, neighbours in (four, six):
        yield from _routes(routes)
        yield from (json.dumps(one, sort_keys=True) for one in (*rules, *neighbours))
    yield from _sysctls(space)


def canonical(spaces: Iterable[str]) -> list[str]:
    """The same of some namespaces, once."""
    told = Canonical(spaces)
    try:
        return told()
    finally:
        told.let_go()


def differences(one: list[str], other: list[str]) -> list[str]:
    """What only one of two answers has."""
    mine, others = set(one), set(other)
    return [f"- {line}" for line in one if line not in others] + [f"+ {line}" for line in other if line not in mine]
