"""A daemon that hangs, ends and comes back disturbs nothing else, and is told in words."""

import os
import signal
import subprocess
import time

import pytest

from netui.core.reading import Want, read_snapshot
from netui.sandbox.engine import IMAGE, PrivateEngine, private_engine
from tests.docker.conftest import Lab
from tests.support.leftovers import left_since, look


def test_a_hung_daemon_is_told_and_what_was_known_stays(lab: Lab) -> None:
    lab.run("web")
    web = lab.settled("web")
    lab.engine.pause()
    try:
        lab.until(lambda: lab.snapshot.docker.status == "hung", 15)
        assert lab.container("web") == web and lab.snapshot.docker.reason
        name = f"{lab.engine.namespace}x"
        subprocess.run(["ip", "netns", "add", name], check=True)
        try:
            began = time.monotonic()
            lab.until(lambda: any(name.encode() in one.names for one in lab.snapshot.namespaces.values()))
            assert time.monotonic() - began < 2.5
        finally:
            subprocess.run(["ip", "netns", "delete", name], check=True)
    finally:
        lab.engine.resume()
    lab.until(lambda: lab.snapshot.docker.status == "live", 10)
    assert lab.settled("web") == web


def test_reading_once_does_not_wait_long_for_a_hung_daemon(engine: PrivateEngine, lab: Lab) -> None:
    engine.pause()
    try:
        began = time.monotonic()
        snapshot = read_snapshot(Want())
        assert time.monotonic() - began < 3
        assert snapshot.docker.status == "hung"
        assert any(one.subject == "docker" for one in snapshot.limits)
    finally:
        engine.resume()


def test_a_daemon_that_ends_and_starts_again(lab: Lab) -> None:
    lab.run("web")
    lab.settled("web")
    lab.engine.stop()
    lab.until(lambda: lab.snapshot.docker.status in ("absent", "refused"), 10)
    assert not lab.snapshot.docker.containers and lab.snapshot.docker.reason
    lab.engine.start()
    lab.until(lambda: lab.snapshot.docker.status == "live", 30)
    lab.until(lambda: (one := lab.container("web")) and one.state == "exited")
    lab.engine.client.api.start("web")
    assert lab.settled("web").namespace is not None


Seen = tuple[dict[str, tuple[str, int, dict[str, str]]], set[str]]
"""Of each container its state, process and addresses; the names of the networks."""


def inspected(lab: Lab) -> Seen:
    """What `docker inspect` and `docker network ls` tell."""
    api = lab.engine.client.api
    told = [api.inspect_container(one["Id"]) for one in api.containers(all=True)]
    containers = {
        one["Name"][1:]: (one["State"]["Status"], one["State"]["Pid"],
                          {name: place["IPAddress"] for name, place in one["NetworkSettings"]["Networks"].items()})
        for one in told
    }  # fmt: skip
    return containers, {one["Name"] for one in api.networks()}


def shown(lab: Lab) -> Seen:
    """The same as netui tells it."""
    docker = lab.snapshot.docker
    containers = {
        one.name: (one.state, one.pid, {place.network: place.address for place in one.endpoints})
        for one in docker.containers.values()
    }
    return containers, {one.name for one in docker.networks.values()}


@pytest.mark.parametrize("fault", ["SIGSTOP", "SIGKILL", "restart"])
def test_the_state_is_right_within_five_seconds_of_the_daemons_answer(lab: Lab, fault: str) -> None:
    """Half of the containers come back by themselves, in new namespaces; one has ended while nobody could tell."""
    lab.engine.client.api.create_network("shop")
    for number in range(6):
        policy = {"Name": "always" if number % 2 else "no"}
        lab.run(f"c{number}", network_mode="shop" if number % 3 else "bridge", restart_policy=policy)
    ends = lab.settled("c0").pid
    {"SIGSTOP": lab.engine.pause, "SIGKILL": lab.engine.kill, "restart": lab.engine.stop}[fault]()
    if fault == "SIGSTOP":
        lab.until(lambda: lab.snapshot.docker.status == "hung", 15)
        os.kill(ends, signal.SIGKILL)
        lab.engine.resume()
    else:
        lab.until(lambda: lab.snapshot.docker.status == "refused" or not lab.snapshot.docker.containers, 15)
        lab.engine.start()
    subprocess.run(["docker", "version"], check=True, stdout=subprocess.DEVNULL)
    lab.until(lambda: lab.snapshot.docker.status == "live" and shown(lab) == inspected(lab), 5)
    lab.until(lambda: inspected(lab)[0]["c0"][0] == "exited")
    lab.until(lambda: shown(lab) == inspected(lab))


def test_an_engine_that_ends_with_a_paused_container_leaves_nothing() -> None:
    before = look()
    with private_engine(bridge="172.31.251.1/24", pool="base=10.214.0.0/16,size=24") as engine:
        api = engine.client.api
        made = api.create_container(IMAGE, name="frozen")
        api.start(made["Id"])
        api.pause(made["Id"])
    assert left_since(before) == []
