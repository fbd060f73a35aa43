"""Changes as the command line makes them, in this process: a runner over the real kernel, with its own history."""

import os
import subprocess
from pathlib import Path
from typing import Any

from netui.core.changing.kernel import Of
from netui.core.changing.runner import Done, Runner
from netui.core.history.history import History
from netui.core.reading import Want, read_snapshot
from netui.model.snapshot import Snapshot
from netui.operations.registry import find
from netui.sources.netlink.writer import Writer

MEMORY = Path("/dev/shm") if Path("/dev/shm").is_dir() else None
"""Where histories of tests lie: each change is written to its end, and a disk would take its time."""
PARTS = frozenset(("routes", "rules", "neighbours", "fdb"))


def read(facets: frozenset[str] = frozenset(), *, containers: bool = False, of: Of | None = None) -> Snapshot:
    """The host now, without the containers."""
    return read_snapshot(Want(PARTS | facets, docker=False, of=of))


class Hand:
    """Makes changes, by the words of the command line."""

    def __init__(self, folder: Path) -> None:
        self.history = History(folder, "test")
        self.runner = Runner(self.history, Writer(), read)

    def __call__(self, noun: str, verb: str = "", /, **values: Any) -> Done:
        operation = find(noun, verb)
        assert operation, (noun, verb)
        return self.runner.run(operation, values)

    def undo(self) -> Done:
        """Take the last change back."""
        return self.runner.undo()

    def redo(self) -> Done:
        """Do it again."""
        return self.runner.redo()


def clear(prefix: str) -> None:
    """Delete the namespaces whose names begin so."""
    for name in os.listdir(b"/run/netns"):
        if name.startswith(prefix.encode()):
            subprocess.run([b"ip", b"netns", b"del", name], check=True)
