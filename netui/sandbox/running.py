"""The sandboxes that run here: found by looking at processes, for a file that tells of one would outlive it."""

import os
import time
from collections.abc import Iterator

from msgspec import Struct

from netui.sources import sandboxed


class Running(Struct, frozen=True):
    """One sandbox."""

    pid: int
    """Its first process."""
    world: str
    owner: int
    """User who started it."""
    started: float
    """Seconds since the epoch."""


def running() -> tuple[Running, ...]:
    """Every sandbox whose first process can be seen, the oldest first; not those inside another one."""
    found = [one for pid in map(int, filter(str.isdigit, os.listdir("/proc"))) for one in _at(pid)]
    return tuple(sorted(found, key=lambda one: (one.started, one.pid)))


def _at(pid: int) -> Iterator[Running]:
    world = sandboxed.world_of(pid)
    if not world:
        return
    try:
        with open(f"/proc/{pid}/status", encoding="utf-8", errors="replace") as file:
            fields = dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)
        with open(f"/proc/{pid}/stat", "rb") as file:
            ticks = int(file.read().rpartition(b")")[2].split()[19])
    except OSError:  # it has ended meanwhile
        return
    ended = fields["State"].startswith("Z")  # and its new parent, the host's first process, has not noticed yet
    numbers = fields["NSpid"].split()
    first = len(numbers) == 2 and numbers[-1] == "1"  # of a pid namespace just below this one
    # Whatever is called so in a container of root's was started by something else, and would be root's trap.
    if first and not ended and sandboxed.command_of(int(fields["PPid"])) == sandboxed.HOLDER:
        yield Running(pid, world, int(fields["Uid"].split()[1]), _moment(ticks))


def _moment(ticks: int) -> float:
    """When a process started that many clock ticks after boot (proc_pid_stat(5))."""
    since_boot = time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / os.sysconf("SC_CLK_TCK")
    return time.time() - since_boot
