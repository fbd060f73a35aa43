"""What is done to the selection in the explorer: operations, undo, copying, sorting, searching."""

from functools import partial
from typing import TYPE_CHECKING, Any

from textual.message import Message

from netui.ui import keys, operating
from netui.ui.filling import Spot, filled_in, named_in, noun_of
from netui.ui.keynames import key_of
from netui.ui.lists import INDEX
from netui.ui.screens.moving import Moving
from netui.ui.subject import Subject, a_namespace

if TYPE_CHECKING:
    from netui.core.pending import Pending
    from netui.core.record import Act
    from netui.ui.widgets.countdown import Countdown


class Acting(Moving):
    """What of the explorer acts on what is selected. It changes nothing itself: it posts what is wanted."""

    _unchangeable: str
    """Why nothing can be changed here; empty where something can."""
    _countdown: "Countdown"

    class OperationWanted(Message, namespace="explore"):
        """An operation is to be looked at and done, with these fields filled in."""

        def __init__(self, operation: Any, values: dict[str, Any]) -> None:
            super().__init__()
            self.operation = operation
            self.values = values

    class BackWanted(Message, namespace="explore"):
        """The last change is to be undone, or done again."""

        def __init__(self, act: "Act") -> None:
            super().__init__()
            self.act = act

    class Decided(Message, namespace="explore"):
        """The change that waits is to be kept, or to be put back at once."""

        def __init__(self, waiting: "Pending", *, keep: bool) -> None:
            super().__init__()
            self.waiting = waiting
            self.keep = keep

    class LogWanted(Message, namespace="explore"):
        """What was done is to be shown."""

    class RefreshWanted(Message, namespace="explore"):
        """Everything is to be read again."""

    class Copied(Message, namespace="explore"):
        """A text is to go to the clipboard; `what` tells what it is."""

        def __init__(self, what: str, text: str) -> None:
            super().__init__()
            self.what = what
            self.text = text

    # keys

    def action_refresh(self) -> None:
        """Read everything again."""
        if self._view.live:
            self.post_message(self.RefreshWanted())
        told = "Everything is being read again."
        if self._view.frozen:
            told += f" It shows when {key_of('app.freeze', 'ctrl+f')} lets this go on."
        self.say(self.reason("refresh") or told)

    @property
    def _place(self) -> str:
        """Where a key is pressed: the tab of the detail, where operations belong to it, or the list."""
        tab = self._tab if self._in_detail else ""
        return tab if operating.means_something(tab, "n") else self._current.listing.id

    @property
    def _spot(self) -> Spot:
        """What operations are told of where one is; a list without rows is still that of its namespace."""
        subject = self._subject
        if subject is None and self._current is self._panes[INDEX["link"]] and self._chosen in self._view.spaces:
            subject = a_namespace(self._chosen)
        if not self._in_detail:
            return Spot(self._place, next(iter(self._marked), subject))
        return Spot(self._place, subject, self._detail.object, self._detail.target)

    @property
    def _marked(self) -> tuple[Subject, ...]:
        """What is marked in the list where one is; nothing while one reads the detail of a single object."""
        if self._in_detail:
            return ()
        known = (one for one in self._current.marked if isinstance(one, Subject))
        return tuple(one for one in known if self._view.exists(one))

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
        """Choose what to copy of what is selected, of what is marked, or of the page that is read."""
        from netui.ui.copying import copyables, of_page
        from netui.ui.screens import ask

        known = [one for one in self._current.marked or (self._subject,) if isinstance(one, Subject)]
        subjects = [one for one in known if self._view.exists(one)]
        if not subjects:
            self.say(self.reason("copy"))
            return
        offered = copyables(self._view, subjects, self._chosen)
        if self._in_detail:
            offered = of_page(self._detail.here, self._detail.text, self._detail.commands, offered)
        title = f"Copy of {len(subjects)} objects" if len(subjects) > 1 else "Copy"
        ask.copy(self.app, title, offered, self._copy)

    def _copy(self, what: str, text: str) -> None:
        self.post_message(self.Copied(what, text))

    def action_palette(self) -> None:
        """Find a command or an object."""
        from netui.ui.screens import ask

        commands = dict(keys.commands(self.app, self.active_bindings.values(), self.reason))
        commands |= dict.fromkeys(keys.operations(self.reason), self)
        commands |= dict.fromkeys(keys.themes(), self.app)
        ask.palette(self.app, lambda: self._view, commands, self.select, self.app.run_action)
