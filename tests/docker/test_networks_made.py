"""Networks are made, removed and pruned; what Docker and `ip` say of it, and the way back with their members."""

import json
import subprocess
from typing import Any

import pytest

from netui.errors import ChangedError
from tests.docker.conftest import Lab
from tests.docker.test_containers import links_of
from tests.support.docker_hand import Hand

pytestmark = pytest.mark.needs("docker")


def network(hand: Hand, name: str) -> dict[str, Any]:
    """By `docker network inspect`."""
    found: dict[str, Any] = json.loads(hand.docker("network", "inspect", name))[0]
    return found


def names(hand: Hand) -> set[str]:
    return set(hand.docker("network", "ls", "--format", "{{.Name}}").split())


def test_create_with_everything_is_undone_and_redone(hand: Hand) -> None:
    done = hand(
        "network", "create", name="full", subnet=("10.98.0.0/24", "2001:db8:98::/64"), gateway=("10.98.0.254",),
        ip_range=("10.98.0.128/25",), internal=True, ipv6=True, icc="off",
        opt=("com.docker.network.bridge.name=ntfull",), label=("who=me too",),
    )  # fmt: skip
    made = network(hand, "full")
    assert made["IPAM"]["Config"] == [
        {"Subnet": "10.98.0.0/24", "IPRange": "10.98.0.128/25", "Gateway": "10.98.0.254"},
        {"Subnet": "2001:db8:98::/64"},
    ]
    assert (made["Internal"], made["EnableIPv6"], made["Labels"]) == (True, True, {"who": "me too"})
    assert made["Options"] == {
        "com.docker.network.bridge.name": "ntfull", "com.docker.network.bridge.enable_icc": "false",
    }  # fmt: skip
    addresses = subprocess.check_output(
        ["ip", "-n", hand.engine.namespace, "-br", "addr", "show", "ntfull"], text=True
    )
    assert "10.98.0.254/24" in addresses
    hand.undo()
    assert "full" not in names(hand)
    assert subprocess.call(["ip", "-n", hand.engine.namespace, "link", "show", "ntfull"], stderr=subprocess.DEVNULL)
    hand.redo()
    assert network(hand, "full")["IPAM"] == made["IPAM"]
    hand.undo()
    subprocess.run(["bash", "-ec", "\n".join(done.entry.begun.commands)], check=True, stdout=subprocess.DEVNULL)
    again = network(hand, "full")
    assert again["IPAM"]["Config"] == made["IPAM"]["Config"]
    assert (again["Options"], again["Labels"], again["Internal"]) == (made["Options"], made["Labels"], True)


def test_a_network_that_has_got_members_is_not_taken_back(hand: Hand) -> None:
    hand("network", "create", name="fresh")
    hand.engine.run("web", network_mode="fresh")
    with pytest.raises(ChangedError, match="no undo of network create fresh: fresh has members now: web"):
        hand.runner.undo()
    hand.docker("rm", "-f", "web")
    hand.undo()
    assert "fresh" not in names(hand)


def test_create_refuses_what_docker_would_take_and_harm(lab: Lab, hand: Hand) -> None:
    subprocess.run(["ip", "-n", hand.engine.namespace, "addr", "add", "192.0.2.1/24", "dev", "lo"], check=True)
    before = names(hand)

    def create(**values: Any) -> str:
        return hand.refused("network", "create", **{"name": "bad", **values})

    assert "a network shop already" in create(name="shop")
    assert "a network bridge already" in create(name="bridge")
    assert "no name for Docker" in create(name="with blank")
    assert "bits set behind its prefix" in create(subnet=("10.1.0.9/24",))
    assert "overlaps 10.99.0.0/24 of the network shop" in create(subnet=("10.99.0.128/25",))
    assert "overlaps 192.0.2.1/24 of lo" in create(subnet=("192.0.0.0/16",))
    assert "in none of the subnets" in create(subnet=("10.1.0.0/24",), gateway=("10.2.0.1",))
    assert "in none of the subnets" in create(gateway=("10.2.0.1",))
    assert "first or last" in create(subnet=("10.1.0.0/24",), gateway=("10.1.0.255",))
    assert "in none of the subnets" in create(subnet=("10.1.0.0/24",), ip_range=("10.2.0.0/25",))
    assert "which Docker would leave out unasked" in create(subnet=("2001:db8:1::/64",))
    assert "there is a link docker0 already" in create(opt=("com.docker.network.bridge.name=docker0",))
    assert "one network of the driver host" in create(driver="host")
    assert names(hand) == before
    assert "docker0" in links_of(lab)
    subprocess.run(["ip", "-n", hand.engine.namespace, "addr", "del", "192.0.2.1/24", "dev", "lo"], check=True)


def test_remove_brings_stopped_members_back_with_it(hand: Hand) -> None:
    hand.engine.run("web")
    hand("network", "connect", network="shop", container="web", ip="10.99.0.33", alias=("www",))
    assert "shop has members that run: web (netui network disconnect shop web)" in hand.refused(
        "network", "remove", network=("shop",)
    )
    hand.docker("stop", "-t", "1", "web")
    plan = hand.plan("network", "remove", network=("shop", "yard"))
    assert plan.warnings == ("web needs shop, and will not start without it",)
    assert plan.destructive
    hand("network", "remove", network=("shop", "yard"))
    assert names(hand) == {"bridge", "host", "none"}
    assert subprocess.call(["docker", "start", "web"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    hand.undo()
    assert names(hand) == {"bridge", "host", "none", "shop", "yard"}
    assert network(hand, "shop")["IPAM"]["Config"] == [{"Subnet": "10.99.0.0/24", "Gateway": "10.99.0.1"}]
    hand.docker("start", "web")
    assert hand.address("web", "shop") == "10.99.0.33"
    assert hand.aliases("web", "shop") == {"www"}
    hand.docker("stop", "-t", "1", "web")
    hand.redo()
    assert names(hand) == {"bridge", "host", "none"}
    hand.undo()
    hand.docker("start", "web")
    assert hand.address("web", "shop") == "10.99.0.33"


def test_what_is_dockers_own_stays(hand: Hand) -> None:
    for name in ("bridge", "host", "none"):
        assert f"{name} is Docker's own" in hand.refused("network", "remove", network=(name,))


def test_prune_tells_what_goes_and_what_stopped_containers_need(hand: Hand) -> None:
    hand.engine.run("busy", network_mode="yard")
    hand.engine.run("resting", network_mode="shop")
    hand.docker("network", "create", "idle")
    hand.docker("stop", "-t", "1", "resting")
    plan = hand.plan("network", "prune")
    assert plan.commands == ("docker network rm idle", "docker network rm shop")
    assert plan.warnings == ("resting needs shop, and will not start without it",)
    hand("network", "prune")
    assert names(hand) == {"bridge", "host", "none", "yard"}
    assert "a running container is on it" in hand.refused("network", "prune")
    hand.undo()
    assert names(hand) == {"bridge", "host", "none", "yard", "shop", "idle"}
    hand.docker("start", "resting")
    assert set(hand.networks("resting")) == {"shop"}


def test_remove_brings_back_whatever_a_network_was_made_with(hand: Hand) -> None:
    hand.docker(
        "network", "create", "--subnet", "10.97.0.0/24", "--ip-range", "10.97.0.128/25", "--gateway", "10.97.0.3",
        "--aux-address", "router=10.97.0.129", "--internal", "--attachable", "--label", "who=me", "-o",
        "com.docker.network.bridge.enable_icc=false", "full",
    )  # fmt: skip
    hand.engine.run("resting", network_mode="full")
    hand.docker("stop", "-t", "1", "resting")
    before = network(hand, "full")
    hand("network", "remove", network=("full",))
    hand.undo()
    after = network(hand, "full")
    assert after["IPAM"]["Config"] == before["IPAM"]["Config"]
    told = ("Driver", "Internal", "Attachable", "EnableIPv6", "Options", "Labels")
    assert {key: after[key] for key in told} == {key: before[key] for key in told}
    hand.docker("start", "resting")
    assert hand.address("resting", "full") == "10.97.0.128"
