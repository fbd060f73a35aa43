"""Rows of the command line's lists as a table of the detail: only columns that tell something, links to follow."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

from netui.objects.registry import Object
from netui.ui.cells import Cell, Column, cell_width
from netui.ui.document import Document
from netui.ui.ink import CONTAINER_INKS, FAINT, LINKED, STATE_WORDS
from netui.ui.subject import Subject

WIDEST = 60
"""Cells that a column claims at most; what is left over goes to those that need more."""
MOST = 500
"""Rows shown of one list: more is for a pipe."""
_NOTHING = "–"

Target = Callable[[Any], Subject | None]
Row = tuple[Sequence[Cell], Subject | None]
"""The cells of a row, and what it leads to."""


def rows_as_grid(
    document: Document,
    kind: Object,
    rows: Sequence[Any],
    *,
    without: Collection[str] = (),
    target: Target = lambda _row: None,
    named_in: str = "",
) -> None:
    """The rows in the object's own columns, but those `without`; `named_in` is the column that names the target."""
    shown = rows[:MOST]
    targets = [target(row) for row in shown]
    columns = [one for one in kind.columns if one.title not in without]
    texts = [[one.text(row) for one in columns] for row in shown]
    told = [number for number in range(len(columns)) if any(line[number] != _NOTHING for line in texts)]

    def cell(number: int, line: Sequence[str], leads: Subject | None) -> Cell:
        if leads and columns[number].title == named_in:
            return Cell(line[number], LINKED)
        return _state(line[number]) if columns[number].state else Cell(line[number])

    document.grid(
        [_column(columns[number], [line[number] for line in texts]) for number in told],
        [[cell(number, line, leads) for number in told] for line, leads in zip(texts, targets, strict=True)],
        targets,
        shown,
    )
    if len(rows) > MOST:
        document.text(f"  … and {len(rows) - MOST} more: netui {kind.noun} list", FAINT)


def grid_of(document: Document, columns: Sequence[Column], rows: Sequence[Row], total: int = 0) -> None:
    """Rows of cells, each with what it leads to; columns in which nothing stands are left out.

    `total` says how many there are where not all were given.
    """
    told = [number for number in range(len(columns)) if any(cells[number].text for cells, _ in rows)]
    document.grid(
        [_fitted(columns[number], [cells[number].text for cells, _ in rows]) for number in told],
        [[cells[number] for number in told] for cells, _ in rows[:MOST]],
        [target for _, target in rows[:MOST]],
    )
    more = max(total, len(rows)) - MOST
    if more > 0:
        document.text(f"  … and {more} more", FAINT)


def _state(text: str) -> Cell:
    word, ink = STATE_WORDS.get(text, (text, CONTAINER_INKS.get(text, "")))
    return Cell(word, ink)


def _column(column: Any, texts: Sequence[str]) -> Column:
    return _fitted(Column(column.title, 0, column.minimum, column.priority, right=column.right), texts)


def _fitted(column: Column, texts: Sequence[str]) -> Column:
    """The column as wide as what stands in it."""
    widest = max(map(cell_width, (column.title, *texts)))
    least = min(widest, max(column.minimum, len(column.title)))
    return Column(
        column.title, min(widest, WIDEST), least, column.priority, int(widest > WIDEST), column.right, column.cut
    )
