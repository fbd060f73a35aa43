"""Changes that were begun and never ended: netui was killed in the middle of them."""

import time

from msgspec import Struct

from netui.core.changing.going_back import told_of
from netui.core.guard.pending import Confirming
from netui.core.history.history import Entry, History, Past
from netui.errors import HistoryError


class Broken(Struct, frozen=True):
    """A change that was broken off, and what is known of it."""

    entry: Entry
    step: int | None
    """Its step that was begun last, from 0 on: those before it are done; None where nothing is known of it."""
    turned: bool
    """Whether it was being put back: it can only be reverted then."""

    @property
    def title(self) -> str:
        """In a few words of safe text."""
        return told_of(self.entry)

    @property
    def sentence(self) -> str:
        """When it was broken off, and where."""
        begun = self.entry.begun
        told = f"{self.title} was broken off at {time.strftime('%H:%M:%S', time.localtime(begun.time))}"
        if self.turned:
            return f"{told}, while it was put back"
        if self.step is None:
            return f"{told}; how it was before is not known"
        count = len(begun.commands)
        return f"{told}, in step {min(self.step + 1, count)} of {count}" if count > 1 else told

    @property
    def marks(self) -> tuple[tuple[str, str], ...]:
        """Its commands, each with what is known of it: done, begun, or nothing."""
        step = -1 if self.step is None or self.turned else self.step
        words = ("done" if number < step else "begun" if number == step else "" for number in range(1000))
        return tuple(zip(self.entry.begun.commands, words, strict=False))


def broken_of(history: History) -> tuple[Broken, ...]:
    """The changes that were broken off, the last one last, but not those that a watchdog puts back.

    Raises HistoryError.
    """
    confirming = Confirming(history)
    watched = {one.id for one in (confirming.read(), confirming.reverting()) if one}
    found = []
    for entry in history.read().broken:
        if entry.begun.id in watched:
            continue
        told = history.journal(entry.begun.id).read()
        found.append(Broken(entry, told.number if told else None, bool(told and told.turned)))
    return tuple(found)


def broken_entry(past: Past, identity: int | None) -> Entry:
    """The change to recover: the last one that was broken off, or the one with that number. Raises HistoryError."""
    found = [entry for entry in past.broken if identity in (None, entry.begun.id)]
    if not found:
        told = "nothing was broken off" if identity is None else f"change {identity} was not broken off"
        raise HistoryError(told, hint="netui history lists what was done")
    return found[-1]
