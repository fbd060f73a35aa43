"""The dialog over a change that was broken off: finish it, revert it, leave it as it is, or decide later."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import ModalScreen
from textual.worker import get_current_worker

from netui.core.changing.broken import Broken
from netui.core.changing.runner import Done
from netui.core.history.record import Recovery
from netui.errors import NetuiError
from netui.ui import ink
from netui.ui.keynames import key_of
from netui.ui.style import sheet
from netui.ui.widgets.lines import Hint, KeyLine
from netui.ui.widgets.recovery import Offer, RecoveryPane


class RecoveryScreen(ModalScreen[Done | None]):
    """Answers what was done, or None where it was left to be decided later.

    `carry` goes one of the ways in the calling thread, and raises NetuiError.
    """

    CSS_PATH = sheet("form")
    AUTO_FOCUS = "RecoveryPane"
    COMPONENT_CLASSES: ClassVar[set[str]] = set(ink.EVERY)
    BINDING_GROUP_TITLE = "In the dialog"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+y", "copy", "copy", id="recovery.copy", tooltip="copy the commands"),
        Binding("escape", "later", "later", key_display="Esc", id="recovery.later", tooltip="decide later"),
    ]

    def __init__(
        self,
        broken: Broken,
        offers: Mapping[Recovery, Offer],
        carry: Callable[[Recovery], Done],
        copy: Callable[[str, str], Any],
    ) -> None:
        super().__init__()
        self._pane = RecoveryPane(broken, offers)
        self._keys = KeyLine()
        self._carry = carry
        self._copy = copy

    def compose(self) -> ComposeResult:
        """What was broken off, and the keys that work."""
        yield self._pane
        yield self._keys

    def on_mount(self) -> None:
        """Say what it is."""
        self._pane.border_title = Content("A change was broken off")
        self._show_keys()

    def _show_keys(self) -> None:
        verb = {"finish": "finish", "revert": "revert", "leave": "leave it"}[self._pane.how]
        able = not self._pane.offer.refusal
        others = [
            Hint(key_of("recovery.next", "Tab"), "another way"),
            Hint(key_of("recovery.copy", "^y"), "copy"),
            Hint(key_of("recovery.later", "Esc"), "later"),
        ]
        self._keys.present([Hint(key_of("recovery.submit", "Enter"), verb, able), *others])

    def on_recovery_pane_chosen(self) -> None:
        """Another way may be possible or not."""
        self._show_keys()

    def on_recovery_pane_submitted(self) -> None:
        """Go the way; keys wait meanwhile."""
        self._pane.running = True
        self._pane.draw()
        self._run(self._pane.how)

    @work(thread=True, exit_on_error=False)
    def _run(self, how: Recovery) -> None:
        worker = get_current_worker()
        try:
            done = self._carry(how)
        except NetuiError as error:
            if not worker.is_cancelled:
                self.app.call_from_thread(self._refused, error)
            return
        if not worker.is_cancelled:
            self.app.call_from_thread(self.dismiss, done)

    def _refused(self, error: NetuiError) -> None:
        self._pane.refuse(error.message, error.hint)
        self._show_keys()

    def action_copy(self) -> None:
        """Copy the commands of the chosen way."""
        self._copy("the commands", "\n".join(self._pane.offer.commands))

    def action_later(self) -> None:
        """Decide later; what runs is waited for."""
        if not self._pane.running:
            self.dismiss(None)
