"""`tests/run bench`: every figure that netui promises, each as a ratio or a bound, measured in one run."""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.bench import pressure, reading, screen, topology
from tests.bench.figures import Figure
from tests.bench.sandbox import sandboxes
from tests.bench.world import ring


def _figures(netui: str) -> Iterator[Figure]:
    yield from topology.drawn()
    yield from sandboxes(netui)
    with ring(20):
        yield screen.first_frame_ratio(netui, 20, 1.5)
    with ring(1000):
        yield reading.snapshot_ratio()
        yield reading.link_list_ratio(netui)
        yield screen.first_frame_ratio(netui, 1000, 2)
        yield from screen.event_to_store()
        yield from screen.event_to_screen(netui)
        yield screen.cursor_move(netui)
        yield screen.cursor_move(netui, "ansi-16")
        yield screen.changed_row(netui)
        yield from screen.idle(netui, 30)
        yield from pressure.in_a_storm(netui)
    yield from pressure.scrolling(netui)


def main() -> int:
    """Print the figures; exit status 1 where one is missed."""
    if os.geteuid() != 0:
        print("the benches make namespaces: they need root", file=sys.stderr)
        return 2
    beside = Path(sys.executable).with_name("netui")
    netui = str(beside) if beside.exists() else shutil.which("netui") or "netui"
    kept = True
    for figure in _figures(netui):
        print(figure, flush=True)
        kept &= figure.kept
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
