"""What changed between two readings of what is read only while somebody looks: packet filters, sysctls, sockets.

Only what was read both times is compared. Counters, queues and handles move by themselves and are no change.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from netui.model.diff import Change, Kind, keyed, numbered
from netui.model.firewall import Chain, Firewall
from netui.model.snapshot import Snapshot
from netui.model.socket import Socket
from netui.model.sysctl import of_link

LOOKED_AT: dict[Kind, str] = {"firewall": "firewall", "sysctl": "sysctls", "socket": "sockets"}
"""The kinds of changes that are told here, each with the field of a namespace that holds it."""
_LISTENING = ("LISTEN", "UNCONN")
"""As `ss --listening` chooses."""


class ChainPlace(Struct, frozen=True):
    """Where a chain is."""

    backend: str
    family: str
    table: str
    chain: str


class StandingChain(Struct, frozen=True):
    """A chain without its rules: each of those is a change of its own."""

    place: ChainPlace
    hook: str
    type: str
    priority: int | None
    policy: str
    device: str
    order: tuple[str, ...] = ()
    """The rules that are in both readings, in the order in which they are tried."""


class StandingRule(Struct, frozen=True):
    """A rule, and where it stands."""

    place: ChainPlace
    text: str


class Sysctl(Struct, frozen=True):
    """One sysctl of one namespace."""

    name: str
    value: str


def looked_at_changes(old: Snapshot, new: Snapshot, kinds: Iterable[Kind] = tuple(LOOKED_AT)) -> Iterator[Change]:
    """Changes of these kinds, in the namespaces that are in both snapshots under the same key."""
    for key, after in new.namespaces.items():
        before = old.namespaces.get(key)
        if before is None or before is after:
            continue
        for kind in kinds:
            olds, news = (getattr(space, LOOKED_AT[kind]) for space in (before, after))
            if olds is not None and news is not None and olds is not news:
                yield from _CHANGES[kind](key, olds, news)


def once_alone(old: Snapshot, new: Snapshot) -> Counter[str]:
    """In how many namespaces each of these was read in one snapshot alone, so that no change could be told."""
    both = [(old.namespaces[key], after) for key, after in new.namespaces.items() if key in old.namespaces]
    return Counter(
        field
        for before, after in both
        for field in LOOKED_AT.values()
        if (getattr(before, field) is None) is not (getattr(after, field) is None)
    )


def _firewall(key: int, old: Firewall, new: Firewall) -> Iterator[Change]:
    olds, news = dict(_chains(old)), dict(_chains(new))
    if old.unreadable or new.unreadable:  # a table that is not there may be one that was not shown
        both = {_table(place) for place in olds} & {_table(place) for place in news}
        olds, news = ({place: one for place, one in all_.items() if _table(place) in both} for all_ in (olds, news))
    heads: tuple[dict[ChainPlace, StandingChain], ...] = ({}, {})
    for place in olds | news:
        before, after = olds.get(place), news.get(place)
        orders = _orders(before, after) if before and after else ((), ())
        for found, chain, order in zip(heads, (before, after), orders, strict=True):
            if chain:
                found[place] = _head(place, chain, order)
    yield from keyed(key, "firewall", *heads)
    yield from keyed(key, "firewall", _rules(olds), _rules(news))


def _table(place: ChainPlace) -> tuple[str, str, str]:
    return place.backend, place.family, place.table


def _chains(firewall: Firewall) -> Iterator[tuple[ChainPlace, Chain]]:
    for table in firewall.tables:
        for chain in table.chains:
            yield ChainPlace(table.backend, table.family, table.name, chain.name), chain


def _head(place: ChainPlace, chain: Chain, order: tuple[str, ...]) -> StandingChain:
    return StandingChain(place, chain.hook, chain.type, chain.priority, chain.policy, chain.device, order)


def _orders(old: Chain, new: Chain) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The rules that stayed, as they were tried before and are now."""
    before, after = ([rule.text for rule in chain.rules] for chain in (old, new))
    stayed = Counter(before) & Counter(after)
    return _only(before, stayed), _only(after, stayed)


def _only(texts: list[str], chosen: Counter[str]) -> tuple[str, ...]:
    left = Counter(chosen)
    found = []
    for text in texts:
        if left[text]:
            left[text] -= 1
            found.append(text)
    return tuple(found)


def _rules(chains: dict[ChainPlace, Chain]) -> dict[Any, Any]:
    standing = (StandingRule(place, rule.text) for place, chain in chains.items() for rule in chain.rules)
    return numbered(lambda one: one, standing)


def _sysctls(key: int, old: dict[str, str], new: dict[str, str]) -> Iterator[Change]:
    lasting = {name for name in old.keys() ^ new.keys() if not of_link(name)}
    chosen = (old.keys() & new.keys()) | lasting  # those of a link come and go with it
    olds, news = ({name: Sysctl(name, one[name]) for name in one if name in chosen} for one in (old, new))
    yield from keyed(key, "sysctl", olds, news)


def _sockets(key: int, old: tuple[Socket, ...], new: tuple[Socket, ...]) -> Iterator[Change]:
    olds, news = (numbered(_listens_at, map(_settled, filter(_listening, sockets))) for sockets in (old, new))
    for change in keyed(key, "socket", olds, news):
        known = change.action != "changed" or None not in (change.before.processes, change.after.processes)
        if known:  # else one of both readers might not look at who holds it
            yield change


def _listening(one: Socket) -> bool:
    return one.state in _LISTENING


def _listens_at(one: Socket) -> Any:
    return one.protocol, one.family, one.local_address, one.local_port, one.ifindex, one.v6only, one.peer_address


def _settled(one: Socket) -> Socket:
    """Without what moves by itself: a program that was started again listens as before."""
    holders = None
    if one.processes is not None:
        kinds = {(process.command, process.user) for process in one.processes}
        holders = tuple(replace(one.processes[0], pid=0, command=c, user=u, started=0.0) for c, u in sorted(kinds))
    return replace(one, inode=0, uid=0, receive_queue=0, send_queue=0, processes=holders)


_CHANGES: dict[Kind, Callable[[int, Any, Any], Iterator[Change]]] = {
    "firewall": _firewall,
    "sysctl": _sysctls,
    "socket": _sockets,
}
