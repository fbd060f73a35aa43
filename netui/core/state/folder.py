"""Where netui keeps what outlives it."""

import os
import stat
from pathlib import Path

JOURNAL = ".journal"
"""What the names of journals end with."""
PENDING, REVERTING = "pending", "reverting"
"""And those of files that tell of a change which waits to be confirmed, or is put back just now."""


def state_folder() -> Path:
    """$XDG_STATE_HOME/netui, or ~/.local/state/netui; as root, without XDG_STATE_HOME, /run/netui."""
    given = os.environ.get("XDG_STATE_HOME", "")
    if given.startswith("/"):
        return Path(given) / "netui"
    return Path("/run/netui") if os.geteuid() == 0 else Path.home() / ".local/state/netui"


def prepare(folder: Path) -> bool:
    """Make the folder where it is not there; whether it is a folder of this user alone. Raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    status = os.lstat(folder)
    return stat.S_ISDIR(status.st_mode) and status.st_uid == os.geteuid() and not status.st_mode & 0o077


def has_journals() -> bool:
    """Whether any change is under way, or was broken off; on any boot of this host."""
    return _has(JOURNAL)


def something_waits() -> bool:
    """Whether any change may wait to be confirmed: a look that costs and imports next to nothing."""
    return _has(f".{PENDING}", f".{REVERTING}")


def _has(*endings: str) -> bool:
    try:
        return any(name.endswith(endings) for name in os.listdir(state_folder()))
    except OSError:
        return False
