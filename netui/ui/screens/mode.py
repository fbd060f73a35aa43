"""What every mode of the program shares: a screen that fills the terminal, shows the host in its way, and has the
keys that mean the same wherever one looks from."""

from abc import abstractmethod
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.screen import Screen

from netui.core.host import Interest
from netui.model.diff import Change
from netui.model.snapshot import Snapshot
from netui.ui import ink, keys, operating
from netui.ui.filling import Spot, filled_in, named_in, noun_of
from netui.ui.keynames import key_of
from netui.ui.reasons import why_not
from netui.ui.subject import Subject
from netui.ui.view import View
from netui.ui.widgets.countdown import Countdown
from netui.ui.widgets.lines import TopLine

if TYPE_CHECKING:
    from netui.core.guard.pending import Pending
    from netui.core.history.record import Act

LEAST_COLUMNS, LEAST_ROWS = 60, 18
"""The smallest terminal that is drawn in."""


class Mode(Screen[None]):
    """One way to look at the host (explore, map, …). The app presents a view to the mode that is shown."""

    COMPONENT_CLASSES: ClassVar[set[str]] = set(ink.EVERY)
    BINDING_GROUP_TITLE = "Explore, map"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("colon,ctrl+p", "palette", "commands", key_display=":", id="explore.palette",
                tooltip="find a command or an object"),
        Binding("y", "copy", "copy", id="explore.copy", tooltip="copy name, address, MAC, command or JSON"),
        *(
            Binding(key, f"operate('{key}')", one.word, id=f"operation.{one.word}", tooltip=one.does)
            for key, one in operating.KEYS.items()
        ),
        Binding("z", "back_in_time('undo')", "undo", show=False, id="explore.undo", tooltip="undo the last change"),
        Binding("Z", "back_in_time('redo')", "redo", show=False, id="explore.redo", tooltip="do it again"),
        Binding("K", "keep", "keep", show=False, id="explore.keep",
                tooltip="keep the change that waits for it; else it is put back"),
        Binding("at", "log", "log", show=False, key_display="@", id="explore.log",
                tooltip="commands that netui ran, and what others did"),
        Binding("R,ctrl+r", "refresh", "refresh", show=False, id="explore.refresh", tooltip="read everything again"),
    ]  # fmt: skip

    class Looking(Message):
        """What is looked at has changed: costly facets to be kept read."""

        def __init__(self, mode: "Mode", interest: Interest) -> None:
            super().__init__()
            self.mode = mode
            self.interest = interest

    class OperationWanted(Message):
        """An operation is to be looked at and done, with these fields filled in."""

        def __init__(self, operation: Any, values: dict[str, Any]) -> None:
            super().__init__()
            self.operation = operation
            self.values = values

    class BackWanted(Message):
        """The last change is to be undone, or done again."""

        def __init__(self, act: "Act") -> None:
            super().__init__()
            self.act = act

    class Decided(Message):
        """The change that waits is to be kept, or to be put back at once."""

        def __init__(self, waiting: "Pending", *, keep: bool) -> None:
            super().__init__()
            self.waiting = waiting
            self.keep = keep

    class LogWanted(Message):
        """What was done is to be shown."""

    class RefreshWanted(Message):
        """Everything is to be read again."""

    class Copied(Message):
        """A text is to go to the clipboard; `what` tells what it is."""

        def __init__(self, what: str, text: str) -> None:
            super().__init__()
            self.what = what
            self.text = text

    class Elsewhere(Message):
        """An object is to be shown in another mode, which is named as in `NetuiApp.action_mode`."""

        def __init__(self, mode: str, subject: Subject) -> None:
            super().__init__()
            self.mode = mode
            self.subject = subject

    _top: TopLine

    def __init__(self, *, live: bool, unchangeable: str = "") -> None:
        super().__init__()
        self._live = live
        self._unchangeable = unchangeable
        """Why nothing can be changed here; empty where something can."""
        self._view = View(Snapshot())
        self._subject: Subject | None = None
        self._interest: Interest = frozenset()
        self._notice = ""
        self._countdown = Countdown()

    # what a mode does in its own way

    @abstractmethod
    def present(self, view: View, changes: Sequence[Change] = ()) -> None:
        """Show a view. The changes, oldest first, are those since the last one; they may be marked as news."""

    @abstractmethod
    def select(self, subject: Subject) -> None:
        """Go to an object."""

    @abstractmethod
    def _tell(self) -> None:
        """Bring everything that depends on the selection up to date."""

    @property
    @abstractmethod
    def _place(self) -> str:
        """Where a key is pressed, as `netui.ui.operating` names places."""

    @property
    @abstractmethod
    def _spot(self) -> Spot:
        """What operations are told of where one is, and of what is selected."""

    def welcome(self, made: Subject) -> None:
        """Go to what the user has just made where this place shows such; what was said of it stays."""

    # what they share

    def freeze(self, since: str) -> None:
        """Say that what is shown stands still since that time of day; "" for no more."""
        self._top.freeze(since)

    def slow(self) -> None:
        """Say that the line is spared."""
        self._top.slow()

    @property
    def interest(self) -> Interest:
        """The costly facets that are to be read while this mode is shown."""
        return self._interest

    @property
    def subject(self) -> Subject | None:
        """The object that another mode takes up when one goes there; None where it keeps its own."""
        return self._subject

    def _look(self, interest: Interest) -> None:
        """Have these facets read."""
        if interest != self._interest:
            self._interest = interest
            self.post_message(self.Looking(self, interest))

    def say(self, notice: str) -> None:
        """Show a sentence in place of that about the selection, until something else is selected."""
        self._notice = notice
        self._tell()

    def await_word(self, waiting: "Pending | None") -> None:
        """Show that a change waits to be kept; None for none."""
        self._countdown.present(waiting)
        self._tell()

    @property
    def _sorted_by(self) -> str:
        """Title of the column that the list in sight is sorted by; empty for its usual order."""
        return ""

    def reason(self, action: str) -> str:
        """Why an action can do nothing now, in a sentence; empty where it can."""
        if action == "keep" and self._countdown.waiting is None:
            return "Nothing waits to be kept: only what could cut an ssh connection does."
        refusal = operating.refusal(action, self._unchangeable, live=self._live)
        refusal = refusal or operating.too_many(self._place, action, self._marked)
        refusal = refusal or operating.without_docker(self._view, self._place, action, self._subject)
        return refusal or why_not(self._view, action, self._subject, self._sorted_by)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whether a key means anything here; on a screen that says that it is too small, none does."""
        return not self.has_class("-small") and self._means(action, parameters)

    def _means(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Whether a key means anything in this mode; one that does and cannot act says why (`reason`)."""
        if action == "operate":
            return operating.means_something(self._place, str(parameters[0]))
        return True

    def action_refresh(self) -> None:
        """Read everything again."""
        if self._view.live:
            self.post_message(self.RefreshWanted())
        told = "Everything is being read again."
        if self._view.frozen:
            told += f" It shows when {key_of('app.freeze', 'ctrl+f')} lets this go on."
        self.say(self.reason("refresh") or told)

    @property
    def _marked(self) -> tuple[Subject, ...]:
        """What is marked where one is."""
        return ()

    def _want(self, spot: Spot, operation: Any) -> None:
        """Have an operation looked at, filled in from where one is; for all that is marked, where it takes them."""
        marked = self._marked
        values = filled_in(self._view, operation, spot)
        if len(marked) > 1 and operation.id == "wire":
            values |= {field: named_in(self._view, one) for field, one in zip("ab", marked, strict=False)}
        elif len(marked) > 1 and operating.takes_several(operation, marked[0].kind):
            from netui.operations.several import Several

            operation = Several(operation, tuple(named_in(self._view, one) for one in marked))
        self.post_message(self.OperationWanted(operation, values))

    def action_operate(self, key: str) -> None:
        """Look at what a key would change here; a choice where it means several things."""
        refusal = self.reason(f"operate('{key}')")
        if refusal:
            self.say(refusal)
            return
        spot = self._spot
        found = operating.fitting(self._view, spot.place, key, spot.subject, noun_of(spot.row))
        if len(self._marked) > 1 and key not in "nw":
            found = [one for one in found if operating.takes_several(one, self._marked[0].kind)]
        if not found:
            self.say("That does not fit what is selected.")
            return
        if len(found) == 1:
            self._want(spot, found[0])
        else:
            from netui.ui.screens import ask

            ask.operation(self.app, operating.word(spot.place, key), found, partial(self._want, spot))

    def action_want(self, identity: str) -> None:
        """Look at what an operation would change here."""
        refusal = self.reason(f"want('{identity}')")
        if refusal:
            self.say(refusal)
        else:
            self._want(self._spot, operating.named(identity))

    def action_back_in_time(self, act: "Act") -> None:
        """Undo the last change, or do it again, after a look at it."""
        waiting = self._countdown.waiting
        if self._unchangeable:
            self.say(self._unchangeable)
        elif waiting and act == "undo":
            self.post_message(self.Decided(waiting, keep=False))
        else:
            self.post_message(self.BackWanted(act))

    def action_keep(self) -> None:
        """Keep the change that waits."""
        waiting = self._countdown.waiting
        refusal = self.reason("keep") or self._unchangeable
        if refusal or waiting is None:
            self.say(refusal)
        else:
            self.post_message(self.Decided(waiting, keep=True))

    def action_log(self) -> None:
        """What netui ran, and what others did."""
        self.post_message(self.LogWanted())

    def action_copy(self) -> None:
        """Choose what to copy of what is selected."""
        from netui.ui.copying import copyables
        from netui.ui.screens import ask

        subject = self._subject
        if subject and self._view.exists(subject):
            ask.copy(self.app, "Copy", copyables(self._view, [subject], subject.namespace), self._copy)
        else:
            self.say(self.reason("copy"))

    def _copy(self, what: str, text: str) -> None:
        self.post_message(self.Copied(what, text))

    def action_palette(self) -> None:
        """Find a command or an object."""
        from netui.ui.screens import ask

        commands = dict(keys.commands(self.app, self.active_bindings.values(), self.reason))
        commands |= dict.fromkeys(keys.operations(self.reason), self)
        commands |= dict.fromkeys(keys.themes(), self.app)
        ask.palette(self.app, lambda: self._view, commands, self.select, self.app.run_action)
