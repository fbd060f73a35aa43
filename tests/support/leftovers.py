"""What a run of the tests must not leave behind."""

import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Set
from pathlib import Path

from msgspec import Struct

_GRACE = 5.0
"""Seconds in which the kernel ends namespaces and processes that nobody holds any more."""


class Traces(Struct, frozen=True):
    """What there is outside the tests' own directories."""

    namespaces: Set[str]
    links: Set[str]
    processes: Set[str]
    threads: Set[str]
    files: Set[str]
    mounts: Set[str]
    cgroups: Set[str]

    def new(self, before: "Traces") -> list[str]:
        """One line for each thing that `before` had not."""
        return [
            f"{kind[:-1]} {one}"
            for kind in self.__struct_fields__
            for one in sorted(getattr(self, kind) - getattr(before, kind))
        ]


def look() -> Traces:
    """What there is now."""
    return Traces(
        namespaces=_ours(_listed("/run/netns")),
        links=_ours(_listed("/sys/class/net")),
        processes=_children(),
        threads={one.name for one in threading.enumerate() if one.is_alive() and one is not threading.main_thread()},
        files=_ours(_listed(tempfile.gettempdir()) | _listed("/dev/shm")),
        cgroups=_ours({path.name for path in Path("/sys/fs/cgroup").glob("*/*")} | _listed("/sys/fs/cgroup")),
        mounts={path for path in _mounts() if _ours(set(path.split("/")))},
    )


def left_since(before: Traces) -> list[str]:
    """What is there that was not before, once it had time to go."""
    end = time.monotonic() + _GRACE
    while True:
        left = look().new(before)
        if not left or time.monotonic() > end:
            return left
        time.sleep(0.05)


def _ours(names: set[str]) -> set[str]:
    """Those with a prefix that the tests use: other programs of the host come and go meanwhile."""
    return {name for name in names if name.startswith(("netui-", "nt"))}


def _mounts() -> list[str]:
    table = Path("/proc/self/mountinfo").read_text(errors="surrogateescape")
    return [line.split()[4] for line in table.split("\n") if line]


def _listed(folder: str) -> set[str]:
    try:
        return set(os.listdir(folder))
    except OSError:
        return set()


def _children() -> set[str]:
    """Processes that descend from this one, without this look."""
    table = subprocess.run(["ps", "-eo", "pid=,ppid=,args="], capture_output=True, text=True, check=False).stdout
    rows = [line.split(None, 2) for line in table.splitlines()]
    family, found = {str(os.getpid())}, set()
    for row in sorted(rows, key=lambda row: int(row[0])):
        if row[1] in family and not row[-1].startswith("ps -eo"):
            family.add(row[0])
            found.add(" ".join(row))
    return found
