"""What a sandbox could leave on the host."""

import os
import re
import time
from collections.abc import Iterator, Set
from pathlib import Path

from msgspec import Struct

from tests.sandbox.callers import Caller

LIMIT = 2.0
"""Seconds after which nothing is left."""
_OTHERS = re.compile("nt.*|veth[0-9a-f]{7}")
"""What other tests and engines name theirs."""


class Traces(Struct, frozen=True):
    """Everything that this user's sandboxes could have made, where it is not in their own namespaces."""

    processes: Set[str]
    mounts: Set[str]
    names: Set[str]
    links: Set[str]
    files: Set[str]
    cgroups: Set[str]

    def new(self, before: "Traces") -> list[str]:
        """A line for each thing that `before` had not."""
        return [f"{kind}: {one}" for kind in self.__struct_fields__
                for one in sorted(getattr(self, kind) - getattr(before, kind))]  # fmt: skip


def look(caller: Caller) -> Traces:
    """What there is now."""
    return Traces(
        processes=set(_processes(caller)),
        mounts={line for line in _lines("/proc/self/mountinfo") if not re.search(r"/nt\w*(/| )", line)},
        names=_listed("/run/netns"),
        links=_listed("/sys/class/net"),
        files=set().union(*map(_listed, ("/etc/docker", "/opt", "/opt/containerd", _home(caller))))
        | {path for path in _listed("/tmp") | _listed("/run") if re.search("netui|docker|containerd", path)},
        cgroups={str(path) for path in Path("/sys/fs/cgroup").glob("**/netui-*")},
    )


def left_since(before: Traces, caller: Caller, *but: int) -> list[str]:
    """What is there that was not before, after the time that it has to go; `but` are processes that may stay."""
    end = time.monotonic() + LIMIT
    while True:
        left = [
            one for one in look(caller).new(before) if not one.startswith(tuple(f"processes: {pid} " for pid in but))
        ]
        if not left or time.monotonic() > end:
            return left
        time.sleep(0.02)


def _home(caller: Caller) -> str:
    return caller.environment.get("HOME", "/root")


def _processes(caller: Caller) -> Iterator[str]:
    """Those that the caller started, directly or not, and those of an engine's control groups. Zombies are gone."""
    for pid in filter(str.isdigit, os.listdir("/proc")):
        folder = Path("/proc", pid)
        try:
            stat = (folder / "stat").read_text(errors="replace")
            ours = caller.mark.encode() in (folder / "environ").read_bytes()
            ours = ours or "/netui-" in (folder / "cgroup").read_text()
        except OSError:
            continue
        if ours and stat.rpartition(")")[2].split()[0] != "Z":
            yield f"{pid} {stat[: stat.rindex(')') + 1]}"


def holders_of(inode: int) -> list[str]:
    """Every process that lives in the namespace with that inode, or has it open or mounted."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        folder = Path("/proc", pid)
        for place in (*_children(folder / "ns"), *_children(folder / "fd")):
            try:
                if f":[{inode}]" in os.readlink(place):
                    found.append(str(place))
            except OSError:
                continue
    return found


def _children(folder: Path) -> tuple[Path, ...]:
    try:
        return tuple(folder.iterdir())
    except OSError:
        return ()


def _lines(path: str) -> list[str]:
    return [line for line in Path(path).read_text(errors="surrogateescape").split("\n") if line]


def _listed(folder: str) -> set[str]:
    try:
        return {f"{folder}/{name}" for name in os.listdir(folder) if not _OTHERS.fullmatch(name)}
    except OSError:
        return set()
