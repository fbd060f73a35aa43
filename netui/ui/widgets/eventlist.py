"""The list of events: the end stays in sight while one is there."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from netui.ui.cells import Column
from netui.ui.widgets.table import Cells, Key, Table

_ROOMY = 100
"""Cells from which on the time has room for milliseconds."""
_CLOCK, _FINE_CLOCK = 8, 12
_COLUMNS = (
    Column("TIME", _FINE_CLOCK, _CLOCK, cut="end", snug=True),
    Column("NAMESPACE", 24, 6, snug=True),
    Column("", 1, 1),
    Column("WHAT", 30, 20, grow=1, cut="end"),
    Column("WHO", 7, 5, priority=2, cut="end"),
)


class EventList(Table):
    """A table whose newest row is the last one."""

    _spaced = True

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "app.freeze", "pause", id="events.pause", tooltip="let the events stand still, or go on"),
        Binding("end,G", "last", "follow", show=False, id="events.last", tooltip="to the newest event, and follow"),
    ]

    def __init__(self) -> None:
        super().__init__(_COLUMNS)

    @property
    def at_end(self) -> bool:
        """Whether the newest row is under the cursor."""
        return self._index >= len(self._rows) - 1

    @property
    def clock_width(self) -> int:
        """Cells that the time has: with milliseconds where there is room."""
        return _FINE_CLOCK if self.size.width >= _ROOMY else _CLOCK

    def follow(self, rows: Sequence[Key], cells: Cells, empty: tuple[str, ...], places: int) -> None:
        """Show these rows; who is at the end stays there. `places` are the cells that namespaces need."""
        stay = self.at_end
        self.fit_columns({0: self.clock_width, 1: places})
        self.show(rows, cells, empty)
        if stay and rows:
            self.move_to(rows[-1])

    def entitle(self, title: str) -> None:
        """What stands in the border; safe."""
        self.border_title = self.titled(title)
