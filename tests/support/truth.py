"""What `ip` and `bridge` say of a namespace, and what a snapshot says, in one comparable form."""

import contextlib
import os
from collections.abc import Iterator
from typing import Any

from netui.model import Namespace, Snapshot
from netui.model import address as addresses
from netui.model import link as links
from netui.model import neighbour as neighbours
from netui.model import route as routes
from netui.model.relations import Relations
from netui.sources.entering import entered
from tests.support.batch import Answer, Batch

Facts = dict[str, set[tuple[Any, ...]]]


_FAMILY = ("route show table all", "rule")
_QUESTIONS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("ip", "-j", "-d"), ("link", "address", "neigh show nud all")),
    (("ip", "-j", "-d", "-4"), _FAMILY),
    (("ip", "-j", "-d", "-6"), _FAMILY),
    (("bridge", "-j"), ("fdb", "link")),
)


class Iproute2:
    """iproute2 in the namespace behind `fd` (None: the one of this thread), which it holds until it is closed."""

    def __init__(self, fd: int | None) -> None:
        self._fd = fd if fd is None else os.dup(fd)
        self._batches: list[Batch] = []
        self._names: list[tuple[int, str]] = []

    def tell(self) -> Facts:
        """Everything that it says now. Started anew where a name has changed: it keeps the old ones."""
        known = self._names
        answers = self._asked()
        if known and known != self._names:
            self._end()
            answers = self._asked()
        return _facts(*answers)

    def close(self) -> None:
        """Let go of the namespace."""
        self._end()
        if self._fd is not None:
            os.close(self._fd)

    def _asked(self) -> list[list[Answer]]:
        if not self._batches:
            with entered(self._fd) if self._fd is not None else contextlib.nullcontext():
                self._batches = [Batch(*words, questions=asked) for words, asked in _QUESTIONS]
        for batch in self._batches:
            batch.ask()
        answers = [batch.answers() for batch in self._batches]
        self._names = [(one["ifindex"], one["ifname"]) for one in answers[0][0]]
        return answers

    def _end(self) -> None:
        for batch in self._batches:
            batch.close()
        self._batches = []


def told_by_ip(fd: int | None) -> Facts:
    """Everything that iproute2 says now of the namespace behind `fd` (None: the one of this thread)."""
    with contextlib.closing(Iproute2(fd)) as told:
        return told.tell()


def _facts(general: list[Answer], four: list[Answer], six: list[Answer], bridge: list[Answer]) -> Facts:
    links, addresses, neighbours = general
    (routes4, rules4), (routes6, rules6), (fdb, ports) = four, six, bridge
    names = {one["ifname"]: one["ifindex"] for one in links}
    return {
        "links": {_ip_link(one, names) for one in links},
        "addresses": set(_ip_addresses(addresses)),
        "routes": {*_ip_routes(2, routes4), *_ip_routes(10, routes6)},
        "rules": {*_ip_rules(2, rules4), *_ip_rules(10, rules6)},
        "neighbours": set(_ip_neighbours(neighbours, names)),
        "fdb": set(_bridge_fdb(fdb)),
        "ports": {(one["ifname"], one.get("master"), one["state"]) for one in ports},
    }


def _ip_other(one: dict[str, Any], names: dict[str, int]) -> Any:
    """The other end, by its name where `ip` can know it. A tunnel that was moved names itself: it has none."""
    info = one.get("linkinfo", {})
    if info.get("info_kind") == "vxlan":
        name = info["info_data"].get("link")
        if "link_netnsid" not in one or name is None:
            return name
        return names[name] if name in names else int(name.removeprefix("if"))  # looked up here, where it is not
    if "link_netnsid" not in one:
        return one.get("link")
    tunnel = one["linkinfo"]["info_kind"] not in ("veth", "macvlan") and one["link_index"] == one["ifindex"]
    return None if tunnel else one["link_index"]


def _ip_link(one: dict[str, Any], names: dict[str, int]) -> tuple[Any, ...]:
    return (
        one["ifindex"],
        one["ifname"],
        one.get("linkinfo", {}).get("info_kind", ""),
        one.get("address", "") if one["link_type"] != "none" else "",
        one["mtu"],
        frozenset(one["flags"]) - {"NO-CARRIER", "M-DOWN"},
        one["operstate"],
        one.get("master"),
        _ip_other(one, names),
        one.get("linkinfo", {}).get("info_slave_kind", ""),
    )


def _ip_addresses(found: list[dict[str, Any]]) -> Iterator[tuple[Any, ...]]:
    for one in found:
        for info in one["addr_info"]:
            yield (
                one["ifname"],
                info["family"],
                info["local"],
                info["prefixlen"],
                info["scope"],
                info.get("address", ""),
                info.get("broadcast", ""),
                bool(info.get("secondary", info.get("temporary", False))),
            )


def _ip_routes(family: int, found: Answer) -> Iterator[tuple[Any, ...]]:
    for one in found:
        hops = tuple(
            (hop.get("gateway", hop.get("via", {}).get("host", "")), hop.get("dev"), hop.get("weight", 1))
            for hop in one.get("nexthops", ())
        )
        yield (
            family,
            str(one.get("table", "main")),
            one["dst"],
            one.get("gateway", one.get("via", {}).get("host", "")) if not hops else "",
            one.get("dev", "") if not hops else "",
            one.get("prefsrc", ""),
            one.get("metric", 0),
            one.get("type", "unicast"),
            one["protocol"],
            hops,
        )


def _ip_rules(family: int, found: Answer) -> Iterator[tuple[Any, ...]]:
    full = 32 if family == 2 else 128
    for one in found:
        source = one["src"]
        if source != "all":
            source = f"{source}/{one.get('srclen', full)}"
        yield (
            family,
            one["priority"],
            source,
            one.get("table", ""),
            one.get("iif", ""),
            int(one.get("fwmark", "0"), 16),
        )


def _ip_neighbours(found: list[dict[str, Any]], names: dict[str, int]) -> Iterator[tuple[Any, ...]]:
    for one in found:
        if "PERMANENT" in one.get("state", ()):
            yield names[one["dev"]], one["dst"], one.get("lladdr", ""), tuple(one["state"])


def _bridge_fdb(found: list[dict[str, Any]]) -> Iterator[tuple[Any, ...]]:
    for one in found:
        flags = frozenset(one.get("flags", ())) & {"self"}
        yield one["ifname"], one["mac"], one.get("vlan", 0), one.get("dst", ""), one.get("master"), flags


def told_by_netui(snapshot: Snapshot, namespace: Namespace) -> Facts:
    """The same of a namespace in a snapshot."""
    names: dict[int, str | None] = {0: None}
    for link in namespace.links.values():
        names[link.ifindex] = os.fsdecode(link.name)
    relations = Relations(snapshot)
    return {
        "links": {_link(relations, namespace, names, link) for link in namespace.links.values()},
        "addresses": {_address(names, one) for one in namespace.addresses},
        "routes": {_route(names, one) for one in namespace.routes},
        "rules": set(map(_rule, namespace.rules)),
        "neighbours": {
            (one.ifindex, one.address, one.mac, ("PERMANENT",)) for one in namespace.neighbours if one.state == 0x80
        },
        "fdb": {
            (
                names.get(one.ifindex),
                one.mac,
                one.vlan,
                one.destination,
                names.get(one.master),
                frozenset({"self"} if one.flags & neighbours.NTF_SELF else ()),
            )
            for one in namespace.fdb
        },
        "ports": {
            (names[link.ifindex], names.get(link.master), link.detail.port.get("state"))
            for link in namespace.links.values()
            if link.port_kind == "bridge"
        },
    }


def _link(
    relations: Relations, namespace: Namespace, names: dict[int, str | None], link: links.Link
) -> tuple[Any, ...]:
    other = relations.peer(namespace.key, link) or relations.lower(namespace.key, link)
    # `ip` knows the other end's name only where it is in the same namespace.
    seen: Any = None
    if other:
        here = link.lower_namespace is None
        seen = os.fsdecode(other.name) if here and other.name is not None else other.ifindex
    return (
        link.ifindex,
        names[link.ifindex],
        link.kind,
        link.mac,
        link.mtu,
        frozenset(name for bit, name in links.FLAG_NAMES.items() if link.flags & bit) - {"RUNNING"},
        links.OPERSTATE_NAMES[link.operstate],
        names.get(link.master),
        seen,
        link.port_kind,
    )


def _address(names: dict[int, str | None], one: addresses.Address) -> tuple[Any, ...]:
    return (
        names.get(one.ifindex),
        "inet" if one.family == 2 else "inet6",
        one.local,
        one.prefix,
        addresses.SCOPE_NAMES.get(one.scope, str(one.scope)),
        one.peer,
        one.broadcast,
        bool(one.flags & addresses.IFA_F_SECONDARY),
    )


def _route(names: dict[int, str | None], one: routes.Route) -> tuple[Any, ...]:
    hops = tuple((hop.gateway, names.get(hop.ifindex), hop.weight) for hop in one.nexthops)
    return (
        one.family,
        routes.TABLE_NAMES.get(one.table, str(one.table)),
        one.cidr,
        one.gateway,
        names.get(one.ifindex) or "",
        one.source,
        one.metric,
        routes.TYPE_NAMES[one.type],
        routes.PROTOCOL_NAMES.get(one.protocol, str(one.protocol)),
        hops,
    )


def _rule(one: routes.Rule) -> tuple[Any, ...]:
    return (
        one.family,
        one.priority,
        one.source or "all",
        routes.TABLE_NAMES.get(one.table, str(one.table)) if one.table else "",
        os.fsdecode(one.iif),
        one.mark,
    )


def differences(truth: Facts, told: Facts) -> list[str]:
    """One line for each fact that only one of them has."""
    lines = []
    for kind, facts in truth.items():
        lines += [f"{kind}: ip says, netui does not: {fact}" for fact in sorted(facts - told[kind], key=str)]
        lines += [f"{kind}: netui says, ip does not: {fact}" for fact in sorted(told[kind] - facts, key=str)]
    return lines
