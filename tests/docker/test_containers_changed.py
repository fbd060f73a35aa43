"""Containers are started, stopped, restarted, paused and removed; what Docker says of it, and the way back."""

import subprocess

import pytest

from netui.errors import HistoryError
from tests.support.docker_hand import Hand

pytestmark = pytest.mark.needs("docker")


def state(hand: Hand, name: str) -> str:
    """By `docker inspect`."""
    return hand.docker("inspect", "-f", "{{.State.Status}}", name).strip()


def started(hand: Hand, name: str) -> str:
    return hand.docker("inspect", "-f", "{{.State.StartedAt}}", name).strip()


def test_stop_and_start_are_undone_and_redone(hand: Hand) -> None:
    hand.engine.run("web")
    hand.docker("network", "connect", "--ip", "10.99.0.5", "shop", "web")
    assert "web runs already" in hand.refused("container", "start", container="web")
    done = hand("container", "stop", container="web", time="2")
    assert done.entry.begun.commands == ("docker stop -t 2 web",)
    assert state(hand, "web") == "exited"
    assert "web does not run" in hand.refused("container", "stop", container="web")
    hand.undo()
    assert state(hand, "web") == "running"
    assert hand.address("web", "shop") == "10.99.0.5"
    hand.redo()
    assert state(hand, "web") == "exited"
    hand("container", "start", container="web")
    hand.undo()
    assert state(hand, "web") == "exited"
    hand.redo()
    assert state(hand, "web") == "running"


def test_pause_and_unpause_are_undone(hand: Hand) -> None:
    hand.engine.run("web")
    hand("container", "pause", container="web")
    assert state(hand, "web") == "paused"
    assert "web is paused already" in hand.refused("container", "pause", container="web")
    assert "netui container unpause web" in hand.refused("container", "start", container="web")
    hand("container", "unpause", container="web")
    assert "web is not paused" in hand.refused("container", "unpause", container="web")
    hand.undo()
    assert state(hand, "web") == "paused"
    hand.undo()
    assert state(hand, "web") == "running"


def test_a_paused_container_is_stopped_and_comes_back_paused(hand: Hand) -> None:
    hand.engine.run("web")
    hand.docker("pause", "web")
    hand("container", "stop", container="web", time="1")
    assert state(hand, "web") == "exited"
    hand.undo()
    assert state(hand, "web") == "paused"


def test_restart_tells_who_is_left_behind(hand: Hand) -> None:
    hand.engine.run("web")
    hand.engine.run("joined", network_mode="container:web")
    first = started(hand, "web")
    plan = hand.plan("container", "restart", container="web", time="1")
    assert plan.warnings == ("joined shares its namespace: it keeps lo alone until it is restarted itself",)
    hand("container", "restart", container="web", time="1")
    assert started(hand, "web") > first
    assert hand.links("joined") == {"lo"}


def test_what_cannot_start_is_told_before(hand: Hand) -> None:
    hand.engine.run("web", network_mode="shop")
    hand.engine.run("joined", network_mode="container:web")
    hand.docker("stop", "-t", "1", "web", "joined")
    said = hand.refused("container", "start", container="joined")
    assert "joined shares the namespace of web, which does not run (netui container start web)" in said
    hand.docker("network", "rm", "shop")
    hand.docker("network", "create", "shop")
    said = hand.refused("container", "start", container="web")
    assert "web needs the network shop, which is gone (docker network disconnect shop web)" in said
    hand.engine.run("poisoned")
    hand.docker("network", "create", "--subnet", "10.97.0.0/24", "fixed")
    assert subprocess.call(["docker", "network", "connect", "--ip", "10.1.1.1", "fixed", "poisoned"])
    assert "it would stop, and not start" in hand.refused("container", "restart", container="poisoned")
    assert state(hand, "poisoned") == "running"


def test_remove_is_not_undone_and_the_next_undo_goes_on_before_it(hand: Hand) -> None:
    hand.engine.run("web")
    hand.engine.run("keeper")
    hand("network", "connect", network="shop", container="keeper")
    assert "web runs (stop it first, or --force)" in hand.refused("container", "remove", container="web")
    plan = hand.plan("container", "remove", container="web", force=True)
    assert (plan.undo, plan.destructive) == ("none", True)
    assert plan.commands == ("docker rm --force web",)
    hand("container", "remove", container="web", force=True)
    assert "web" not in hand.docker("ps", "-a", "--format", "{{.Names}}").split()
    assert hand.runner.way("undo").steps == ()
    with pytest.raises(HistoryError, match="container remove web cannot be undone: the container, and what it wrote"):
        hand.runner.undo()
    hand.undo()
    assert set(hand.networks("keeper")) == {"bridge"}
    hand.redo()
    assert set(hand.networks("keeper")) == {"bridge", "shop"}
    with pytest.raises(HistoryError, match="nothing to redo"):
        hand.runner.redo()
