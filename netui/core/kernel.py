"""The two ports through which a change meets the kernel: one writes, one reads; tests put their own in."""

from collections.abc import Callable
from typing import Protocol

from netui.model.action import Action
from netui.model.snapshot import Snapshot
from netui.operations.operation import Plan


class Writer(Protocol):
    """What carries out actions: `sources.netlink.writer.Writer`."""

    def carry_out(self, action: Action) -> None:
        """Make one change. Raises ChangeError and SourceError."""


Read = Callable[[frozenset[str]], Snapshot]
"""Reads the host now, with these facets besides links, addresses, routes, rules, neighbours and entries."""
Guard = Callable[[Plan, Snapshot], None]
"""Looks at a plan before anything is done, and raises ChangeError to stop it."""
