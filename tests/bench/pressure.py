"""How soon a key is answered while the kernel is in a storm, and how smoothly a long list scrolls."""

import re
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from netui.model.snapshot import encode
from tests.bench.figures import Figure, percentile
from tests.bench.storm import storm
from tests.bench.terminal import Terminal, terminal
from tests.bench.world import HOST, LINK
from tests.support.snapshots import many_links

_RATE = 1000
_KEYS = 200
_FRAME = 16
"""Milliseconds."""
_AT_CURSOR = re.compile("▸(?:\x1b\\[[0-9;]*m| )*(?:ntbench\\d+|host)".encode())
"""The row under the cursor; a name that is new has an ink of its own."""


def in_a_storm(netui: str) -> Iterator[Figure]:
    """Key to paint and event to screen while a thousand link events a second are told, at two sizes."""
    for rows, columns in ((24, 80), (48, 160)):
        size = f"{columns}×{rows}"
        with terminal(["nsenter", f"--net=/run/netns/{HOST}", netui], rows=rows, columns=columns) as screen:
            screen.until(LINK.encode())
            screen.settle(2.0, 20)
            with storm(_RATE) as raging:
                screen.quiet(2.0)
                keys = list(_keys(screen))
                events = list(_events(screen))
        note = f"{raging.rate} events a second"
        yield Figure(f"key to paint in a storm, {size}, p50", percentile(keys, 50), "ms", None, note)
        yield Figure(f"key to paint in a storm, {size}, p99", percentile(keys, 99), "ms", 50)
        yield Figure(f"event to screen in a storm, {size}, p50", percentile(events, 50), "ms", None)
        yield Figure(f"event to screen in a storm, {size}, p99", percentile(events, 99), "ms", None)


def _keys(screen: Terminal) -> Iterator[float]:
    """Milliseconds from each key that moves the cursor among the namespaces to the row that shows it there."""
    screen.type(b"1")
    screen.quiet(0.5)
    for number in range(_KEYS):
        screen.mark()
        screen.type(b"j" if number < _KEYS // 2 else b"k")
        yield screen.until_matches(_AT_CURSOR, 5) * 1000
        screen.quiet(0.03 + number % 7 / 100)  # at any moment of netui's own rhythm


def _events(screen: Terminal) -> Iterator[float]:
    """Milliseconds from before `ip` runs to the octets that show the change."""
    screen.type(b"1g2g")
    screen.quiet(1.0)
    name = LINK
    for number in range(40):
        fresh = f"stormy{number}"
        screen.mark()
        subprocess.run(["ip", "-n", HOST, "link", "set", "dev", name, "name", fresh], check=True)
        yield screen.until(fresh.encode(), 5) * 1000
        name = fresh
        screen.quiet(0.05)
    subprocess.run(["ip", "-n", HOST, "link", "set", "dev", name, "name", LINK], check=True)


def scrolling(netui: str, rows: int = 5000) -> Iterator[Figure]:
    """Page down through a long list, each page asked for when the last was painted."""
    for height, columns in ((24, 80), (48, 160)):
        took = []
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "many.json")
            path.write_bytes(encode(many_links(rows)))
            with terminal([netui, "--from", str(path)], rows=height, columns=columns) as screen:
                screen.until(b"veth00002")
                screen.settle(1.0)
                for _ in range(150):
                    screen.mark()
                    screen.type(b"\x1b[6~")
                    took.append(screen.until_matches(re.compile("▸ veth\\d+".encode()), 5) * 1000)
                    time.sleep(0.005)
                    screen.quiet(0.01)
        size = f"{columns}×{height}"
        note = "Textual paints each 16.7 ms: a key waits for the next frame"
        yield Figure(f"page of {rows} rows, {size}, p50", percentile(took, 50), "ms", 16, note)
        for frames in (1, 2):
            late = 100 * sum(one > frames * _FRAME for one in took) / len(took)
            yield Figure(f"pages of {rows} rows, {size}, over {frames * _FRAME:.0f} ms", late, "%")
