"""The command log: what netui ran, and what others did, in the order in which it happened."""

import time
from collections.abc import Iterator, Sequence

from netui.core.eventlog import Entry as Seen
from netui.core.history import Entry as Done
from netui.objects.changes import Teller, sentence
from netui.text import safe
from netui.ui.cells import Cell
from netui.ui.document import Document
from netui.ui.ink import BAD, FAINT, GOOD, WARN

_LATER = 0.5
"""Seconds after a change of netui in which what is seen follows from it."""
_MOST = 500
_HANG = 17
"""Cells before a command: time, and who."""


def written(done: Sequence[Done], seen: Sequence[Seen], trouble: str = "") -> Document:
    """The log; what is seen while netui changes something is netui's own doing, and not told twice."""
    document = Document("Command log", "what netui ran, and what others did; the newest is last")
    if trouble:
        document.text(trouble, WARN)
    spans = [span for one in done for span in _spans(one)]
    others = [one for one in seen if not any(first <= one.time <= last for first, last in spans)]
    lines = [(one.begun.time, _ran(one)) for one in done] + [(one.time, _saw(one)) for one in others]
    lines.sort(key=lambda line: line[0])
    if not lines:
        document.text("Nothing yet. Changes of netui, and of others while netui looks, will stand here.", FAINT)
    for _, told in lines[-_MOST:]:
        for cells in told:
            document.hanging(_HANG, *cells)
    document.command("netui history", "netui history --script", "netui events")
    return document


def _spans(one: Done) -> Iterator[tuple[float, float]]:
    """When netui was at a change; what was broken off and recovered later, twice."""
    begun, ended = one.begun.time, one.ended
    yield begun, begun + (ended.took if ended and not ended.recovered else 0) + _LATER
    if ended and ended.recovered:
        yield ended.time - ended.took, ended.time + _LATER


_RECOVERED = {"finish": "finished", "revert": "reverted", "leave": "left as it was"}


def _result(one: Done) -> tuple[str, str]:
    """How long it took, and how it ended where it was not done."""
    ended = one.ended
    if ended is None:
        return "", "broken off"
    if ended.recovered:
        return "", f"broken off, {_RECOVERED[ended.recovered]} at {_moment(ended.time)}"
    return f"{ended.took * 1000:.1f} ms", "" if ended.result == "done" else ended.result


def _moment(seconds: float) -> str:
    return time.strftime("%H:%M:%S", time.localtime(seconds))


def _margin(moment: str, word: str, ink: str) -> Cell:
    return Cell(f"{moment:<10}{word:<{_HANG - 10}}", ink)


def _ran(one: Done) -> Iterator[tuple[Cell, ...]]:
    """A change of netui: a line for each command."""
    begun, ended = one.begun, one.ended
    took, result = _result(one)
    act = {"do": "ran", "undo": "undid", "redo": "redid"}[begun.act]
    first = _margin(_moment(begun.time), act, GOOD)
    for command in begun.commands or (begun.title,):
        yield (
            first,
            Cell(command),
            Cell(f"  {took}" if took else "", FAINT),
            Cell(f"  {result}" if result else "", BAD),
        )
        first, took, result = _margin("", "", ""), "", ""
    if ended and ended.message:
        yield first, Cell(safe(ended.message), WARN)


def _saw(one: Seen) -> Iterator[tuple[Cell, ...]]:
    for event in Teller(one).events((one.change,)):
        where = f" in {event.namespace}" if event.namespace is not None else ""
        yield _margin(_moment(one.time), "seen", FAINT), Cell(f"{sentence(event)}{where}", FAINT)
