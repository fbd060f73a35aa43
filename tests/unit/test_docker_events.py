"""What each event makes worth reading again, and that nothing is lost between a list and the events."""

from typing import Any

import pytest

from netui.model import Container, Network
from netui.sources.docker.events import Touched, touched
from netui.sources.docker.inventory import Inventory, Listing


def event(kind: str, action: str, identity: str = "c1", **attributes: str) -> dict[str, Any]:
    return {"Type": kind, "Action": action, "Actor": {"ID": identity, "Attributes": attributes}, "timeNano": 1}


@pytest.mark.parametrize("action", ["create", "start", "die", "pause", "unpause", "rename", "destroy", "update"])
def test_what_happens_to_a_container_is_read_again(action: str) -> None:
    assert touched(event("container", action)) == Touched("c1")


@pytest.mark.parametrize(
    "action", ["exec_create: sh", "exec_start: sh", "exec_die", "health_status: healthy", "top", "attach", "resize"]
)
def test_what_changes_nothing_is_left_alone(action: str) -> None:
    assert touched(event("container", action)) is None


@pytest.mark.parametrize("action", ["connect", "disconnect"])
def test_a_connection_touches_the_container(action: str) -> None:
    assert touched(event("network", action, "n1", container="c1")) == Touched("c1")


@pytest.mark.parametrize("action", ["create", "destroy", "prune"])
def test_networks_that_come_and_go_are_listed_again(action: str) -> None:
    assert touched(event("network", action, "")) == Touched(networks=True)


@pytest.mark.parametrize("nonsense", [{}, {"Type": "container", "Action": 7, "Actor": []}, {"Type": []}])
def test_what_no_daemon_says_touches_nothing(nonsense: dict[str, Any]) -> None:
    assert touched(nonsense) is None


def test_podman_names_the_container_in_the_actor_and_tells_no_networks() -> None:
    assert touched(event("network", "connect", "c1"), "podman") == Touched("c1")
    assert touched(event("container", "remove", "c1"), "podman") == Touched("c1", networks=True)


def test_a_reloaded_daemon_is_read_anew() -> None:
    assert touched(event("daemon", "reload")) == Touched(everything=True)


@pytest.mark.parametrize("odd", [{}, {"Type": "container"}, {"Type": "image", "Action": "create", "Actor": None}])
def test_odd_events_do_no_harm(odd: dict[str, Any]) -> None:
    assert touched(odd) is None


def container(identity: str, state: str = "running") -> Container:
    return Container(id=identity, name=identity, image="i", state=state, mode="bridge")


def listing(*identities: str) -> Listing:
    return Listing({one: container(one, "listed") for one in identities}, {})


def test_a_container_that_is_being_read_is_read_again_when_it_changes_meanwhile() -> None:
    inventory = Inventory()
    inventory.want(["a"])
    assert inventory.take() == {"a"}
    inventory.want(["a"])
    assert inventory.take() == set()
    inventory.inspected("a", container("a", "created"))
    assert inventory.take() == {"a"}
    inventory.inspected("a", container("a"))
    assert inventory.settled and inventory.view().containers["a"].state == "running"


def test_a_list_older_than_an_event_does_not_lose_the_new_container() -> None:
    inventory = Inventory()
    inventory.inspected("new", container("new"))
    inventory.listed(listing("old"))
    assert set(inventory.view().containers) == {"new", "old"}
    assert inventory.take() == {"new", "old"}
    inventory.inspected("old", None)
    assert set(inventory.view().containers) == {"new"}


def test_a_container_that_cannot_be_read_stays_as_it_was_known() -> None:
    inventory = Inventory()
    inventory.listed(listing("a"))
    inventory.take()
    inventory.unread("a")
    assert inventory.settled and inventory.view().containers["a"].state == "listed"


def test_the_view_is_the_same_until_something_changes() -> None:
    inventory = Inventory()
    inventory.listed(listing("a"))
    before = inventory.view()
    inventory.inspected("a", before.containers["a"])
    inventory.networks({})
    assert inventory.view() is before and not inventory.changed
    inventory.networks({"n": Network(id="n", name="n", driver="bridge")})
    assert inventory.changed and inventory.view() is not before
