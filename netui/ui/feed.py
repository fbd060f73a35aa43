"""From the engine's thread to the screen: at most some times a second, and only the newest snapshot."""

import contextlib
import time
from collections.abc import Callable

from textual.message import Message
from textual.message_pump import MessagePump

from netui.core.store import Store
from netui.model.diff import Change
from netui.model.snapshot import Snapshot

_DUTY = 2
"""Keys get their turn: the screen rests this many times as long as it took to show the last snapshot."""


class Arrived(Message, bubble=False):
    """The store has something new."""


class Feed:
    """Posts one `Arrived` to `target` for however many updates; that then calls `take`.

    `period` is the seconds from one showing to the next at least.
    """

    def __init__(self, store: Store, target: MessagePump, show: Callable[[], None], period: float) -> None:
        self.period = period
        self._target = target
        self._show = show
        self._due = False
        self._not_before = 0.0
        self._unsubscribe = store.subscribe(self._told)

    def close(self) -> None:
        """Hear no more."""
        self._unsubscribe()

    def _told(self, _snapshot: Snapshot, _changes: tuple[Change, ...]) -> None:
        """In the engine's thread."""
        if not self._due:
            self._due = True
            with contextlib.suppress(RuntimeError):  # the loop was closed a moment ago
                self._target.post_message(Arrived())

    def take(self) -> None:
        """Show the newest snapshot, now or when its time has come."""
        wait = self._not_before - time.monotonic()
        if wait > 0:
            self._target.set_timer(wait, self._take)
        else:
            self._take()

    def _take(self) -> None:
        self._due = False
        began = time.monotonic()
        self._show()
        ended = time.monotonic()
        self._not_before = began + max(self.period, (1 + _DUTY) * (ended - began))
