"""Where netui starts: `netui`, or `python -m netui`."""

import contextlib
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from netui.cli.settings import Screen


def screen() -> "Screen":
    """The terminal program; imported when it is started."""
    from netui.ui import run

    return run


def main() -> int:
    """Run the command line with the process's arguments; returns the exit status."""
    _name()
    try:
        from netui.cli.main import run

        return run(sys.argv[1:], screen)
    except KeyboardInterrupt:
        return 130


def _name() -> None:
    """Be called netui, also as `python -m netui`: another netui knows by that what it is (proc_pid_comm(5))."""
    with contextlib.suppress(OSError), open("/proc/self/comm", "w") as file:
        file.write("netui")


if __name__ == "__main__":
    sys.exit(main())
