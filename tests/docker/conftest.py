"""A private engine for all tests of this folder, and netui watching it."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar, cast

import pytest
from msgspec import Struct

from netui.core.live import LiveHost
from netui.model import Container, Snapshot
from netui.model.relations import Relations
from netui.sandbox.engine import PrivateEngine, private_engine
from tests.support.docker_hand import Hand

T = TypeVar("T")


@pytest.fixture(scope="session")
def engine() -> Iterator[PrivateEngine]:
    with private_engine() as engine:
        yield engine


class Lab(Struct, frozen=True):
    """The engine, and what netui says of it."""

    engine: PrivateEngine
    host: LiveHost

    @property
    def snapshot(self) -> Snapshot:
        return self.host.store.snapshot

    @property
    def relations(self) -> Relations:
        return Relations(self.snapshot)

    def run(self, name: str, command: str = "", **options: Any) -> str:
        """`docker run -d --name NAME`; returns the id."""
        return self.engine.run(name, command, **options)

    def inspect(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = self.engine.client.api.inspect_container(name)
        return found

    def container(self, name: str) -> Container | None:
        containers = self.snapshot.docker.containers.values()
        return next((one for one in containers if one.name == name), None)

    def until(self, tell: Callable[[], T | bool | None], seconds: float = 5.0) -> T:
        """What `tell` says once it says something; fails after `seconds`."""
        end = time.monotonic() + seconds
        while True:
            said = tell()
            if said:
                return cast(T, said)
            assert time.monotonic() < end, f"it did not happen in time: {self.snapshot.docker}"
            time.sleep(0.005)

    def settled(self, name: str) -> Container:
        """The container once it runs and all its interfaces are known with the veth outside."""

        def ready() -> Container | None:
            found = self.container(name)
            if not found or found.state != "running" or found.namespace not in self.snapshot.namespaces:
                return None
            places = self.relations.attachments(found)
            wired = all(self.relations.link(one.host_link) for one in places if one.endpoint.address)
            return found if wired or found.mode == "host" else None

        return self.until(ready)


@pytest.fixture
def lab(engine: PrivateEngine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Lab]:
    """netui watching the engine, which is empty at first and afterwards."""
    monkeypatch.setenv("DOCKER_HOST", engine.url)
    host = LiveHost()
    host.start()
    host.watch(frozenset())
    lab = Lab(engine, host)
    try:
        lab.until(lambda: lab.snapshot.docker.status == "live", 10)
        yield lab
    finally:
        host.stop()
        engine.empty()


@pytest.fixture
def hand(engine: PrivateEngine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Hand]:
    """An empty engine, with a network `shop` of a chosen subnet and one `yard` of Docker's."""
    monkeypatch.setenv("DOCKER_HOST", engine.url)
    hand = Hand(engine, tmp_path / "state")
    hand.docker("network", "create", "--subnet", "10.99.0.0/24", "--gateway", "10.99.0.1", "shop")
    hand.docker("network", "create", "yard")
    try:
        yield hand
    finally:
        engine.empty()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs root and an engine's programs."""
    for item in items:
        if "tests/docker" in item.nodeid:
            item.add_marker(pytest.mark.needs("root", "dockerd", "containerd", "iptables", "busybox", "ip"))
