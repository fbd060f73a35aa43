"""A small list to choose one thing from: by its letter, or by moving and Enter."""

from collections.abc import Sequence
from typing import ClassVar

from msgspec import Struct
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Key
from textual.screen import ModalScreen

from netui.ui import ink
from netui.ui.cells import Cell, Column, cell_width
from netui.ui.ink import FAINT, KEY
from netui.ui.style import sheet
from netui.ui.widgets.table import Table

_FRAME = 7
"""Cells beside the rows: border, margin, scroll bar."""
_WIDEST = 76
PRINT = "v"
"""The letter that prints what could be copied: no other choice of the copy menu has it."""


class Choice(Struct, frozen=True):
    """One thing to choose. All text is safe."""

    key: str
    """The letter that chooses it at once."""
    text: str
    detail: str = ""
    """What it would be: shown beside it."""


class Menu(ModalScreen[int | None]):
    """Asks for one of the choices; answers its number, or None where it was left with Esc."""

    CSS_PATH = sheet("menu")
    COMPONENT_CLASSES: ClassVar[set[str]] = set(ink.EVERY)
    BINDING_GROUP_TITLE = "In a menu"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss", "back", id="menu.back", tooltip="back"),
    ]

    def __init__(self, title: str, choices: Sequence[Choice], *, at: int = 0) -> None:
        super().__init__()
        self._at = at
        """Number of the choice that the cursor is on first."""
        self._title = title
        self._choices = choices
        self._typed = ""
        """What was typed to go to a choice."""
        widest = max(cell_width(one.text) for one in choices)
        detail = max(cell_width(one.detail) for one in choices)
        columns = (
            Column("", 1, 1),
            Column("", widest, min(widest, 12), cut="end"),
            Column("", max(1, detail), 1, grow=1, priority=3, cut="end"),
        )
        self._table = Table(columns, heading=False)
        self._width = min(_WIDEST, 1 + widest + detail + 4 + _FRAME)

    def compose(self) -> ComposeResult:
        """The choices."""
        yield self._table

    def on_mount(self) -> None:
        """Fit the box to what is in it."""
        rows = range(len(self._choices))
        table = self._table
        table.border_title = table.titled(self._title)
        table.styles.width = self._width
        table.styles.height = len(rows) + 2
        table.show(rows, lambda key: self._cells(int(str(key))), ())
        table.move_to(min(self._at, len(rows) - 1))

    def _cells(self, number: int) -> tuple[Cell, ...]:
        one = self._choices[number]
        return Cell(one.key, KEY), Cell(one.text), Cell(one.detail, FAINT)

    def on_table_opened(self, message: Table.Opened) -> None:
        """The row under the cursor is chosen."""
        self.dismiss(int(str(message.table.cursor)))

    def on_key(self, event: Key) -> None:
        """A choice's own letter; else to the choice that begins as one types."""
        for number, one in enumerate(self._choices):
            if one.key and event.character == one.key:
                event.stop()
                self.dismiss(number)
                return
        if event.is_printable and event.character:
            self._go_to(self._typed + event.character) or self._go_to(event.character)

    def _go_to(self, typed: str) -> bool:
        """To the first choice that begins so; False where none does."""
        self._typed = typed
        found = (
            number for number, one in enumerate(self._choices) if one.text.casefold().startswith(typed.casefold())
        )
        number = next(found, None)
        return number is not None and self._table.move_to(number)
