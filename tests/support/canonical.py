"""What iproute2 says of namespaces, without what moves by itself: indices, counters, timers, carrier, link-local.

Two namespaces that say the same here are the same to their users.
"""

import json
import os
import subprocess
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


def _asked(space: str) -> list[Batch]:
    """All questions, put at once."""
    batches = []
    for (program, *family), questions in _QUESTIONS:
        batches.append(Batch(program, "-n", space, *family, "-j", "-d", questions=questions))
        batches[-1].ask()
    return batches


def _answered(batch: Batch) -> list[Answer]:
    answers = batch.answers()
    batch.close()
    return answers


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


def canonical(spaces: Iterable[str]) -> list[str]:
    """One line for each thing in these namespaces, in order; a namespace that is not there is told too."""
    there = subprocess.check_output(["ip", "netns", "list"], text=True, errors="surrogateescape").splitlines()
    known = {line.partition(" ")[0] for line in there}
    asked = {space: _asked(space) for space in spaces if space in known}
    found: list[str] = [f"{space}: none" for space in spaces if space not in known]
    for space, batches in asked.items():
        (links, *four), six, (fdb,) = map(_answered, batches)
        own = {link.get("address", "") for link in links}
        lines = [*_links(links), *_fdb(fdb, own)]
        for routes, rules, neighbours in (four, six):
            lines += _routes(routes)
            lines += [json.dumps(one, sort_keys=True) for one in (*rules, *neighbours)]
        lines += _sysctls(space)
        found += [f"{space}: {line}" for line in sorted(lines)]
    return found


def differences(one: list[str], other: list[str]) -> list[str]:
    """What only one of two answers has."""
    return [f"- {line}" for line in one if line not in other] + [f"+ {line}" for line in other if line not in one]
