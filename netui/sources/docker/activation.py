"""Whether systemd would start the daemon for whoever connects (systemd.socket(5)).

Debian's and Ubuntu's docker.socket does that: a connection made while the daemon is stopped, or is stopping,
starts it again. Watching must not.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

_ACCEPTING = "00010000"  # __SO_ACCEPTCON in the flags of /proc/net/unix


class Activation(Struct, frozen=True):
    """A socket that systemd listens on for a daemon."""

    daemons: tuple[int, ...]
    """Processes of that daemon now; none while it is stopped."""


def activation(path: str, proc: Path = Path("/proc")) -> Activation | None:
    """Who stands behind the unix socket at `path`, where that is systemd; None where the daemon listens itself.

    None too where /proc does not show the first process.
    """
    if _command(proc / "1") != b"systemd\n":
        return None
    inodes = set(_listeners(path, proc))
    if not inodes or not _held_by_init(inodes, proc):
        return None
    return Activation(daemons(proc))


def daemons(proc: Path = Path("/proc")) -> tuple[int, ...]:
    """Every process called dockerd."""
    return tuple(int(one) for one in os.listdir(proc) if one.isdigit() and _command(proc / one) == b"dockerd\n")


def _command(process: Path) -> bytes:
    try:
        return (process / "comm").read_bytes()
    except OSError:
        return b""


def _listeners(path: str, proc: Path) -> Iterator[str]:
    """Inodes of the sockets that listen on that path (proc(5), net/unix)."""
    real, name = os.path.realpath(path), Path(path).name
    try:
        lines = (proc / "self/net/unix").read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return
    for line in lines:
        fields = line.split(maxsplit=7)
        if len(fields) != 8 or fields[3] != _ACCEPTING or not fields[7].endswith(name):
            continue
        if os.path.realpath(fields[7]) == real:  # /var/run is a link to /run
            yield fields[6]


def _held_by_init(inodes: set[str], proc: Path) -> bool:
    wanted = {f"socket:[{inode}]" for inode in inodes}
    folder = proc / "1/fd"
    try:
        return any(_target(folder / one) in wanted for one in os.listdir(folder))
    except PermissionError:
        return True  # only root may look; a systemd host has the socket unit in all distributions that netui knows
    except OSError:
        return False


def _target(link: Path) -> str:
    try:
        return os.readlink(link)
    except OSError:
        return ""
