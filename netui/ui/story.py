"""The events of a run as one list: told, attributed, filtered, floods folded; bounded like what it is told from."""

from collections import deque
from collections.abc import Iterable, Sequence

import msgspec

from netui.core.eventlog import CAPACITY, Entry, EventLog
from netui.core.history.history import Entry as Done
from netui.model.answers import upkeep
from netui.objects.authors import Authors, spans_of
from netui.objects.changes import Event
from netui.objects.filter import Matches, parse_filter
from netui.objects.told import Flood, Told, floods
from netui.ui.details.events import told


class Story:
    """What has happened, the oldest first. Rows are numbered by the first event that they show."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._entries: deque[tuple[Entry, Told]] = deque(maxlen=capacity)
        self._last = 0
        """Number of the last change that was taken."""
        self._authors = Authors()
        self._fits: Matches = parse_filter(())
        self._narrowed = False
        self._opened: set[int] = set()
        """Floods that are shown line by line."""
        self._floods: dict[int, Flood] = {}
        self._changes: dict[int, Entry] = {}
        self.total = 0
        """How many events there were, also those that are forgotten by now."""

    # what comes in

    def take(self, log: EventLog, until: float = 0.0) -> bool:
        """Take what is new, up to a moment in seconds since the epoch (0: all); False where there is nothing."""
        new = [one for one in reversed(log.since(self._last)) if not until or one.time <= until]
        if not new:
            return False
        self._last = new[-1].number
        for entry in new:
            event = told(entry)
            if event:
                self._entries.append((entry, self._told(entry, event)))
                self.total += 1
        return True

    def attribute(self, done: Sequence[Done]) -> None:
        """Say which events are netui's own changes. What was done before the first event makes no difference."""
        first = self._entries[0][0].time if self._entries else 0.0
        self._authors = Authors([one for one in done if max(last for _, last in spans_of(one)) >= first])
        again = [(entry, self._told(entry, one.event)) for entry, one in self._entries]
        self._entries.clear()
        self._entries.extend(again)

    def _told(self, entry: Entry, event: Event) -> Told:
        author = self._authors.of(entry)
        event = msgspec.structs.replace(
            event, who=author.who or msgspec.UNSET, command=author.command or msgspec.UNSET
        )
        return Told(entry.number, entry.time, event, upkeep(entry.change))

    # what is shown

    def narrow(self, words: Sequence[str]) -> None:
        """Show only events that fit these words. Raises UsageError.

        Of those, the kernel's upkeep line by line, unless a namespace is all that is asked for.
        """
        self._fits = parse_filter(words)
        self._narrowed = not all(word.startswith("ns:") for word in words)

    @property
    def kept(self) -> int:
        """How many events are still known."""
        return len(self._entries)

    def fitting(self) -> list[Told]:
        """The events that fit the filter."""
        fits = self._fits
        return [one for _, one in self._entries if fits(one.event)]

    def rows(self) -> list[int]:
        """The rows by their numbers, the oldest first."""
        self._changes = {entry.number: entry for entry, _ in self._entries}
        shown = tuple(self._unfolded(floods(self.fitting(), calm=not self._narrowed)))
        self._floods = {one.number: one for one in shown}
        self._opened &= self._changes.keys()
        return list(self._floods)

    def _unfolded(self, folded: Iterable[Flood]) -> Iterable[Flood]:
        for one in folded:
            if len(one.events) > 1 and one.number in self._opened:
                yield from (Flood((each,)) for each in one.events)
            else:
                yield one

    def flood(self, number: int) -> Flood:
        """The row of that number."""
        return self._floods[number]

    def entry(self, number: int) -> Entry:
        """The change that a row shows, or begins with."""
        return self._changes[number]

    def open(self, number: int) -> bool:
        """Show a flood line by line; False where the row is one event already."""
        if len(self._floods[number].events) == 1:
            return False
        self._opened.add(number)
        return True

    @property
    def unfolded(self) -> bool:
        """Whether a flood is shown line by line."""
        return bool(self._opened)

    def close(self) -> bool:
        """Fold all floods again; False where none was open."""
        was, self._opened = bool(self._opened), set()
        return was
