"""The detail of what is selected: lines to read, some of which lead to another object."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Click
from textual.message import Message

from netui.ui.cells import Cell, cell_width, in_ascii
from netui.ui.document import Document, Shown, cut, lay_out
from netui.ui.ink import CURSOR, FAINT, STRONG
from netui.ui.subject import Subject
from netui.ui.widgets.drawn import Line, Scrolled

_MARGIN = 2


class DetailPane(Scrolled, can_focus=True):
    """A document with a cursor that stops at each line.

    | key | does |
    |---|---|
    | up, k / down, j | previous, next line |
    | page up, page down | a screenful |
    | home, g / end, G | first, last line |
    | enter | follow what the line leads to |
    """

    BINDING_GROUP_TITLE = "In the detail"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", show=False, id="detail.up", tooltip="to the line above"),
        Binding("down,j", "move(1)", "Down", show=False, id="detail.down", tooltip="to the line below"),
        Binding("pageup", "page(-1)", "Page up", show=False, id="detail.page-up", tooltip="a screenful up"),
        Binding("pagedown", "page(1)", "Page down", show=False, id="detail.page-down", tooltip="a screenful down"),
        Binding("home,g", "first", "First", show=False, id="detail.first", tooltip="to the first line"),
        Binding("end,G", "last", "Last", show=False, id="detail.last", tooltip="to the last line"),
        Binding(
            "enter", "follow", "follow", key_display="Enter", id="detail.follow", tooltip="go to what this line names"
        ),
    ]

    class Followed(Message):
        """A line was followed to the object that it names."""

        def __init__(self, subject: Subject) -> None:
            super().__init__()
            self.subject = subject

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._document = Document("", "")
        self._lines: list[Shown] = []
        self._index = 0
        self._title = ""
        self._tabs: Sequence[str] = ()
        self._active = ""
        self._more = ""
        self._subject: Subject | None = None

    def present(
        self, subject: Subject | None, document: Document, tabs: Sequence[str] = (), active: str = ""
    ) -> None:
        """Show a document, one of several where there are `tabs`; the same one stays where it was scrolled to."""
        if (subject, active) != (self._subject, self._active):
            self._subject = subject
            self._index = self._top = 0
        self._tabs, self._active = tabs if len(tabs) > 1 else (), active
        self._document = document
        self.adapt()
        self.renew()
        self._entitle()

    def _entitle(self) -> None:
        title = "  ".join(part for part in (self._document.title, self._document.what) if part)
        if self.app.has_class("-ascii"):
            title = in_ascii(title)
        if title != self._title:
            self._title = title
            self.border_title = Content(title) if title else None

    @property
    def length(self) -> int:
        """How many lines there are."""
        return len(self._lines)

    @property
    def room(self) -> int:
        """How many lines there is room for."""
        return max(1, self.size.height - self._bar)

    @property
    def _bar(self) -> int:
        """Lines that the names of the tabs take."""
        return 2 if self._tabs else 0

    def adapt(self) -> None:
        """Lines are wrapped to the width."""
        self._lines = lay_out(self._document.lines, self.size.width - _MARGIN - 1)
        self._go(self._index)

    def line(self, y: int, width: int) -> Line:
        """The tabs, or a line of the document."""
        if y < self._bar:
            return (self._tab_line(width) if y == 0 else ()), ""
        index = self._top + y - self._bar
        if index >= len(self._lines):
            return (), ""
        here = self.has_focus and index == self._index
        sign = "▸ " if here else " " * _MARGIN
        return (Cell(sign), *self._lines[index].spans), CURSOR if here else ""

    def _tab_line(self, width: int) -> tuple[Cell, ...]:
        """The names of the tabs, from the first one with which the active one is still in sight."""
        first = 0
        while first < self._tabs.index(self._active) and _tabs_width(self._tabs[first:], self._active) > width - 4:
            first += 1
        cells = [Cell(" " * _MARGIN if not first else "… ", FAINT)]
        for tab in self._tabs[first:]:
            cells += (Cell(tab, STRONG if tab == self._active else FAINT), Cell("  "))
        return tuple(cut(cells, width))

    def renew(self) -> None:
        """Say too where there is more than the window shows."""
        super().renew()
        hidden = self.length - self._top - self.room
        more = f"{hidden} more below" if hidden > 0 and self.room > 1 else ""
        if more != self._more:
            self._more = more
            self.border_subtitle = more

    def _go(self, index: int) -> None:
        self._index = max(0, min(index, len(self._lines) - 1))
        top = min(max(self._top, self._index - self.room + 1), self._index)
        self._top = max(0, min(top, len(self._lines) - self.room))

    def action_move(self, by: int) -> None:
        """Move the cursor by lines, past empty ones."""
        index = self._index + by
        while 0 <= index < len(self._lines) and not self._lines[index].spans:
            index += by
        self._go(index)
        self.renew()

    def action_page(self, pages: int) -> None:
        """Move the cursor by screenfuls."""
        self.action_move(pages * max(1, self.room - 1))

    def action_first(self) -> None:
        """To the first line."""
        self._go(0)
        self.renew()

    def action_last(self) -> None:
        """To the last line."""
        self._go(len(self._lines) - 1)
        self.renew()

    def action_follow(self) -> None:
        """Go to the object that the line names; lines that name none stay."""
        if self.target:
            self.post_message(self.Followed(self.target))

    @property
    def target(self) -> Subject | None:
        """What the line under the cursor leads to."""
        return self._lines[self._index].target if self._lines else None

    def on_click(self, event: Click) -> None:
        """A click moves the cursor, a second one follows."""
        offset = event.get_content_offset(self)
        index = self._top + offset.y - self._bar if offset is not None else -1
        if self._top <= index < len(self._lines):
            self._go(index)
            self.renew()
            if event.chain == 2:
                self.action_follow()


def _tabs_width(tabs: Sequence[str], active: str) -> int:
    """Cells from the first of these tabs to the end of the active one."""
    return sum(cell_width(tab) + 2 for tab in tabs[: tabs.index(active) + 1])
