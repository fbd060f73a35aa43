"""What a table is made of, free of any terminal library: columns, cells, and how text is fitted into them.

Widths are terminal cells, not characters. All text here was made safe before (`netui.text`).
"""

import re
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from netui.width import ELLIPSIS, head_of, shortened
from netui.width import width as width_of

Cut = Literal["middle", "end"]


class Cell(NamedTuple):
    """One value in one row."""

    text: str
    ink: str = ""
    """How it is drawn: a class of `netui.ui.ink`; empty for plain text."""


class Column(Struct, frozen=True):
    """One column: what stands over it, and how it gives way where the screen is narrow."""

    title: str
    width: int
    """Cells that its values usually need."""
    minimum: int
    """Fewest cells in which it still tells something."""
    priority: int = 1
    """1 stays longest."""
    grow: int = 0
    """Its share of what is left over."""
    right: bool = False
    """Numbers stand at the right."""
    cut: Cut = "middle"
    """Where text is shortened: names in the middle, sentences at the end."""
    snug: bool = False
    """Whether it takes no more cells than its values need, where these are few enough to be measured."""
    runs_on: bool = False
    """Whether text that is too long goes on where the cells beside it are empty."""
    most: int = 0
    """Cells that it may take beyond its usual width where its values need them, before what tells least comes."""
    needed: int = 0
    """Cells that its values need, where these are few enough to be measured."""

    def fitted(self, needed: int) -> "Column":
        """The column for values that need so many cells; 0 where that is not known."""
        if not needed:
            return self
        if not self.snug:
            return replace(self, needed=needed)
        return replace(self, width=min(self.width, needed), minimum=min(self.minimum, needed))

    @property
    def wanted(self) -> int:
        """Cells in which nothing of it is cut, as far as it may grow for that."""
        return max(self.width, min(self.needed, self.most))


cell_width = width_of
"""Cells that a text takes on a terminal."""


def cells_width(cells: Iterable[Cell]) -> int:
    """Cells of a terminal that these take together."""
    return sum(cell_width(cell.text) for cell in cells)


def shorten(text: str, width: int, cut: Cut = "middle") -> str:
    """The text in at most `width` cells, with … where something was left out."""
    if cell_width(text) <= width:
        return text
    if width <= 1:
        return ELLIPSIS[:width]
    return head_of(text, width - 1) + ELLIPSIS if cut == "end" else shortened(text, width)


def fit(text: str, width: int, *, right: bool = False, cut: Cut = "middle") -> str:
    """The text in exactly `width` cells."""
    text = shorten(text, width, cut)
    space = " " * (width - cell_width(text))
    return space + text if right else text + space


class Placed(NamedTuple):
    """A column that is shown: which one, and its width in cells."""

    column: int
    width: int


def place(columns: Sequence[Column], width: int, gap: int = 2) -> tuple[Placed, ...]:
    """Which columns fit into `width` cells, and how wide each is.

    Columns of low priority go first; the first two priorities give way before they go, and from the fifth on
    a column comes only where no other is cut for it; what is left over goes to those that grow.
    """
    shown: list[int] = []
    least = usual = wanted = 0
    for index in sorted(range(len(columns)), key=lambda one: (columns[one].priority, one)):
        column = columns[index]
        space = gap if shown else 0
        taken = least if column.priority <= 2 else usual if column.priority <= 4 else wanted
        if shown and taken + space + column.minimum > width:
            break
        shown.append(index)
        least += space + column.minimum
        usual += space + column.width
        wanted += space + column.wanted
    room = max(0, width - least)
    widths = {index: columns[index].minimum for index in shown}
    for index in shown:
        more = max(0, min(columns[index].width - columns[index].minimum, room))
        widths[index] += more
        room -= more
    growing = [index for index in shown if columns[index].grow]
    shares = sum(columns[index].grow for index in growing)
    for index in growing:
        more = max(0, room) * columns[index].grow // shares
        widths[index] += more
    return tuple(Placed(index, max(1, widths[index])) for index in sorted(shown))


_ADDRESS = re.compile(r"(?i)(?=[0-9a-f]*[.:])[0-9a-f.:]{1,45}$")
_ADDRESS_GOES_ON = re.compile(r"(?i)[0-9a-f.:]")


def _broken(word: str, width: int) -> list[str]:
    """A word in parts of at most `width` cells."""
    parts: list[str] = []
    rest = word
    while width > 0 and cell_width(rest) > width:
        part = head_of(rest, width) or rest[:1]
        address = _ADDRESS.search(part)
        if address and address.start() and _ADDRESS_GOES_ON.match(rest[len(part) :]):
            part = part[: address.start()]  # an address is read, and hidden, as a whole
        parts.append(part)
        rest = rest[len(part) :]
    return [*parts, rest]


def wrap(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` cells, broken between words where that can be."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        joined = f"{line} {word}" if line else word
        if cell_width(joined) <= width:
            line = joined
            continue
        if line:
            lines.append(line)
        *parts, line = _broken(word, width)
        lines.extend(parts)
    return [*lines, line]
