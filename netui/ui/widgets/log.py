"""Lines that a program wrote, as they come: wrapped, narrowed to those that hold a text, the last ones kept."""

from collections import deque
from collections.abc import Iterable
from itertools import islice
from typing import ClassVar

from msgspec import Struct
from textual.binding import Binding, BindingType
from textual.message import Message

from netui.ui.cells import Cell, wrap
from netui.ui.ink import FAINT
from netui.ui.widgets.drawn import Line, Scrolled

LIMIT = 10_000
"""Lines that are kept."""
_CHARACTERS = 4_000_000
"""Characters that are kept."""
_MARGIN = 1
_HANG = "  "
"""Before what of a line goes on below."""


class _Kept(Struct):
    text: str
    rows: int = 0
    """How many lines of the screen it takes; none where the filter hides it."""


class LogPane(Scrolled, can_focus=True):
    """A log. Its end stays in sight until one goes away from it.

    | key | does |
    |---|---|
    | up, k / down, j | a line up, down |
    | page up / page down | a screenful |
    | home, g / end, G | the first line; the last one, and what comes |
    """

    BINDING_GROUP_TITLE = "In a log"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", show=False, id="log.up", tooltip="a line up"),
        Binding("down,j", "move(1)", "Down", show=False, id="log.down", tooltip="a line down"),
        Binding("pageup", "page(-1)", "Page up", show=False, id="log.page-up", tooltip="a screenful up"),
        Binding("pagedown,space", "page(1)", "Page down", show=False, id="log.page-down", tooltip="a screenful down"),
        Binding("home,g", "first", "First", show=False, id="log.first", tooltip="to the first line"),
        Binding("end,G", "last", "Last", show=False, id="log.last", tooltip="to the last line, and what comes"),
    ]

    class Scrolled(Message):
        """Other lines are in sight."""

    def __init__(self) -> None:
        super().__init__()
        self._kept: deque[_Kept] = deque()
        self._characters = 0
        self._rows: deque[str] = deque()
        self._words: tuple[str, ...] = ()
        self.left_out = 0
        """How many of the first lines are not kept any more."""
        self.follows = True
        """Whether what comes is kept in sight."""

    @property
    def total(self) -> int:
        """How many lines are kept."""
        return len(self._kept)

    @property
    def shown(self) -> int:
        """How many of them the filter lets through."""
        return sum(1 for one in self._kept if one.rows) if self._words else len(self._kept)

    @property
    def length(self) -> int:
        """How many lines of a screen they take."""
        return len(self._rows)

    @property
    def room(self) -> int:
        """How many there is room for."""
        return max(1, self.size.height)

    @property
    def window(self) -> list[str]:
        """What is in sight."""
        return [row.strip() for row in islice(self._rows, self._top, self._top + self.room)]

    def add(self, lines: Iterable[str]) -> None:
        """Show lines of safe text behind the others; where that is too much, the first ones go."""
        for text in lines:
            self._characters += len(text)
            self._kept.append(_Kept(text, self._lay(text)))
        while len(self._kept) > LIMIT or self._characters > _CHARACTERS:
            first = self._kept.popleft()
            self._characters -= len(first.text)
            self.left_out += 1
            for _ in range(first.rows):
                self._rows.popleft()
            self._top = max(0, self._top - first.rows)
        self._settle()

    def narrow(self, text: str) -> None:
        """Show only lines that hold all of these words, whatever their case, the last ones; empty for all lines."""
        self._words = tuple(text.casefold().split())
        self.follows = True
        self.adapt()

    def adapt(self) -> None:
        """Lines are wrapped to the width."""
        self._rows.clear()
        for one in self._kept:
            one.rows = self._lay(one.text)
        self._settle()

    def _lay(self, text: str) -> int:
        """Put a line behind the others; returns how many of the screen it takes."""
        if self._words and not all(word in text.casefold() for word in self._words):
            return 0
        width = max(8, (self.size.width or 80) - 2 * _MARGIN)
        if text.isascii() and len(text) <= width:
            self._rows.append(text)
            return 1
        first, *others = wrap(text, width - len(_HANG))
        self._rows.append(first)
        self._rows.extend(_HANG + other for other in others)
        return 1 + len(others)

    def _settle(self) -> None:
        last = max(0, self.length - self.room)
        self._top = last if self.follows else min(self._top, last)
        self.renew()

    def line(self, y: int, _width: int) -> Line:
        """One row of a line."""
        if self._top + y >= len(self._rows):
            told = "" if y or self._rows else "no line holds that" if self._words else "nothing was written yet"
            return (Cell(" " * _MARGIN), Cell(told, FAINT)), ""
        return (Cell(" " * _MARGIN), Cell(self._rows[self._top + y])), ""

    def _scroll(self, lines: int) -> None:
        super()._scroll(lines)
        self.follows = self._top >= self.length - self.room
        self.post_message(self.Scrolled())

    def action_move(self, by: int) -> None:
        """Some lines up or down."""
        self._scroll(by)

    def action_page(self, pages: int) -> None:
        """Screenfuls up or down."""
        self._scroll(pages * max(1, self.room - 1))

    def action_first(self) -> None:
        """To the first line."""
        self._scroll(-self.length)

    def action_last(self) -> None:
        """To the last line, and what comes."""
        self._scroll(self.length)
