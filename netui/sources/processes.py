"""Processes: who they are, and which sockets they hold open (proc(5))."""

import os
import re
import time
from collections.abc import Iterable
from functools import lru_cache

from netui.model.socket import Process
from netui.sources.discovery.tasks import read_task
from netui.text import safe

_FRESH = 5.0
"""Seconds for which a process is taken to be of the same user: it may change it (setuid(2))."""
_FIRST_PID_NAMESPACE = 0xEFFFFFFC
"""PROC_PID_INIT_INO: the inode of the pid namespace from which every process can be seen."""

_CONTAINER = re.compile("(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
_known: dict[int, tuple[int, float, str, float]] = {}
"""By pid: start in clock ticks (pids are used again), when it was read, user, start in seconds."""


def describe(pid: int) -> Process | None:
    """Command, user (by effective id) and start time of a process; None where it has ended."""
    task = read_task(pid)
    if task is None:
        return None
    known, now = _known.get(pid), time.monotonic()
    if known is None or known[0] != task.start or now - known[1] > _FRESH:
        user, started = _user_and_start(pid)
        known = _known[pid] = (task.start, now, user, started)
    return Process(pid, task.command, known[2], known[3])


def container_of(pid: int) -> str:
    """Id of the container that a process is in, as the path of its control group has it (cgroups(7)).

    Empty where it has none: Docker and Podman name the group after the id. Of containers in containers, the outer.
    """
    try:
        with open(f"/proc/{pid}/cgroup", encoding="ascii", errors="replace") as file:
            found = _CONTAINER.search(file.read())
    except OSError:
        return ""
    return found.group() if found else ""


def _user_and_start(pid: int) -> tuple[str, float]:
    import psutil

    try:
        process = psutil.Process(pid)
        return user_name(process.uids().effective), process.create_time()
    except psutil.Error:  # ended meanwhile, or hidden from this user
        return "", 0.0


def user_name(uid: int) -> str:
    """The name that /etc/passwd has for a user id, else the number.

    getpwuid(3) may ask a directory server, over the network and from whatever namespace the thread is in.
    """
    try:
        changed = os.stat("/etc/passwd").st_mtime_ns
    except OSError:
        return str(uid)
    return _passwd(changed).get(uid, str(uid))


@lru_cache(maxsize=1)
def _passwd(_changed: int) -> dict[int, str]:
    names: dict[int, str] = {}
    try:
        with open("/etc/passwd", encoding="utf-8", errors="surrogateescape") as file:
            for line in file:
                fields = line.split(":")
                if len(fields) > 3 and fields[2].isdigit():
                    names.setdefault(int(fields[2]), safe(fields[0]))
    except OSError:
        pass
    return names


class Owners:
    """Which processes hold which socket, from one scan. For one thread."""

    def __init__(self, pids: dict[int, tuple[int, ...]], *, complete: bool) -> None:
        self.pids = pids
        """Processes by the socket's inode."""
        self.complete = complete
        """False where some process could not be looked at."""
        self._described: dict[int, Process | None] = {}

    def processes(self, inode: int) -> tuple[Process, ...] | None:
        """Who holds the socket open; None where that may be a process that cannot be looked at.

        A socket without an inode (TIME-WAIT, SYN-RECV) belongs to the kernel alone.
        """
        pids = self.pids.get(inode)
        if pids is None:
            return () if self.complete or not inode else None
        found = (self._describe(pid) for pid in pids)
        return tuple(process for process in found if process)

    def _describe(self, pid: int) -> Process | None:
        if pid not in self._described:
            self._described[pid] = describe(pid)
        return self._described[pid]


def socket_owners() -> Owners:
    """Look at every open file of every process that this user may look at."""
    pids = sorted(int(name) for name in os.listdir("/proc") if name.isdigit())
    found: dict[int, tuple[int, ...]] = {}
    complete = _all_visible()
    for pid in pids:
        try:
            for inode in _sockets(pid):
                found[inode] = (*found.get(inode, ()), pid)
        except PermissionError:
            complete = False
        except OSError:  # it ended
            pass
    for gone in _known.keys() - set(pids):
        _known.pop(gone, None)
    return Owners(found, complete=complete)


def _sockets(pid: int) -> Iterable[int]:
    base = b"/proc/%d/fd/" % pid
    found: set[int] = set()
    for number in os.listdir(base):
        try:
            text = os.readlink(base + number)
        except FileNotFoundError:  # closed meanwhile
            continue
        if text.startswith(b"socket:["):
            found.add(int(text[8:-1]))
    return found


def _all_visible() -> bool:
    """Whether /proc lists the processes of the whole host, not of one container or one user (hidepid)."""
    try:
        return os.stat("/proc/self/ns/pid").st_ino == _FIRST_PID_NAMESPACE and os.path.exists("/proc/1")
    except OSError:
        return False
