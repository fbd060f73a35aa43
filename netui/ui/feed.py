"""From the engine's thread to the screen: at most 20 times a second, and only the newest snapshot."""

import contextlib
import time
from collections import deque
from collections.abc import Callable, Sequence

from textual.message import Message
from textual.message_pump import MessagePump

from netui.core.host import Host
from netui.model.diff import Change
from netui.model.snapshot import Snapshot

_PERIOD = 0.05
_DUTY = 2
"""Keys get their turn: the screen rests this many times as long as it took to show the last snapshot."""
_MOST = 2000
"""Changes that wait for the screen; of more, the newest."""


class Arrived(Message, bubble=False):
    """The store has something new."""


class Feed:
    """Posts one `Arrived` to `target` for however many updates; that then calls `take`.

    `show` is given the changes since it was called last; what is read for the first time is none.
    """

    def __init__(self, host: Host, target: MessagePump, show: Callable[[Sequence[Change]], None]) -> None:
        self._host = host
        self._target = target
        self._show = show
        self._changes: deque[Change] = deque(maxlen=_MOST)
        self._due = False
        self._not_before = 0.0
        self._unsubscribe = host.store.subscribe(self._told)

    def close(self) -> None:
        """Hear no more."""
        self._unsubscribe()

    def _told(self, _snapshot: Snapshot, changes: tuple[Change, ...]) -> None:
        """In the engine's thread."""
        if self._host.settled:
            self._changes.extend(changes)
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
        changes = [self._changes.popleft() for _ in range(len(self._changes))]
        self._show(changes)
        ended = time.monotonic()
        self._not_before = began + max(_PERIOD, (1 + _DUTY) * (ended - began))
