"""A container's log over the explorer: it goes on as it comes, and can be searched."""

from collections.abc import Callable
from threading import Thread
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import ModalScreen

from netui.core.logs import LogReader
from netui.model.log import LogRequest
from netui.text import safe
from netui.ui import ink
from netui.ui.keynames import key_of
from netui.ui.style import sheet
from netui.ui.widgets.lines import Hint, KeyLine
from netui.ui.widgets.log import LIMIT, LogPane
from netui.ui.widgets.typed import TypedLine
from netui.width import in_ascii


class LogScreen(ModalScreen[None]):
    """Reads a log for as long as it is shown."""

    CSS_PATH = sheet("page")
    AUTO_FOCUS = "LogPane"
    COMPONENT_CLASSES: ClassVar[set[str]] = set(ink.EVERY)
    BINDING_GROUP_TITLE = "In a log"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "leave", "back", id="log.leave", tooltip="all lines again; then back"),
        Binding("slash", "filter", "filter", id="log.filter", tooltip="only lines that hold a text"),
        Binding("y", "copy", "copy", id="log.copy", tooltip="copy the lines in sight"),
    ]

    def __init__(self, request: LogRequest, copy: Callable[[str, str], Any]) -> None:
        super().__init__()
        self._name = safe(request.container.name)
        self._copy = copy
        self._reader = LogReader(request, self._told, limit=LIMIT)
        self._pane = LogPane()
        self._filter = ""
        self._filter_line = TypedLine("/", "Enter keeps it, Esc shows all")
        self._filter_line.display = False
        self._keys = KeyLine()
        self._state = ""

    def compose(self) -> ComposeResult:
        """The lines, what is typed, the keys."""
        yield self._pane
        yield self._filter_line
        yield self._keys

    def on_mount(self) -> None:
        """Begin to read."""
        self._entitle()
        hints = (
            ("log.filter", "/", "filter"),
            ("log.last", "G", "end, and what comes"),
            ("log.copy", "y", "copy"),
            ("log.leave", "Esc", "back"),
        )
        self._keys.present([Hint(key_of(identity, usual), word) for identity, usual, word in hints])
        Thread(target=self._reader.read, name="log-told", daemon=True).start()

    def on_unmount(self) -> None:
        """Nobody reads any more."""
        self._reader.close()

    def _told(self, lines: list[str], state: str) -> None:
        """In the reader's thread."""
        if self.is_attached and self.app.is_running:
            self.app.call_from_thread(self._take, lines, state)

    def _take(self, lines: list[str], state: str) -> None:
        self._state = state
        self._pane.add(lines)
        self._entitle()

    def _entitle(self) -> None:
        """Which lines are shown; what became of the container."""
        pane = self._pane
        counted = f"{pane.total} line{'' if pane.total == 1 else 's'}"
        if self._filter:
            counted = f"{pane.shown} of {counted} /{safe(self._filter)}"
        left = f"{pane.left_out} earlier ones are left out" if pane.left_out else ""
        ends = f"{self._name}: {self._state}" if self._state else ""
        title = "  ".join(filter(None, (self._name, "log", counted, left)))
        below = ends or ("" if pane.follows else f"{key_of('log.last', 'G')} goes to the end, and follows")
        ascii_only = self.app.has_class("-ascii")
        pane.border_title = Content(in_ascii(title) if ascii_only else title)
        pane.border_subtitle = Content(in_ascii(below) if ascii_only else below) if below else None

    def on_log_pane_scrolled(self) -> None:
        """Whether the end is in sight may have changed."""
        self._entitle()

    @on(TypedLine.Changed)
    def _narrowed(self, message: TypedLine.Changed) -> None:
        self._filter = message.text
        self._pane.narrow(message.text)
        self._entitle()

    @on(TypedLine.Ended)
    def _filter_ended(self, message: TypedLine.Ended) -> None:
        self._narrowed(message)
        self._filter_line.display = False
        self.set_focus(self._pane)

    def action_filter(self) -> None:
        """Type what the lines must hold."""
        self._filter_line.display = True
        self._filter_line.begin(self._filter)
        self.set_focus(self._filter_line)

    def action_copy(self) -> None:
        """Copy the lines in sight."""
        self._copy("the lines in sight", "\n".join(self._pane.window))

    def action_leave(self) -> None:
        """All lines again; then back."""
        if self._filter:
            self._narrowed(TypedLine.Changed(self._filter_line, ""))
        else:
            self.dismiss(None)
