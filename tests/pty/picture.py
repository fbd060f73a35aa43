"""What a terminal shows after the octets that it got."""

import re
from typing import Any

import pyte

from netui.ui.cells import cell_width

_FRAME = re.compile("[─━│┃╭╮╰╯┌┐└┘├┤╶╴▐]+")


class _Paper(pyte.Screen):
    """Counts the lines that were longer than the terminal is wide; it would go on in the next one."""

    overruns = 0

    def draw(self, data: str) -> None:
        """Text from where the cursor is."""
        self.overruns += self.cursor.x + cell_width(data) > self.columns
        super().draw(data)

    def report_device_status(self, *_: Any, **__: Any) -> None:
        """Nobody hears an answer."""


class Picture:
    """A screen of a terminal."""

    def __init__(self, rows: int = 24, columns: int = 80) -> None:
        self._paper = _Paper(columns, rows)
        self._paper.reset_mode(7, private=True)  # netui wants no line to go on in the next one
        self._stream = pyte.ByteStream(self._paper)

    def feed(self, octets: bytes) -> None:
        """Show what a program writes."""
        self._stream.feed(octets)

    def resize(self, rows: int, columns: int) -> None:
        """Another size; what was shown stays where it was, as far as it fits."""
        self._paper.resize(rows, columns)

    @property
    def lines(self) -> list[str]:
        """The lines, without blanks at their ends."""
        return [line.rstrip() for line in self._paper.display]

    @property
    def words(self) -> str:
        """The text without frames, on one line, as one reads it."""
        return " ".join(_FRAME.sub(" ", " ".join(self.lines)).split())

    @property
    def overruns(self) -> int:
        """How often a line was longer than the terminal is wide."""
        return self._paper.overruns


def picture(octets: bytes, rows: int = 24, columns: int = 80) -> Picture:
    """What a terminal of one size shows after these octets."""
    shown = Picture(rows, columns)
    shown.feed(octets)
    return shown
