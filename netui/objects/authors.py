"""Who made a change, as far as that is known: nothing is guessed from what a change looks like.

netui's own changes are in its history; what Docker tells is Docker's; a route says by which protocol it came
(rtnetlink(7), rtm_protocol); some changes the kernel makes alone, as an answer to others.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from netui.core.eventlog import Entry
from netui.core.history.history import Entry as Done
from netui.model.answers import kernels_own
from netui.model.diff import Change
from netui.model.route import PROTOCOL_NAMES
from netui.operations.state import LinkState
from netui.text import Name

FOLLOWS = 0.5
"""Seconds after a change of netui in which what is seen may follow from it."""
_BY_HAND = ("", "none", "kernel", "boot", "static")
"""Protocols of routes that tell nobody."""
_OF_DOCKER = ("container", "network", "docker")


class Author(NamedTuple):
    """Who, and by which command; both empty where that is not known."""

    who: str = ""
    command: str = ""


def spans_of(one: Done) -> Iterator[tuple[float, float]]:
    """When what is seen may come from a change of netui's, in seconds since the epoch; what was broken off and
    recovered later, twice."""
    begun, ended = one.begun.time, one.ended
    yield begun, begun + (ended.took if ended and not ended.recovered else 0) + FOLLOWS
    if ended and ended.recovered:
        yield ended.time - ended.took, ended.time + FOLLOWS


class _Doing:
    """What one change touched, as the history tells it; where it tells nothing, moment and place have to do."""

    def __init__(self, done: Done) -> None:
        delta = done.ended.delta if done.ended else None
        self.spans = tuple(spans_of(done))
        self.author = Author("netui", "; ".join(done.begun.commands) or done.begun.title)
        self._told = delta is not None and bool(delta) and not delta.docker  # Docker acts in several namespaces
        self._places: set[Name | None] = set()
        self._links: dict[tuple[Name | None, bytes], set[int]] = {}
        """MTUs that it had, by place and name."""
        self._others: set[str] = set()
        """Addresses, destinations and MAC addresses of what is on its links."""
        for space in delta.spaces if delta and self._told else ():
            for state in (space.before, space.after):
                if state:
                    self._places.add(state.where.name)
                    self._others |= {one.destination for one in state.routes}
        for link in delta.links if delta and self._told else ():
            for at in (link.before, link.after):
                if at:
                    self._take(at)

    def _take(self, state: LinkState) -> None:
        place, name = state.at.where.name, state.at.name
        self._places.add(place)
        self._links.setdefault((place, bytes(name)), set()).add(state.mtu)
        self._others |= {one.address for one in state.addresses}
        self._others |= {one.destination for one in state.routes}
        self._others |= {one.address for one in state.neighbours} | {one.mac for one in state.fdb}

    def made(self, entry: Entry) -> bool:
        """Whether a change of that moment is part of this one, or follows from it."""
        change = entry.change
        if not any(first <= entry.time <= last for first, last in self.spans):
            return False
        if not self._told:
            return True
        if change.kind in _OF_DOCKER:  # what was changed is known, and Docker had no part in it
            return False
        if change.place is None:
            return True
        places = {entry.namespace(change.place), entry.namespace(change.place, before=True)} & self._places
        return bool(places) and self._knows(change, places)

    def _knows(self, change: Change, places: set[Name | None]) -> bool:
        there = change.after or change.before
        if change.kind == "link":
            known = [
                self._links[place, bytes(there.name)] for place in places if (place, bytes(there.name)) in self._links
            ]
            return bool(known) and ("mtu" not in change.fields() or any(there.mtu in mtus for mtus in known))
        told = {"address": "cidr", "route": "cidr", "neighbour": "address", "fdb": "mac"}.get(change.kind)
        return told is None or getattr(there, told) in self._others


class Authors:
    """What netui itself did, looked up by moment and place."""

    def __init__(self, done: Sequence[Done] = ()) -> None:
        self._done = [_Doing(one) for one in reversed(done)]

    def of(self, entry: Entry) -> Author:
        """Who made the change of an entry."""
        for one in self._done:
            if one.made(entry):
                return one.author
        change = entry.change
        if change.kind in _OF_DOCKER:
            return Author("docker")
        if change.kind == "route":
            there = change.after or change.before
            protocol = PROTOCOL_NAMES.get(there.protocol, "")
            if protocol not in _BY_HAND:
                return Author(protocol)
        return Author("kernel" if kernels_own(change) else "")
