"""`netui recover`, and what the other commands say once a change was broken off."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kernel.operations.test_tutorial import Netui, completed
from tests.support.doomed import Executioner
from tests.support.requirements import needs_programs, needs_root
from tests.support.runner import clear

pytestmark = [needs_root, needs_programs("ip")]

PREFIX = f"nt{os.getpid() % 10000}c"
RED = f"{PREFIX}red"
PAIR = {"name": "v0", "peer": "v1", "namespace": RED, "address": "10.0.0.1/24"}
TITLE = f"veth create {RED}/v0 {RED}/v1"
SAID = f"netui: {TITLE} was broken off at "


@pytest.fixture
def netui(tmp_path: Path) -> Iterator[Netui]:
    subprocess.run(["ip", "netns", "add", RED], check=True)
    yield Netui(tmp_path)
    clear(PREFIX)


@pytest.fixture
def kill(tmp_path: Path) -> Iterator[Executioner]:
    made = Executioner(tmp_path / "netui", "")
    yield made
    made.close()


def links() -> set[str]:
    return {one["ifname"] for one in json.loads(subprocess.check_output(["ip", "-n", RED, "-j", "link"]))}


def test_it_is_said_before_anything_else_and_reverted_once(netui: Netui, kill: Executioner) -> None:
    assert kill("do", 1, "after", "veth.create", PAIR) == "killed"
    assert links() == {"lo", "v0", "v1"}
    for words in (("history",), ("link", "up", "lo", "-n", RED)):
        said = netui(*words, told="stderr")
        assert said.startswith(SAID) and "in step 2 of 4" in said and "netui recover --finish" in said
    (broken, _up) = json.loads(netui("history", "--json"))
    assert (broken["result"], broken["recovered"]) == ("broken off", None)
    assert "broken off" in netui("history")
    told = netui("recover")
    assert f"done   ip -n {RED} link add" in told and f"begun  ip -n {RED} addr add 10.0.0.1/24" in told
    (told_in_json,) = json.loads(netui("recover", "--json"))
    assert told_in_json["finish"]["commands"] == [f"ip -n {RED} link set dev {one} up" for one in ("v0", "v1")]
    assert netui("recover", "--revert", "--dry-run") == f"ip -n {RED} link delete dev v1\n"
    assert "read-only" in netui("recover", "--revert", "--read-only", status=1)
    assert links() == {"lo", "v0", "v1"}
    assert netui("recover", "--revert") == f"ip -n {RED} link delete dev v1\n"
    assert links() == {"lo"}
    assert "nothing was broken off" in netui("recover", "--revert", status=1)
    assert "nothing was broken off" in netui("recover", told="stderr")
    assert SAID not in netui.run("history").stderr
    assert f"{TITLE}  broken off, reverted at " in netui("history")
    (broken, _up) = json.loads(netui("history", "--json"))
    assert (broken["result"], broken["recovered"]) == ("taken back", "revert")


def test_undo_waits_and_what_is_finished_is_undone(netui: Netui, kill: Executioner) -> None:
    assert kill("do", 2, "before", "veth.create", PAIR) == "killed"
    said = netui("undo", status=1)
    assert f"{TITLE} was broken off, and comes first" in said and "netui recover --revert takes it back" in said
    netui("recover", "--finish")
    (told,) = json.loads(netui("history", "--json"))
    assert (told["result"], told["recovered"]) == ("done", "finish")
    assert "link set dev v1 up" in netui("history", "--script")
    netui("undo")
    assert links() == {"lo"}


def test_an_undo_that_was_broken_off(netui: Netui, kill: Executioner) -> None:
    netui("link", "create", "br0", "bridge", "-n", RED, "--up")
    assert kill("undo", 0, "after") == "killed"
    said = netui("recover")
    assert f"undo of link create {RED}/br0 bridge was broken off" in said and "nothing is left to do" in said
    netui("recover", "--revert")
    assert links() == {"lo", "br0"}
    netui("undo")
    assert links() == {"lo"}


def test_wrong_words(netui: Netui, kill: Executioner) -> None:
    assert kill("do", 1, "after", "veth.create", PAIR) == "killed"
    assert "two ways" in netui("recover", "--finish", "--revert", status=2)
    assert "change 7 was not broken off" in netui("recover", "7", "--finish", status=1)
    assert "change 7 was not broken off" in netui("recover", "7", status=1)
    assert links() == {"lo", "v0", "v1"}
    assert "recover" in completed(netui, "rec")
    assert {"--finish", "--revert", "--leave"} <= set(completed(netui, "recover", "--"))
    netui("recover", "--leave")
    assert links() == {"lo", "v0", "v1"}
    assert "left as it was at" in netui("history")
    netui("undo")
    assert links() == {"lo"}
