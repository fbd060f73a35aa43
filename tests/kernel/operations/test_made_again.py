"""A link that is deleted and made again with its name and its index is not taken for the one that was shown."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from netui.core.changing.runner import Runner
from netui.core.history.history import History
from netui.errors import ChangedError
from netui.model.action import SetLink
from netui.operations.operation import Operation
from netui.operations.registry import find
from netui.sources.netlink.writer import Writer
from tests.support.requirements import needs_programs, needs_root
from tests.support.runner import clear, read

pytestmark = [needs_root, needs_programs("ip")]

PREFIX = f"nt{os.getpid() % 10000}g"
RED = f"{PREFIX}red"
_MAC = ("address", "02:00:00:00:00:07")
_VETH = ("type", "veth", "peer", "name", "p0")
_MADE = {
    "another kind": (("v0", "index", "70", *_MAC, "type", "bridge"), "is another link now: bridge instead of veth"),
    "another address": (("v0", "index", "70", *_VETH), "was made again, or given another MAC address: "),
}
_SHOWN = {
    **_MADE,
    "another peer": (("v0", "index", "70", *_MAC, *_VETH), "was made again, or its other end was moved"),
}


def _ip(*words: str) -> str:
    return subprocess.check_output(["ip", "-n", RED, *words], text=True)


def _make_again(*words: str) -> None:
    _ip("link", "delete", "dev", "v0")
    _ip("link", "add", "name", *words)
    assert "70: v0" in _ip("link")


@pytest.fixture
def history(folder: Path) -> Iterator[History]:
    subprocess.run(["ip", "netns", "add", RED], check=True)
    _ip("link", "add", "name", "v0", "index", "70", *_MAC, *_VETH, "index", "60")
    yield History(folder, "test")
    clear(PREFIX)


@pytest.fixture
def up() -> Operation:
    operation = find("link", "up")
    assert operation
    return operation


@pytest.mark.parametrize("made", _SHOWN)
def test_after_the_plan_was_shown(history: History, up: Operation, made: str) -> None:
    runner, values = Runner(history, Writer(), read), {"link": f"{RED}/v0"}
    shown = runner.preview(up, values)
    words, told = _SHOWN[made]
    _make_again(*words)
    with pytest.raises(ChangedError, match=told):
        runner.run(up, values, shown)
    assert "UP" not in _ip("link", "show", "dev", "v0").partition(">")[0]
    assert history.read().entries == ()
    runner.run(up, values, runner.preview(up, values))


@pytest.mark.parametrize("made", _MADE)
def test_before_it_is_undone(history: History, up: Operation, made: str) -> None:
    runner = Runner(history, Writer(), read)
    runner.run(up, {"link": f"{RED}/v0"})
    words, told = _MADE[made]
    _make_again(*words)
    _ip("link", "set", "dev", "v0", "up")
    with pytest.raises(ChangedError, match=told):
        runner.undo()
    assert "UP" in _ip("link", "show", "dev", "v0").partition(">")[0]


def test_just_before_the_change(history: History, up: Operation) -> None:
    """After the last look: the kind is asked for once more."""
    (action,) = Runner(history, Writer(), read).preview(up, {"link": f"{RED}/v0"}).actions
    assert isinstance(action, SetLink)
    words, told = _MADE["another kind"]
    _make_again(*words)
    with pytest.raises(ChangedError, match=told):
        Writer().carry_out(action)


def test_what_netui_itself_made_again_is_the_same(history: History, up: Operation) -> None:
    runner = Runner(history, Writer(), read)
    delete = find("link", "delete")
    assert delete
    runner.run(up, {"link": f"{RED}/v0"})
    runner.run(delete, {"link": f"{RED}/v0"})
    runner.undo()
    runner.undo()
    assert "UP" not in _ip("link", "show", "dev", "v0").partition(">")[0]
