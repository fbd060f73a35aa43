"""The one list widget: rows with a key each, drawn line by line, cells asked for only where they are seen."""

from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from textual.binding import Binding, BindingType
from textual.events import Click
from textual.message import Message

from netui.ui.cells import Cell, Column, Placed, cell_width, fit, place, shorten, wrap
from netui.ui.ink import CURSOR, FAINT, GOOD, HEADING, RESTING, STRONG, WARN
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
    | space | mark |
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
        Binding("space", "mark", "mark", show=False, id="list.mark", tooltip="mark this row, or no more"),
    ]

    _spaced: ClassVar[bool] = False
    """Whether its rows stand apart in a presentation."""

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

    class Marked(Moved):
        """A row was marked, or is no more."""

    def __init__(self, columns: tuple[Column, ...], *, id: str | None = None, heading: bool = True) -> None:
        super().__init__(id=id)
        self._columns = self._usual = columns
        self._head = 1 if heading else 0
        """Lines above the rows."""
        self.attended = False
        """Whether it looks as if it had the focus, which something beside it has."""
        self._cells: Cells = lambda _key: ()
        self._rows: Sequence[Key] = ()
        self._positions: dict[Key, int] | None = None
        self._empty: tuple[str, ...] = ()
        self._index = 0
        self._related: frozenset[Key] = frozenset()
        self._marked: frozenset[Key] = frozenset()
        self._fresh: Mapping[Any, str] = {}
        self._sorted: tuple[int, str] = (-1, "")
        self._placed: tuple[Placed, ...] = ()
        self._hidden: frozenset[int] = frozenset()
        """Numbers of the columns that are not shown."""

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

    @property
    def marked(self) -> tuple[Key, ...]:
        """The keys of the rows that the user marked, top to bottom."""
        return tuple(key for key in self._rows if key in self._marked) if self._marked else ()

    def retain_marks(self, keys: Iterable[Key]) -> None:
        """Mark no row any more but these."""
        if self._marked:
            self._marked &= frozenset(keys)
            self.renew()

    def relate(self, related: frozenset[Key], fresh: Mapping[Any, str]) -> None:
        """Show which rows belong to the selection, and which have just come (+) or changed (~)."""
        self._related, self._fresh = related, fresh
        self.renew()

    def fit_columns(self, needed: Mapping[int, int]) -> None:
        """Fit columns to the cells that their values need; all others have their usual width."""
        columns = tuple(one.fitted(needed.get(number, 0)) for number, one in enumerate(self._usual))
        if columns != self._columns:
            self._columns = columns
            self.adapt()

    def hide_columns(self, numbers: Iterable[int]) -> None:
        """Show all columns but these."""
        self._hidden = frozenset(numbers)
        if self.is_attached:
            self.adapt()
            self.refresh()

    def show_order(self, column: int, arrow: str) -> None:
        """Show in the heading by which column the rows are sorted; -1 for none."""
        self._sorted = column, arrow
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
        return max(1, (self.size.height - self._head) // self._pitch)

    @property
    def _pitch(self) -> int:
        """Lines from one row to the next: two where an audience looks, and the list is one to look at."""
        return 2 if self._spaced and self.app.has_class("-presenting") else 1

    def _top_for(self, index: int) -> int:
        top = min(max(self._top, index - self.room + 1), index)
        return max(0, min(top, len(self._rows) - self.room))

    def _settle(self) -> None:
        """Keep the cursor in sight, and the window within the rows; a pane that is folded stays where it is."""
        if self.size.height > self._head:
            self._top = self._top_for(self._index)

    def adapt(self) -> None:
        """Columns depend on the width, the window on the height."""
        self._placed = self.placed_in(self.size.width - _MARGIN - 1)
        self._settle()

    def placed_in(self, width: int) -> tuple[Placed, ...]:
        """The columns that have room in so many cells."""
        shown = [number for number in range(len(self._columns)) if number not in self._hidden]
        placed = place([self._columns[number] for number in shown], width, _GAP)
        return tuple(Placed(shown[number], taken) for number, taken in placed)

    # drawing

    def line(self, y: int, width: int) -> Line:
        """The heading, a row, or why there is none."""
        if not self._rows:
            return self._empty_line(y, width), ""
        if y < self._head:
            return self._heading(), FAINT
        row, between = divmod(y - self._head, self._pitch)
        index = self._top + row
        if index >= len(self._rows) or between:
            return (), ""
        return self._row(index, row)

    @property
    def _has_attention(self) -> bool:
        return self.has_focus or self.attended

    def _heading(self) -> list[Cell]:
        cells = [Cell(" " * _MARGIN)]
        sorted_by, arrow = self._sorted
        for column, width in self._placed:
            one = self._columns[column]
            title = shorten(one.title, width - 1) + arrow if column == sorted_by else one.title
            cells += (Cell(fit(title, width, right=one.right), HEADING), Cell(" " * _GAP))
        return cells[:-1]

    def _row(self, index: int, row: int) -> Line:
        key = self._rows[index]
        at_cursor = index == self._index
        values = self._cells(key)
        cells = [*self._signs(key, cursor=at_cursor and self._has_attention)]
        strong = STRONG if key in self._fresh else ""
        for column, width in self._widened(values):
            one = self._columns[column]
            value = values[column] if column < len(values) else Cell("")
            text = fit(value.text, width, right=one.right, cut=one.cut)
            cells += (Cell(text, value.ink or ("" if column else strong)), Cell(" " * _GAP))
        cells[-1] = Cell(self._thumb(row))
        base = (CURSOR if self._has_attention else RESTING) if at_cursor else ""
        return cells, base

    def _widened(self, values: Sequence[Cell]) -> Iterator[Placed]:
        """The columns as they are in one row: text that runs on takes the room of empty cells beside it."""
        places = deque(self._placed)
        while places:
            column, width = places.popleft()
            if self._columns[column].runs_on:
                while cell_width(values[column].text) > width and places and not values[places[0].column].text:
                    width += _GAP + places.popleft().width
            yield Placed(column, width)

    def _signs(self, key: Key, *, cursor: bool) -> tuple[Cell, Cell]:
        """The two cells before a row: cursor, news or relation; then whether it is marked."""
        if cursor:
            first = Cell("▸")
        elif key in self._fresh:
            first = Cell(self._fresh[key], WARN)
        else:
            first = Cell("•" if key in self._related else " ")
        return first, Cell("✓", GOOD) if key in self._marked else Cell(" ")

    def _thumb(self, row: int) -> str:
        """The scroll bar's part in a row of the window: a mark where that is within the rows."""
        total, seen = len(self._rows), self.room
        if total <= seen:
            return ""
        length = max(1, seen * seen // total)
        start = (seen - length) * self._top // (total - seen)
        return "▐" if start <= row < start + length else ""

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

    def action_mark(self) -> None:
        """Mark the row under the cursor, or no more; the cursor goes on."""
        key = self.cursor
        if key is None:
            return
        self._marked ^= {key}
        self.post_message(self.Marked(self))
        self.renew()
        self._go(self._index + 1)

    def action_open(self) -> None:
        """Open the row under the cursor; an empty table has none, which who listens may say."""
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
        if offset is None or offset.y < self._head:
            return
        index = self._top + (offset.y - self._head) // self._pitch
        if index < len(self._rows):
            self._go(index)
            if event.chain == 2:
                self.action_open()
