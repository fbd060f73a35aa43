"""The detail of what is selected: lines to read, some of which lead to another object."""

from collections.abc import Sequence
from typing import Any, ClassVar

from textual.binding import Binding, BindingType
from textual.events import Click
from textual.message import Message

from netui.text import safe
from netui.ui.cells import Cell, cell_width
from netui.ui.document import Document, Shown, cut, lay_out
from netui.ui.ink import CURSOR, FAINT, STRONG
from netui.ui.keynames import key_of
from netui.ui.narrowing import Narrowed, narrowed
from netui.ui.subject import Subject
from netui.ui.widgets.drawn import Line, Scrolled

_MARGIN = 2
_SHORT = {
    "Neighbours": "Neigh", "Addresses": "Addr", "Published": "Publ", "Overview": "Over", "Firewall": "Fire",
    "Sockets": "Sock", "Holders": "Hold", "Members": "Memb", "Sysctls": "Sysctl", "Events": "Event",
}  # fmt: skip
"""Names of tabs where there is no room for all; the first ones are shortened first. `ip` takes some of them too."""


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
        """A line was followed to the object that it names; None where it names none."""

        def __init__(self, subject: Subject | None) -> None:
            super().__init__()
            self.subject = subject

    class Pointed(Message):
        """The cursor has come to a line that leads somewhere, or to one that does not."""

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
        self._filter = ""
        self._narrowed = Narrowed([], 0, 0)
        self._leads = False
        """Whether the line under the cursor leads somewhere."""

    @property
    def filter(self) -> str:
        """Only lines that hold all words of this are shown; empty for all lines. It outlasts what is presented."""
        return self._filter

    @filter.setter
    def filter(self, text: str) -> None:
        if text != self._filter:
            self._filter = text
            self._index = self._top = 0
            self.adapt()
            self.renew()
            self._entitle()

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

    def forget(self) -> None:
        """Draw everything again; the title too."""
        super().forget()
        self._entitle()

    def _entitle(self) -> None:
        parts = [self._document.title, self._document.what]
        if self._filter:
            parts.append(f"{self._narrowed.shown} of {self._narrowed.total} /{safe(self._filter)}")
        title = self.titled("  ".join(filter(None, parts)))
        if title.plain != self._title:
            self._title = title.plain
            self.border_title = title if title.plain else None

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
        self._fitted = self.size  # while it is hidden it has none, and has to be fitted again when it comes back
        lines = self._document.lines
        if self._filter:
            self._narrowed = narrowed(lines, self._filter)
            lines = self._narrowed.lines
        beside = self.size.width < self.app.size.width // 2 + _MARGIN  # the lists have the rest
        more = f": {key_of('explore.enlarge', '+')} enlarges this" if beside else ""
        self._lines = lay_out(lines, self.size.width - _MARGIN - 1, more)
        self._go(self._past(self._index, 1))

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
        """The names of the tabs; where there is no room for all, some short, but for the active one.

        Which are short does not depend on which is active, so that they stay as they are while one goes through.
        """
        room = width - _MARGIN - 1
        for gap, shortened in ((2, 0), *((gap, number) for gap in (2, 1) for number in range(1, len(_SHORT) + 1))):
            some = dict(list(_SHORT.items())[:shortened])
            longest = max((len(tab) - len(some[tab]) for tab in self._tabs if tab in some), default=0)
            if _width([some.get(tab, tab) for tab in self._tabs], gap) + longest <= room:
                return self._named([tab if tab == self._active else some.get(tab, tab) for tab in self._tabs], gap)
        return self._around(width)

    def _around(self, width: int) -> tuple[Cell, ...]:
        """As many names as there is room for, the active one among them."""
        names = [tab if tab == self._active else _SHORT.get(tab, tab) for tab in self._tabs]
        active, first = self._tabs.index(self._active), 0
        while first < active and _width(names[first : active + 1], 1) > width - 4:
            first += 1
        last = active + 1
        while last < len(names) and _width(names[first : last + 1], 1) <= width - 4:
            last += 1
        before = Cell("… " if first else " " * _MARGIN, FAINT)
        after = Cell(" …" if last < len(names) else "", FAINT)
        return tuple(cut((before, *self._named(names[first:last], 1)[1:], after), width))

    def _named(self, names: Sequence[str], gap: int) -> tuple[Cell, ...]:
        cells = [Cell(" " * _MARGIN)]
        for number, name in enumerate(names):
            cells.append(Cell(" " * gap if number else ""))
            cells.append(Cell(name, STRONG if name == self._active else FAINT))
        return tuple(cells)

    def renew(self) -> None:
        """Say too where there is more than the window shows."""
        super().renew()
        hidden = self.length - self._top - self.room
        more = f"{hidden} more below" if hidden > 0 and self.room > 1 else ""
        if more != self._more:
            self._more = more
            self.border_subtitle = more
        if (self.target is not None) != self._leads:
            self._leads = not self._leads
            self.post_message(self.Pointed())

    def _go(self, index: int) -> None:
        self._index = max(0, min(index, len(self._lines) - 1))
        first = 0 if self._index <= self._past(0, 1) < self.room else self._index  # with what stands over it
        top = min(max(self._top, self._index - self.room + 1), first)
        self._top = max(0, min(top, len(self._lines) - self.room))

    def _past(self, index: int, by: int) -> int:
        """The first line from there on, in the direction of `by`, that is no mere explanation."""
        while 0 <= index < len(self._lines) and self._lines[index].aside:
            index += 1 if by > 0 else -1
        return index

    def action_move(self, by: int) -> None:
        """Move the cursor by lines, past those that only explain others."""
        index = self._past(self._index + by, by)
        if not 0 <= index < len(self._lines):  # only such lines are left: they come in sight, the cursor stays
            self._top = max(0, min(self._top + by, len(self._lines) - self.room))
            index = self._past(max(0, min(index, len(self._lines) - 1)), -by)
        self._go(index)
        self.renew()

    def action_page(self, pages: int) -> None:
        """Move the cursor by screenfuls."""
        self.action_move(pages * max(1, self.room - 1))

    def action_first(self) -> None:
        """To the first line."""
        self._go(self._past(0, 1))
        self.renew()

    def action_last(self) -> None:
        """To the last line."""
        self._go(len(self._lines) - 1)
        self.renew()

    def action_follow(self) -> None:
        """Go to the object that the line names."""
        self.post_message(self.Followed(self.target))

    @property
    def target(self) -> Subject | None:
        """What the line under the cursor leads to."""
        return self._lines[self._index].target if self._lines else None

    @property
    def object(self) -> Any:
        """The public object that the line under the cursor shows, where it is a row of a list; else None."""
        return self._lines[self._index].object if self._lines else None

    @property
    def here(self) -> str:
        """The text of the line under the cursor."""
        return _text(self._lines[self._index]) if self._lines else ""

    @property
    def commands(self) -> tuple[str, ...]:
        """The commands that show the same."""
        return self._document.commands

    @property
    def text(self) -> str:
        """The text of all lines."""
        return "\n".join(map(_text, self._lines))

    def on_click(self, event: Click) -> None:
        """A click moves the cursor, a second one follows."""
        offset = event.get_content_offset(self)
        index = self._top + offset.y - self._bar if offset is not None else -1
        if self._top <= index < len(self._lines):
            self._go(index)
            self.renew()
            if event.chain == 2:
                self.action_follow()


def _width(names: Sequence[str], gap: int) -> int:
    """Cells that these take beside one another."""
    return sum(map(cell_width, names)) + gap * (len(names) - 1)


def _text(line: Shown) -> str:
    return "".join(cell.text for cell in line.spans).strip()
