"""Who made a change, as far as that is known: nothing is guessed from what a change looks like.

netui's own changes are in its history; what Docker tells is Docker's; a route says by which protocol it came
(rtnetlink(7), rtm_protocol); some changes the kernel makes alone, as an answer to others.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from netui.core.eventlog import Entry
from netui.core.history import Entry as Done
from netui.model.answers import kernels_own
from netui.model.route import PROTOCOL_NAMES
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


class Authors:
    """What netui itself did, looked up by moment and place."""

    def __init__(self, done: Sequence[Done] = ()) -> None:
        self._done = [(*span, frozenset(_places(one)), one) for one in done for span in spans_of(one)]

    def of(self, entry: Entry) -> Author:
        """Who made the change of an entry."""
        change = entry.change
        for first, last, places, one in reversed(self._done):
            if not first <= entry.time <= last:
                continue
            names = {entry.namespace(change.place), entry.namespace(change.place, before=True)}
            if change.place is None or not places or places & names:
                return Author("netui", "; ".join(one.begun.commands) or one.begun.title)
        if change.kind in _OF_DOCKER:
            return Author("docker")
        if change.kind == "route":
            there = change.after or change.before
            protocol = PROTOCOL_NAMES.get(there.protocol, "")
            if protocol not in _BY_HAND:
                return Author(protocol)
        return Author("kernel" if kernels_own(change) else "")


def _places(done: Done) -> Iterator[Name]:
    """The namespaces in which a change changed something; none where Docker did it, who acts in several."""
    delta = done.ended.delta if done.ended else None
    if delta is None or delta.docker:
        return
    for space in delta.spaces:
        yield from (state.where.name for state in (space.before, space.after) if state)
    for link in delta.links:
        yield from (state.at.where.name for state in (link.before, link.after) if state)
