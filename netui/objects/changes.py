"""Changes in public words: what `events`, `diff` and the screen say, as a line and as JSON."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol

from msgspec import UNSET, UnsetType

from netui.model.diff import Action, Change
from netui.model.looked_at import StandingChain, StandingRule
from netui.model.route import TABLE_NAMES
from netui.objects.fields import words
from netui.objects.row import Row, name_hex, shown
from netui.objects.socket import ending
from netui.text import Name, safe, unsafe

Value = str | int | bool | None | tuple[str, ...]


class Altered(Row, frozen=True, gc=False):
    """A field that is no longer what it was."""

    before: Value
    after: Value


class Event(Row, frozen=True, gc=False):
    """One object that came, went, or changed."""

    action: Action
    kind: str
    """namespace, link, address, route, rule, neighbour, fdb, firewall, sysctl, socket, container, network, docker,
    limit."""
    namespace: Name | None
    """As --namespace takes it; null where it is in none."""
    name: Name
    """What tells it from others of its kind: a name, an address, a destination with its gateway and table."""
    link: Name | None = None
    """The link that an address, a route, a neighbour or an fdb entry belongs to."""
    changes: dict[str, Altered] = {}  # noqa: RUF012 - msgspec copies it
    """By the field's public name; empty for what came or went."""
    time: str | UnsetType = UNSET
    """RFC 3339, where it is known."""
    name_hex: str | UnsetType = UNSET
    """The name's bytes where they are not UTF-8."""
    who: str | UnsetType = UNSET
    """Who did it, where that is known: netui, docker, kernel, or the protocol that a route came by."""
    command: str | UnsetType = UNSET
    """The command of netui's that did it."""

    @property
    def state(self) -> tuple[Value, ...]:
        """The states that it went from and to, for filters."""
        one = self.changes.get("state")
        return (one.before, one.after) if one else ()


class Names(Protocol):
    """What knows the names at the moment of a change: `netui.model.moment`, or a history."""

    def namespace(self, key: int | None, *, before: bool = False) -> Name | None:
        """The name of the namespace with that key, the new one where it has two; None where it is unknown."""

    def link(self, key: int | None, ifindex: int, *, before: bool = False) -> Name | None:
        """The name of a link, now or as it was; None where it is unknown."""


class Teller:
    """Tells the changes of one moment."""

    def __init__(self, names: Names) -> None:
        self._names = names

    def events(self, changes: Iterable[Change]) -> Iterator[Event]:
        """One for each change that shows in public words."""
        for change in changes:
            altered = dict(self._altered(change))
            if change.action != "changed" or altered:
                yield self._event(change, altered)

    def _event(self, change: Change, altered: dict[str, Altered]) -> Event:
        there = change.before if change.action == "removed" else change.after
        gone = change.action == "removed"
        name = self._name(change, there)
        ifindex = getattr(there, "ifindex", 0) if change.kind != "link" else 0
        return Event(
            change.action,
            change.kind,
            self._names.namespace(change.place, before=gone),
            name,
            self._names.link(change.place, ifindex, before=gone) if ifindex else None,
            altered,
            name_hex=name_hex(name),
        )

    def _name(self, change: Change, there: Any) -> Name:
        if change.kind == "namespace":
            return self._names.namespace(change.namespace, before=change.action == "removed") or Name()
        if change.kind == "link":
            return Name(there.name)
        if isinstance(there, StandingRule | StandingChain):
            return _firewall(there)
        title = _TITLES.get(change.kind)
        return name_of(title(there) if title else there.name)

    def _altered(self, change: Change) -> Iterator[tuple[str, Altered]]:
        fields = change.fields()
        if change.kind == "link" and fields and change.before.state != change.after.state:
            yield "state", Altered(change.before.state, change.after.state)
        for own, (before, after) in fields.items():
            told = words(change.kind, own)
            if told is None:
                continue
            field, word = told
            old = word(before, self._place(change, before=True))
            new = word(after, self._place(change, before=False))
            if old != new:
                yield field, Altered(old, new)

    def _place(self, change: Change, *, before: bool) -> "Place":
        return Place(self._names, change.namespace, before=before)


class Place:
    """Where a changed field stands: resolves the numbers in it to names, as of then."""

    def __init__(self, names: Names, key: int | None, *, before: bool) -> None:
        self._names, self._key, self._before = names, key, before

    def link(self, ifindex: int) -> str | None:
        """The name of a link in the same namespace; None for 0."""
        if not ifindex:
            return None
        name = self._names.link(self._key, ifindex, before=self._before)
        return f"#{ifindex}" if name is None else str(name)

    def namespace(self, key: int | None) -> str | None:
        """The name of a namespace."""
        name = self._names.namespace(key, before=self._before)
        return None if name is None else str(name)


def name_of(text: str) -> Name:
    """A name for what the daemon, or netui, calls so."""
    return Name(text.encode("utf-8", "surrogateescape"))


def _address(address: Any) -> str:
    return f"{address.local} peer {address.peer}/{address.prefix}" if address.peer else str(address.cidr)


def _route(route: Any) -> str:
    table = f" table {TABLE_NAMES.get(route.table, route.table)}" if route.table != 254 else ""
    gateway = f" via {route.gateway}" if route.gateway else ""
    return f"{route.cidr}{gateway}{table}"


def _rule(rule: Any) -> str:
    target = f" to {rule.destination}" if rule.destination else ""
    return f"{rule.priority}: from {rule.source or 'all'}{target} lookup {TABLE_NAMES.get(rule.table, rule.table)}"


def _firewall(one: StandingRule | StandingChain) -> Name:
    """The packet filter, its chain, and the rule; what netui read of them is safe already."""
    place = one.place
    chain = f"{place.backend} {place.family} {place.table}/{place.chain}"
    return Name(unsafe(f"{chain}: {one.text}" if isinstance(one, StandingRule) else chain))


def _socket(one: Any) -> str:
    return f"{one.protocol} {ending(one.local_address, one.local_port, one.family)}"


_TITLES: dict[str, Callable[[Any], str]] = {
    "address": _address,
    "route": _route,
    "rule": _rule,
    "neighbour": lambda one: str(one.address),
    "fdb": lambda one: str(one.mac),
    "docker": lambda one: str(one.endpoint),
    "socket": _socket,
}
"""What tells an object from others of its kind; containers and networks have names."""


def sentence(event: Event) -> str:
    """The event in one line, without its time and namespace; safe."""
    if event.kind == "limit":
        return str(event.name) if event.action == "added" else f"no longer: {event.name}"
    return f"{title(event)}{':' if event.action == 'changed' else ''} {deed(event)}"


def title(event: Event) -> str:
    """What an event is about: `address 10.0.0.1/24 on eth0`; safe."""
    where = f" on {event.link}" if event.link is not None else ""
    return f"{'Docker' if event.kind == 'docker' else event.kind} {event.name}{where}"


def deed(event: Event) -> str:
    """What became of it: `added`, `state up → down`; safe."""
    if event.action != "changed":
        return event.action
    return ", ".join(_alteration(field, one) for field, one in event.changes.items() if not _implied(field, event))


def _implied(title: str, event: Event) -> bool:
    return title in ("flags", "operstate") and "state" in event.changes


def _alteration(title: str, one: Altered) -> str:
    if isinstance(one.before, tuple) and isinstance(one.after, tuple):
        gained = [f"+{safe(word)}" for word in one.after if word not in one.before]
        lost = [f"-{safe(word)}" for word in one.before if word not in one.after]
        return f"{title} {' '.join(gained + lost) or 'is another'}"
    return f"{title} {shown(one.before)} → {shown(one.after)}"
