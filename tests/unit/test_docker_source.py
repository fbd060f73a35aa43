"""The source against a daemon made for the test: what it asks, what it tells, and how it ends."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from netui.model import Docker
from netui.sources.docker import presence, session, source
from netui.sources.docker.activation import Activation
from netui.sources.docker.endpoint import DockerEndpoint
from netui.sources.docker.source import DockerSource, read_once
from tests.support.daemon import FakeDaemon, serving

PATIENCE = 10.0


class Watcher:
    """A source, and what it told."""

    def __init__(self, path: Path) -> None:
        self.told: list[Docker] = []
        self.source = DockerSource(DockerEndpoint(f"unix://{path}", "the test"), self.told.append, patience=0.3)

    @property
    def latest(self) -> Docker:
        return self.told[-1] if self.told else Docker()

    def names(self) -> set[str]:
        return {one.name for one in self.latest.containers.values()}

    def until(self, reached: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while not reached():
            assert time.monotonic() < end, self.latest
            time.sleep(0.005)

    def until_status(self, status: str) -> None:
        self.until(lambda: self.latest.status == status)


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hangs are noticed sooner than users would want."""
    monkeypatch.setattr(session, "LATE", 0.3)
    monkeypatch.setattr(session, "_PING", 0.2)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "d.sock"


@pytest.fixture
def daemon(path: Path) -> Iterator[FakeDaemon]:
    with serving(path) as made:
        made.names = {"a": "web", "b": "db"}
        yield made


@pytest.fixture
def watcher(path: Path) -> Iterator[Watcher]:
    made = Watcher(path)
    yield made
    made.source.stop()
    end = time.monotonic() + PATIENCE
    while left := [one.name for one in threading.enumerate() if one.name.startswith("docker")]:
        assert time.monotonic() < end, left
        time.sleep(0.005)


def test_everything_is_read_once_and_then_only_what_events_name(daemon: FakeDaemon, watcher: Watcher) -> None:
    watcher.source.start()
    watcher.until_status("live")
    assert watcher.names() == {"web", "db"}
    assert [one.name for one in watcher.latest.networks.values()] == ["bridge"]
    assert [one.status for one in watcher.told] == ["connecting", "live"]
    daemon.names["b"] = "mail"
    daemon.tell("container", "rename", "b")
    watcher.until(lambda: watcher.names() == {"web", "mail"})
    asked = daemon.asked
    assert (asked["/containers/json"], asked["/containers/a/json"], asked["/containers/b/json"]) == (1, 1, 2)


def test_a_burst_of_events_is_one_reading_and_one_change(daemon: FakeDaemon, watcher: Watcher) -> None:
    watcher.source.start()
    watcher.until_status("live")
    daemon.names["c"] = "new"
    for action in ("create", "start", "pause", "unpause", "rename"):
        daemon.tell("container", action, "c")
    watcher.until(lambda: "new" in watcher.names())
    assert daemon.asked["/containers/c/json"] == 1
    assert len(watcher.told) == 3


def test_what_changes_nothing_is_not_told(daemon: FakeDaemon, watcher: Watcher) -> None:
    watcher.source.start()
    watcher.until_status("live")
    daemon.tell("container", "exec_start: sh", "a")
    daemon.tell("container", "update", "a")
    watcher.until(lambda: daemon.asked["/containers/a/json"] == 2)
    pinged = daemon.asked["/_ping"]
    watcher.until(lambda: daemon.asked["/_ping"] > pinged)
    assert len(watcher.told) == 2


def test_containers_and_networks_go(daemon: FakeDaemon, watcher: Watcher) -> None:
    watcher.source.start()
    watcher.until_status("live")
    del daemon.names["a"]
    daemon.tell("container", "destroy", "a")
    daemon.networks.append("n1")
    daemon.tell("network", "create", "id of n1")
    watcher.until(lambda: watcher.names() == {"db"} and len(watcher.latest.networks) == 2)


def test_refresh_finds_what_made_no_event(daemon: FakeDaemon, watcher: Watcher) -> None:
    watcher.source.start()
    watcher.until_status("live")
    daemon.names["a"] = "moved"
    daemon.networks.append("n1")
    watcher.source.refresh()
    watcher.until(lambda: "moved" in watcher.names() and len(watcher.latest.networks) == 2)


def test_a_hang_keeps_what_was_read_and_passes(daemon: FakeDaemon, watcher: Watcher) -> None:
    watcher.source.start()
    watcher.until_status("live")
    daemon.speaking.clear()
    watcher.until_status("hung")
    assert watcher.names() == {"web", "db"} and "does not answer" in watcher.latest.reason
    daemon.names["c"] = "late"
    daemon.speaking.set()
    watcher.until(lambda: watcher.latest.status == "live" and "late" in watcher.names())
    assert watcher.latest.reason == ""


def test_a_daemon_that_hangs_from_the_start(daemon: FakeDaemon, watcher: Watcher, path: Path) -> None:
    daemon.speaking.clear()
    watcher.source.start()
    watcher.until_status("hung")
    began = time.monotonic()
    found = read_once(DockerEndpoint(f"unix://{path}", "the test"), 0.5)
    assert found.status == "hung" and found.reason and time.monotonic() - began < 1.5
    daemon.speaking.set()
    watcher.until_status("live")


def test_stopping_does_not_wait_for_a_hung_daemon(daemon: FakeDaemon, watcher: Watcher) -> None:
    watcher.source.start()
    watcher.until_status("live")
    daemon.speaking.clear()
    watcher.until_status("hung")
    began = time.monotonic()
    watcher.source.stop()
    assert time.monotonic() - began < 1
    told = len(watcher.told)
    daemon.speaking.set()
    watcher.until(lambda: not any(one.name.startswith("docker") for one in threading.enumerate()))
    assert len(watcher.told) == told


def test_a_daemon_that_goes_and_comes_back(path: Path, watcher: Watcher) -> None:
    watcher.source.start()
    watcher.until_status("absent")
    with serving(path) as first:
        first.names = {"a": "web"}
        watcher.until_status("live")
    watcher.until_status("refused")
    assert watcher.names() == set() and watcher.latest.pid == 0 and watcher.latest.reason
    with serving(path) as second:
        second.names = {"a": "web", "c": "new"}
        watcher.until(lambda: watcher.latest.status == "live" and watcher.names() == {"web", "new"})


def test_a_stream_that_ends_at_once_is_not_asked_for_again_and_again(daemon: FakeDaemon, watcher: Watcher) -> None:
    daemon.instant_end = True
    began = time.monotonic()
    watcher.source.start()
    watcher.until(lambda: daemon.asked["/events"] == 4)  # after 0.1, 0.2 and 0.4 s
    assert time.monotonic() - began > 0.6


def test_one_container_that_cannot_be_read_does_not_hide_the_others(daemon: FakeDaemon, watcher: Watcher) -> None:
    daemon.blocked = "/containers/a/"
    watcher.source.start()
    watcher.until_status("live")
    assert {one.name: one.pid for one in watcher.latest.containers.values()} == {"web": 0, "db": 7}
    daemon.names["b"] = "still followed"
    daemon.tell("container", "rename", "b")
    watcher.until(lambda: "still followed" in watcher.names())
    daemon.blocked = ""
    watcher.until(lambda: all(one.pid == 7 for one in watcher.latest.containers.values()))


def test_a_daemon_that_refuses_is_told_with_its_words(daemon: FakeDaemon, watcher: Watcher) -> None:
    daemon.refusing = "/containers/json"
    watcher.source.start()
    watcher.until_status("failed")
    assert "out of order" in watcher.latest.reason
    daemon.refusing = ""
    watcher.until_status("live")


def test_podman_is_asked_for_networks_of_which_it_tells_nothing(daemon: FakeDaemon, watcher: Watcher) -> None:
    daemon.components = ["Podman Engine"]
    watcher.source.start()
    watcher.until_status("live")
    assert watcher.latest.engine == "podman"
    daemon.networks.append("n1")
    watcher.until(lambda: len(watcher.latest.networks) == 2)


def test_reading_once_tells_what_following_tells(daemon: FakeDaemon, watcher: Watcher, path: Path) -> None:
    watcher.source.start()
    watcher.until_status("live")
    assert read_once(DockerEndpoint(f"unix://{path}", "the test")) == watcher.latest


def test_reading_once_never_raises(path: Path) -> None:
    assert read_once(DockerEndpoint(f"unix://{path}", "the test")).status == "absent"
    unknown = read_once(DockerEndpoint("", "DOCKER_CONTEXT", error="there is no such context", hint="look"))
    assert (unknown.status, unknown.reason, unknown.hint) == ("failed", "there is no such context", "look")
    assert read_once(DockerEndpoint("tcp://127.0.0.1:1", "DOCKER_HOST")).status == "refused"


def test_a_daemon_that_systemd_would_start_is_left_asleep(
    daemon: FakeDaemon, watcher: Watcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presence, "activation", lambda path: Activation(()))
    watcher.source.start()
    watcher.until_status("absent")
    assert not daemon.asked and "systemd" in watcher.latest.reason
    monkeypatch.setattr(presence, "activation", lambda path: Activation((7,)))
    watcher.until_status("live")


def test_a_daemon_that_is_being_stopped_is_not_asked_until_it_is_gone(
    daemon: FakeDaemon, watcher: Watcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    watcher.source.start()
    watcher.until_status("live")
    stopping = Activation((watcher.latest.pid,))
    for module in (presence, source):
        monkeypatch.setattr(module, "activation", lambda path: stopping)
    asked = daemon.asked.copy()
    daemon.streams[0].put(b"")
    watcher.until_status("refused")
    assert watcher.latest.reason == "Docker is stopping"
    assert daemon.asked["/version"] == asked["/version"]
