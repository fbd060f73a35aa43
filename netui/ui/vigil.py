"""Looks whether a change waits to be kept, also one of another netui, or of one that was started before."""

import contextlib
import threading
from typing import TYPE_CHECKING

from textual.message import Message
from textual.message_pump import MessagePump

from netui.core.changing.changes import Changes
from netui.errors import NetuiError

if TYPE_CHECKING:
    from netui.core.guard.pending import Pending
    from netui.core.history.history import Entry

_PERIOD = 0.5


class Waits(Message, bubble=False):
    """Another change waits now, or none any more.

    `back` tells how the one before was put back, `kept` that somebody has kept it; neither: nobody watches it.
    """

    def __init__(
        self, waiting: "Pending | None", before: "Pending | None", back: "Entry | None", *, kept: bool
    ) -> None:
        super().__init__()
        self.waiting = waiting
        self.before = before
        self.back = back
        self.kept = kept


class Vigil:
    """A thread that posts `Waits` to `target`: the screen itself does not look at files."""

    def __init__(self, changes: Changes, target: MessagePump) -> None:
        self._changes = changes
        self._target = target
        self._ended = False
        self._wake = threading.Event()
        self._waiting: Pending | None = None
        self._thread = threading.Thread(target=self._watch, name="vigil", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Look no more."""
        self._ended = True
        self._wake.set()
        self._thread.join()

    def wake(self) -> None:
        """Look now."""
        self._wake.set()

    def _watch(self) -> None:
        while not self._ended:
            with contextlib.suppress(NetuiError, RuntimeError):  # the loop was closed a moment ago
                self._look()
            self._wake.wait(_PERIOD)
            self._wake.clear()

    def _look(self) -> None:
        now, before = self._changes.waiting(), self._waiting
        if (now and now.id) == (before and before.id):
            return
        back = self._changes.outcome(before) if before else None
        self._waiting = now
        kept = bool(before and self._changes.kept(before))
        self._target.post_message(Waits(now, before, back, kept=kept))
