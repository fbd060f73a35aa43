"""The command palette: commands and objects, found while one types."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.screen import ModalScreen

from netui.model.snapshot import Snapshot
from netui.ui import ink
from netui.ui.cells import Cell, Column
from netui.ui.ink import FAINT, KEY, WARN
from netui.ui.palette import Entry
from netui.ui.style import sheet
from netui.ui.widgets.table import Table
from netui.ui.widgets.typed import TypedLine

_COLUMNS = (
    Column("", 28, 16, cut="middle", grow=2, runs_on=True),
    Column("", 10, 9, priority=2, cut="end", runs_on=True),
    Column("", 30, 12, priority=2, grow=2, cut="end", runs_on=True),
    Column("", 9, 6, priority=2),
)


class Palette(ModalScreen[Entry | None]):
    """Answers the entry that was chosen; None where it was left with Esc. `find` gives what fits a text."""

    CSS_PATH = sheet("palette")
    AUTO_FOCUS = "TypedLine"
    COMPONENT_CLASSES: ClassVar[set[str]] = set(ink.EVERY)
    BINDING_GROUP_TITLE = "In the palette"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,ctrl+p", "move(-1)", "up", id="palette.up", tooltip="to the row above"),
        Binding("down,ctrl+n", "move(1)", "down", id="palette.down", tooltip="to the row below"),
        Binding("pageup", "page(-1)", "page up", id="palette.page-up", tooltip="a screenful up"),
        Binding("pagedown", "page(1)", "page down", id="palette.page-down", tooltip="a screenful down"),
    ]

    def __init__(self, find: Callable[[str], Sequence[Entry]]) -> None:
        super().__init__()
        self._find = find
        self._found: Sequence[Entry] = ()
        self._typed = ""
        self._line = TypedLine(": ", "a command, or a name, an address, a MAC to jump to")
        self._table = Table(_COLUMNS, heading=False)
        self._table.can_focus = False
        self._table.attended = True

    def compose(self) -> ComposeResult:
        """What is typed, and what fits."""
        box = Container(self._line, self._table, id="box")
        box.border_title = Content("Commands and objects")
        yield box

    def on_mount(self) -> None:
        """Everything, before a letter is typed."""
        self._show("")

    def renew(self, _snapshot: Snapshot) -> None:
        """The host has changed: what was not there yet may be found now."""
        if not self._found:
            self._show(self._typed)

    def _show(self, text: str) -> None:
        self._typed = text
        self._found = self._find(text)
        empty = ("Nothing fits.", "Try a part of a name, an address such as 10.0.0.1, or a word of a command.")
        self._table.show(range(len(self._found)), self._cells, empty)
        self._table.action_first()

    def _cells(self, key: object) -> tuple[Cell, ...]:
        one = self._found[int(str(key))]
        if one.action:  # its key says that it is a command
            key = Cell(one.key or " ", KEY)  # not empty: no reason runs on into this column
            return Cell(one.text, FAINT if one.reason else ""), Cell(one.reason, WARN), Cell(""), key
        return Cell(one.text), Cell(one.what, FAINT), Cell(one.detail, FAINT), Cell("")

    def on_typed_line_changed(self, message: TypedLine.Changed) -> None:
        """Another letter."""
        self._show(message.text)

    def on_typed_line_ended(self, message: TypedLine.Ended) -> None:
        """Enter chooses, Esc leaves."""
        self.dismiss(self._found[int(str(self._table.cursor))] if message.kept and self._found else None)

    def on_table_opened(self) -> None:
        """A second click on a row chooses it."""
        self.dismiss(self._found[int(str(self._table.cursor))])

    def action_move(self, rows: int) -> None:
        """Move the cursor by that many rows."""
        self._table.action_move(rows)

    def action_page(self, pages: int) -> None:
        """Move the cursor by that many screenfuls."""
        self._table.action_page(pages)
