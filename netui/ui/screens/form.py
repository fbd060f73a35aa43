"""A form over one operation: filled in, looked at, carried out; stays with the reason where it is refused."""

from collections.abc import Callable
from typing import Any, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.worker import get_current_worker

from netui.errors import NetuiError, ThreatError
from netui.model.snapshot import Snapshot
from netui.operations.operation import Operation, Plan
from netui.ui import ink
from netui.ui.cells import shorten
from netui.ui.forms.form import Form
from netui.ui.keynames import key_of
from netui.ui.style import sheet
from netui.ui.widgets.form import FormPane
from netui.ui.widgets.lines import Hint, KeyLine

Carry = Callable[[Operation, dict[str, Any], Plan, int], Any]
"""Has a plan carried out, in the calling thread, to be kept within so many seconds. Raises NetuiError."""

RUNNING = object()
"""The answer of a form that was left while its change ran."""


class FormScreen(ModalScreen[Any]):
    """Answers what `carry` gave, or None where it was left with Esc; `RUNNING` where the change goes on."""

    CSS_PATH = sheet("form")
    AUTO_FOCUS = "FormPane"
    COMPONENT_CLASSES: ClassVar[set[str]] = set(ink.EVERY)
    BINDING_GROUP_TITLE = "In a form"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+y", "copy", "copy", id="form.copy", tooltip="copy the commands"),
        Binding("escape", "leave", "leave", key_display="Esc", id="form.leave", tooltip="leave, and do nothing"),
    ]

    def __init__(self, form: Form, carry: Carry, copy: Callable[[str, str], Any]) -> None:
        super().__init__()
        self._copy = copy
        self._pane = FormPane(form)
        self._keys = KeyLine()
        self._carry = carry

    def compose(self) -> ComposeResult:
        """The fields, and the keys that work."""
        yield self._pane
        yield self._keys

    def on_mount(self) -> None:
        """Say what it is."""
        operation = self._pane.form.operation
        title = f"{operation.noun} {operation.verb}".strip()
        text = shorten(title, 74, "end")
        self._pane.border_title = self._pane.titled(text)
        self._show_keys()

    def renew(self, snapshot: Snapshot) -> None:
        """The host has changed: check again what was typed."""
        if not self._pane.running:
            self._pane.form.renew(snapshot)
            self._pane.draw()

    def _show_keys(self) -> None:
        plan = self._pane.form.plan
        verb = self._pane.form.operation.verb or self._pane.form.operation.noun
        keys = [Hint(key_of("form.submit", "Enter"), verb, plan is not None)]
        field = self._pane.field
        if field:
            keys.append(Hint(key_of("form.next", "Tab"), "next field"))
        if field and self._pane.form.offers(field):
            keys += [Hint("→", "take")] if self._pane.ghost else []
            keys.append(Hint(key_of("form.choose", "^o"), "choose"))
        keys += [Hint(key_of("form.copy", "^y"), "copy"), Hint(key_of("form.leave", "Esc"), "leave")]
        self._keys.present(keys)

    def on_form_pane_moved(self) -> None:
        """Another field may offer something."""
        self._show_keys()

    def on_form_pane_edited(self) -> None:
        """What can be done may be another thing now."""
        self._show_keys()

    def on_form_pane_choosing(self) -> None:
        """A list of what is offered for the field."""
        from netui.ui.screens.menu import Choice, Menu

        field = self._pane.field
        if field is None:
            return
        offers = self._pane.form.offers(field)
        choices = [Choice("", one.text, one.about) for one in offers]

        def chosen(number: int | None) -> None:
            if number is not None:
                self._pane.take(offers[number].text)

        self.app.push_screen(Menu(field.name.replace("_", " "), choices), chosen)

    def on_form_pane_submitted(self) -> None:
        """Carry it out; keys wait meanwhile."""
        plan = self._pane.form.plan
        if plan is not None:
            self._carry_out(plan, 0)

    def _carry_out(self, plan: Plan, confirm: int) -> None:
        form = self._pane.form
        self._pane.running = True
        self._pane.draw()
        self._run(form.operation, form.values, plan, confirm)

    @work(thread=True, exit_on_error=False)
    def _run(self, operation: Operation, values: dict[str, Any], plan: Plan, confirm: int) -> None:
        worker = get_current_worker()
        try:
            done = self._carry(operation, values, plan, confirm)
        except NetuiError as error:
            if not worker.is_cancelled:
                self.app.call_from_thread(self._refused, error, plan)
            return
        if not worker.is_cancelled:
            self.app.call_from_thread(self.dismiss, done)

    def _refused(self, error: NetuiError, plan: Plan) -> None:
        self._pane.running = False
        threat = isinstance(error, ThreatError)
        self._pane.refusal = (error.message, "" if threat else error.hint)
        self._pane.draw()
        if threat:
            self._ask(error.message, plan)

    def _ask(self, threat: str, plan: Plan) -> None:
        """The second question."""
        from netui.core.guard.guarding import USUAL
        from netui.ui.screens.consent import Consent

        def answered(agreed: bool | None) -> None:
            if agreed:
                self._pane.refusal = ("", "")
                self._carry_out(plan, USUAL)

        self.app.push_screen(Consent(threat, plan.commands, USUAL), answered)

    def action_copy(self) -> None:
        """Copy the commands, ready to be pasted into a shell."""
        plan = self._pane.form.plan
        if plan:
            self._copy("the commands", "\n".join(plan.commands))

    def action_leave(self) -> None:
        """Leave, and do nothing; a change that runs goes on, and what comes of it is told later."""
        self.dismiss(RUNNING if self._pane.running else None)
