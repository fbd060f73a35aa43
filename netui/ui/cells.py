"""What a table is made of, free of any terminal library: columns, cells, and how text is fitted into them.

Widths are terminal cells, not characters. All text here was made safe before (`netui.text`).
"""

import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from msgspec import Struct

Cut = Literal["middle", "end"]
ELLIPSIS = "…"


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


@lru_cache(maxsize=4096)
def _char_width(char: str) -> int:
    if unicodedata.east_asian_width(char) in ("W", "F"):
        return 2
    return 0 if unicodedata.category(char) in ("Mn", "Me", "Cf") else 1


def cell_width(text: str) -> int:
    """Cells that the text takes on a terminal."""
    if text.isascii():
        return len(text)
    return sum(map(_char_width, text))


def cells_width(cells: Iterable[Cell]) -> int:
    """Cells of a terminal that these take together."""
    return sum(cell_width(cell.text) for cell in cells)


_ASCII = dict(zip("▸•…–→▐·×█✓✗↑↓▁▂▃▄▅▆▇", ">*~->#-x_+x^v_.:-=+*", strict=True))


def in_ascii(text: str) -> str:
    """The text for a terminal without UTF-8, in as many cells."""
    if text.isascii():
        return text
    return "".join(char if char.isascii() else _ASCII.get(char, "?" * _char_width(char)) for char in text)


def _head(text: str, width: int) -> str:
    taken = 0
    for index, char in enumerate(text):
        taken += _char_width(char)
        if taken > width:
            return text[:index]
    return text


def _tail(text: str, width: int) -> str:
    return _head(text[::-1], width)[::-1]


def shorten(text: str, width: int, cut: Cut = "middle") -> str:
    """The text in at most `width` cells, with … where something was left out."""
    if cell_width(text) <= width:
        return text
    if width <= 1:
        return ELLIPSIS[:width]
    if cut == "end":
        return _head(text, width - 1) + ELLIPSIS
    back = (width - 1) // 2
    return _head(text, width - 1 - back) + ELLIPSIS + (_tail(text, back) if back else "")


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

    Columns of low priority go first; the first two priorities give way before they go; what is left over goes
    to those that grow.
    """
    shown: list[int] = []
    least = usual = 0
    for index in sorted(range(len(columns)), key=lambda one: (columns[one].priority, one)):
        column = columns[index]
        space = gap if shown else 0
        taken = least if column.priority <= 2 else usual
        if shown and taken + space + column.minimum > width:
            break
        shown.append(index)
        least += space + column.minimum
        usual += space + column.width
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


def _broken(word: str, width: int) -> list[str]:
    """A word in parts of at most `width` cells."""
    parts: list[str] = []
    rest = word
    while width > 0 and cell_width(rest) > width:
        part = _head(rest, width) or rest[:1]
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
