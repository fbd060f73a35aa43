"""A page to read over the explorer: lines that may go on coming."""

from collections.abc import Callable
from threading import Thread
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

from netui.ui import ink
from netui.ui.document import Document
from netui.ui.style import sheet
from netui.ui.widgets.detail import DetailPane

Show = Callable[[Document], None]
"""Puts another document on the page; may be called from any thread."""


class Page(ModalScreen[None]):
    """Shows a document. `fill` runs in a thread of its own, until `ended` says that nobody reads any more."""

    CSS_PATH = sheet("page")
    AUTO_FOCUS = "DetailPane"
    COMPONENT_CLASSES: ClassVar[set[str]] = set(ink.EVERY)
    BINDING_GROUP_TITLE = "On a page"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss", "back", id="page.back", tooltip="back"),
        Binding("y", "copy", "copy", id="page.copy", tooltip="copy the line under the cursor"),
    ]

    def __init__(self, document: Document, fill: "Callable[[Page], None]", copy: Callable[[str, str], Any]) -> None:
        super().__init__()
        self._document = document
        self._fill = fill
        self._copy = copy
        self.ended = False
        """Whether it was left."""
        self._pane = DetailPane()

    def compose(self) -> ComposeResult:
        """One pane to read."""
        yield self._pane

    def on_mount(self) -> None:
        """Show what is known, and begin to fill the rest."""
        self._pane.present(None, self._document)
        Thread(target=self._fill, args=(self,), daemon=True).start()  # netui's end does not wait for an answer

    def show(self, document: Document, *, follow: bool = False) -> None:
        """Put another document on the page, from any thread; `follow` keeps its end in sight."""
        if not self.ended and self.app.is_running:
            self.app.call_from_thread(self._present, document, follow)

    def _present(self, document: Document, follow: bool) -> None:
        self._pane.present(None, document)
        if follow:
            self._pane.action_last()

    def action_copy(self) -> None:
        """Copy the line under the cursor."""
        self._copy("this line", self._pane.here)

    def on_unmount(self) -> None:
        """Nobody reads any more."""
        self.ended = True
