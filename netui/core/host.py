"""Where a front end gets its snapshots from, and what it may ask for."""

import threading
from typing import Literal, Protocol

from netui.core.store import Store
from netui.model.snapshot import Snapshot

Facet = Literal["counters", "sockets", "firewall", "sysctls"]
Interest = frozenset[tuple[Facet, int]]
"""What somebody looks at: a costly facet of the namespace with that key."""


class Host(Protocol):
    """A host whose network can be watched: this one, a saved one, or a test's."""

    store: Store

    failure: str
    """Why nothing new is told any more: a sentence; empty while all is well."""
    trace: str
    """Where it failed, for who mends it, safe to show; empty for what is no fault of netui."""
    complete: threading.Event
    """Set once everything was read for the first time; what changes after that just happened."""

    @property
    def live(self) -> bool:
        """True where the snapshot follows the host; False for a saved one."""

    def start(self) -> None:
        """Begin to watch. Returns at once; the first update follows."""

    def stop(self) -> None:
        """End everything that `start` began. Returns within a second."""

    def watch(self, interest: Interest) -> None:
        """Keep these facets read, and no others, until the next call.

        To be called once the first frame is painted, also with nothing to watch: until then only the host's
        own links are read.
        """

    def refresh(self) -> None:
        """Read everything again."""

    def refresh_docker(self) -> None:
        """Ask the container engine again: what it does to stopped containers makes no event."""


class StillHost:
    """A saved snapshot, which never changes by itself."""

    live = False
    failure = ""
    trace = ""

    def __init__(self, snapshot: Snapshot) -> None:
        self.store = Store(snapshot)
        self.complete = threading.Event()
        self.complete.set()

    def start(self) -> None:
        """Nothing to begin."""

    def stop(self) -> None:
        """Nothing to end."""

    def watch(self, interest: Interest) -> None:
        """A saved snapshot holds what was read when it was saved."""

    def refresh(self) -> None:
        """There is nothing to read again."""

    def refresh_docker(self) -> None:
        """There is no engine to ask."""
