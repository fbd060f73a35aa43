"""How soon a sandbox is there, and how soon it has gone."""

import os
import shutil
import time
from collections.abc import Iterator
from typing import NamedTuple

from tests.bench.figures import Figure, median
from tests.bench.terminal import Terminal

_NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "env", "HOME=/"]
_CLEANED = 3.0
"""Seconds in which the kernel ends 1000 namespaces; meanwhile making others takes longer."""
_FIVE = "for n in 1 2 3 4 5; do docker run -d netui/box:1 >/dev/null; done; echo is-$((40+2))\n"


class _Case(NamedTuple):
    """A sandbox with a screen, and what is asked of it."""

    what: str
    argv: list[str]
    first: bytes
    """What the first frame that counts shows: a link of the world."""
    shown: float
    left: float | None = None
    runs: int = 3


def sandboxes(netui: str) -> Iterator[Figure]:
    """As nobody; the engine as root, where one can run."""
    yield from _times(_Case("the world docker", [*_NOBODY, netui, "--demo"], b"docker0", 1.2, 0.5, runs=7))
    if shutil.which("dockerd"):
        yield from _times(_Case("the world docker by an engine", [netui, "--demo"], b"docker0", 2.5))
        yield _engine_left(netui)
    yield from _times(_Case("1000 namespaces", [*_NOBODY, netui, "sandbox", "--world", "big"], b"br0", 4))


def _times(case: _Case) -> Iterator[Figure]:
    """From the start to the first frame, and from `q` to the end."""
    frames, ends = [], []
    for _ in range(case.runs):
        screen = Terminal(case.argv)
        frames.append(screen.until(case.first))
        screen.settle(0.3)
        screen.type(b"q")
        ends.append(_until_ended(screen))
        time.sleep(_CLEANED if case.what == "1000 namespaces" else 0)
    yield Figure(f"first frame, {case.what}", median(frames), "s", case.shown)
    yield Figure(f"leaving, {case.what}", median(ends), "s", case.left)


def _engine_left(netui: str) -> Figure:
    screen = Terminal([netui, "sandbox", "--docker", "--", "bash", "--norc"])
    screen.type(_FIVE.encode())
    screen.until(b"is-42", 60)
    screen.type(b"exit\n")
    return Figure("leaving, an engine with 5 containers", _until_ended(screen), "s", 3)


def _until_ended(screen: Terminal) -> float:
    began = time.perf_counter()
    while not os.waitpid(screen.pid, os.WNOHANG)[0]:
        screen.read(0.002)
    took = time.perf_counter() - began
    os.close(screen.fd)
    return took
