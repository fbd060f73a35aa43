"""Rows as an aligned table: whole in a pipe, fitted to the width on a terminal."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from netui.cli.output import Output
from netui.objects.column import Column
from netui.width import least, listed, padded, width

_GAP = 2
_COMFORTABLE = 26
"""Cells that a column may claim before a less important one is dropped for it."""
_NOTHING = "–"


class _Cells:
    """One column with what it lists in each row."""

    def __init__(self, column: Column, rows: Sequence[Any]) -> None:
        self.column = column
        self.items = [column.items(row) for row in rows]
        self.natural = max(map(width, (column.title, *(", ".join(items) for items in self.items))))
        self.empty = bool(rows) and all(items == [_NOTHING] for items in self.items)
        wanted = max((min(least(items), _COMFORTABLE) for items in self.items if len(items) > 1), default=0)
        self.least = min(self.natural, max(column.minimum, width(column.title), wanted))
        self.cells = self.natural

    def line(self, number: int, output: Output) -> str:
        """The cell of that row."""
        fitted = listed(self.items[number], self.cells)
        whole = padded(fitted, self.cells, right=self.column.right)
        return whole.replace(fitted, output.state(fitted), 1) if self.column.state else whole


class Table:
    """Rows under a heading. Less important columns go, then the widest shorten, until it fits."""

    def __init__(self, columns: Sequence[Column], rows: Sequence[Any], output: Output) -> None:
        everything = [_Cells(column, rows) for column in columns]
        self._rows, self._output = len(rows), output
        self._shown = everything if output.width is None else _fitted(list(everything), output.width)
        self.left_out = [one.column.title for one in everything if one not in self._shown and not one.empty]
        """Headings of the columns that tell something and had no room."""

    def lines(self) -> Iterator[str]:
        """The heading and the rows."""
        gap = " " * _GAP
        plain = [padded(one.column.title, one.cells, right=one.column.right) for one in self._shown]
        yield gap.join(plain).rstrip()
        for number in range(self._rows):
            yield gap.join([one.line(number, self._output) for one in self._shown]).rstrip()


def _fitted(shown: list[_Cells], room: int) -> list[_Cells]:
    _drop(shown, room, lambda one: one.empty, lambda one: one.natural)
    _drop(
        shown, room, lambda one: one.column.priority > 2, lambda one: min(one.natural, max(one.least, _COMFORTABLE))
    )
    _drop(shown, room, lambda one: one.column.priority > 1, lambda one: one.least)
    _shorten(shown, room - _GAP * (len(shown) - 1))
    return shown


def _drop(
    shown: list[_Cells], room: int, droppable: Callable[[_Cells], bool], claim: Callable[[_Cells], int]
) -> None:
    """Drop the least important ones, the last of them first, until what each claims fits."""
    while sum(map(claim, shown)) + _GAP * (len(shown) - 1) > room and len(shown) > 1:
        candidates = [one for one in shown if droppable(one)]
        if not candidates:
            return
        shown.remove(max(candidates, key=lambda one: (one.column.priority, shown.index(one))))


def _shorten(shown: list[_Cells], room: int) -> None:
    """Take cells from the widest column first, down to each one's minimum; where even that is too much, below."""
    for bare in (False, True):
        while sum(one.cells for one in shown) > room:
            able = [one for one in shown if one.cells > (1 if bare else one.least)]
            if not able:
                break
            max(able, key=lambda one: one.cells).cells -= 1
