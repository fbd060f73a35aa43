"""The runner: a guard before the journal, the journal before the first step, and the truth about what is left."""

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from netui.core.changing.runner import Runner
from netui.core.history.history import History
from netui.errors import ChangeError, RefusedError
from netui.model import action as act
from netui.model.acting import Action
from netui.model.snapshot import Snapshot
from netui.operations.operation import Operation, Plan
from netui.operations.registry import find
from netui.sources.netlink.writer import Writer
from tests.support.requirements import needs_programs, needs_root
from tests.support.runner import clear, read

pytestmark = [needs_root, needs_programs("ip")]

PREFIX = f"nt{os.getpid() % 10000}r"
RED = f"{PREFIX}red"
VALUES = {"name": "v0", "peer": "v1", "namespace": RED, "address": "10.0.0.1/24"}


class Stubborn:
    """A writer that refuses some actions, and tells of each before it is carried out."""

    def __init__(self, refuses: Callable[[Action], bool], hear: Callable[[], None] = lambda: None) -> None:
        self._writer = Writer()
        self._refuses = refuses
        self._hear = hear

    def carry_out(self, action: Action) -> None:
        """Make the change, or refuse."""
        self._hear()
        if self._refuses(action):
            raise RefusedError("it will not")
        self._writer.carry_out(action)


def up(action: Action) -> bool:
    return isinstance(action, act.SetLink) and bool(action.up)


@pytest.fixture
def history(folder: Path) -> Iterator[History]:
    subprocess.run(["ip", "netns", "add", RED], check=True)
    yield History(folder, "test")
    clear(PREFIX)


@pytest.fixture
def veth() -> Operation:
    operation = find("veth", "create")
    assert operation
    return operation


def links() -> list[str]:
    told = subprocess.check_output(["ip", "-n", RED, "-br", "link"], text=True)
    return [line.partition("@")[0].split()[0] for line in told.splitlines()]


def test_what_was_done_before_a_step_failed_is_taken_back(history: History, veth: Operation) -> None:
    runner = Runner(history, Stubborn(up), read)
    with pytest.raises(RefusedError, match=r"it will not, in: ip .* up; what was done before it is taken back"):
        runner.run(veth, VALUES)
    assert links() == ["lo"]
    assert history.read().done == ()


def test_what_could_not_be_taken_back_is_told_and_can_be_undone_later(history: History, veth: Operation) -> None:
    runner = Runner(history, Stubborn(lambda one: up(one) or isinstance(one, act.DeleteLink)), read)
    with pytest.raises(RefusedError, match=r"could not be taken back: it will not, in: ip -n \S+ link delete dev v"):
        runner.run(veth, VALUES)
    assert sorted(links()) == ["lo", "v0", "v1"]
    Runner(history, Writer(), read).undo()
    assert links() == ["lo"]


def test_it_is_journalled_before_the_first_step(history: History, veth: Operation) -> None:
    seen: list[tuple[str, bool, int]] = []

    def hear() -> None:
        entry = history.read().entries[-1]
        seen.append((entry.begun.title, entry.ended is None, len(entry.begun.commands)))

    Runner(history, Stubborn(lambda _one: False, hear), read).run(veth, VALUES)
    assert seen == [(f"veth create {RED}/v0 {RED}/v1", True, 4)] * 4


def test_a_guard_stops_it_before_anything(history: History, veth: Operation) -> None:
    def guard(plan: Plan, snapshot: Snapshot) -> None:
        assert snapshot.namespaces
        raise ChangeError(f"{plan.title}: not now")

    with pytest.raises(ChangeError, match="not now"):
        Runner(history, Writer(), read, guard=guard).run(veth, VALUES)
    assert links() == ["lo"]
    assert history.read().entries == ()
    Runner(history, Writer(), read).run(veth, VALUES)
    with pytest.raises(ChangeError, match=r"undo veth create .*: not now"):
        Runner(history, Writer(), read, guard=guard).undo()
    assert sorted(links()) == ["lo", "v0", "v1"]


def test_without_a_history_nothing_is_changed(history: History, veth: Operation) -> None:
    history.folder.chmod(0o755)
    with pytest.raises(ChangeError, match="not a folder of this user alone"):
        Runner(history, Writer(), read).run(veth, VALUES)
    assert links() == ["lo"]
    history.folder.chmod(0o700)


def test_what_something_undoes_at_once_is_told(history: History) -> None:
    """As a daemon that manages the link would."""

    class Undone(Stubborn):
        def carry_out(self, action: Action) -> None:
            super().carry_out(action)
            subprocess.run(["ip", "-n", RED, "link", "set", "dev", "lo", "down"], check=True)

    operation = find("link", "up")
    assert operation
    done = Runner(history, Undone(lambda _one: False), read).run(operation, {"link": f"{RED}/lo"})
    assert done.message == f"afterwards: {RED}/lo is not up"
