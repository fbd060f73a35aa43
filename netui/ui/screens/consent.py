"""The second question before a change that could cut an ssh connection: it wants a word, not a key."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Key
from textual.screen import ModalScreen

from netui.ui import ink
from netui.ui.cells import Cell, wrap
from netui.ui.forms.entry import Entry
from netui.ui.ink import CURSOR, FAINT, STRONG, WARN
from netui.ui.keynames import key_of
from netui.ui.style import sheet
from netui.ui.widgets.drawn import Drawn, Line
from netui.ui.widgets.lines import Hint, KeyLine
from netui.width import in_ascii

_WORD = "yes"
_BOX = 6
_FRAME = 2


class Question(Drawn, can_focus=True):
    """What could be cut, by what, what is done about it, and the word."""

    def __init__(self, threat: str, commands: Sequence[str], seconds: int) -> None:
        super().__init__()
        self.entry = Entry()
        self._threat = threat
        self._commands = commands
        self._seconds = seconds
        self._lines: list[Line] = []

    @property
    def agreed(self) -> bool:
        """Whether the word stands there."""
        return self.entry.text.strip().casefold() == _WORD

    def adapt(self) -> None:
        """The lines for this width."""
        self._lines = list(self._all(max(20, self.size.width - 4)))
        self.styles.height = len(self._lines) + _FRAME

    def draw(self) -> None:
        """Show what was typed."""
        self.adapt()
        self.renew()

    def _all(self, width: int) -> Iterator[Line]:
        yield (), ""
        yield from _text(f"{self._threat}.", width, WARN)
        yield (), ""
        for command in self._commands:
            yield from _text(command, width, STRONG)
        yield (), ""
        keep = key_of("explore.keep", "K")
        yield from _text(
            f"A watchdog puts it back after {self._seconds} s unless you keep it: {keep} here, or netui confirm. "
            "It does so too when this terminal hangs, or netui is killed.", width,
        )  # fmt: skip
        yield (), ""
        before, under, behind = self.entry.window(_BOX)
        rest = " " * max(0, _BOX - len(before) - len(under) - len(behind))
        yield (
            Cell(f"  Type {_WORD} to do it: ["), Cell(before), Cell(under, CURSOR), Cell(behind + rest), Cell("]"),
            Cell(f"  then {key_of('consent.agree', 'Enter')}" if self.agreed else "", FAINT),
        ), ""  # fmt: skip
        yield (), ""

    def line(self, y: int, _width: int) -> Line:
        """One of them."""
        return self._lines[y] if y < len(self._lines) else ((), "")


def _text(text: str, width: int, color: str = "") -> Iterator[Line]:
    for part in wrap(text, width):
        yield (Cell("  "), Cell(part, color)), ""


class Consent(ModalScreen[bool]):
    """Answers whether it is to be done all the same. All text is safe."""

    CSS_PATH = sheet("consent")
    COMPONENT_CLASSES: ClassVar[set[str]] = set(ink.EVERY)
    BINDING_GROUP_TITLE = "Before a change that could cut you off"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "agree", "do it", id="consent.agree", tooltip="do it, once the word is typed"),
        Binding("escape", "leave", "leave", key_display="Esc", id="consent.leave", tooltip="leave, and do nothing"),
    ]

    def __init__(self, threat: str, commands: Sequence[str], seconds: int) -> None:
        super().__init__()
        self._question = Question(threat, commands, seconds)
        self._keys = KeyLine()

    def compose(self) -> ComposeResult:
        """The question, and the keys."""
        yield self._question
        yield self._keys

    def on_mount(self) -> None:
        """Say what it is about."""
        title = "This could cut you off"
        self._question.border_title = Content(in_ascii(title) if self.app.has_class("-ascii") else title)
        self._show_keys()

    def _show_keys(self) -> None:
        agree, leave = key_of("consent.agree", "Enter"), key_of("consent.leave", "Esc")
        self._keys.present([Hint(agree, "do it", self._question.agreed), Hint(leave, "leave")])

    def on_key(self, event: Key) -> None:
        """What is typed is the word, or not."""
        entry = self._question.entry
        if event.is_printable and event.character:
            if len(entry.text) < _BOX - 1:
                entry.insert(event.character)
        elif not entry.key(event.key):
            return
        event.stop()
        event.prevent_default()
        self._question.draw()
        self._show_keys()

    def action_agree(self) -> None:
        """Do it, where the word was typed."""
        if self._question.agreed:
            self.dismiss(True)

    def action_leave(self) -> None:
        """Do nothing."""
        self.dismiss(False)
