"""The two ports through which a change meets the kernel: one writes, one reads; tests put their own in."""

from collections.abc import Callable, Collection
from typing import Protocol

from netui.model.acting import Action
from netui.model.snapshot import Snapshot
from netui.operations.operation import Plan


class Writer(Protocol):
    """What carries out actions: `sources.netlink.writer.Writer`."""

    def carry_out(self, action: Action) -> None:
        """Make one change. Raises ChangeError and SourceError."""


Of = Callable[[Snapshot], Collection[int]]
"""Tells the keys of the namespaces whose facets have to be read, from the host without them."""


class Read(Protocol):
    """What reads the host: `core.local.read`."""

    def __call__(
        self, facets: frozenset[str] = frozenset(), *, containers: bool = True, of: Of | None = None
    ) -> Snapshot:
        """The host now, with all that a change can touch, and these facets: `of` which namespaces, or of all.

        Without `containers` their namespaces are known, but not by the containers' names.
        """


class Watch(Protocol):
    """What watches one change: `core.guarding.Watch`."""

    def arm(self, identity: int) -> None:
        """Before its first step, with its number in the history. Raises ChangeError to stop it."""

    def look(self, identity: int) -> None:
        """The history has its end."""

    def dismiss(self, identity: int) -> None:
        """It was taken back: there is nothing to watch."""


Guard = Callable[[Plan, Snapshot], Watch | None]
"""Looks at a plan before anything is done; raises ChangeError to stop it, answers what has to watch it."""
