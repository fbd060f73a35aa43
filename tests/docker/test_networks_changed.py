"""Containers join, leave and change networks; what Docker, `ip` and traffic say of it, and the way back."""

import ipaddress
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from netui.core.changing.carrying import Carrier
from netui.core.changing.local import read
from netui.core.changing.runner import Runner
from netui.core.history.history import History
from netui.errors import ChangedError, ChangeError, GoneError
from netui.model.acting import Action
from netui.model.docker_action import ConnectContainer, ContainerAt, DisconnectContainer, NetworkAt
from netui.operations.registry import find
from netui.sources.docker import awaiting
from netui.sources.docker.writer import DockerWriter
from tests.support.docker_hand import Hand

pytestmark = pytest.mark.needs("docker")


def test_connect_is_undone_and_redone(hand: Hand) -> None:
    hand.engine.run("web")
    hand.engine.run("other", network_mode="shop")
    done = hand("network", "connect", network="shop", container="web", ip="10.99.0.9", alias=("www", "shopfront"))
    assert done.entry.begun.commands == (
        "docker network connect --ip 10.99.0.9 --alias www --alias shopfront shop web",
    )
    assert hand.address("web", "shop") == "10.99.0.9"
    assert hand.aliases("web", "shop") == {"www", "shopfront"}
    assert hand.links("web") == {"lo", "eth0", "eth1"}
    assert hand.reaches("other", "10.99.0.9")
    assert hand.reaches("other", "www")
    hand.undo()
    assert set(hand.networks("web")) == {"bridge"}
    assert hand.links("web") == {"lo", "eth0"}
    assert not hand.reaches("other", "10.99.0.9")
    hand.redo()
    assert hand.address("web", "shop") == "10.99.0.9"
    assert hand.reaches("other", "shopfront")


def test_redo_gives_the_address_that_docker_chose(hand: Hand) -> None:
    hand.engine.run("web")
    hand("network", "connect", network="shop", container="web")
    chosen = hand.address("web", "shop")
    hand.undo()
    hand.engine.run("between", network_mode="yard")
    hand.redo()
    assert hand.address("web", "shop") == chosen


def test_disconnect_leaves_lo_alone_and_undo_brings_address_and_aliases_back(hand: Hand) -> None:
    hand.engine.run("web", network_mode="shop")
    hand.engine.run("last", network_mode="shop")
    hand.docker("network", "disconnect", "shop", "web")
    hand.docker("network", "connect", "--ip", "10.99.0.77", "--alias", "www", "shop", "web")
    plan = hand.plan("network", "disconnect", network="shop", container="web")
    assert "Docker does not fall back" in plan.warnings[0]
    assert plan.undo == "partial"
    assert plan.lost.startswith("the name of the interface")
    hand("network", "disconnect", network="shop", container="web")
    assert hand.networks("web") == {}
    assert hand.links("web") == {"lo"}
    hand.undo()
    assert hand.address("web", "shop") == "10.99.0.77"
    assert hand.aliases("web", "shop") == {"www"}
    assert hand.reaches("last", "www")


def test_disconnect_from_a_network_that_takes_no_chosen_address_says_so(hand: Hand) -> None:
    hand.engine.run("web")
    hand("network", "connect", network="yard", container="web")
    assert "perhaps its address" in hand.plan("network", "disconnect", network="yard", container="web").lost
    hand("network", "disconnect", network="yard", container="web")
    hand.undo()
    assert hand.address("web", "yard").startswith("10.213.")


def test_a_stopped_container_joins_and_leaves(hand: Hand) -> None:
    hand.engine.run("web")
    hand.docker("stop", "-t", "1", "web")
    plan = hand.plan("network", "connect", network="shop", container="web", ip="10.99.0.50")
    assert "does not run" in plan.warnings[0]
    hand("network", "connect", network="shop", container="web", ip="10.99.0.50")
    hand("network", "disconnect", network="shop", container="web")
    assert set(hand.networks("web")) == {"bridge"}
    hand.undo()
    hand.docker("start", "web")
    assert hand.address("web", "shop") == "10.99.0.50"


def test_switch_changes_one_network_for_another(hand: Hand) -> None:
    hand.engine.run("web", network_mode="shop")
    hand.engine.run("neighbour", network_mode="yard")
    done = hand("network", "switch", container="web", network="shop", to="yard", alias=("www",))
    assert done.entry.begun.commands == (
        "docker network connect --alias www yard web", "docker network disconnect shop web",
    )  # fmt: skip
    assert set(hand.networks("web")) == {"yard"}
    assert hand.reaches("neighbour", "www")
    hand.undo()
    assert set(hand.networks("web")) == {"shop"}
    assert not hand.reaches("neighbour", "www")
    hand.redo()
    assert set(hand.networks("web")) == {"yard"}


def test_none_is_left_before_another_network_is_joined(hand: Hand) -> None:
    hand.engine.run("alone", network_mode="none")
    assert "tolerates no other" in hand.refused("network", "connect", network="shop", container="alone")
    hand("network", "switch", container="alone", network="none", to="shop")
    assert set(hand.networks("alone")) == {"shop"}
    hand.undo()
    assert set(hand.networks("alone")) == {"none"}
    assert hand.links("alone") == {"lo"}


def test_what_would_be_refused_or_spoil_a_container_is_told_before(hand: Hand) -> None:
    hand.engine.run("web")
    hand.engine.run("sharing", network_mode="host")
    hand.engine.run("joined", network_mode="container:web")
    hand.engine.run("taken", network_mode="shop")
    before = hand.networks("web")

    def connect(**values: Any) -> str:
        return hand.refused("network", "connect", **{"network": "shop", "container": "web", **values})

    assert "10.44.0.7 is in no subnet of shop (it has 10.99.0.0/24)" in connect(ip="10.44.0.7")
    assert "taken has 10.99.0.2" in connect(ip="10.99.0.2")
    assert "10.99.0.1 is the gateway" in connect(ip="10.99.0.1")
    assert "first or last" in connect(ip="10.99.0.255")
    assert "no IPv4 address" in connect(ip="10.99.0.9/24")
    assert "web is on bridge already" in connect(network="bridge")
    assert "only from its start" in connect(network="host")
    assert "none tolerates no other" in connect(network="none")
    assert "shares the host's" in connect(container="sharing")
    assert "shares that of container:web" in connect(container="joined")
    assert "names do not resolve on bridge" in connect(network="bridge", container="taken", alias=("x1",))
    assert "takes no chosen address" in connect(network="bridge", container="taken", ip="172.31.250.9")
    assert "no network is called nowhere" in connect(network="nowhere")
    assert "web is not on shop (it is on bridge)" in hand.refused(
        "network", "disconnect", network="shop", container="web"
    )
    assert hand.networks("web") == before


def test_an_entry_of_a_failed_connect_is_told_with_its_cure(hand: Hand) -> None:
    hand.engine.run("web")
    assert subprocess.call(["docker", "network", "connect", "--ip", "10.1.1.1", "shop", "web"])
    assert "stop web, disconnect it" in hand.refused("network", "connect", network="shop", container="web")
    assert "stop web, disconnect it" in hand.refused("network", "disconnect", network="shop", container="web")
    hand.docker("stop", "-t", "1", "web")
    hand("network", "disconnect", network="shop", container="web")
    hand.docker("start", "web")
    hand("network", "connect", network="shop", container="web")
    assert hand.reaches("web", "10.99.0.1")


def test_what_docker_alone_knows_is_its_own_sentence(hand: Hand) -> None:
    """A network of Docker's subnet takes no chosen address, which no reading tells; nothing is left behind."""
    hand.engine.run("web")
    subnet = json.loads(hand.docker("network", "inspect", "yard"))[0]["IPAM"]["Config"][0]["Subnet"]
    free = str(ipaddress.ip_network(subnet)[9])
    said = hand.refused("network", "connect", network="yard", container="web", ip=free)
    assert "user configured subnets" in said
    assert "it takes no chosen address" in said
    assert set(hand.networks("web")) == {"bridge"}


def test_what_fails_only_when_docker_is_asked_is_told_with_its_cure(hand: Hand) -> None:
    """As where another takes the subnet between the check and the change; what is connected stays so."""
    hand.engine.run("web")
    wrong = ConnectContainer(NetworkAt("shop"), ContainerAt("web"), "10.1.1.1")
    with pytest.raises(ChangeError, match="Docker keeps an entry that stops its next start") as caught:
        DockerWriter().carry_out(wrong)
    assert caught.value.hint == "stop web, disconnect it from shop, start it"
    hand.engine.run("other", network_mode="shop")
    with pytest.raises(ChangeError, match="already exists in network shop"):
        DockerWriter().carry_out(ConnectContainer(NetworkAt("shop"), ContainerAt("other")))
    assert set(hand.networks("other")) == {"shop"}
    with pytest.raises(GoneError, match="No such container"):
        DockerWriter().carry_out(DisconnectContainer(NetworkAt("shop"), ContainerAt("nobody")))


class Losing:
    """A writer whose daemon hangs, or dies, just before the second step."""

    def __init__(self, lose: Callable[[], None]) -> None:
        self.lose = lose
        self.done = 0

    def carry_out(self, action: Action) -> None:
        if self.done == 1:
            self.lose()
        self.done += 1
        Carrier().carry_out(action)


@pytest.mark.parametrize("how", ["hangs", "dies"])
def test_a_daemon_that_is_lost_half_way_is_one_sentence(
    hand: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    monkeypatch.setattr(awaiting, "SILENCE", 0.5)
    hand.engine.run("web", network_mode="yard")
    switch = find("network", "switch")
    assert switch
    lose = hand.engine.pause if how == "hangs" else hand.engine.stop
    runner = Runner(History(tmp_path / "other", "test"), Losing(lose), read)
    try:
        with pytest.raises(ChangeError) as caught:
            runner.run(switch, {"container": "web", "network": "yard", "to": "shop"})
    finally:
        if how == "hangs":
            hand.engine.resume()
        else:
            hand.engine.start()
    said = caught.value.message
    assert ("does not answer" in said) is (how == "hangs")
    assert "could not be taken back: Docker does not tell what it runs" in said
    assert "in: docker network disconnect yard web" in said


def test_undo_does_not_touch_what_somebody_changed_since(hand: Hand) -> None:
    hand.engine.run("web")
    hand("network", "connect", network="shop", container="web")
    hand.docker("network", "disconnect", "shop", "web")
    with pytest.raises(ChangedError, match="web is no longer on shop"):
        hand.runner.undo()
    hand.docker("rm", "-f", "web")
    hand.engine.run("web")
    with pytest.raises(ChangedError, match="web is another container now"):
        hand.runner.undo()


class Refusing:
    """A writer that disconnects nothing."""

    def carry_out(self, action: Action) -> None:
        if isinstance(action, DisconnectContainer):
            raise ChangeError("refused")
        Carrier().carry_out(action)


def test_a_plan_that_fails_half_way_is_taken_back(hand: Hand, tmp_path: Path) -> None:
    """Its second step fails, and so do those that take the first one back: what is left is told."""
    hand.engine.run("web", network_mode="yard")
    switch = find("network", "switch")
    assert switch
    runner = Runner(History(tmp_path / "other", "test"), Refusing(), read)
    with pytest.raises(ChangeError, match="could not be taken back"):
        runner.run(switch, {"container": "web", "network": "yard", "to": "shop"})
    assert set(hand.networks("web")) == {"yard", "shop"}
    hand.runner = Runner(History(tmp_path / "other", "test"), Carrier(), read)
    hand.undo()
    assert set(hand.networks("web")) == {"yard"}
