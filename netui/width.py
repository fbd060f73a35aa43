"""How many cells of a terminal a text takes (Unicode Standard Annex 11), and how to fit it into fewer."""

import os
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

ELLIPSIS = "…"
_BARE = 8
"""Cells in which a part of an item and a count tell nothing."""


@lru_cache(maxsize=4096)
def cells_of(char: str) -> int:
    """Cells of one character: none for marks that stand on the one before, two for wide ones."""
    if unicodedata.east_asian_width(char) in ("W", "F"):
        return 2
    return 0 if unicodedata.category(char) in ("Mn", "Me", "Cf") else 1


def width(text: str) -> int:
    """Cells that the text takes."""
    return len(text) if text.isascii() else sum(map(cells_of, text))


_ASCII = dict(
    zip(
        "▸▾•…–→▐·×█✓✗↑↓▁▂▃▄▅▆▇│─╭╮╰╯├┤┬┴┼╌┆┃┣┗━═└",
        ">v*$->#-x_+x^v_.:-=+*|-+++++++++.:|++==`",
        strict=True,
    )
)
"""What stands for a sign of netui's own: `$` for what was left out, as `~` tells of a change."""


def in_ascii(text: str) -> str:
    """The text for a terminal without UTF-8, in as many cells."""
    if text.isascii():
        return text
    return "".join(char if char.isascii() else _ASCII.get(char, "?" * cells_of(char)) for char in text)


def without_utf8(error: UnicodeError) -> tuple[str, int]:
    """An error handler (codecs.register_error): signs as `in_ascii` has them; names keep what they are, escaped."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    escaped = (_ASCII.get(char) or char.encode("ascii", "backslashreplace").decode("ascii") for char in lacking)
    return "".join(escaped), error.end


def shortened(text: str, cells: int) -> str:
    """The text in at most so many cells, by leaving out its middle: ends tell names apart."""
    if width(text) <= cells:
        return text
    if cells < 1:
        return ""
    room = cells - 1
    head = head_of(text, (room + 1) // 2)
    tail = head_of(text[::-1], room - width(head))[::-1]
    return f"{head}{ELLIPSIS}{tail}"


def listed(items: Sequence[str], cells: int) -> str:
    """The items in at most so many cells: those that fit whole, and how many more there are."""
    whole = ", ".join(items)
    if width(whole) <= cells or len(items) == 1:
        return shortened(whole, cells)
    for number in range(len(items) - 1, 0, -1):
        text = ", ".join(items[:number]) + _more(items, number)
        if width(text) <= cells:
            return text
    return shortened(items[0], cells - len(_more(items, 1))) + _more(items, 1) if cells > _BARE else ELLIPSIS[:cells]


def least(items: Sequence[str]) -> int:
    """Cells of the shortest form of a list that holds an item whole."""
    return width(items[0]) + (len(_more(items, 1)) if len(items) > 1 else 0)


def _more(items: Sequence[str], shown: int) -> str:
    return f" +{len(items) - shown}"


def head_of(text: str, cells: int) -> str:
    """The beginning of the text, in at most so many cells."""
    used = 0
    for position, char in enumerate(text):
        used += cells_of(char)
        if used > cells:
            return text[:position]
    return text


def padded(text: str, cells: int, *, right: bool = False) -> str:
    """The text with spaces to so many cells."""
    space = " " * (cells - width(text))
    return space + text if right else text + space


def utf8() -> bool:
    """Whether the terminal was said to show UTF-8 (locale(7))."""
    lang = os.environ.get("LANG", "")
    said = os.environ.get("LC_ALL") or os.environ.get("LC_CTYPE") or lang
    if lang in ("C", "POSIX") and said == "C.UTF-8":
        return False  # Python itself set LC_CTYPE (PEP 538)
    return "utf8" in said.lower().replace("-", "")
