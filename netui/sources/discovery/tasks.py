"""Processes and threads, and the network namespace that each lives in (proc(5), /proc/PID/ns/net)."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from netui.model.namespace import Holder
from netui.text import Name

_PF_KTHREAD = 0x00200000


class Task(NamedTuple):
    """What /proc/PID/stat tells of a process."""

    command: Name
    parent: int
    threads: int
    start: int
    """Clock ticks after boot."""
    kernel: bool
    ended: bool = False
    """Whether it is but a zombie, or being taken away (X)."""


def read_task(pid: int) -> Task | None:
    """The process with that id; None where it has ended."""
    try:
        with open(b"/proc/%d/stat" % pid, "rb") as file:
            data = file.read()
    except OSError:
        return None
    # comm may hold anything, parentheses too: it ends at the last one.
    begin, end = data.index(b"("), data.rindex(b")")
    fields = data[end + 2 :].split()
    return Task(
        Name(data[begin + 1 : end]),
        int(fields[1]),
        int(fields[17]),
        int(fields[19]),
        bool(int(fields[6]) & _PF_KTHREAD),
        fields[0] in (b"Z", b"X"),
    )


def _boot_time() -> float:
    for line in Path("/proc/stat").read_text("ascii").splitlines():
        if line.startswith("btime "):
            return float(line.split()[1])
    return 0.0


class Tasks:
    """The processes of the last scan; what was read of a process is kept while it lives there."""

    def __init__(self) -> None:
        self.pids: list[int] = []
        self.denied: dict[int, Name] = {}
        """Processes of the last scan whose namespaces may not be looked at, with their commands."""
        self._hidden: dict[int, Task] = {}
        self._known: dict[int, tuple[bytes, Task, Holder]] = {}
        self._ticks = os.sysconf("SC_CLK_TCK")
        self._boot = _boot_time()
        self._own = (os.getpid(), os.stat("/proc/self/ns/net").st_ino)

    def processes(self) -> Iterator[tuple[int, Holder]]:
        """For each process: the inode of its namespace and what it is. Kernel threads hold nothing."""
        self.pids = sorted(int(name) for name in os.listdir("/proc") if name.isdigit())
        hidden: dict[int, Task] = {}
        seen: dict[int, tuple[bytes, Task, Holder]] = {}
        readlink = os.readlink
        for pid in self.pids:
            try:
                link = readlink(b"/proc/%d/ns/net" % pid)
            except PermissionError:
                task = self._hidden.get(pid) or read_task(pid)
                if task:
                    hidden[pid] = task
                continue
            except OSError:
                continue
            known = self._known.get(pid)
            if known is None or known[0] != link:
                task = read_task(pid)
                if task is None:
                    continue
                known = (link, task, self._holder(pid, task))
            seen[pid] = known
            if not known[1].kernel:
                yield int(link[5:-1]), known[2]
        self._known, self._hidden = seen, hidden
        self.denied = {pid: task.command for pid, task in hidden.items() if not task.kernel}

    def forget(self) -> None:
        """Read every process again at the next scan: commands change with execve(2)."""
        self._known, self._hidden = {}, {}

    def _holder(self, pid: int, task: Task) -> Holder:
        started = self._boot + task.start / self._ticks if self._boot else 0.0
        return Holder("process", pid, 0, task.command, started=started, path=Name(b"/proc/%d/ns/net" % pid))

    def describe(self, pid: int) -> Holder | None:
        """A holder for that process, from the last scan where it was seen, else read now."""
        known = self._known.get(pid)
        if known:
            return known[2]
        task = read_task(pid)
        return self._holder(pid, task) if task else None

    def threads(self) -> Iterator[tuple[int, Holder, bytes]]:
        """Threads that live elsewhere than their process: inode, holder, path."""
        for pid, (link, task, holder) in self._known.items():
            if task.kernel:
                continue
            base = b"/proc/%d/task" % pid
            try:
                ids = os.listdir(base)
            except OSError:
                continue
            if len(ids) < 2:
                continue
            for tid in ids:
                path = base + b"/" + tid + b"/ns/net"
                try:
                    there = os.readlink(path)
                except OSError:
                    continue
                if there != link and pid != self._own[0]:
                    yield (
                        int(there[5:-1]),
                        Holder("thread", pid, int(tid), holder.command, started=holder.started, path=Name(path)),
                        path,
                    )
