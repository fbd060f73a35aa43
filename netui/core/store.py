"""One snapshot kept true: updates go in, from whatever engine; the new snapshot and its changes come out."""

import threading
import time
from collections.abc import Callable

import msgspec

from netui.model.diff import Change, diff
from netui.model.snapshot import Snapshot, Update

Listener = Callable[[Snapshot, tuple[Change, ...]], None]


class Store:
    """Holds the current snapshot.

    `apply` is called by one thread, the engine's; `snapshot` may be read by any. Listeners run in the engine's
    thread and must only hand on.
    """

    def __init__(self, snapshot: Snapshot | None = None) -> None:
        self.snapshot = snapshot or Snapshot()
        self._listeners: list[Listener] = []
        self._lock = threading.Lock()

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` after each update. Returns what ends the subscription."""
        with self._lock:
            self._listeners = [*self._listeners, listener]

        def unsubscribe() -> None:
            with self._lock:
                self._listeners = [one for one in self._listeners if one is not listener]

        return unsubscribe

    def apply(self, update: Update) -> tuple[Change, ...]:
        """Make the update part of the snapshot; tell and return what changed."""
        before = self.snapshot
        namespaces = before.namespaces
        if update.namespaces:
            namespaces = before.namespaces | {k: v for k, v in update.namespaces.items() if v is not None}
            for key, value in update.namespaces.items():
                if value is None:
                    namespaces.pop(key, None)
        after = msgspec.structs.replace(
            before,
            namespaces=namespaces,
            docker=before.docker if update.docker is None else update.docker,
            limits=before.limits if update.limits is None else update.limits,
            taken=time.time(),
        )
        self.snapshot = after
        changes = diff(before, after)
        for listener in self._listeners:
            listener(after, changes)
        return changes
