"""One look over /run/netns, /proc and the mounts, merged into one `Found` for each namespace.

`names` and `processes` are cheap enough to repeat; `everything` adds threads, descriptors, sockets and the
mounts of other mount namespaces, and runs at start, on demand, now and then, and where an event speaks of a
namespace that nothing explains.
"""

import os
import time
from collections.abc import Iterator
from pathlib import Path

from netui.model.namespace import Holder
from netui.sources.discovery import descriptors, mounts, tasks
from netui.sources.discovery.found import Found, Place
from netui.text import Name

RUN_NETNS = b"/run/netns"
_MOUNTING = 1.0
"""Seconds that a new file in /run/netns may take to become a mount; after that it is something else."""
INITIAL_PID_NAMESPACE = 0xEFFFFFFC  # PROC_PID_INIT_INO of linux/proc_ns.h


class Scanner:
    """Remembers between scans what it need not read again. To be used by one thread at a time."""

    def __init__(self) -> None:
        own = os.stat("/proc/self/ns/net")
        self.device = own.st_dev
        self.host = (own.st_dev, own.st_ino)
        self.denied: dict[int, Name] = {}
        """Processes of the last scan whose namespaces may not be looked at, with their commands."""
        self.settled = True
        """False where a name in /run/netns is not mounted yet: look again in a moment."""
        self._tasks = tasks.Tasks()
        self._sockets = descriptors.SocketCache()

    def names(self) -> dict[tuple[int, int], Found]:
        """The namespaces with a name in /run/netns (3.5 ms for 2000)."""
        found: dict[tuple[int, int], Found] = {}
        self._add_names(found)
        return found

    def processes(self) -> dict[tuple[int, int], Found]:
        """The host's namespace, those with a name, and those that a process lives in (1.4 ms for 590)."""
        found = {self.host: Found(self.host)}
        found[self.host].places.append(Place(b"/proc/self/ns/net"))
        self._add_names(found)
        self._add_processes(found)
        return found

    def everything(self) -> dict[tuple[int, int], Found]:
        """Every namespace that anything visible from here keeps alive."""
        found = self.processes()
        pids = self._tasks.pids
        for inode, holder, path in self._tasks.threads():
            self._add(found, (self.device, inode), holder, Place(path))
        for inode, holder, path in mounts.held(pids, self._tasks.describe):
            self._add(found, (self.device, inode), holder, Place(path))
        for fd in descriptors.held(pids, self.device, self._tasks.describe):
            self._add(found, (self.device, fd.inode), fd.holder, Place(fd.path))
        for place, inode, holder in self._sockets.held(pids, self._tasks.describe):
            known = found.get((self.device, inode))
            if known is None or all(one.kind == "socket" for one in known.holders):
                self._add(found, (self.device, inode), holder, place)
        return found

    def forget(self) -> None:
        """Read every process again at the next scan: commands change with execve(2)."""
        self._tasks.forget()

    def _add(
        self, found: dict[tuple[int, int], Found], address: tuple[int, int], holder: Holder, place: Place
    ) -> None:
        entry = found.get(address)
        if entry is None:
            entry = found[address] = Found(address)
        entry.holders.append(holder)
        if len(entry.places) < 8:  # enough to survive the end of some of them
            entry.places.append(place)

    def _add_names(self, found: dict[tuple[int, int], Found]) -> None:
        self.settled = True
        for name, address, changed in _named():
            if address[0] != self.device:
                self.settled &= not 0 <= time.time() - changed < _MOUNTING
                continue
            entry = found.setdefault(address, Found(address))
            entry.names.append(Name(name))
            path = RUN_NETNS + b"/" + name
            entry.holders.append(Holder("named", path=Name(path)))
            entry.places.append(Place(path))

    def _add_processes(self, found: dict[tuple[int, int], Found]) -> None:
        for inode, holder in self._tasks.processes():
            self._add(found, (self.device, inode), holder, Place(b"/proc/%d/ns/net" % holder.pid))
        self.denied = self._tasks.denied


def _named() -> Iterator[tuple[bytes, tuple[int, int], float]]:
    """Each entry of /run/netns: its name, what it is, and when that was made or changed."""
    try:
        names = sorted(os.listdir(RUN_NETNS))
    except OSError:
        return
    for name in names:
        try:
            status = os.stat(RUN_NETNS + b"/" + name)
        except OSError:
            continue
        yield name, (status.st_dev, status.st_ino), status.st_ctime


def foreign_proc() -> bool:
    """True where /proc shows less than the host's processes: netui runs in a pid namespace of its own."""
    try:
        return Path("/proc/self/ns/pid").stat().st_ino != INITIAL_PID_NAMESPACE
    except OSError:
        return True
