"""What the kernel does is in the history as it happens, in the words of the command line."""

import os
import subprocess
import time
from collections.abc import Iterator

import pytest

from netui.core.eventlog import EventLog, of_link, of_namespace
from netui.core.live import LiveHost
from netui.objects.changes import Teller, sentence
from tests.support.requirements import needs_programs, needs_root

pytestmark = [needs_root, needs_programs("ip")]


@pytest.fixture
def name() -> Iterator[str]:
    name = f"nt{os.getpid()}v"
    subprocess.run(["ip", "netns", "add", name], check=True)
    yield name
    subprocess.run(["ip", "netns", "delete", name], check=False, capture_output=True)


def test_changes_are_recorded_in_their_order_and_the_first_reading_is_none(name: str) -> None:
    def ip(*words: str) -> None:
        subprocess.run(["ip", "-n", name, *words], check=True)

    ip("link", "add", "first", "type", "bridge")
    host = LiveHost(docker=False)
    history = EventLog(host)
    host.start()
    try:
        host.watch(frozenset())
        assert host.complete.wait(15)
        key = next(key for key, one in host.store.snapshot.namespaces.items() if name.encode() in one.names)
        assert history.entries(of_namespace(key)) == []
        ip("link", "add", "e0", "type", "bridge")
        awaited(history, key, "link e0 added")
        ip("link", "set", "dev", "e0", "mtu", "1400")
        awaited(history, key, "link e0: mtu 1500 → 1400")
        ip("address", "add", "10.9.0.1/24", "dev", "e0")
        awaited(history, key, "address 10.9.0.1/24 on e0 added")
        ip("link", "delete", "dev", "e0")
        lines = awaited(history, key, "link e0 removed")
        assert "address 10.9.0.1/24 on e0 removed" in lines
        order = [lines.index(one) for one in ("link e0 removed", "link e0: mtu 1500 → 1400", "link e0 added")]
        assert order == sorted(order), "the newest first"
        ifindex = next(
            entry.change.identity for entry in history.entries(of_namespace(key)) if entry.change.kind == "link"
        )
        assert isinstance(ifindex, int) and not any("first" in line for line in said(history, key))
        assert len(history.entries(of_link(key, ifindex))) >= 5
    finally:
        host.stop()


def said(history: EventLog, key: int) -> list[str]:
    """What has happened in a namespace, a line each."""
    entries = history.entries(of_namespace(key))
    return [sentence(event) for entry in entries for event in Teller(entry).events((entry.change,))]


def awaited(history: EventLog, key: int, line: str) -> list[str]:
    """All lines once that one is among them."""
    until = time.monotonic() + 5
    while line not in (lines := said(history, key)) and time.monotonic() < until:
        time.sleep(0.02)
    assert line in lines
    return lines
