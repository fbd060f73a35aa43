"""netui killed in the middle of a change of Docker's: what is left is finished, or reverted."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from netui.core.history.record import Recovery
from netui.errors import ChangedError, ChangeError
from netui.sandbox.engine import IMAGE, PrivateEngine
from tests.support.docker_hand import Hand
from tests.support.doomed import Executioner, Moment

pytestmark = pytest.mark.needs("docker")

SLEEPING = ("sh", "-c", "trap exit TERM; sleep 1000 & wait")
MOMENTS: tuple[Moment, ...] = ("before", "after")
BOUNDARIES: tuple[tuple[int, Moment], ...] = ((0, "before"), (0, "after"), (1, "before"), (1, "after"))
RECOVERIES: tuple[Recovery, ...] = ("revert", "finish")


@pytest.fixture
def kill(engine: PrivateEngine, tmp_path: Path) -> Iterator[Executioner]:
    made = Executioner(tmp_path / "state", docker=True, environment={"DOCKER_HOST": engine.url})
    yield made
    made.close()


def seen(hand: Hand) -> dict[str, Any]:
    """Containers and networks as Docker tells them: what runs, who is where, by which address and names."""
    found: dict[str, Any] = {}
    for name in hand.docker("ps", "-a", "--format", "{{.Names}}").split():
        told = json.loads(hand.docker("inspect", name))[0]
        found[name] = (
            told["State"]["Status"],
            {
                network: (place["IPAddress"], sorted(set(place["Aliases"] or ()) - {told["Id"][:12]}))
                for network, place in told["NetworkSettings"]["Networks"].items()
            },
        )
    for name in hand.docker("network", "ls", "--format", "{{.Name}}").split():
        told = json.loads(hand.docker("network", "inspect", name))[0]
        found[f"network {name}"] = told["Driver"], told["Internal"], told["IPAM"]["Config"], told["Options"]
    return found


def recover(hand: Hand, how: Recovery) -> None:
    assert len(hand.runner.broken()) == 1
    assert not hand.runner.recover(how).message
    assert not hand.runner.broken()


def at_every_boundary(
    hand: Hand, kill: Executioner, config: pytest.Config, operation: str, values: dict[str, Any]
) -> None:
    """Forth and back by turns, both with --long; what was finished is undone as if it had never been broken off."""
    noun, _, verb = operation.partition(".")
    before = seen(hand)
    hand(noun, verb, **values)
    after = seen(hand)
    hand.undo()
    assert seen(hand) == before
    for turn, (number, moment) in enumerate(BOUNDARIES):
        for how in RECOVERIES if config.getoption("--long") else (RECOVERIES[turn % 2],):
            assert kill("do", number, moment, operation, values) == "killed"
            recover(hand, how)
            assert seen(hand) == (before if how == "revert" else after), f"{how}: {moment} {number}"
            if how == "finish":
                hand.undo()
            assert seen(hand) == before


def test_run(hand: Hand, kill: Executioner, pytestconfig: pytest.Config) -> None:
    values = {
        "image": IMAGE,
        "name": "web",
        "network": "shop",
        "command": SLEEPING,
    }
    at_every_boundary(hand, kill, pytestconfig, "container.run", values)


def test_switch(hand: Hand, kill: Executioner, pytestconfig: pytest.Config) -> None:
    hand.engine.run("web", network_mode="shop")
    values = {"container": "web", "network": "shop", "to": "yard"}
    at_every_boundary(hand, kill, pytestconfig, "network.switch", values)


def test_remove_with_a_stopped_member(hand: Hand, kill: Executioner, pytestconfig: pytest.Config) -> None:
    hand.docker("network", "create", "--subnet", "10.98.0.0/24", "attic")
    hand.engine.run("web")
    hand.docker("network", "connect", "--ip", "10.99.0.7", "--alias", "www", "shop", "web")
    hand.docker("stop", "-t", "0", "web")
    at_every_boundary(hand, kill, pytestconfig, "network.remove", {"network": ("shop", "attic")})


@pytest.mark.long
@pytest.mark.parametrize(
    ("operation", "values", "first"),
    [
        ("network.create", {"name": "loft", "subnet": ("10.97.0.0/24",), "internal": True}, ()),
        ("network.connect", {"network": "yard", "container": "web", "alias": ("www",)}, ()),
        ("network.disconnect", {"network": "shop", "container": "web"}, ()),
        ("container.stop", {"container": "web"}, ()),
        ("container.start", {"container": "web"}, ("stop", "-t", "0", "web")),
        ("container.pause", {"container": "web"}, ()),
        ("container.unpause", {"container": "web"}, ("pause", "web")),
        ("container.restart", {"container": "web"}, ()),
    ],
)
def test_one_step(
    hand: Hand, kill: Executioner, operation: str, values: dict[str, Any], first: tuple[str, ...]
) -> None:
    hand.docker("run", "-d", "--name", "web", "--network", "shop", "--ip", "10.99.0.7", IMAGE, *SLEEPING)
    if first:
        hand.docker(*first)
    noun, _, verb = operation.partition(".")
    before = seen(hand)
    hand(noun, verb, **values)
    after = seen(hand)
    hand.undo()
    assert seen(hand) == before
    for moment in MOMENTS:
        for how in RECOVERIES:
            assert kill("do", 0, moment, operation, values) == "killed"
            recover(hand, how)
            assert seen(hand) == (before if how == "revert" else after), f"{how}: {moment}"
            if how == "finish":
                hand.undo()
            assert seen(hand) == before


@pytest.mark.long
def test_what_nothing_brings_back(hand: Hand, kill: Executioner) -> None:
    hand.engine.run("web")
    assert kill("do", 0, "before", "container.remove", {"container": "web", "force": True}) == "killed"
    recover(hand, "revert")
    assert "web" in seen(hand)
    assert kill("do", 0, "after", "container.remove", {"container": "web", "force": True}) == "killed"
    with pytest.raises(ChangeError, match="cannot be taken back"):
        hand.runner.recover("revert")
    recover(hand, "finish")
    assert "web" not in seen(hand)


@pytest.mark.parametrize("act", ["undo", "redo"])
def test_undo_and_redo(hand: Hand, kill: Executioner, act: str) -> None:
    hand.engine.run("web", network_mode="shop")
    goal = seen(hand)
    hand("network", "switch", container="web", network="shop", to="yard")
    start = seen(hand)
    if act == "redo":
        hand.undo()
        goal, start = start, goal
    for turn, (number, moment) in enumerate(BOUNDARIES):
        how = RECOVERIES[turn % 2]
        assert kill(act, number, moment) == "killed"
        recover(hand, how)
        assert seen(hand) == (start if how == "revert" else goal), f"{how}: {moment} {number}"
        if how == "finish":
            hand.redo() if act == "undo" else hand.undo()


def test_a_recovery(hand: Hand, kill: Executioner) -> None:
    hand.engine.run("web", network_mode="shop")
    before = seen(hand)
    values = {"container": "web", "network": "shop", "to": "yard"}
    assert kill("do", 1, "before", "network.switch", values) == "killed"
    assert kill("revert", 0, "before") == "killed"
    assert kill("revert", 0, "after") == "killed"
    with pytest.raises(ChangeError, match="was being put back"):
        hand.runner.recover("finish")
    recover(hand, "revert")
    assert seen(hand) == before


def test_somebody_elses_change_stays(hand: Hand, kill: Executioner) -> None:
    hand.docker("network", "create", "cellar")
    hand.engine.run("web", network_mode="shop")
    values = {"container": "web", "network": "shop", "to": "yard"}
    assert kill("do", 0, "after", "network.switch", values) == "killed"
    hand.docker("network", "connect", "cellar", "web")
    recover(hand, "revert")
    assert set(hand.networks("web")) == {"shop", "cellar"}
    assert kill("do", 0, "after", "network.create", {"name": "loft"}) == "killed"
    hand.engine.run("other", network_mode="loft")
    with pytest.raises(ChangedError, match="loft has members now: other"):
        hand.runner.recover("revert")
    recover(hand, "finish")
    assert "other" in hand.docker("network", "inspect", "loft")
