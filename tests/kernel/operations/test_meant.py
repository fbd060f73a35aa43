"""Between the look at a plan and the change a name comes to stand for something else: nothing is done, and the
difference is told; by the runner, by the command line, and in a form, whether or not it has heard of it yet."""

import os
import re
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from netui.core.changing.changes import LateChanges
from netui.core.host import Host
from netui.core.live import LiveHost
from netui.errors import ChangedError
from netui.operations.registry import find
from netui.ui.app import NetuiApp
from tests.kernel.operations.test_tutorial import Netui, at_a_terminal
from tests.kernel.test_explorer import shown, until
from tests.support.canonical import canonical
from tests.support.requirements import needs_programs, needs_root
from tests.support.runner import Hand, clear, read
from tests.support.screen import SMALL, ChangingHost, Stage

pytestmark = [needs_root, needs_programs("ip")]

PREFIX = f"nt{os.getpid() % 10000}i"
RED, BLUE = f"{PREFIX}red", f"{PREFIX}blue"

SWAPS = {
    "renamed": ((f"-n {RED} link set dev v0 name w0",), f"{RED}/v0 is called w0 now"),
    "gone": ((f"-n {RED} link delete dev v0",), f"the link {RED}/v0 is gone"),
    "made anew": (
        (f"-n {RED} link delete dev v0", f"-n {RED} link add name v0 type veth peer name v1"),
        rf"{RED}/v0 is another link now: index \d+ instead of \d+",
    ),
    "name taken": (
        (f"-n {RED} link set dev v0 name w0", f"-n {RED} link set dev x0 name v0"),
        rf"{RED}/v0 is another link now: index \d+ instead of \d+; what was meant is called w0 now",
    ),
    "namespace made anew": (
        (f"netns delete {RED}", f"netns add {RED}", f"-n {RED} link add name v0 type veth peer name v1"),
        f"{RED} is another namespace now",
    ),
    "namespace gone": ((f"netns delete {RED}",), f"the namespace {RED} is gone"),
}
CHANGES: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("link", "up", {"link": f"{RED}/v0"}),
    ("link", "delete", {"link": f"{RED}/v0"}),
    ("link", "rename", {"link": f"{RED}/v0", "name": "n0"}),
    ("link", "move", {"link": f"{RED}/v0", "to": BLUE}),
    ("link", "set", {"link": f"{RED}/v0", "mtu": "1400"}),
    ("address", "add", {"link": f"{RED}/v0", "address": "10.0.0.1/24"}),
    ("link", "create", {"name": "m0", "kind": "macvlan", "link": f"{RED}/v0", "namespace": RED}),
)


def ip(*commands: str) -> None:
    for command in commands:
        subprocess.run(["ip", *command.split()], check=True)


@pytest.fixture(autouse=True)
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Red with the pair v0 and v1, and one more link; blue is empty."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("DOCKER_HOST", "unix:///nonexistent/x")
    ip(f"netns add {RED}", f"netns add {BLUE}", f"-n {RED} link add name v0 type veth peer name v1")
    ip(f"-n {RED} link add name x0 type bridge")
    yield
    clear(PREFIX)


@pytest.fixture(params=SWAPS)
def swap(request: pytest.FixtureRequest) -> tuple[tuple[str, ...], str]:
    """What somebody else does meanwhile, and how it is told."""
    return SWAPS[request.param]


def test_by_the_runner(hand: Hand, swap: tuple[tuple[str, ...], str]) -> None:
    commands, told = swap
    plans = []
    for noun, verb, values in CHANGES:
        operation = find(noun, verb)
        assert operation
        plans.append((operation, values, hand.runner.preview(operation, values)))
    ip(*commands)
    there = canonical([RED, BLUE])
    for operation, values, plan in plans:
        with pytest.raises(ChangedError, match=told) as caught:
            hand.runner.run(operation, values, plan)
        assert "look again" in caught.value.hint
        assert canonical([RED, BLUE]) == there, operation.id
    assert hand.history.read().entries == ()


def test_by_the_command_line(tmp_path: Path, swap: tuple[tuple[str, ...], str]) -> None:
    commands, told = swap
    status, text = at_a_terminal(
        Netui(tmp_path), b"y\n", "link", "delete", f"{RED}/v0", meanwhile=lambda: ip(*commands)
    )
    assert status != 0
    assert re.search(told, text), text
    assert "Traceback" not in text


def test_a_namespace_made_anew_is_not_deleted(tmp_path: Path) -> None:
    again = (f"netns delete {RED}", f"netns add {RED}")
    status, text = at_a_terminal(Netui(tmp_path), b"y\n", "namespace", "delete", RED, meanwhile=lambda: ip(*again))
    assert status != 0
    assert f"{RED} is another namespace now" in text
    assert RED in os.listdir("/run/netns")


@asynccontextmanager
async def form_on(host: Host) -> AsyncIterator[Stage]:
    """The form that takes the link v0 of red up, opened by its key."""
    app = NetuiApp(host, who="root", changes=LateChanges())
    async with app.run_test(size=SMALL) as pilot:
        stage = Stage(pilot, host)
        assert await until(stage, host.complete.is_set)
        await stage.press("colon", *f"{RED}/v0")
        assert await shown(stage, "v0")
        await stage.press("enter")
        await stage.press("u")
        assert await shown(stage, f"ip -n {RED} link set dev v0 up")
        yield stage


def words(stage: Stage) -> str:
    """What the screen says, without frames and line breaks."""
    return " ".join(re.sub(r"[│╭╮╰╯─┃━]", " ", stage.text).split())


async def test_by_a_form_that_hears_of_it(swap: tuple[tuple[str, ...], str]) -> None:
    commands, told = swap
    host = LiveHost(docker=False)
    host.start()
    try:
        async with form_on(host) as stage:
            ip(*commands)
            there = canonical([RED, BLUE])
            assert await until(stage, lambda: bool(re.search(told, words(stage)))), words(stage)
            await stage.press("enter")
            await stage.pause(0.2)
            assert canonical([RED, BLUE]) == there
            assert re.search(told, words(stage))
    finally:
        host.stop()


async def test_by_a_form_that_has_not_heard_of_it(swap: tuple[tuple[str, ...], str]) -> None:
    commands, told = swap
    async with form_on(ChangingHost(read())) as stage:
        ip(*commands)
        there = canonical([RED, BLUE])
        await stage.press("enter")
        assert await until(stage, lambda: bool(re.search(told, words(stage)))), words(stage)
        assert canonical([RED, BLUE]) == there
