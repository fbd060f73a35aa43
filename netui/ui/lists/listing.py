"""What a list is: the same for every pane."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from msgspec import Struct

from netui.model.naming import natural
from netui.objects.row import Row
from netui.ui.cells import Cell, Column
from netui.ui.subject import Subject
from netui.ui.view import View

_NONE = "–"
EmptyText = tuple[str, ...]
"""Why a list is empty, and what would fill it: one sentence a paragraph."""


class Listing(Struct, frozen=True):
    """One list: its columns and its rows. Cells are asked for only where they are seen."""

    id: str
    number: int
    title: Callable[[View, int], str]
    """What it lists, given the view and the key of the namespace chosen."""
    columns: tuple[Column, ...]
    rows: Callable[[View, int], Sequence[Subject]]
    cells: Callable[[View, Subject], tuple[Cell, ...]]
    empty: Callable[[View, int], EmptyText]
    public: Callable[[View, int], Iterable[tuple[Subject, Row]]]
    """The same rows as the command line has them, for filters with a prefix; asked for only then."""
    orders: Mapping[str, Callable[[View, Subject], Any]] = {}
    """What rows are sorted by in the columns of these titles; in the others by the text of their cells."""
    unseen: Callable[[View, Subject], Iterable[str]] = lambda _view, _subject: ()
    """Safe text that belongs to a row and that its cells have no room for: filters look there too."""

    def holds(self, view: View, row: Subject, text: str) -> bool:
        """Whether a row holds the text, which is in lower case."""
        return any(text in cell.text.casefold() for cell in self.cells(view, row)) or any(
            text in one.casefold() for one in self.unseen(view, row)
        )

    def sorted(self, view: View, rows: Sequence[Subject], title: str, *, reverse: bool) -> tuple[Subject, ...]:
        """The rows by the column of that title; those that have nothing there come last, either way."""
        column = next(number for number, one in enumerate(self.columns) if one.title == title)
        known = self.orders.get(title)

        def key(row: Subject) -> Any:
            if known:
                return known(view, row)
            cells = self.cells(view, row)
            text = cells[column].text if column < len(cells) else ""
            return natural(text.casefold()) if text not in ("", _NONE) else None

        keyed = [(key(row), row) for row in rows]
        told = sorted(((one, row) for one, row in keyed if one is not None), key=itemgetter(0), reverse=reverse)
        return tuple(row for _, row in told) + tuple(row for one, row in keyed if one is None)


def named(title: str) -> Callable[[View, int], str]:
    """A title that does not depend on the namespace chosen."""
    return lambda _view, _chosen: title


GONE = Cell("gone", "faint")
"""In a row whose object vanished since the last frame."""
