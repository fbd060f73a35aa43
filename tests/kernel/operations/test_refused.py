"""A change that was refused before anything was done: nothing is put back, and the history says so."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from netui.core.changing.runner import Runner
from netui.core.history.history import History
from netui.core.history.record import Ended
from netui.errors import ChangeError, RefusedError
from netui.model.acting import Action
from netui.operations.delta import Delta
from netui.operations.registry import find
from netui.sources.netlink.writer import Writer
from tests.kernel.operations.test_runner import Stubborn
from tests.support.requirements import needs_programs, needs_root
from tests.support.runner import clear, read

pytestmark = [needs_root, needs_programs("ip")]

PREFIX = f"nt{os.getpid() % 10000}f"
RED = f"{PREFIX}red"


def _ip(*words: str) -> str:
    return subprocess.check_output(["ip", "-n", RED, *words], text=True)


@pytest.fixture
def history(folder: Path) -> Iterator[History]:
    subprocess.run(["ip", "netns", "add", RED], check=True)
    _ip("link", "add", "name", "d0", "type", "bridge")
    yield History(folder, "test")
    clear(PREFIX)


def _up(history: History, *meanwhile: str) -> Ended:
    """Set the link up, which is refused; somebody else does something just before."""
    operation = find("link", "up")
    assert operation
    steps: list[Action] = []

    def first(action: Action) -> bool:
        steps.append(action)
        if len(steps) == 1 and meanwhile:
            _ip(*meanwhile)
        return len(steps) == 1

    with pytest.raises(RefusedError):
        Runner(history, Stubborn(first), read).run(operation, {"link": f"{RED}/d0"})
    (entry,) = history.read().entries
    assert entry.ended
    return entry.ended


def test_it_is_called_refused(history: History) -> None:
    ended = _up(history)
    assert (ended.result, ended.word, ended.delta) == ("refused", "nothing done, refused", Delta())
    assert history.read().done == ()


@pytest.mark.parametrize(
    "meanwhile", [("delete", "dev", "d0"), ("set", "dev", "d0", "alias", "theirs"), ("add", "d1", "type", "bridge")]
)
def test_what_somebody_else_did_meanwhile_stays(history: History, meanwhile: tuple[str, ...]) -> None:
    ended = _up(history, "link", *meanwhile)
    told = _ip("-o", "link")
    assert {"delete": "d0" not in told, "set": "theirs" in told, "add": "d1" in told}[meanwhile[0]], told
    assert ended.result == "refused"


def test_an_undo_that_was_refused_can_be_tried_again(history: History) -> None:
    operation = find("link", "up")
    assert operation
    runner = Runner(history, Writer(), read)
    runner.run(operation, {"link": f"{RED}/d0"})
    with pytest.raises(ChangeError, match="it will not"):
        Runner(history, Stubborn(lambda _one: True), read).undo()
    past = history.read()
    assert [entry.ended.result for entry in past.entries if entry.ended] == ["done", "refused"]
    assert len(past.done) == 1 and not past.undone
    runner.undo()
    assert "UP" not in _ip("link", "show", "dev", "d0").partition(">")[0]
    with pytest.raises(ChangeError, match="it will not"):
        Runner(history, Stubborn(lambda _one: True), read).redo()
    runner.redo()
    assert "UP" in _ip("link", "show", "dev", "d0").partition(">")[0]
