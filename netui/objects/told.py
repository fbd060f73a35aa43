"""Events as they are read: the same line on the screen, in `netui events`, in `netui diff` and in a file."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from datetime import UTC, datetime

import msgspec

from netui.objects.changes import Event, sentence
from netui.objects.row import encode
from netui.text import Name, json_text, safe

SIGNS = {"added": "+", "removed": "-", "changed": "~"}
"""What became of an object, in one letter before its line."""
NOWHERE = "–"
"""Stands where the namespace of an event would stand."""
FLOOD = 8
"""That many events that are alike, and follow each other, are shown as one line."""
_APART = 2.0
"""Seconds between two events that may still belong to one flood."""
_SAMPLES = 3
_OWNERS = ("link", "namespace")
"""What takes others along when it goes."""
_PLURALS = {"address": "addresses", "route": "routes", "neighbour": "neighbours", "fdb": "fdb entries"}
"""What goes with the link that it belongs to."""
_SINGULARS = {"fdb": "fdb entry"}


def line(event: Event) -> str:
    """Its sign and its sentence, without time and namespace; safe."""
    return f"{SIGNS[event.action]} {sentence(event)}"


def place(event: Event) -> str:
    """The namespace that it happened in; safe."""
    return NOWHERE if event.namespace is None else str(event.namespace)


def clock(seconds: float) -> str:
    """The local time of day, with milliseconds."""
    local = datetime.fromtimestamp(seconds).astimezone()
    return f"{local:%H:%M:%S}.{local.microsecond // 1000:03d}"


def stamped(event: Event, seconds: float) -> Event:
    """The event with its time, as JSON tells it: RFC 3339 in UTC."""
    moment = datetime.fromtimestamp(seconds, UTC)
    return msgspec.structs.replace(event, time=moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"))


class Told(msgspec.Struct, frozen=True, gc=False, eq=False):
    """One event of a history, in words."""

    number: int
    """Counts the changes of a run; never used twice."""
    time: float
    """Seconds since the epoch."""
    event: Event
    upkeep: bool = False
    """Whether it is the kernel's housekeeping (`model.answers.upkeep`)."""


class Flood(msgspec.Struct, frozen=True, gc=False, eq=False):
    """Events that are shown as one line: one of them, or many alike, or the upkeep of a namespace."""

    events: tuple[Told, ...]
    upkeep: bool = False

    @property
    def number(self) -> int:
        """That of its first event: it stays while more come."""
        return self.events[0].number

    @property
    def sign(self) -> str:
        """What became of its objects; a blank where that differs."""
        return " " if self.upkeep else SIGNS[self.events[0].event.action]

    @property
    def text(self) -> str:
        """What is to be read, without its sign; safe."""
        if self.upkeep:
            return kept_up(Counter(one.event.kind for one in self.events))
        first, number = self.events[0].event, len(self.events)
        if self._parting:
            return self._removed
        if number < FLOOD:
            return sentence(first)
        links = {one.event.link for one in self.events}
        where = f" on {first.link}" if len(links) == 1 and first.link is not None else ""
        names = list(dict.fromkeys(str(one.event.name) for one in self.events))
        deed = first.action if first.action != "changed" else f"changed: {', '.join(first.changes)}"
        if len(names) == 1:
            return f"{number} × {first.kind} {names[0]}{where} {deed}"
        more = ", …" if len(names) > _SAMPLES else ""
        return f"{number} × {first.kind}{where} {deed} ({', '.join(names[:_SAMPLES])}{more})"

    @property
    def line(self) -> str:
        """Sign and text; safe."""
        return f"{self.sign} {self.text}"

    @property
    def common(self) -> str:
        """What its events have in common, in words."""
        if self.upkeep:
            return "that only follow from others"
        return f"of a {self._parting} that went with all that it had" if self._parting else "alike"

    @property
    def _parting(self) -> str:
        """What kind of thing went and took others along; empty where none did."""
        first, last = self.events[0].event.kind, self.events[-1].event.kind
        return first if first in _OWNERS and last != first else ""

    @property
    def _removed(self) -> str:
        """What was removed, and how much went with it."""
        kind = self._parting
        names = [str(one.event.name) for one in self.events if one.event.kind == kind]
        told = ", ".join(names[:_SAMPLES]) + (", …" if len(names) > _SAMPLES else "")
        went = Counter(one.event.kind for one in self.events if one.event.kind != kind)
        return f"{kind} {told} removed, with {_counted(went)}"


class Upkeep:
    """The kernel's housekeeping in one namespace: its first event, and how many of each kind there are."""

    def __init__(self, events: Sequence[Event]) -> None:
        """There is at least one."""
        self.first = events[0]
        self._kinds = Counter(one.kind for one in events)

    def add(self, event: Event) -> None:
        """One more."""
        self._kinds[event.kind] += 1

    @property
    def line(self) -> str:
        """It in one line; safe. One event alone is told as it is."""
        return f"  {kept_up(self._kinds)}" if self._kinds.total() > 1 else line(self.first)


def kept_up(kinds: Counter[str]) -> str:
    """The kernel's housekeeping in a line: `9 × upkeep of the kernel: 4 routes, 3 fdb entries, 2 addresses`."""
    return f"{kinds.total()} × upkeep of the kernel: {_counted(kinds)}"


def _counted(kinds: Counter[str]) -> str:
    return ", ".join(
        f"1 {_SINGULARS.get(kind, kind)}" if number == 1 else f"{number} {_PLURALS.get(kind, f'{kind}s')}"
        for kind, number in kinds.most_common()
    )


def floods(told: Iterable[Told], *, calm: bool = False) -> Iterator[Flood]:
    """The events, oldest first; a run of many alike becomes one line, a short run stays what it is.

    What a link or a namespace had goes with it: one line says both. `calm` makes one line of the kernel's upkeep
    in a namespace too, where that came within the same seconds.
    """
    runs: list[list[Told]] = []
    kept: dict[Name | None, list[Told]] = {}
    run: list[Told] = []
    gone: set[Name | None] = set()
    for one in told:
        fits = bool(run) and _belongs(one.event, run, gone) and one.time - run[-1].time <= _APART
        if calm and one.upkeep and not (fits and (gone or _ends_a_namespace(run[0].event))):
            before = kept.get(one.event.namespace)
            if before and one.time - before[-1].time <= _APART:
                before.append(one)
            else:
                kept[one.event.namespace] = upkeep = [one]
                runs.append(upkeep)
            continue
        if fits:
            run.append(one)
        else:
            run, gone = [one], set()
            runs.append(run)
        if one.event.kind == "link" and one.event.action == "removed":
            gone.add(one.event.name)
    for each in runs:
        yield from _ended(each, upkeep=calm and each[0].upkeep)


def of_one_moment(events: Iterable[Event]) -> Iterator[Flood]:
    """The same of events that happened together."""
    return floods(Told(number, 0.0, event) for number, event in enumerate(events))


def _ended(run: Sequence[Told], *, upkeep: bool) -> Iterator[Flood]:
    if len(run) >= FLOOD or (upkeep and len(run) > 1) or run[-1].event.kind != run[0].event.kind:
        yield Flood(tuple(run), upkeep)
    else:
        yield from (Flood((one,)) for one in run)


def _belongs(event: Event, run: Sequence[Told], gone: Set[Name | None]) -> bool:
    """Whether it goes on with a run, in which these links were removed."""
    first, last = run[0].event, run[-1].event
    went = event.action == "removed" and event.namespace == first.namespace
    if went and (_ends_a_namespace(first) or (event.kind in _PLURALS and event.link in gone)):
        return True
    return first.kind == last.kind and _alike(event) == _alike(last)


def _ends_a_namespace(event: Event) -> bool:
    return event.kind == "namespace" and event.action == "removed"


def _alike(event: Event) -> tuple[str, str, Name | None, tuple[str, ...]]:
    """What events of one flood have in common; a bridge learns on several ports at once."""
    return event.kind, event.action, event.namespace, tuple(event.changes)


def as_text(told: Sequence[Told]) -> str:
    """A line each: date and time, namespace, what, and who."""
    width = max((len(place(one.event)) for one in told), default=0)
    lines = []
    for one in told:
        day = datetime.fromtimestamp(one.time).astimezone()
        who = f"  ({safe(one.event.who)})" if one.event.who else ""
        lines.append(f"{day:%Y-%m-%d} {clock(one.time)}  {place(one.event):<{width}}  {line(one.event)}{who}\n")
    return "".join(lines)


def as_json(told: Iterable[Told]) -> str:
    """An object a line, as `netui events --json` prints them."""
    return "".join(f"{json_text(encode(stamped(one.event, one.time)))}\n" for one in told)
