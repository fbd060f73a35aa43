"""What a list is: the same for every pane."""

from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct

from netui.objects.row import Row
from netui.ui.cells import Cell, Column
from netui.ui.subject import Subject
from netui.ui.view import View

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


def named(title: str) -> Callable[[View, int], str]:
    """A title that does not depend on the namespace chosen."""
    return lambda _view, _chosen: title


GONE = Cell("gone", "faint")
"""In a row whose object vanished since the last frame."""
