"""The log and crash files, in netui's state folder: for their owner alone, bounded, no link followed."""

import os
import stat
from pathlib import Path

from netui.core.state.folder import state_folder

LOG, OLDER_LOG = "netui.log", "netui.log.1"
LOG_SIZE = 1 << 20
"""Octets after which the log begins again; the one before it is kept."""
CRASHES_KEPT = 5
_CRASH = "crash-"


def folder() -> Path:
    """The state folder, made where it is not there. Raises OSError, also where it is not ours alone."""
    found = state_folder()
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    status = os.lstat(found)
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid() or status.st_mode & 0o077:
        raise PermissionError(1, "it is not a folder of this user alone", str(found))
    return found


def opened(path: Path, *flags: int) -> int:
    """A descriptor to write with; the file is made with mode 0600. Raises OSError."""
    wanted = os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    for flag in flags:
        wanted |= flag
    return os.open(path, wanted, 0o600)


def crashes() -> list[Path]:
    """The crash files that are there, the newest last."""
    try:
        return sorted(state_folder().glob(f"{_CRASH}*.txt"))
    except OSError:
        return []


def write_crash(name: str, text: str) -> Path:
    """Write a crash file of that name, and forget the oldest. Raises OSError."""
    path = folder() / f"{_CRASH}{name}.txt"
    with open(opened(path, os.O_EXCL), "w", encoding="utf-8", errors="backslashreplace") as file:
        file.write(text)
    for old in crashes()[:-CRASHES_KEPT]:
        old.unlink(missing_ok=True)
    return path
