"""Writes netui/worlds/recorded/: each world, raised in a sandbox and read there.

Run it with: python -m tests.record_worlds. Those are shown where no sandbox can be made,
and never edited by hand.
"""

import subprocess
import sys
import time
from pathlib import Path

from netui.core.reading import EVERY_FACET, Want, read_snapshot
from netui.model.snapshot import encode
from netui.worlds.catalogue import NAMES
from netui.worlds.recorded import FOLDER

_FEW = 8
"""Namespaces of the world big, which in its full size would make a large file."""
_STATES = 2.0
"""Seconds after which the kernel has told every link's operational state (net/core/link_watch.c: once a second)."""


def main() -> None:
    """Record all worlds, each in a sandbox of its own."""
    for name in NAMES:
        size = ("--size", str(_FEW)) if name == "big" else ()
        inside = (sys.executable, "-m", "tests.record_worlds", str(FOLDER / f"{name}.json"))
        subprocess.run([sys.executable, "-m", "netui", "sandbox", "--world", name, *size, "--", *inside], check=True)


def record(file: Path) -> None:
    """Read the sandbox that this process is in."""
    time.sleep(_STATES)
    file.write_bytes(encode(read_snapshot(Want(EVERY_FACET))) + b"\n")
    print(f"{file.name}: {file.stat().st_size} octets")


if __name__ == "__main__":
    record(Path(sys.argv[1])) if len(sys.argv) > 1 else main()
