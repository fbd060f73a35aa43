"""Where netui starts: `netui`, or `python -m netui`."""

import gc
import sys


def main() -> int:
    """Run the command line with the process's arguments; returns the exit status."""
    gc.disable()  # a command ends before the cycles that it makes matter; what stays running turns it on again
    try:
        from netui.cli.main import run

        return run(sys.argv[1:])
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
