"""Podman's socket: what is read, every operation, and the differences to Docker; where Podman is installed."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from netui.core.changing.local import read
from netui.core.live import LiveHost
from netui.model.relations import Relations
from netui.objects import network as networks
from netui.objects.directory import Directory
from netui.sandbox.engine import IMAGE
from tests.docker.conftest import Lab
from tests.support.docker_hand import Hand
from tests.support.podman import podman_engine

pytestmark = [
    pytest.mark.needs("docker"),
    pytest.mark.long,
    pytest.mark.skipif(shutil.which("podman") is None, reason="Podman is not installed (package podman)"),
]


@pytest.fixture(scope="module")
def podman(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hand]:
    with podman_engine() as engine, pytest.MonkeyPatch.context() as patch:
        patch.setenv("DOCKER_HOST", engine.url)
        yield Hand(engine, tmp_path_factory.mktemp("state"))


def modes() -> dict[str, str]:
    return {one.name: one.mode for one in read().docker.containers.values()}


def states() -> dict[str, str]:
    return {one.name: one.state for one in read().docker.containers.values()}


def answers(podman: Hand, name: str, alias: str) -> bool:
    """Whether a name is reached within five seconds: what serves names to Podman reads them anew by and by."""
    end = time.monotonic() + 5
    while not (found := podman.reaches(name, alias)) and time.monotonic() < end:
        time.sleep(0.1)
    return found


def keep_address(podman: Hand, bridge: str) -> None:
    """Give a bridge a MAC address of its own.

    Podman's (netavark 1.4) has the lowest one of its ports, another one when they come and go; a container that knows
    the one before would ask nobody for names, for up to a minute.
    """
    words = ["ip", "-n", podman.engine.namespace, "link", "set", "dev", bridge, "address", "02:00:00:00:00:01"]
    subprocess.run(words, check=True)


def test_every_mode_is_run_and_told(podman: Hand) -> None:
    """To Podman host and none are no networks, and every network is the mode `bridge`."""
    podman("network", "create", name="shop", subnet=("10.99.0.0/24",), gateway=("10.99.0.1",))
    podman("container", "run", image=IMAGE, name="web", publish=("8080:80",))
    podman("container", "run", image=IMAGE, name="one", network="shop")
    podman("container", "run", image=IMAGE, name="joined", network="container:web")
    podman("container", "run", image=IMAGE, name="sharing", network="host")
    podman("container", "run", image=IMAGE, name="alone", network="none")
    assert modes() == {
        "web": "bridge", "one": "shop", "joined": "container:web", "sharing": "host", "alone": "none"
    }  # fmt: skip
    assert podman.links("alone") == {"lo"}


def test_bridges_are_found_by_the_gateway_that_they_have(podman: Hand) -> None:
    """Podman numbers its bridges and tells no names of them."""
    snapshot = read()
    told = {one.name: one.bridge for one in networks.rows(Directory(snapshot))}
    assert told == {"bridge": "podman0", "shop": "podman1"}
    relations = Relations(snapshot)
    one = next(one for one in snapshot.docker.containers.values() if one.name == "one")
    (place,) = relations.attachments(one)
    assert place.evidence == "exact" and place.host_link and place.bridge
    link = relations.link(place.bridge)
    assert link and str(link.name) == "podman1"


def test_connect_disconnect_and_switch_are_undone(podman: Hand) -> None:
    keep_address(podman, "podman1")
    podman("network", "connect", network="shop", container="web", ip="10.99.0.77", alias=("www",))
    assert answers(podman, "one", "www")
    podman.undo()
    assert not podman.reaches("one", "10.99.0.77")
    podman.redo()
    podman("network", "disconnect", network="shop", container="web")
    podman.undo()
    assert podman.address("web", "shop") == "10.99.0.77"
    assert podman.aliases("web", "shop") == {"www"}
    assert answers(podman, "one", "www")  # the MAC address is what it was, so that nobody asks the wrong one
    podman("network", "create", name="yard")
    podman("network", "switch", container="web", network="shop", to="yard")
    assert set(podman.networks("web")) == {"podman", "yard"}
    podman.undo()
    assert set(podman.networks("web")) == {"podman", "shop"}


def test_what_podman_would_take_and_harm_is_refused(podman: Hand) -> None:
    """It would remove a network that is in use, and its containers with it."""
    assert "shop has members that run" in podman.refused("network", "remove", network=("shop",))
    assert "bridge is Docker's own" in podman.refused("network", "remove", network=("bridge",))
    said = podman.refused("network", "connect", network="shop", container="alone")
    assert "alone is in none mode, in which Podman connects it to no network" in said
    assert "shares the host's" in podman.refused("network", "connect", network="shop", container="sharing")
    assert "docker pull" in podman.refused("container", "run", image="nowhere/nothing:9", name="bad")
    before = states()
    assert "not found" in podman.refused("container", "run", image=IMAGE, name="bad", command=("no-such-program",))
    assert states() == before


def test_networks_come_back_and_a_none_mode_container_is_wired(podman: Hand) -> None:
    podman("network", "remove", network=("yard",))
    podman.undo()
    assert "yard" in podman.docker("network", "ls")
    podman("network", "prune")
    assert "yard" not in podman.docker("network", "ls")
    podman("wire", "", a="container:alone", b=f"{podman.engine.namespace}/podman0", address="10.88.0.99/16")
    assert podman.reaches("web", "10.88.0.99")
    podman.undo()
    assert podman.links("alone") == {"lo"}


def test_containers_are_paused_stopped_and_started(podman: Hand) -> None:
    podman("container", "pause", container="one")
    assert states()["one"] == "paused"
    podman.undo()
    podman("container", "stop", container="one", time="2")
    assert states()["one"] == "exited"
    podman.undo()
    assert states()["one"] == "running"
    assert podman.address("one", "shop").startswith("10.99.0.")


def test_changes_are_seen_as_they_happen(podman: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    host = LiveHost()
    host.start()
    host.watch(frozenset())
    lab: Any = Lab(podman.engine, host)
    try:
        lab.until(lambda: lab.snapshot.docker.status == "live", 10)
        podman.docker("network", "create", "late")
        podman.docker("run", "-d", "--name", "new", "--network", "late", IMAGE)
        lab.until(lambda: (one := lab.container("new")) and one.state == "running" and one.endpoints, 20)
        podman.docker("network", "connect", "shop", "new")
        lab.until(lambda: (one := lab.container("new")) and len(one.endpoints) == 2, 20)
        podman.docker("rm", "-f", "new")
        lab.until(lambda: lab.container("new") is None, 20)
    finally:
        host.stop()


def test_the_log_is_read(podman: Hand, tmp_path: Path) -> None:
    from netui.model.docker_action import ContainerAt
    from netui.model.log import LogRequest
    from netui.sources.docker.logs import LogSource

    podman.docker("run", "-d", "--name", "talker", IMAGE, "echo", "hello")
    podman.docker("wait", "talker")
    source = LogSource(LogRequest(ContainerAt("talker")))
    assert b"".join(source.chunks()) == b"hello\n"
    assert source.run().told == "it has ended, with exit status 0"
