"""The tutorial's steps T13 to T24 by the command line alone, as a student types them."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from netui.sandbox.engine import IMAGE
from tests.docker.test_keys import bare
from tests.support.docker_hand import Hand

pytestmark = pytest.mark.needs("docker")

Netui = Callable[..., str]


@pytest.fixture
def netui(hand: Hand, tmp_path: Path) -> Netui:
    """`netui WORDS`; returns what it printed, on both streams together where it failed as it should."""
    environment = {**os.environ, "DOCKER_HOST": hand.engine.url, "XDG_STATE_HOME": str(tmp_path / "state")}

    def run(*words: str, status: int = 0) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "netui", *words], text=True, capture_output=True, check=False, env=environment,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
        assert done.returncode == status, done.stderr
        return done.stdout + (done.stderr if status else "")

    return run


def listed(netui: Netui, *words: str) -> dict[str, Any]:
    """What a list tells, by name."""
    return {one["name"]: one for one in json.loads(netui(*words, "list", "--json"))}


def test_containers_in_every_mode(netui: Netui, hand: Hand) -> None:
    """T14 to T17."""
    netui("container", "run", IMAGE, "--name", "plain", "-p", "8080:80")
    netui("container", "run", IMAGE, "--name", "sharing", "--network", "host")
    netui("container", "run", IMAGE, "--name", "joined", "--network", "container:plain")
    netui("container", "run", IMAGE, "--name", "alone", "--network", "none")
    found = listed(netui, "container")
    assert {name: one["mode"] for name, one in found.items()} == {
        "plain": "bridge", "sharing": "host", "joined": "container:plain", "alone": "none",
    }  # fmt: skip
    assert found["plain"]["namespace"] == found["joined"]["namespace"]
    assert hand.docker("port", "plain").strip().startswith("80/tcp -> 0.0.0.0:8080")
    home = hand.engine.namespace
    netui("wire", "container:alone", f"{home}/docker0", "--address", "172.31.250.99/24", "--gateway", "172.31.250.1")
    assert hand.reaches("plain", "172.31.250.99")


def test_networks_from_making_to_pruning(netui: Netui, hand: Hand) -> None:
    """T18 to T24."""
    said = netui("network", "create", "lab", "--subnet", "10.97.0.0/24", "--gateway", "10.97.0.1", "-d", "bridge")
    assert said == "docker network create --driver bridge --subnet 10.97.0.0/24 --gateway 10.97.0.1 lab\n"
    assert listed(netui, "network")["lab"]["gateway"] == "10.97.0.1"
    for name in ("one", "two"):
        netui("container", "run", IMAGE, "--name", name, "--network", "lab")
    assert hand.reaches("one", "two")
    netui("container", "run", IMAGE, "--name", "far")
    assert not hand.reaches("far", hand.address("one", "lab"))
    netui("network", "connect", "lab", "far", "--ip", "10.97.0.77", "--alias", "distant", "--alias", "away")
    assert hand.reaches("one", "away")
    netui("network", "switch", "far", "lab", "shop")
    assert set(hand.networks("far")) == {"bridge", "shop"}
    assert not hand.reaches("one", "10.97.0.77")
    netui("network", "disconnect", "shop", "far")
    netui("network", "disconnect", "bridge", "far")
    assert hand.links("far") == {"lo"}
    assert "lab has members that run" in netui("network", "remove", "lab", "--yes", status=1)
    said = netui("network", "remove", "shop", "yard", status=2)
    assert "would be done only with --yes" in said
    assert "shop" in listed(netui, "network")
    netui("network", "remove", "shop", "yard", "--yes")
    netui("container", "stop", "one", "-t", "1")
    netui("container", "remove", "two", "--force", "--yes")
    told = json.loads(netui("network", "prune", "--dry-run", "--json"))
    assert told == {
        "commands": ["docker network rm lab"], "undo": "partial",
        "warnings": ["one needs lab, and will not start without it"],
    }  # fmt: skip
    netui("network", "prune", "--yes")
    assert set(listed(netui, "network")) == {"bridge", "host", "none"}
    netui("undo")
    netui("container", "start", "one")
    assert set(hand.networks("one")) == {"lab"}


def test_the_history_is_a_script_that_does_it_again(netui: Netui, hand: Hand) -> None:
    netui("network", "create", "lab", "--subnet", "10.97.0.0/24")
    netui("container", "run", IMAGE, "--name", "web", "--network", "lab")
    netui("network", "connect", "shop", "web", "--alias", "www")
    netui("network", "connect", "yard", "web")  # takes no chosen address: the script does without
    script = netui("history", "--script")
    address = hand.address("web", "shop")
    for _ in range(4):
        netui("undo")
    assert "lab" not in listed(netui, "network")
    subprocess.run(["bash"], input=script, text=True, check=True, stdout=subprocess.DEVNULL)
    assert set(hand.networks("web")) == {"lab", "shop", "yard"}
    assert hand.address("web", "shop") == address
    assert hand.aliases("web", "shop") == {"www"}
    assert "somebody changed" not in netui("history")


def test_a_saved_host_and_reading_only_change_nothing(netui: Netui, hand: Hand, tmp_path: Path) -> None:
    saved = tmp_path / "saved"
    netui("snapshot", str(saved))
    said = netui("network", "create", "lab", "--dry-run", "--from", str(saved))
    assert said == "docker network create --driver bridge lab\n"
    assert "nothing is changed" in netui("--read-only", "network", "create", "lab", status=1)
    assert "lab" not in hand.docker("network", "ls")


def test_logs_and_a_shell(netui: Netui, hand: Hand) -> None:
    netui("container", "run", IMAGE, "--name", "web", "--", "sh", "-c", "echo first; echo second; sleep 1000")
    end = time.monotonic() + 5
    while "second" not in hand.docker("logs", "web"):
        assert time.monotonic() < end
        time.sleep(0.01)
    assert netui("container", "logs", "web", "--tail", "1") == "second\n"
    assert "first" in netui("container", "logs", "web")
    shell = [sys.executable, "-m", "netui", "container", "shell", "web"]
    done = subprocess.run(shell, input="hostname; exit 3\n", text=True, capture_output=True, check=False)
    assert done.returncode == 3
    assert done.stdout.strip() == hand.docker("inspect", "-f", "{{.Config.Hostname}}", "web").strip()
    bare(hand, "empty")
    said = netui("container", "shell", "empty", status=126)
    assert "empty has no shell (bash, ash, sh) – netui namespace shell container:empty" in said
    hand.docker("kill", "web")
    assert "web does not run" in netui("container", "shell", "web", status=1)


def test_without_an_engine_it_is_one_sentence(netui: Netui, hand: Hand) -> None:
    hand.engine.stop()
    try:
        said = netui("network", "create", "lab", status=1)
        assert "Traceback" not in said
        assert said.count("\n") <= 3
        assert "d.sock" in said
    finally:
        hand.engine.start()


@pytest.mark.parametrize(
    "how", ["hangs", *(pytest.param(one, marks=pytest.mark.long) for one in ("dies", "restarts"))]
)
def test_a_daemon_that_is_lost_in_the_middle_is_a_sentence_and_not_the_end(
    netui: Netui, hand: Hand, tmp_path: Path, how: str
) -> None:
    """The container ends only when it is killed, four seconds after it was asked to: time to lose the daemon."""
    hand.docker("run", "-d", "--name", "stubborn", IMAGE, "sleep", "1000")
    stop = [sys.executable, "-m", "netui", "container", "stop", "stubborn", "-t", "4"]
    with subprocess.Popen(["docker", "events", "--filter", "event=kill"], stdout=subprocess.PIPE) as events:
        stopping = subprocess.Popen(
            stop, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env={**os.environ, "XDG_STATE_HOME": str(tmp_path / "state")},
        )  # fmt: skip
        assert events.stdout
        assert b"stubborn" in events.stdout.readline()
        events.terminate()
    lost = {"hangs": hand.engine.pause, "dies": hand.engine.kill, "restarts": hand.engine.stop}[how]
    back = hand.engine.resume if how == "hangs" else hand.engine.start
    lost()
    try:
        said = stopping.communicate()[1]
    finally:
        back()
    if how != "restarts":  # where it ends in order, it may have answered first
        assert stopping.returncode == 1
        told = "accepts connections but does not answer" if how == "hangs" else "the daemon ended before it answered"
        assert f"{told}: whether it was done is not known" in said
    assert "Traceback" not in said
    end = time.monotonic() + 30
    while (state := listed(netui, "container")["stubborn"]["state"]) != "exited":
        assert time.monotonic() < end, state
    assert hand.docker("inspect", "-f", "{{.State.Status}}", "stubborn").strip() == "exited"
    assert "container stop stubborn" in netui("history")
