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

_SIGNS = (
    ("▸", "the cursor"),
    ("•", "belongs to what is selected in another list: its peer, its bridge, its container, …"),
    ("+", "has just come"),
    ("~", "has just changed"),
    ("✓", "marked by you: delete, up, down and others act on all that are marked"),
)


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
        document.section("Signs before a row")
        for sign, means in _SIGNS:
            document.fact(f"  {sign}", Cell(means))
        document.section("In words")
        document.text("A grey key cannot act: press it to hear why.")
        more = key_of("explore.enlarge", "+")
        document.text(f"Where a list or a table has no room for all its columns, {more} gives it more.")
        document.text(f"A filter takes any text, or {PREFIXES} before a word.")
        document.text("Twice a click opens; the wheel moves a list.", ink.FAINT)
        self._pane.present(None, document)
