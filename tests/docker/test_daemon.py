"""A daemon that hangs, ends and comes back disturbs nothing else, and is told in words."""

import subprocess
import time

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


def test_an_engine_that_ends_with_a_paused_container_leaves_nothing() -> None:
    before = look()
    with private_engine(bridge="172.31.251.1/24", pool="base=10.214.0.0/16,size=24") as engine:
        api = engine.client.api
        made = api.create_container(IMAGE, name="frozen")
        api.start(made["Id"])
        api.pause(made["Id"])
    assert left_since(before) == []
