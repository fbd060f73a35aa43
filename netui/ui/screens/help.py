"""The keys of the place where one is, made from its bindings."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

from netui.objects.filter import PREFIXES
from netui.ui import ink
from netui.ui.cells import Cell
from netui.ui.document import Document
from netui.ui.keynames import key_of
from netui.ui.keys import Group
from netui.ui.style import sheet
from netui.ui.widgets.detail import DetailPane


class Help(ModalScreen[None]):
    """A list of keys."""

    CSS_PATH = sheet("help")
    COMPONENT_CLASSES: ClassVar[set[str]] = set(ink.EVERY)
    BINDING_GROUP_TITLE = "In the help"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,f1,q", "dismiss", "back", id="help.back", tooltip="back"),
    ]

    def __init__(self, groups: Sequence[Group]) -> None:
        super().__init__()
        self._groups = groups
        self._pane = DetailPane()

    def compose(self) -> ComposeResult:
        """One pane to read."""
        yield self._pane

    def on_mount(self) -> None:
        """Write the keys, by place."""
        document = Document("Keys", f"{key_of('help.back', 'Esc')} leads back")
        for title, keys in self._groups:
            document.section(title)
            for key, does in keys:
                document.fact(f"  {key}", Cell(does))
        document.section("In words")
        document.text("▸ is the cursor; • marks what belongs to the object that is selected, in the other lists.")
        document.text(
            "+ has just come, ~ has just changed, ✓ you marked. A grey key cannot act: press it to hear why."
        )
        document.text(f"A filter takes any text, or {PREFIXES} before a word.")
        document.text("Twice a click opens; the wheel moves a list.", ink.FAINT)
        self._pane.present(None, document)
