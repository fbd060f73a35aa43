"""Changes in public words: what `events` and `diff` say, as a line and as JSON."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from msgspec import UNSET, UnsetType

from netui.cli.fields import words
from netui.model.diff import Action, Change
from netui.model.looked_at import StandingChain, StandingRule
from netui.model.naming import namespace_name
from netui.model.relations import Relations
from netui.model.route import TABLE_NAMES
from netui.model.snapshot import Snapshot
from netui.objects.row import Row, name_hex, shown
from netui.objects.socket import ending
from netui.text import Name, safe, unsafe

_NAMELESS = (b"inode:", b"pid:")
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


class Teller:
    """Tells the changes from one snapshot to the next; namespaces have the same keys in both."""

    def __init__(self, old: Snapshot, new: Snapshot, known: dict[int, Name] | None = None) -> None:
        """`known` remembers names between tellings: a namespace loses its name a moment before it ends."""
        self._old, self._new = Relations(old), Relations(new)
        self._known = {} if known is None else known

    def events(self, changes: Iterable[Change]) -> Iterator[Event]:
        """One for each change that shows in public words."""
        for change in changes:
            altered = dict(self._altered(change))
            if change.action != "changed" or altered:
                yield self._event(change, altered)

    def namespace(self, key: int | None, *, before: bool = False) -> Name | None:
        """The name of the namespace with that key, the new one where it has two; None where it is unknown."""
        if key is None:
            return None
        names = [name for relations in (self._old, self._new) if (name := _name_in(relations, key)) is not None]
        if not names:
            return self._known.get(key)
        telling = [name for name in names if not name.startswith(_NAMELESS)]
        name = (telling or names)[0 if before else -1]
        if telling:
            self._known[key] = name
        elif before:
            return self._known.get(key, name)
        return name

    def link(self, key: int | None, ifindex: int, *, before: bool = False) -> Name | None:
        """The name of a link, now or as it was."""
        for relations in (self._old, self._new) if before else (self._new, self._old):
            space = relations.snapshot.namespaces.get(key) if key is not None else None
            if space and ifindex in space.links:
                return space.links[ifindex].name
        return None

    def _event(self, change: Change, altered: dict[str, Altered]) -> Event:
        there = change.before if change.action == "removed" else change.after
        key = place_of(change)
        gone = change.action == "removed"
        name = self._name(change, there)
        ifindex = getattr(there, "ifindex", 0) if change.kind != "link" else 0
        return Event(
            change.action,
            change.kind,
            self.namespace(key, before=gone),
            name,
            self.link(key, ifindex, before=gone) if ifindex else None,
            altered,
            name_hex=name_hex(name),
        )

    def _name(self, change: Change, there: Any) -> Name:
        if change.kind == "namespace":
            return self.namespace(change.namespace, before=change.action == "removed") or Name()
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
        for field, (before, after) in fields.items():
            told = words(change.kind, field)
            if told is None:
                continue
            title, word = told
            old = word(before, self._place(change, before=True))
            new = word(after, self._place(change, before=False))
            if old != new:
                yield title, Altered(old, new)

    def _place(self, change: Change, *, before: bool) -> "Place":
        return Place(self, change.namespace, before=before)


def _name_in(relations: Relations, key: int) -> Name | None:
    space = relations.snapshot.namespaces.get(key)
    return namespace_name(relations, space) if space else None


def place_of(change: Change) -> int | None:
    """Key of the namespace that a change is about; None for none."""
    if change.kind != "container":
        return change.namespace
    there = change.before if change.action == "removed" else change.after
    key: int | None = there.namespace
    return key


class Place:
    """Where a changed field stands: resolves the numbers in it to names, as of then."""

    def __init__(self, teller: Teller, key: int | None, *, before: bool) -> None:
        self._teller, self._key, self._before = teller, key, before

    def link(self, ifindex: int) -> str | None:
        """The name of a link in the same namespace; None for 0."""
        if not ifindex:
            return None
        name = self._teller.link(self._key, ifindex, before=self._before)
        return f"#{ifindex}" if name is None else str(name)

    def namespace(self, key: int | None) -> str | None:
        """The name of a namespace."""
        name = self._teller.namespace(key, before=self._before)
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
    name = str(event.name)
    where = f" on {event.link}" if event.link is not None else ""
    if event.kind == "limit":
        return name if event.action == "added" else f"no longer: {name}"
    what = "Docker" if event.kind == "docker" else event.kind
    if event.action != "changed":
        return f"{what} {name}{where} {event.action}"
    said = [_alteration(title, one) for title, one in event.changes.items() if not _implied(title, event)]
    return f"{what} {name}{where}: {', '.join(said)}"


def _implied(title: str, event: Event) -> bool:
    return title in ("flags", "operstate") and "state" in event.changes


def _alteration(title: str, one: Altered) -> str:
    if isinstance(one.before, tuple) and isinstance(one.after, tuple):
        gained = [f"+{safe(word)}" for word in one.after if word not in one.before]
        lost = [f"-{safe(word)}" for word in one.before if word not in one.after]
        return f"{title} {' '.join(gained + lost) or 'is another'}"
    return f"{title} {shown(one.before)} → {shown(one.after)}"
