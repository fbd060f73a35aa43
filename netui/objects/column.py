"""Columns of the tables that lists are shown as; free of any terminal."""

from collections.abc import Callable
from typing import Any

from msgspec import Struct

from netui.objects.row import shown


class Column(Struct, frozen=True):
    """One column: what stands over it, what it says of a row, and how it gives way where room is short."""

    title: str
    value: Callable[[Any], Any]
    """Takes the row; what it returns is shown by `row.shown`."""
    priority: int = 2
    """1 stays longest."""
    minimum: int = 6
    """Fewest cells in which it still tells something."""
    right: bool = False
    """Numbers stand at the right."""
    state: bool = False
    """Its words are states, which a terminal may colour."""

    def text(self, row: Any) -> str:
        """The cell's text; safe."""
        return shown(self.value(row))

    def items(self, row: Any) -> list[str]:
        """What the cell's text lists; the text itself where that is no list, or an empty one. Safe."""
        value = self.value(row)
        return list(map(shown, value)) if isinstance(value, list | tuple) and value else [shown(value)]
