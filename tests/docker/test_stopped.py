"""What is done to a stopped container makes no event of Docker's, and is on the screen all the same."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from netui.sandbox.engine import IMAGE
from tests.docker.test_keys import fills, goes_to_container
from tests.docker.test_networks_made import network
from tests.pty.seat import ENTER, Seat, seat
from tests.support.docker_hand import Hand

pytestmark = pytest.mark.needs("docker")


@pytest.fixture
def user(hand: Hand, tmp_path: Path) -> Iterator[Seat]:
    """At netui, over an engine with a container that was never started, and a network that it is not on."""
    hand.docker("create", "--name", "idle", IMAGE)
    with seat(tmp_path, DOCKER_HOST=hand.engine.url) as one:
        one.does("4", sees="idle")
        yield one


def test_a_network_that_a_stopped_container_is_connected_to_is_shown(user: Seat, hand: Hand) -> None:
    goes_to_container(user, "idle")
    user.does("c", sees="network connect")
    fills(user, "shop")
    user.sees("docker network connect shop idle")
    user.does(ENTER, sees="Done: network connect shop idle. z undoes it.")
    assert "idle" in network(hand, "shop") or "shop" in hand.docker("inspect", "idle")
    user.does("x", sees="network disconnect")
    fills(user, "shop")
    user.sees("docker network disconnect shop idle")
    user.does(ENTER, sees="Done: network disconnect shop idle.")
    user.does("c", sees="network connect")
    fills(user, "shop")
    user.sees("docker network connect shop idle")
