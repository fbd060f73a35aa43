"""The explorer over the real kernel: what `ip` does appears, can be found, followed and understood."""

import os
import re
import subprocess
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager

import pytest

from netui.core.live import LiveHost
from netui.ui.app import NetuiApp
from tests.support.requirements import needs_programs, needs_root
from tests.support.screen import LARGE, SMALL, Stage

pytestmark = [needs_root, needs_programs("ip")]
_PATIENCE = 5.0


def ip(*argv: str) -> None:
    subprocess.run(["ip", *argv], check=True, capture_output=True)


@pytest.fixture
def pair() -> Iterator[tuple[str, str]]:
    """Two namespaces, joined by a veth pair with addresses, up."""
    red, blue = (f"nt{os.getpid() % 10000}{colour}" for colour in "rb")
    for name in (red, blue):
        ip("netns", "add", name)
    ip("link", "add", "name", "r0", "netns", red, "type", "veth", "peer", "name", "b0", "netns", blue)
    ip("-n", red, "address", "add", "10.77.0.1/24", "dev", "r0")
    ip("-n", blue, "address", "add", "10.77.0.2/24", "dev", "b0")
    ip("-n", red, "link", "set", "dev", "r0", "up")
    ip("-n", blue, "link", "set", "dev", "b0", "up")
    yield red, blue
    for name in (red, blue):
        subprocess.run(["ip", "netns", "delete", name], check=False, capture_output=True)


@asynccontextmanager
async def live_stage(size: tuple[int, int]) -> AsyncIterator[Stage]:
    """The program over this host."""
    host = LiveHost(docker=False)
    host.start()
    try:
        app = NetuiApp(host, who="root")
        async with app.run_test(size=size) as pilot:
            stage = Stage(pilot, host)
            assert await until(stage, host.complete.is_set)
            assert await until(stage, lambda: len(stage.shown.spaces) == len(host.store.snapshot.namespaces))
            yield stage
    finally:
        host.stop()


async def until(stage: Stage, tell: Callable[[], bool]) -> bool:
    """Whether it comes to be told in time."""
    end = time.monotonic() + _PATIENCE
    while not tell():
        if time.monotonic() > end:
            return False
        await stage.pause(0.005)
    return True


async def shown(stage: Stage, text: str) -> bool:
    """Whether a text comes to stand on the screen."""
    return await until(stage, lambda: text in stage.text)


async def test_the_peer_is_followed_across_namespaces(pair: tuple[str, str]) -> None:
    red, blue = pair
    async with live_stage(SMALL) as stage:
        await stage.press("colon", *"10.77.0.1", "enter")
        assert "r0" in stage.row and f"2 Links of {red}" in stage.text
        assert f"→ {blue}" in stage.row  # the rest may be cut
        await stage.press("p")
        assert "b0" in stage.row and f"2 Links of {blue}" in stage.text
        await stage.press("enter")
        assert await shown(stage, "10.77.0.2/24") and f"{red}/r0" in stage.text


async def test_what_ip_does_appears_and_is_marked(pair: tuple[str, str]) -> None:
    red, _ = pair
    async with live_stage(LARGE) as stage:
        await stage.press("colon", *f"{red} namespace", "enter", "2")
        ip("-n", red, "link", "add", "name", "fresh0", "type", "bridge")
        assert await shown(stage, "+ fresh0")
        ip("-n", red, "address", "add", "10.78.0.1/24", "dev", "fresh0")
        assert await shown(stage, "10.78.0.1/24")
        ip("-n", red, "link", "delete", "dev", "fresh0")
        assert await until(stage, lambda: "fresh0" not in stage.text)


async def test_a_state_changes_while_it_is_looked_at(pair: tuple[str, str]) -> None:
    red, blue = pair
    async with live_stage(SMALL) as stage:
        await stage.press("colon", *f"{red}/r0", "enter")
        assert await shown(stage, f"r0 is up. Its peer b0 in {blue}")
        ip("-n", blue, "link", "set", "dev", "b0", "down")
        assert await shown(stage, "without carrier: its peer is down")
        ip("-n", red, "link", "set", "dev", "r0", "down")
        assert await shown(stage, "r0 is down: nothing passes")


async def test_a_filter_by_address_and_kind_follows_the_kernel(pair: tuple[str, str]) -> None:
    red, _ = pair
    async with live_stage(SMALL) as stage:
        await stage.press("colon", *f"{red} namespace", "enter", "2", "slash", *"kind:veth ip:10.77.0.0/16", "enter")
        assert "1 of 2" in stage.text and "r0" in stage.row
        ip("-n", red, "address", "flush", "dev", "r0")
        assert await shown(stage, "0 of 2")
        assert "Nothing here fits" in stage.text
        ip("-n", red, "address", "add", "10.77.9.9/24", "dev", "r0")
        assert await shown(stage, "10.77.9.9/24")


async def test_a_namespace_that_is_looked_at_may_go(pair: tuple[str, str]) -> None:
    red, blue = pair
    async with live_stage(LARGE) as stage:
        await stage.press("colon", *f"{red}/r0", "enter", "enter")
        assert stage.focused == "detail"
        ip("netns", "delete", red)
        assert await until(stage, lambda: f"2 Links of {red}" not in stage.text)
        assert await until(stage, lambda: f"Link {red}/r0 is gone." in stage.lines[-2])
        assert await until(stage, lambda: red not in "".join(stage.lines[1:-2]))
        await stage.press("escape", "colon", *f"{blue} namespace", "enter", "2")
        assert "b0" not in stage.text, "a veth goes with its peer"


async def test_traffic_of_the_links_in_sight_is_told(pair: tuple[str, str]) -> None:
    red, _ = pair
    async with live_stage(SMALL) as stage:
        await stage.press("colon", *f"{red}/r0", "enter")
        ping = ["ip", "netns", "exec", red, "ping", "-q", "-i", "0.01", "-s", "1000", "-w", "10", "10.77.0.2"]
        process = subprocess.Popen(ping, stdout=subprocess.DEVNULL)
        try:
            assert await until(stage, lambda: re.search(r"\d[kM]/\d+(\.\d)?[kM]", stage.row) is not None)
        finally:
            process.kill()
            process.wait()
