"""Presentation: the last keys and the commands as they run, for who looks over one's shoulder."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual.app import App
from textual.events import Key
from textual.keys import format_key

from netui.core.changing.changes import Changes
from netui.errors import NetuiError
from netui.text import safe
from netui.ui.widgets.audience import Audience
from netui.ui.widgets.drawn import Drawn

if TYPE_CHECKING:
    from netui.core.changing.broken import Broken
    from netui.core.changing.runner import Done
    from netui.core.guard.pending import Pending
    from netui.core.history.history import Entry
    from netui.core.history.record import Act, Recovery
    from netui.operations.operation import Operation, Plan

PRESENTING, MASKED = "-presenting", "-masked"
"""Classes of the app."""


class Presenting:
    """What presentation adds to the screen that is shown."""

    def __init__(self, app: App[Any]) -> None:
        self._app = app
        self._band = Audience()

    @property
    def on(self) -> bool:
        """Whether somebody presents."""
        return self._app.has_class(PRESENTING)

    def toggle(self) -> bool:
        """Begin, or end; True where it has begun."""
        self._app.toggle_class(PRESENTING)
        if self.on:
            self._band = Audience()
            self._show()
        else:
            self._band.remove()
        self.redraw()
        return self.on

    def redraw(self) -> None:
        """Draw everything again, on all screens: spacing, cursor and masks are others."""
        for screen in self._app.screen_stack:
            for one in screen.query(Drawn):
                one.forget()

    def follow(self) -> None:
        """Another screen is on top."""
        if self.on:
            self._show()

    def _show(self) -> None:
        """The band belongs to the screen on top."""
        screen = self._app.screen
        if self._band.parent is screen:
            return
        if self._band.parent is not None:
            pressed = self._band
            self._band = Audience()
            self._band.take_over(pressed)
            pressed.remove()
        screen.mount(self._band)

    def press(self, key: Key) -> None:
        """A key was pressed."""
        if self.on:
            self._show()
            shown = key.character if key.is_printable and key.character != " " else format_key(key.key)
            self._band.press(safe(shown or key.key))

    def run(self, commands: tuple[str, ...]) -> None:
        """Commands run now; from any thread."""
        self._tell(lambda: self._band.run(commands))

    def end(self, result: str, *, well: bool) -> None:
        """They have ended; from any thread."""
        self._tell(lambda: self._band.end(result, well=well))

    def _tell(self, call: Callable[[], None]) -> None:
        if self.on and self._app.is_running:
            self._app.call_from_thread(call)


class PresentedChanges:
    """Changes whose commands are shown as they run."""

    def __init__(self, changes: Changes, presenting: Presenting) -> None:
        self._changes = changes
        self._presenting = presenting
        self.refusal = changes.refusal

    def carry_out(self, operation: "Operation", values: dict[str, Any], plan: "Plan", confirm: int = 0) -> "Done":
        """Do what was planned, and show it. Raises NetuiError."""
        return self._shown(plan, lambda: self._changes.carry_out(operation, values, plan, confirm))

    def way(self, act: "Act") -> "Plan":
        """What undo, or redo, would do now. Raises NetuiError."""
        return self._changes.way(act)

    def back(self, act: "Act", plan: "Plan", confirm: int = 0) -> "Done":
        """Undo, or redo, what was planned, and show it. Raises NetuiError."""
        return self._shown(plan, lambda: self._changes.back(act, plan, confirm))

    def waiting(self) -> "Pending | None":
        """The change that waits to be kept. Raises NetuiError."""
        return self._changes.waiting()

    def keep(self, waiting: "Pending") -> bool:
        """Keep it; False where it was too late. Raises NetuiError."""
        return self._changes.keep(waiting)

    def put_back(self, waiting: "Pending") -> None:
        """Have it put back now. Raises NetuiError."""
        self._changes.put_back(waiting)

    def outcome(self, waiting: "Pending") -> "Entry | None":
        """How it was put back; None where it was not. Raises NetuiError."""
        return self._changes.outcome(waiting)

    def kept(self, waiting: "Pending") -> bool:
        """Whether somebody has kept it. Raises NetuiError."""
        return self._changes.kept(waiting)

    def entries(self) -> "tuple[Entry, ...]":
        """What was done so far, the last one last. Raises NetuiError."""
        return self._changes.entries()

    def broken(self) -> "tuple[Broken, ...]":
        """What was broken off, the last one last. Raises NetuiError."""
        return self._changes.broken()

    def recovery(self, how: "Recovery", identity: int) -> "Plan":
        """What recovering it would do now. Raises NetuiError."""
        return self._changes.recovery(how, identity)

    def recover(self, how: "Recovery", identity: int) -> "Done":
        """Finish it, revert it, or leave it as it is. Raises NetuiError."""
        plan = self._changes.recovery(how, identity) if self._presenting.on else None
        return self._shown(plan, lambda: self._changes.recover(how, identity))

    def _shown(self, plan: "Plan | None", call: "Callable[[], Done]") -> "Done":
        if plan:
            self._presenting.run(tuple(plan.commands))
        try:
            done = call()
        except NetuiError as error:
            self._presenting.end(error.message, well=False)
            raise
        took = f" in {done.entry.ended.took * 1000:.0f} ms" if done.entry.ended else ""
        self._presenting.end(done.message or f"done{took}", well=not done.message)
        return done
