"""Writes screenshots/*.svg: `python -m tests.screenshots`, as root and with what a private Docker engine needs.

It starts a sandbox with the world `docker` and an engine of its own, adds a Docker network and a small lab there by
netui's own command line, and shows the terminal program in front of it. Times, ids and MACs are others in each run;
names, addresses and sizes are the same.
"""

import asyncio
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from msgspec import Struct

os.environ["TEXTUAL_ANIMATIONS"] = "none"
os.environ["XDG_CONFIG_HOME"] = "/nonexistent"  # whoever takes the pictures has a configuration of his own
os.environ["TZ"] = "UTC"
os.environ.pop("NO_COLOR", None)

from textual.app import App

from netui.config.options import Config
from netui.core.changing.changes import LateChanges
from netui.core.live import LiveHost
from netui.sandbox.engine import INSTALL, missing_programs
from netui.sources import sandboxed
from netui.ui import pseudonyms
from netui.ui.app import NetuiApp
from netui.ui.comfort import Comfort
from netui.ui.picture import drawn
from tests.support.screen import SMALL, Stage

FOLDER = Path(__file__).resolve().parents[1] / "screenshots"
MIDDLE = (132, 36)
"""Columns and rows that README shows without making letters too small."""
_PATIENCE = 30.0
"""Seconds until what a step waits for has to be shown."""

_NETUI = (sys.executable, "-m", "netui")
_WORLD = (
    ("network", "create", "shop", "--subnet", "172.30.0.0/24"),
    ("network", "connect", "shop", "web"),
    ("network", "connect", "shop", "db"),
    ("namespace", "create", "red"),
    ("namespace", "create", "blue"),
    ("veth", "create", "to-red", "eth0", "--peer-namespace", "red", "--address", "10.0.0.1/24",
     "--peer-address", "10.0.0.2/24"),
    ("veth", "create", "to-blue", "eth0", "--peer-namespace", "blue", "--address", "10.0.1.1/24",
     "--peer-address", "10.0.1.2/24"),
    ("route", "add", "default", "--via", "10.0.0.1", "--namespace", "red"),
    ("link", "down", "blue/eth0", "--yes"),
)  # fmt: skip
"""What is added to the world, as words of netui's command line."""


class Step(Struct, frozen=True):
    """Keys, or changes that somebody else makes; then what has to be shown before it goes on."""

    keys: tuple[str, ...] = ()
    sees: str = ""
    meanwhile: tuple[tuple[str, ...], ...] = ()
    """Commands, which another terminal runs."""


class Picture(Struct, frozen=True):
    """One file of screenshots/."""

    name: str
    size: tuple[int, int]
    steps: tuple[Step, ...]
    theme: str = "dark"


_HAPPENS = (
    (*_NETUI, "link", "set", "red/eth0", "--mtu", "1400"),
    ("ip", "-n", "blue", "link", "set", "eth0", "up"),
    (*_NETUI, "route", "add", "10.8.0.0/16", "--via", "10.0.0.1", "--namespace", "red"),
    ("docker", "network", "disconnect", "shop", "db"),
    ("docker", "stop", "api"),
)
_VETH = ("n", "1", *"lab0", "tab", *"lab1", "tab", "tab", *"red", "tab", *"10.9.0.1/24")
_PAIR = Step(_VETH, "ip addr add 10.9.0.1/24")

PICTURES = (
    Picture("explore", MIDDLE, (Step(("4", "G"), "▸ web"),)),
    Picture("detail", MIDDLE, (Step(("4", "G", "enter", *("]",) * 8), "8080"),)),
    Picture("form", SMALL, (_PAIR,)),
    Picture("map", MIDDLE, (Step(("f3",), "docker0"), Step(("j",) * 4))),
    Picture(
        "presentation", MIDDLE, (Step(("ctrl+t", "H")), Step((*_VETH, "enter"), "done in"), Step(("G",), "▸ lab0"))
    ),
    Picture("small", SMALL, (Step(("2", "G"), "to-blue"),)),
    Picture(
        "light",
        MIDDLE,
        (Step(("1", "j", "j", "j"), "▸ red"), Step(("enter", "]", "]", "]"), "10.0.0.1")),
        theme="light",
    ),
    Picture("events", MIDDLE, (Step(("f4",), "Events"), Step(meanwhile=_HAPPENS, sees="exited"))),
)
"""Events come last: what happens there is not put back."""

_FRESH = re.compile(r"^│?[+~] ", re.MULTILINE)
"""What stands before the name of what was made or changed just now."""


async def walk(stage: Stage, steps: tuple[Step, ...]) -> None:
    """Go through the steps. Raises AssertionError, with the screen, where something is not shown in time."""
    for step in steps:
        for words in step.meanwhile:
            process = await asyncio.create_subprocess_exec(*words, stdout=subprocess.DEVNULL)
            assert await process.wait() == 0, words
        await stage.press(*step.keys)
        end = time.monotonic() + _PATIENCE
        while step.sees not in stage.text:
            assert time.monotonic() < end, f"{step.sees!r} is not shown:\n{stage.text}"
            await stage.pause(0.05)


async def calm(stage: Stage) -> None:
    """Wait until nothing is marked as made or changed just now."""
    end = time.monotonic() + _PATIENCE
    while _FRESH.search(stage.text):
        assert time.monotonic() < end, f"something changes all the time:\n{stage.text}"
        await stage.pause(0.05)


async def _taken(picture: Picture) -> str:
    host = LiveHost()
    comfort = Comfort(Config(theme=picture.theme))
    app: App[None] = NetuiApp(host, who="root", changes=LateChanges(""), comfort=comfort)
    host.start()
    try:
        async with app.run_test(size=picture.size) as pilot:
            stage = Stage(pilot, host)
            await walk(stage, (Step(sees="live"), Step(sees="3 containers"), *picture.steps))
            await calm(stage)
            return drawn(app)
    finally:
        host.stop()


def _inside() -> None:
    """Fill the sandbox, and take the pictures."""
    time.tzset()
    socket.sethostname("web01")
    pseudonyms._this_run = pseudonyms.Pseudonyms(b"the same in every run")
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="nt") as state:
        os.environ["XDG_STATE_HOME"] = state
        for words in _WORLD:
            subprocess.run([*_NETUI, *words], check=True, stdout=subprocess.DEVNULL)
        for picture in PICTURES:
            (FOLDER / f"{picture.name}.svg").write_text(asyncio.run(_taken(picture)), encoding="utf-8")


def refusal() -> str:
    """Why no pictures can be taken here, in a sentence; empty where they can."""
    if os.geteuid() != 0:
        return "The pictures show a private Docker engine, which needs root."
    lacking = missing_programs()
    return (
        f"The pictures show a private Docker engine, which needs {', '.join(lacking)}: {INSTALL}." if lacking else ""
    )


def main() -> int:
    """One picture for each of `PICTURES`; returns the exit status."""
    if sandboxed.world():
        _inside()
        return 0
    why = refusal()
    if why:
        print(why, file=sys.stderr)
        return 1
    again = (sys.executable, "-m", "tests.screenshots")
    return subprocess.call([*_NETUI, "sandbox", "--world", "docker", "--docker", "--", *again])


if __name__ == "__main__":
    sys.exit(main())
