"""The way back for what is on a link and in a namespace: addresses, routes, rules, neighbours, forwarding entries."""

from collections.abc import Iterator

from msgspec.structs import replace

from netui.model import action as act
from netui.model.action import AddAddress, AnyAction, LinkAt, RouteTo, Where
from netui.model.route import Rule
from netui.operations.reach import Reach
from netui.operations.state import LinkState, SpaceState
from netui.text import Name

_RULES_OF_EVERY_NAMESPACE = frozenset(((0, 255), (32766, 254), (32767, 253)))


def entries(have: LinkState, aim: LinkState, at: LinkAt, reach: Reach) -> Iterator[AnyAction]:
    """From what is on a link to what shall be on it."""
    yield from (act.DeleteAltname(at, one) for one in have.altnames if one not in aim.altnames)
    yield from (act.AddAltname(at, one) for one in aim.altnames if one not in have.altnames)
    dropped, added = _addresses(have.addresses, aim.addresses)
    yield from (act.DeleteAddress(at, one.address, one.peer) for one in dropped)
    yield from (replace(one, link=at) for one in added)
    yield from _routes(have.routes, aim.routes, at, reach)
    for one in have.neighbours:
        if one not in aim.neighbours:
            yield act.DeleteNeighbour(at, one.address)
    yield from (replace(one, link=at) for one in aim.neighbours if one not in have.neighbours)
    for entry in have.fdb:
        if entry not in aim.fdb:
            yield act.DeleteFdb(at, entry.mac, entry.flags, entry.vlan, entry.destination, entry.port, entry.vni,
                                entry.via)  # fmt: skip
    macs = {entry.mac for entry in have.fdb}
    for entry in aim.fdb:
        if entry not in have.fdb:
            yield replace(entry, link=at, behind=bool(entry.destination) and entry.mac in macs)
            macs.add(entry.mac)


def _addresses(
    have: tuple[AddAddress, ...], aim: tuple[AddAddress, ...]
) -> tuple[list[AddAddress], list[AddAddress]]:
    """What to delete and what to add.

    IPv4 addresses are made anew from the first that differs on: the first of a subnet is its primary one, and
    takes the secondaries along. Of IPv6 addresses the kernel lists the newest first.
    """
    dropped: list[AddAddress] = []
    added: list[AddAddress] = []
    for family in (False, True):
        mine = [one for one in have if (":" in one.address) is family]
        wanted = [one for one in aim if (":" in one.address) is family]
        if family:
            dropped += [one for one in mine if one not in wanted]
            added += [one for one in reversed(wanted) if one not in mine]
            continue
        kept = 0
        while kept < min(len(mine), len(wanted)) and mine[kept] == wanted[kept]:
            kept += 1
        dropped += reversed(mine[kept:])
        added += wanted[kept:]
    return dropped, added


def _routes(have: tuple[RouteTo, ...], aim: tuple[RouteTo, ...], at: LinkAt, reach: Reach) -> Iterator[AnyAction]:
    for one in have:
        if one not in aim:
            yield act.DeleteRoute(at.where, replace(one, link=at.name))
    yield from add_routes(have, aim, at, reach)


def _same_place(one: RouteTo, other: RouteTo) -> bool:
    return (one.family, one.destination, one.table, one.metric, one.tos) == (
        other.family, other.destination, other.table, other.metric, other.tos,
    )  # fmt: skip


def add_routes(have: tuple[RouteTo, ...], aim: tuple[RouteTo, ...], at: LinkAt, reach: Reach) -> Iterator[AnyAction]:
    """Those that need no gateway first: they may lead to the gateways of the others.

    A gateway that nothing leads to any more, as its address was deleted, is led to for a moment: the kernel keeps
    such a route, but takes no new one.
    """
    there = [one for one in have if one in aim]
    for one in sorted((one for one in aim if one not in have), key=lambda one: bool(one.gateway or one.hops)):
        behind = one.family == 2 and any(_same_place(one, other) for other in there)
        there.append(one)
        made = replace(one, link=at.name or one.link)
        steps = tuple(reach.missing(made))
        yield from (act.AddRoute(at.where, step) for step in steps)
        yield act.AddRoute(at.where, made, behind)
        yield from (act.DeleteRoute(at.where, step) for step in steps)


def space_entries(
    have: SpaceState | None, left: SpaceState | None, want: SpaceState, where: Where, reach: Reach
) -> Iterator[AnyAction]:
    """From what is in a namespace to what shall be in it; None for one that is just made."""
    rules = have.rules if have else tuple(one for one in want.rules if _in_every(one))
    yield from (act.DeleteRule(where, one) for one in rules if one not in want.rules)
    yield from (act.AddRule(where, one) for one in want.rules if one not in rules)
    routes = have.routes if have else ()
    yield from (act.DeleteRoute(where, one) for one in routes if one not in want.routes)
    yield from add_routes(routes, want.routes, LinkAt(where, Name()), reach)
    if have is not None:
        yield from _sysctls(have, left, want, where)


def _sysctls(have: SpaceState, left: SpaceState | None, want: SpaceState, where: Where) -> Iterator[AnyAction]:
    """General ones first: net.ipv4.ip_forward sets that of every link, and the next round those that differed.

    All of them where the namespace was made again.
    """
    then = left.sysctls if left else {}
    spread = any(then.get(name) != want.sysctls.get(name) for name in then if _spreads(name))
    changed = [
        name
        for name, value in want.sysctls.items()
        if have.sysctls.get(name, value) != value
        and (then.get(name) != value or (spread and name.endswith(".forwarding")))
    ]
    for name in sorted(changed, key=lambda one: (".conf." in one, ".conf.all." not in one)):
        yield act.SetSysctl(where, name, want.sysctls[name])


def _spreads(name: str) -> bool:
    return name.endswith((".ip_forward", ".all.forwarding"))


def _in_every(rule: Rule) -> bool:
    return (rule.priority, rule.table) in _RULES_OF_EVERY_NAMESPACE
