"""What has changed since everything was read for the first time: bounded, and cheap while much changes.

Nothing is put into words when it is recorded. What is recorded are the change and the names that its words will
need, as they were then; `netui.objects.changes.Teller` takes an entry for its names.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from itertools import islice, takewhile
from typing import Any

import msgspec
from msgspec import Struct

from netui.core.host import Host
from netui.core.rates import Rates
from netui.model.container import Docker
from netui.model.diff import Change
from netui.model.link import Detail, Link
from netui.model.moment import Moment
from netui.model.namespace import Namespace
from netui.model.snapshot import Snapshot
from netui.text import Name

CAPACITY = 4000
"""How many changes are kept."""

_OF_DOCKER = ("docker", "container", "network")
_QUIET = ("unasked", "connecting")
"""Docker's state while nothing of it was read yet: what follows did not just happen."""

Fits = Callable[[Change], bool]
Called = tuple[int, Name | None, Name | None]
"""A number with the names that it stood for before the change and after it."""


def just_happened(before: Snapshot, changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """The changes that are no first reading of Docker."""
    if before.docker.status in _QUIET:
        return tuple(one for one in changes if one.kind not in _OF_DOCKER)
    return changes


class Entry(Struct, frozen=True, gc=False, eq=False):
    """One change, when it was noticed, and the names that belong to it. Equal to itself alone."""

    number: int
    """Counts all changes of a run; never used twice."""
    time: float
    """Seconds since the epoch."""
    monotonic: float
    """Seconds of the clock that nobody sets: for what lies between two entries."""
    change: Change
    namespaces: tuple[Called, ...] = ()
    links: tuple[Called, ...] = ()
    """Links of the change's namespace, by ifindex."""

    def namespace(self, key: int | None, *, before: bool = False) -> Name | None:
        """The name of the namespace with that key, as it was then; None where it is unknown."""
        return None if key is None else _called(self.namespaces, key, before=before)

    def link(self, _key: int | None, ifindex: int, *, before: bool = False) -> Name | None:
        """The name of a link, as it was then; None where it is unknown."""
        return _called(self.links, ifindex, before=before)


def _called(names: tuple[Called, ...], number: int, *, before: bool) -> Name | None:
    return next((old if before else new for one, old, new in names if one == number), None)


class EventLog:
    """Records the changes of a host, newest last, and the rates of what is looked at.

    Listens in the engine's thread; may be asked from any.
    """

    def __init__(self, host: Host, capacity: int = CAPACITY) -> None:
        self.live = host.live
        """False for a saved snapshot, in which nothing ever changes."""
        self.rates = Rates()
        self._complete = host.complete
        self._entries: deque[Entry] = deque(maxlen=capacity)
        self._lock = threading.Lock()
        self._number = 0
        self._known: dict[int, Name] = {}
        self._last = host.store.snapshot
        self.close = host.store.subscribe(self._hear)
        """Record no more."""

    def entries(self, fits: Fits | None = None, most: int = CAPACITY) -> list[Entry]:
        """Those whose change fits, the newest first; at most so many."""
        with self._lock:
            entries = list(self._entries)
        entries.reverse()
        return list(islice((one for one in entries if fits is None or fits(one.change)), most))

    def since(self, number: int) -> list[Entry]:
        """Those after the one of that number, the newest first."""
        with self._lock:
            return list(takewhile(lambda entry: entry.number > number, reversed(self._entries)))

    def _hear(self, snapshot: Snapshot, changes: tuple[Change, ...]) -> None:
        before, self._last = self._last, snapshot
        self.rates.note(snapshot)
        happened = just_happened(before, changes) if self._complete.is_set() else ()
        if not happened:
            return
        moment = Moment(before, snapshot, self._known)
        now, monotonic = time.time(), time.monotonic()
        made = []
        for number, change in enumerate(happened, self._number + 1):
            namespaces = tuple(_names(moment.namespace, _namespaces(change)))
            links = tuple(
                _names(lambda key, place=change.place, **when: moment.link(place, key, **when), _links(change))
            )
            made.append(Entry(number, now, monotonic, _lean(change), namespaces, links))
        self._number += len(made)
        with self._lock:
            self._entries.extend(made)
        for key in before.namespaces.keys() - snapshot.namespaces.keys():
            self._known.pop(key, None)


def _names(name: Callable[..., Name | None], numbers: set[int]) -> Iterator[Called]:
    for one in numbers:
        yield one, name(one, before=True), name(one, before=False)


def _both(change: Change, field: str) -> set[Any]:
    """The values of a field, before and after."""
    return {getattr(one, field) for one in (change.before, change.after) if one is not None}


def _namespaces(change: Change) -> set[int]:
    keys: set[int | None] = {change.namespace, change.place}
    if change.kind == "link":
        keys |= _both(change, "lower_namespace")
    elif change.kind == "container":
        keys |= _both(change, "namespace")
    return {key for key in keys if key is not None}


def _links(change: Change) -> set[int]:
    if change.kind == "link":
        return _both(change, "master") - {0} if change.action == "changed" else set()
    if change.kind in ("address", "route", "neighbour", "fdb"):
        return _both(change, "ifindex") - {0}
    return set()


def _lean(change: Change) -> Change:
    """The change without what its words do not need: the log keeps no namespace's contents, nor links' details."""
    before, after = change.before, change.after
    if change.kind == "link" and change.action != "changed":
        return msgspec.structs.replace(change, before=_without_detail(before), after=_without_detail(after))
    if change.kind == "namespace":
        return msgspec.structs.replace(change, before=_empty(before), after=_empty(after))
    if change.kind == "docker":
        return msgspec.structs.replace(change, before=_alone(before), after=_alone(after))
    return change


_NO_DETAIL = Detail()


def _without_detail(link: Link | None) -> Link | None:
    return link and msgspec.structs.replace(link, detail=_NO_DETAIL)


def _empty(one: Namespace | None) -> Namespace | None:
    return one and Namespace(
        one.key, one.inode, one.device, one.cookie, one.names, one.host, one.holders, one.readable, filled=one.filled
    )


def _alone(docker: Docker) -> Docker:
    return msgspec.structs.replace(docker, containers={}, networks={})


# what a change is about


def of_namespace(key: int) -> Fits:
    """Changes of a namespace and of everything in it; containers that came to live there, or left."""

    def fits(change: Change) -> bool:
        return change.namespace == key or (change.kind == "container" and key in _both(change, "namespace"))

    return fits


def of_link(key: int, ifindex: int) -> Fits:
    """Changes of a link and of what is on it; for a bridge, of which links are its ports too."""

    def fits(change: Change) -> bool:
        if change.namespace != key:
            return False
        if change.kind == "link":
            masters = _both(change, "master")
            joined = ifindex in masters and (len(masters) > 1 or change.action != "changed")
            return change.identity == ifindex or joined
        if change.kind == "fdb" and ifindex in _both(change, "master"):
            return True
        return change.kind in ("address", "route", "neighbour", "fdb") and ifindex in _both(change, "ifindex")

    return fits


def of_container(identity: str) -> Fits:
    """Changes of a container."""
    return lambda change: change.kind == "container" and change.identity == identity


def of_network(identity: str) -> Fits:
    """Changes of a Docker network, and of containers that joined or left it."""

    def fits(change: Change) -> bool:
        if change.kind == "container":
            joined = [
                any(end.network_id == identity for end in one.endpoints) if one else False
                for one in (change.before, change.after)
            ]
            return joined[0] != joined[1]
        return change.kind == "network" and change.identity == identity

    return fits
