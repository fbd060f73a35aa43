"""Where netui keeps what outlives it.

It is $XDG_STATE_HOME/netui, or ~/.local/state/netui; as root, without XDG_STATE_HOME, /run/netui: what a boot forgets
need not be remembered.
"""

import os
from pathlib import Path

PENDING, REVERTING = "pending", "reverting"
"""How files end that tell of a change which waits to be confirmed, or is put back just now."""


def state_folder() -> Path:
    """The folder, which need not be there."""
    given = os.environ.get("XDG_STATE_HOME", "")
    if given.startswith("/"):
        return Path(given) / "netui"
    return Path("/run/netui") if os.geteuid() == 0 else Path.home() / ".local/state/netui"


def something_waits() -> bool:
    """Whether there may be a change that waits to be confirmed: a look that costs and imports next to nothing."""
    try:
        return any(name.endswith((f".{PENDING}", f".{REVERTING}")) for name in os.listdir(state_folder()))
    except OSError:
        return False
