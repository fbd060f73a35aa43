"""A terminal whose size changes at random while links come and go: at rest it shows what a fresh start shows."""

import contextlib
import itertools
import os
import random
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from netui.ui.fresh import MOMENT
from tests.pty.picture import Picture, picture
from tests.pty.terminal import DEADLINE, Terminal
from tests.support.requirements import needs_programs, needs_root

pytestmark = [needs_root, needs_programs("ip")]

HOST = f"nt{os.getpid() % 100000}z"
_LINKS = 40
_SIZES = ((20, 5), (200, 60))
"""Columns and rows: smallest and largest. The smallest is below what netui needs."""
_RATE = re.compile("#(?:[.]#)?[kM]?/#(?:[.]#)?[kM]?")
_PID = re.compile(r"\d+")
_READINGS = re.compile("[▁-█]+")
"""Traffic of the last seconds: as many as there were."""


def _ip(*lines: str) -> None:
    subprocess.run(["ip", "-n", HOST, "-batch", "-"], input="\n".join(lines), text=True, check=True)


@pytest.fixture(scope="module")
def namespace() -> Iterator[str]:
    """A namespace of many links, that netui is started in."""
    subprocess.run(["ip", "netns", "add", HOST], check=True)
    try:
        _ip(
            "link set lo up",
            *(f"link add storm{number} type veth peer name calm{number}" for number in range(_LINKS)),
        )
        yield HOST
    finally:
        subprocess.run(["ip", "netns", "del", HOST], check=True)


@contextlib.contextmanager
def _storm() -> Iterator[None]:
    """Links that come, go and change for as long as the context lasts; then they are as they were."""
    over = threading.Event()

    def rage() -> None:
        turn = 0
        while not over.wait(0.005):
            turn += 1
            up, down = (f"link set storm{(turn * 7 + one) % _LINKS}" for one in range(2))
            _ip(f"{up} up", f"{down} down", f"{up} mtu {1300 + turn % 100}", "link add brief type bridge")
            _ip("link del brief")

    raging = threading.Thread(target=rage)
    raging.start()
    try:
        yield
    finally:
        over.set()
        raging.join()


class Watched:
    """netui in the namespace, and the sizes that its terminal had."""

    def __init__(self, rows: int, columns: int) -> None:
        self.terminal = Terminal(
            ["nsenter", f"--net=/run/netns/{HOST}", sys.executable, "-m", "netui"], rows=rows, columns=columns
        )
        self._sizes = [(0, rows, columns)]
        """From which octet on, and the size."""

    def read(self, seconds: float) -> None:
        """Take what is written within so many seconds."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.terminal.read(end - time.monotonic())

    def catch_up(self) -> None:
        """Read until no line is wider than the terminal any more: what was on its way had the size before."""
        end = time.monotonic() + DEADLINE
        shown, wide = self.picture(), True
        while wide:
            assert time.monotonic() < end, "lines stay wider than the terminal"
            fed, overruns = len(self.terminal.octets), shown.overruns
            self.read(0.5)
            shown.feed(self.terminal.octets[fed:])
            wide = shown.overruns > overruns

    def resize(self, rows: int, columns: int) -> None:
        """Another size of the terminal."""
        self._sizes.append((len(self.terminal.octets), rows, columns))
        self.terminal.resize(rows, columns)

    def picture(self) -> Picture:
        """What the terminal shows now; what stood there some sizes ago does not matter."""
        sizes = [*self._sizes[-4:], (len(self.terminal.octets), 0, 0)]
        shown = Picture(*sizes[0][1:])
        for (first, rows, columns), (last, _, _) in itertools.pairwise(sizes):
            shown.resize(rows, columns)
            shown.feed(self.terminal.octets[first:last])
        return shown

    def end(self) -> list[str]:
        """What is shown once nothing happens and nothing is new any more; then q ends it.

        Numbers are left out: of processes, of octets.
        """
        self.terminal.settle(MOMENT + 0.5)
        bare = [_RATE.sub("–", _PID.sub("#", _READINGS.sub("", line))) for line in self.picture().lines]
        self.terminal.type(b"q")
        assert self.terminal.end() == 0
        assert b"Traceback" not in self.terminal.octets
        return [" ".join(line.split()) for line in bare]


def test_the_size_is_the_terminals_whatever_is_exported(namespace: str) -> None:
    terminal = Terminal([sys.executable, "-m", "netui"], rows=20, columns=70, COLUMNS="200", LINES="60")
    try:
        terminal.shows(b"live")
        terminal.settle()
        assert not picture(terminal.octets, 20, 70).overruns
        terminal.resize(8, 30)
        terminal.shows("has 30×8".encode())
        terminal.type(b"q")
        assert terminal.end() == 0
    finally:
        terminal.close()


@pytest.mark.parametrize("seed", range(4))
def test_after_any_sizes_the_screen_is_that_of_a_fresh_start(namespace: str, seed: int) -> None:
    chance = random.Random(seed)
    (least_columns, least_rows), (most_columns, most_rows) = _SIZES
    watched = Watched(24, 80)
    try:
        watched.terminal.shows(b"live")
        with _storm():
            for _ in range(25):
                rows, columns = chance.randint(least_rows, most_rows), chance.randint(least_columns, most_columns)
                watched.resize(rows, columns)
                watched.read(chance.choice((0.0, 0.01, 0.05, 0.15)))
            rows, columns = ((24, 80), (48, 160), (10, 40), (20, 62))[seed]
            watched.resize(rows, columns)
            watched.catch_up()
        shown = watched.end()
    finally:
        watched.terminal.close()
    fresh = Watched(rows, columns)
    try:
        fresh.terminal.shows(b"netui needs" if rows < 18 else b"live")
        assert shown == fresh.end()
    finally:
        fresh.terminal.close()
