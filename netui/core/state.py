"""The folder in which netui keeps what outlives it.

It is $XDG_STATE_HOME/netui, or ~/.local/state/netui; as root, without XDG_STATE_HOME, /run/netui: what a boot
forgets need not be remembered. It has to be a folder of this user alone.
"""

import os
import stat
from pathlib import Path


def state_folder() -> Path:
    """Where it is; it need not exist."""
    given = os.environ.get("XDG_STATE_HOME", "")
    if given.startswith("/"):
        return Path(given) / "netui"
    return Path("/run/netui") if os.geteuid() == 0 else Path.home() / ".local/state/netui"


def prepare(folder: Path) -> bool:
    """Make the folder where it is not there; whether it is a folder of this user alone. Raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    status = os.lstat(folder)
    return stat.S_ISDIR(status.st_mode) and status.st_uid == os.geteuid() and not status.st_mode & 0o077
