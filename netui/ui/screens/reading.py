"""A page to read over the explorer: lines that may go on coming."""

from collections.abc import Callable
from threading import Thread
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

from netui.ui import ink
from netui.ui.document import Document
from netui.ui.keynames import key_of
from netui.ui.style import sheet
from netui.ui.widgets.detail import DetailPane
from netui.ui.widgets.lines import Hint, KeyLine
from netui.ui.widgets.typed import TypedLine

Show = Callable[[Document], None]
"""Puts another document on the page; may be called from any thread."""


class Page(ModalScreen[None]):
    """Shows a document, all of it or the lines that hold what was typed.

    `fill` runs in a thread of its own, until `ended` says that nobody reads any more.
    """

    CSS_PATH = sheet("page")
    AUTO_FOCUS = "DetailPane"
    COMPONENT_CLASSES: ClassVar[set[str]] = set(ink.EVERY)
    BINDING_GROUP_TITLE = "On a page"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "back", "back", id="page.back", tooltip="all lines again; back"),
        Binding("slash", "find", "find", id="page.find", tooltip="show only the lines that hold a text"),
        Binding("y", "copy", "copy", id="page.copy", tooltip="copy the command, or the line, under the cursor"),
    ]

    def __init__(self, document: Document, fill: "Callable[[Page], None]", copy: Callable[[str, str], Any]) -> None:
        super().__init__()
        self._document = document
        self._fill = fill
        self._copy = copy
        self.ended = False
        """Whether it was left."""
        self._pane = DetailPane()
        self._typed = TypedLine("/", "Enter keeps it, Esc shows all")
        self._typed.display = False
        self._keys = KeyLine()

    def compose(self) -> ComposeResult:
        """One pane to read, and the keys that work."""
        yield self._pane
        yield self._typed
        yield self._keys

    def on_mount(self) -> None:
        """Show what is known, and begin to fill the rest."""
        self._pane.present(None, self._document)
        self._keys.present(
            [
                Hint(key_of("page.find", "/"), "find"),
                Hint(key_of("page.copy", "y"), "copy"),
                Hint(key_of("page.back", "Esc"), "back"),
            ]
        )
        Thread(target=self._fill, args=(self,), daemon=True).start()  # netui's end does not wait for an answer

    def show(self, document: Document, *, follow: bool = False) -> None:
        """Put another document on the page, from any thread; `follow` keeps its end in sight."""
        if not self.ended and self.app.is_running:
            self.app.call_from_thread(self._present, document, follow)

    def _present(self, document: Document, follow: bool) -> None:
        self._pane.present(None, document)
        if follow:
            self._pane.action_last()

    def action_back(self) -> None:
        """All lines again, then back."""
        if self._pane.filter:
            self._pane.filter = ""
        else:
            self.dismiss(None)

    def action_find(self) -> None:
        """Type what the lines must hold."""
        self._typed.display, self._keys.display = True, False
        self._typed.begin(self._pane.filter)
        self.set_focus(self._typed)

    @on(TypedLine.Changed)
    def _find_typed(self, message: TypedLine.Changed) -> None:
        self._pane.filter = message.text

    @on(TypedLine.Ended)
    def _find_ended(self, message: TypedLine.Ended) -> None:
        self._pane.filter = message.text
        self._typed.display, self._keys.display = False, True
        self.set_focus(self._pane)

    def action_copy(self) -> None:
        """Copy the command that the line under the cursor tells, else the line."""
        if isinstance(self._pane.object, str) and self._pane.object:
            self._copy("the command", self._pane.object)
        else:
            self._copy("this line", self._pane.here)

    def on_unmount(self) -> None:
        """Nobody reads any more."""
        self.ended = True
