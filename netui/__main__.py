"""Where netui starts: `netui`, or `python -m netui`."""

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
    try:
        from netui.cli.main import run

        return run(sys.argv[1:], screen)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
