"""One stretch of talk with a daemon: what it runs is read once, then as its events tell."""

import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from netui.model.container import Container
from netui.sources.docker.client import Engine
from netui.sources.docker.connection import Connection
from netui.sources.docker.endpoint import DockerEndpoint
from netui.sources.docker.events import touched
from netui.sources.docker.inventory import Inventory, Listing, View
from netui.sources.docker.lane import Post

T = TypeVar("T")

LATE = 2.0
"""Seconds without an answer after which a daemon that is watched counts as hung."""
_COALESCE = 0.08
"""Seconds from an event to reading: `docker run` alone makes three events."""
_BATCH = 0.1
"""Seconds that a change waits at most for others that are being read."""
_PING = 5.0
"""Seconds of silence after which the daemon is asked for a sign of life."""
_NEVER = float("inf")


class Session:
    """Decides what to ask one daemon and when, from its first answer until it is lost.

    All methods belong to one thread, the owner's; no call to the daemon is made on it. The owner calls `tick`
    at the latest at `due`, and looks at `view`, `ready`, `late` and `failure` after whatever it was posted.
    After `patience` seconds without an answer the daemon counts as hung.
    """

    def __init__(self, endpoint: DockerEndpoint, post: Post, *, patience: float = LATE) -> None:
        self.began = time.monotonic()
        self.engine = Engine("", "", "")
        self.view = View()
        """What the daemon runs, as far as it has been read."""
        self.ready = False
        """Whether `view` tells everything."""
        self.late = False
        """Whether the daemon owes an answer: it hangs, and `view` may be out of date."""
        self.failure: Exception | None = None
        """Why it is over; None while it is not."""
        self._patience = patience
        self._inventory = Inventory()
        self._networks_wanted = self._images_wanted = False
        self._owed = 0
        self._owed_since = self._ping_at = self._flush_at = self._show_at = _NEVER
        self._connection = Connection(endpoint, post)
        self._connection.open(self._event, self._lose, self._owing(self._opened))

    # what the owner calls

    @property
    def due(self) -> float:
        """When `tick` is to be called (time.monotonic)."""
        late_at = _NEVER if self.late else self._owed_since + self._patience
        return min(late_at, _NEVER if self._owed else self._ping_at, self._flush_at, self._show_at)

    def tick(self) -> None:
        """Do what is due."""
        now = time.monotonic()
        if now >= self._owed_since + self._patience:
            self.late = True
        if self._connection.usable:
            if now >= self._ping_at and not self._owed:
                self._ping()
            if now >= self._flush_at:
                self._flush()
        self._show(now)

    def refresh(self) -> None:
        """Read everything again."""
        if self._connection.usable:
            self._connection.list(self._owing(self._listed))

    def close(self) -> None:
        """End it at once."""
        self._connection.close()

    def join(self, timeout: float) -> None:
        """Wait for its threads to end, `timeout` seconds for each at most."""
        self._connection.join(timeout)

    # questions

    def _owing(self, then: Callable[[T], None]) -> Callable[[T | Exception], None]:
        """Note that an answer is owed; what comes of it goes to `then`."""
        if not self._owed:
            self._owed_since = time.monotonic()
        self._owed += 1

        def answered(outcome: T | Exception) -> None:
            now = time.monotonic()
            self._owed -= 1
            self._owed_since = now if self._owed else _NEVER
            self._ping_at = now + _PING
            if isinstance(outcome, Exception):
                self._failed(outcome)
            else:
                then(outcome)
            if self.late and self.failure is None:  # what it did not tell while it hung is not known
                self.late = False
                self.refresh()

        return answered

    def _ping(self) -> None:
        if self.engine.name == "podman":  # tells nothing of networks that come and go
            self._connection.networks(self._owing(self._inventory.networks))
        else:
            self._connection.ping(self._owing(lambda _: None))

    def _flush(self) -> None:
        self._flush_at = _NEVER
        if self._networks_wanted:
            self._networks_wanted = False
            self._connection.networks(self._owing(self._inventory.networks))
        if self._images_wanted:
            self._images_wanted = False
            self._connection.images(self._imaged)
        for identity in self._inventory.take():
            self._inspect(identity)

    def _inspect(self, identity: str) -> None:
        self._connection.inspect(identity, lambda outcome: self._inspected(identity, outcome))

    def _show(self, now: float) -> None:
        if not self.engine.name:
            return
        if (self._inventory.settled and not self._owed) or now >= self._show_at:
            self.view, self._show_at, self.ready = self._inventory.view(), _NEVER, True
        elif self._inventory.changed and self._show_at == _NEVER:
            self._show_at = now + _BATCH

    # answers

    def _opened(self, found: tuple[Engine, Listing]) -> None:
        self.engine, listing = found
        self._listed(listing)
        self._show_at = time.monotonic() + LATE  # one container that cannot be read does not hide the others

    def _imaged(self, outcome: tuple[str, ...] | Exception) -> None:
        """Nobody waits for them: they are only offered."""
        if not isinstance(outcome, Exception):
            self._inventory.images(outcome)

    def _listed(self, listing: Listing) -> None:
        self._inventory.listed(listing)
        self._images_wanted = True
        self._flush_at = time.monotonic()

    def _inspected(self, identity: str, outcome: Container | Exception | None) -> None:
        if isinstance(outcome, Exception):
            self._inventory.unread(identity)
        else:
            self._inventory.inspected(identity, outcome)
        if self._inventory.waiting:
            self._flush_at = min(self._flush_at, time.monotonic())

    def _event(self, event: Mapping[str, Any]) -> None:
        self._ping_at = time.monotonic() + _PING
        found = touched(event, self.engine.name)
        if found is None:
            return
        if found.everything:
            self.refresh()
            return
        if found.container:
            self._inventory.want((found.container,))
        self._networks_wanted |= found.networks
        self._images_wanted |= found.images
        self._flush_at = min(self._flush_at, time.monotonic() + _COALESCE)

    def _failed(self, error: Exception) -> None:
        from docker.errors import APIError

        if not self.ready or not isinstance(error, APIError):  # a refused request is no lost daemon
            self._lose(error)

    def _lose(self, error: Exception) -> None:
        if self.failure is None:
            self.failure = error
