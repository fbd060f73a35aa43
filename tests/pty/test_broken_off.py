"""A terminal program that is killed in a change, and the next one, which asks what is to become of it."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pty.seat import ENTER, ESCAPE, TAB, seat
from tests.support.doomed import Executioner
from tests.support.requirements import needs_programs, needs_root
from tests.support.runner import clear

pytestmark = [needs_root, needs_programs("ip")]

PREFIX = f"nt{os.getpid() % 10000}b"
RED = f"{PREFIX}red"
PAIR = {"name": "v0", "peer": "v1", "namespace": RED, "address": "10.0.0.1/24"}
TITLE = f"veth create {RED}/v0 {RED}/v1"


@pytest.fixture
def state(tmp_path: Path) -> Iterator[Path]:
    """A state folder with a change that was broken off."""
    subprocess.run(["ip", "netns", "add", RED], check=True)
    kill = Executioner(tmp_path / "netui", "")
    assert kill("do", 1, "after", "veth.create", PAIR) == "killed"
    kill.close()
    yield tmp_path
    clear(PREFIX)


def links() -> set[str]:
    return {one["ifname"] for one in json.loads(subprocess.check_output(["ip", "-n", RED, "-j", "link"]))}


def test_it_asks_at_the_start_and_again_until_it_is_decided(state: Path) -> None:
    with seat(state) as user:
        user.sees("A change was broken off", f"{TITLE} was broken off at", "in step 2 of 4", "[ Finish ]")
        user.sees("✓ done", "? begun", f"ip -n {RED} link set dev v1 up")
        user.does(ESCAPE, sees="Nothing is decided")
        user.does("z", sees="A change was broken off")
        user.does(TAB, sees=f"ip -n {RED} link delete dev v1")
        user.leaves(without="A change was broken off")
    assert links() == {"lo", "v0", "v1"}
    with seat(state) as user:
        user.sees("A change was broken off")
        user.does("r", sees="Takes back what was done of it")
        user.does(ENTER, sees=f"Reverted: {TITLE}.")
        assert links() == {"lo"}
        user.does("@", sees="broken off, reverted at")
    with seat(state) as user:
        user.does("z", sees="There is nothing to undo.")


def test_it_is_finished_and_then_undone(state: Path) -> None:
    with seat(state) as user:
        user.sees("A change was broken off")
        user.does(ENTER, sees=f"Finished: {TITLE}.")
        user.does("z", sees="Z does it again.")
        user.does(ENTER, sees=f"Undone: {TITLE}.")
        assert links() == {"lo"}


def test_nothing_is_asked_where_nothing_may_be_changed(state: Path) -> None:
    with seat(state, "--read-only", columns=200) as user:
        user.sees(f"{TITLE} was broken off at", "netui recover decides what becomes of it.")
        assert "A change was broken off" not in user.words
    assert links() == {"lo", "v0", "v1"}
