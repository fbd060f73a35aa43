"""The command log: what netui ran, and what others did, in the order in which it happened."""

import os
import time
from collections.abc import Iterator, Sequence

from netui.core.eventlog import Entry as Seen
from netui.core.history.history import Entry as Done
from netui.model.answers import kernels_own
from netui.objects.authors import spans_of
from netui.objects.changes import Teller, sentence
from netui.text import safe
from netui.ui.cells import Cell
from netui.ui.document import Document
from netui.ui.ink import BAD, FAINT, GOOD, WARN

_MOST = 500
_HANG = 18
"""Cells before a command: time, and who."""
_Told = tuple[tuple[Cell, ...], str]
"""A line, and the command that it tells; empty for none."""
_RESULTS = {"do": "done", "undo": "undone", "redo": "done again"}


def written(done: Sequence[Done], seen: Sequence[Seen], trouble: str = "") -> Document:
    """The log. What is seen while netui changes something is its own doing, and not told twice; what the kernel
    does by itself is counted alone.
    """
    document = Document("Command log", "the newest is last")
    if trouble:
        document.text(trouble, WARN)
    spans = [span for one in done for span in spans_of(one)]
    apart = [one for one in seen if not any(first <= one.time <= last for first, last in spans)]
    others = [one for one in apart if not kernels_own(one.change)]
    lines = [(one.begun.time, _ran(one)) for one in done] + [(one.time, _saw(one)) for one in others]
    lines.sort(key=lambda line: line[0])
    if not lines:
        document.text("Nothing yet. Changes of netui, and of others while netui looks, will stand here.", FAINT)
    for _, told in lines[-_MOST:]:
        for cells, command in told:
            document.hanging(_HANG, *cells, shows=command)
    answers = len(seen) - len(others)
    if answers:
        followed = "change that follows" if answers == 1 else "changes that follow"
        document.text(f"Not told: {answers} {followed} from these; the events of an object have them.", FAINT)
    document.command("netui history", "netui history --script", "netui events")
    return document


_RECOVERED = {"finish": "finished", "revert": "reverted", "leave": "left as it was"}


def _result(one: Done) -> str:
    """How it ended, and how long that took."""
    ended = one.ended
    if ended is None:
        return "broken off, or not done yet"
    if ended.recovered:
        return f"broken off, {_RECOVERED[ended.recovered]} at {_moment(ended.time)}"
    result = _RESULTS[one.begun.act] if ended.result == "done" else ended.word
    return f"{result} in {ended.took * 1000:.1f} ms"


def _moment(seconds: float) -> str:
    return time.strftime("%H:%M:%S", time.localtime(seconds))


def _margin(moment: str, word: str, ink: str) -> Cell:
    return Cell(f"{moment:<10}{word:<{_HANG - 10}}", ink)


def _ran(one: Done) -> Iterator[_Told]:
    """A change of netui: a line for each command; the first says how it ended, and how long that took."""
    begun, ended = one.begun, one.ended
    well = ended is not None and ended.result == "done" and not ended.recovered
    by = "" if begun.pid == os.getpid() else f" by process {begun.pid}"
    first = _margin(_moment(begun.time), "netui", GOOD)
    end = Cell(f"  ({_result(one)}{by})", FAINT if well else BAD)
    for command in begun.commands or (begun.title,):
        yield (first, Cell(command), end), command
        first, end = _margin("", "", ""), Cell("")
    if ended and ended.message:
        yield (first, Cell(safe(ended.message), WARN)), ""


def _saw(one: Seen) -> Iterator[_Told]:
    for event in Teller(one).events((one.change,)):
        where = f" in {event.namespace}" if event.namespace is not None else ""
        yield (_margin(_moment(one.time), "others", FAINT), Cell(f"{sentence(event)}{where}", FAINT)), ""
