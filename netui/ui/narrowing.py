"""A document narrowed to the lines that hold a text."""

from collections.abc import Sequence
from typing import NamedTuple

from netui.text import safe
from netui.ui.cells import Cell
from netui.ui.document import Grid, Line


class Narrowed(NamedTuple):
    """What is left of a document."""

    lines: list[Line | Grid]
    shown: int
    """How many lines and rows hold the text; headings do not count."""
    total: int


def narrowed(lines: Sequence[Line | Grid], text: str) -> Narrowed:
    """The lines and rows that hold every word of `text`, whatever its case, with the headings over them."""
    words = [safe(word).casefold() for word in text.split()]
    found: list[Line | Grid] = []
    heading: Line | None = None
    shown = total = 0
    holds = False
    for line in lines:
        if isinstance(line, Line) and (line.heading or not line.spans):
            heading = line if line.heading else None
            continue
        if isinstance(line, Grid):
            rows = [number for number, cells in enumerate(line.rows) if _holds(cells, words)]
            total += len(line.rows)
            shown += len(rows)
            holds = bool(rows)
            kept: Line | Grid = Grid(
                line.columns, [line.rows[number] for number in rows], [line.targets[number] for number in rows]
            )
        elif line.joined:
            kept = line
        else:
            holds, kept = _holds(line.spans, words), line
            total += 1
            shown += holds
        if holds:
            if heading:
                found += ([Line()] if found else []) + [heading]
                heading = None
            found.append(kept)
    return Narrowed(found, shown, total)


def _holds(cells: Sequence[Cell], words: Sequence[str]) -> bool:
    text = " ".join(cell.text for cell in cells).casefold()
    return all(word in text for word in words)
