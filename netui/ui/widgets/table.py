"""The one list widget: rows with a key each, drawn line by line, cells asked for only where they are seen."""

from collections.abc import Callable, Hashable, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.events import Click
from textual.message import Message

from netui.ui.cells import Cell, Column, Placed, fit, place, wrap
from netui.ui.ink import CURSOR, FAINT, HEADING, RESTING
from netui.ui.widgets.drawn import Line, Scrolled

Key = Hashable
Cells = Callable[[Key], Sequence[Cell]]

_MARGIN = 2
_GAP = 2


class Table(Scrolled, can_focus=True):
    """A list with a cursor that stays on its row's object while rows come and go.

    | key | does |
    |---|---|
    | up, k / down, j | previous, next row |
    | page up, page down | a screenful |
    | home, g / end, G | first, last row |
    | enter | open |
    """

    BINDING_GROUP_TITLE = "In a list"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", show=False, id="list.up", tooltip="to the row above"),
        Binding("down,j", "move(1)", "Down", show=False, id="list.down", tooltip="to the row below"),
        Binding("pageup", "page(-1)", "Page up", show=False, id="list.page-up", tooltip="a screenful up"),
        Binding("pagedown", "page(1)", "Page down", show=False, id="list.page-down", tooltip="a screenful down"),
        Binding("home,g", "first", "First", show=False, id="list.first", tooltip="to the first row"),
        Binding("end,G", "last", "Last", show=False, id="list.last", tooltip="to the last row"),
        Binding("enter", "open", "open", key_display="Enter", id="list.open", tooltip="open the detail of this row"),
    ]

    class Moved(Message):
        """The cursor went to another row, by a key or the mouse."""

        def __init__(self, table: "Table") -> None:
            super().__init__()
            self.table = table

        @property
        def control(self) -> "Table":
            """The table."""
            return self.table

    class Opened(Moved):
        """The row under the cursor is to be opened."""

    def __init__(self, columns: tuple[Column, ...], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._columns = columns
        self._cells: Cells = lambda _key: ()
        self._rows: Sequence[Key] = ()
        self._positions: dict[Key, int] | None = None
        self._empty: tuple[str, ...] = ()
        self._index = 0
        self._marks: frozenset[Key] = frozenset()
        self._placed: tuple[Placed, ...] = ()

    # what is shown

    @property
    def rows(self) -> Sequence[Key]:
        """The keys of the rows, top to bottom."""
        return self._rows

    @property
    def cursor(self) -> Key | None:
        """The key of the row under the cursor; None in an empty table."""
        return self._rows[self._index] if self._rows else None

    def show(self, rows: Sequence[Key], cells: Cells, empty: tuple[str, ...]) -> None:
        """Show these rows. The cursor stays on its object, and that on its line; where it is gone, on its place."""
        cursor, index = self.cursor, self._index
        self._cells, self._empty = cells, empty
        if rows != self._rows:
            self._rows, self._positions = rows, None
            self._index = self._position(cursor, min(index, max(0, len(rows) - 1)))
            self._top = max(0, self._top + self._index - index)
        self._settle()
        self.renew()

    def mark(self, marks: frozenset[Key]) -> None:
        """Mark the rows that belong to the selection."""
        self._marks = marks
        self.renew()

    def move_to(self, key: Key) -> bool:
        """Put the cursor on a row, telling nobody; False where there is no such row."""
        position = self._position(key, -1)
        if position < 0:
            return False
        self._index = position
        self._settle()
        self.renew()
        return True

    def _position(self, key: Key | None, default: int) -> int:
        if key is None or not self._rows:
            return default
        if self._positions is None:
            self._positions = {row: number for number, row in enumerate(self._rows)}
        return self._positions.get(key, default)

    # geometry

    @property
    def length(self) -> int:
        """How many rows there are."""
        return len(self._rows)

    @property
    def room(self) -> int:
        """How many rows there is room for."""
        return max(1, self.size.height - 1)

    def _top_for(self, index: int) -> int:
        top = min(max(self._top, index - self.room + 1), index)
        return max(0, min(top, len(self._rows) - self.room))

    def _settle(self) -> None:
        """Keep the cursor in sight, and the window within the rows; a pane that is folded stays where it is."""
        if self.size.height > 1:
            self._top = self._top_for(self._index)

    def adapt(self) -> None:
        """Columns depend on the width, the window on the height."""
        self._placed = place(self._columns, self.size.width - _MARGIN - 1, _GAP)
        self._settle()

    # drawing

    def line(self, y: int, width: int) -> Line:
        """The heading, a row, or why there is none."""
        if not self._rows:
            return self._empty_line(y, width), ""
        if y == 0:
            return self._heading(), FAINT
        index = self._top + y - 1
        if index >= len(self._rows):
            return (), ""
        return self._row(index, y)

    def _heading(self) -> list[Cell]:
        cells = [Cell(" " * _MARGIN)]
        for column, width in self._placed:
            one = self._columns[column]
            cells += (Cell(fit(one.title, width, right=one.right), HEADING), Cell(" " * _GAP))
        return cells[:-1]

    def _row(self, index: int, y: int) -> Line:
        key = self._rows[index]
        at_cursor = index == self._index
        sign = "▸ " if at_cursor and self.has_focus else "• " if key in self._marks else "  "
        values = self._cells(key)
        cells = [Cell(sign)]
        for column, width in self._placed:
            one = self._columns[column]
            value = values[column] if column < len(values) else Cell("")
            cells += (Cell(fit(value.text, width, right=one.right, cut=one.cut), value.ink), Cell(" " * _GAP))
        cells[-1] = Cell(self._thumb(y))
        base = (CURSOR if self.has_focus else RESTING) if at_cursor else ""
        return cells, base

    def _thumb(self, y: int) -> str:
        """The scroll bar's part in a row: a mark where the window is within the rows."""
        total, seen = len(self._rows), self.room
        if total <= seen:
            return ""
        length = max(1, seen * seen // total)
        start = (seen - length) * self._top // (total - seen)
        return "▐" if start <= y - 1 < start + length else ""

    def _empty_line(self, y: int, width: int) -> tuple[Cell, ...]:
        lines = [
            Cell(" " * _MARGIN + line, FAINT if number else "")
            for number, sentence in enumerate(self._empty)
            for line in wrap(sentence, max(8, width - _MARGIN - 1))
        ]
        return (lines[y],) if y < len(lines) else ()

    # keys and mouse

    def action_move(self, rows: int) -> None:
        """Move the cursor by that many rows."""
        self._go(self._index + rows)

    def action_page(self, pages: int) -> None:
        """Move the cursor by that many screenfuls."""
        self._go(self._index + pages * self.room)

    def action_first(self) -> None:
        """To the first row."""
        self._go(0)

    def action_last(self) -> None:
        """To the last row."""
        self._go(len(self._rows) - 1)

    def action_open(self) -> None:
        """Open the row under the cursor."""
        if self._rows:
            self.post_message(self.Opened(self))

    def _go(self, index: int) -> None:
        index = max(0, min(index, len(self._rows) - 1))
        if index == self._index or not self._rows:
            return
        self._index = index
        self._settle()
        self.renew()
        self.post_message(self.Moved(self))

    def on_click(self, event: Click) -> None:
        """A click moves the cursor, a second one opens."""
        offset = event.get_content_offset(self)
        if offset is None or offset.y == 0:
            return
        index = self._top + offset.y - 1
        if index < len(self._rows):
            self._go(index)
            if event.chain == 2:
                self.action_open()
