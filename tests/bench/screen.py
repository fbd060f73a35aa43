"""What is seen, how soon, and what it costs when nothing happens."""

import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil

from netui.core.live import LiveHost
from netui.model import Snapshot
from tests.bench.figures import Figure, median, percentile
from tests.bench.terminal import terminal
from tests.bench.world import HOST, LINK, PREFIX

_EMPTY = [sys.executable, str(Path(__file__).with_name("empty_app.py"))]


def _explorer(netui: str) -> list[str]:
    return ["nsenter", f"--net=/run/netns/{HOST}", netui]


def first_frame_ratio(netui: str, namespaces: int, at_most: float) -> Figure:
    """First frame with a link of the host ÷ first frame of an empty app, pair by pair."""
    ratios = []
    for _ in range(7):
        with terminal(_EMPTY) as empty:
            bare = empty.until(b"is painted")
        with terminal(_explorer(netui)) as ours:
            ratios.append(ours.until(LINK.encode()) / bare)
    return Figure(f"first frame ÷ empty app, {namespaces} namespaces", median(ratios), "", at_most)


def event_to_store() -> list[Figure]:
    """From before the kernel is asked for a change to the store's telling it."""
    seen = threading.Event()
    wanted = b""

    def told(snapshot: Snapshot, _changes: object) -> None:
        if any(link.name == wanted for space in snapshot.namespaces.values() for link in space.links.values()):
            seen.set()

    host = LiveHost(docker=False)
    host.start()
    host.watch(frozenset())
    host.complete.wait(30)
    took = []
    end = host.store.subscribe(told)
    for number in range(100):
        seen.clear()
        old, wanted = (LINK if number == 0 else wanted.decode()), f"renamed{number}".encode()
        began = time.perf_counter()
        subprocess.run(["ip", "-n", HOST, "link", "set", "dev", old, "name", wanted.decode()], check=True)
        asked = time.perf_counter()
        if seen.wait(5):
            took.append((max(time.perf_counter(), asked) - began) * 1000)
        time.sleep(0.02)
    end()
    host.stop()
    subprocess.run(["ip", "-n", HOST, "link", "set", "dev", wanted.decode(), "name", LINK], check=True)
    note = "with the run of ip, about 3 ms"
    return [
        Figure("event to store, p50", percentile(took, 50), "ms", None, note),
        Figure("event to store, p99", percentile(took, 99), "ms", None, note),
    ]


def event_to_screen(netui: str) -> list[Figure]:
    """From before `ip` runs to the octets that show the change."""
    took = []
    with terminal(_explorer(netui)) as screen:
        screen.until(LINK.encode())
        screen.settle()
        name = LINK
        for number in range(40):
            fresh = f"renamed{number}"
            screen.mark()
            subprocess.run(["ip", "-n", HOST, "link", "set", "dev", name, "name", fresh], check=True)
            took.append(screen.until(fresh.encode(), 5) * 1000)
            name = fresh
            screen.settle(0.15, 2)
        subprocess.run(["ip", "-n", HOST, "link", "set", "dev", name, "name", LINK], check=True)
    return [
        Figure("event to screen, p50", percentile(took, 50), "ms", 100),
        Figure("event to screen, p99", percentile(took, 99), "ms", None),
    ]


def idle(netui: str, seconds: float) -> list[Figure]:
    """Processor, octets and memory while nothing changes."""
    with terminal(_explorer(netui)) as screen:
        screen.until(LINK.encode())
        screen.settle(2.0, 20)
        process = psutil.Process(screen.pid)
        before = process.cpu_times()
        octets = screen.quiet(seconds)
        after = process.cpu_times()
        busy = after.user + after.system - before.user - before.system
        resident = process.memory_info().rss / (1 << 20)
    return [
        Figure(f"idle processor over {seconds:.0f} s", busy / seconds * 100, "%", 0.5),
        Figure(f"octets to the terminal in {seconds:.0f} s of idleness", octets, "B", 0),
        Figure("memory", resident, "MiB", 150),
    ]


def cursor_move(netui: str, theme: str = "dark") -> Figure:
    """Octets for one cursor move at 80×24."""
    sizes = []
    with terminal([*_explorer(netui), "--theme", theme]) as screen:
        screen.until(LINK.encode())
        screen.type(b"1")
        screen.settle(1.0)
        for _ in range(10):
            screen.type(b"j")
            sizes.append(screen.quiet(0.3))
    return Figure(f"octets for a cursor move at 80×24, {theme}", median(sizes), "B", 2000)


def changed_row(netui: str) -> Figure:
    """Octets for one row that another program changed, at 80×24: its state, its mark, and its mark's end."""
    sizes = []
    with terminal([*_explorer(netui), "--slow"]) as screen:
        screen.until(LINK.encode())
        screen.settle(2.0)
        for state in ("down", "up") * 3:
            subprocess.run(["ip", "-n", HOST, "link", "set", "dev", LINK, state], check=True)
            sizes.append(screen.quiet(5.0))
    return Figure("octets for a changed row at 80×24, slow", median(sizes), "B", 2000)


def world_size() -> str:
    """How many namespaces the world has, for the heading."""
    return str(sum(name.name.startswith(PREFIX) for name in Path("/run/netns").iterdir()))
