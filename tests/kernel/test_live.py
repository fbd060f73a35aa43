"""The running engine: what the kernel says, within moments, and nothing changed by looking."""

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from typing import TypeVar, cast

import pytest

from netui.core.live import LiveHost
from netui.model import Counters, Link, Namespace, Snapshot
from netui.model.relations import Relations
from netui.sources.netlink.census import NAMES
from netui.sources.netlink.engine import Engine
from tests.support.changes import Changes
from tests.support.living import living
from tests.support.requirements import needs_programs, needs_root
from tests.support.truth import differences, told_by_ip, told_by_netui

pytestmark = [needs_root, needs_programs("ip")]

T = TypeVar("T")


def ip(*argv: str) -> None:
    subprocess.run(["ip", *argv], check=True, capture_output=True)


def until(tell: Callable[[], T | bool | None], seconds: float = 5.0) -> T:
    """What `tell` says once it says something; fails after `seconds`."""
    end = time.monotonic() + seconds
    while True:
        said = tell()
        if said:
            return cast(T, said)
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.001)


def named(snapshot: Snapshot, name: str) -> Namespace | None:
    wanted = name.encode()
    return next((one for one in snapshot.namespaces.values() if wanted in one.names), None)


@pytest.fixture
def prefix() -> Iterator[str]:
    text = f"nt{os.getpid() % 10000}"
    yield text
    for name in subprocess.check_output(["ip", "netns", "list"], text=True).split():
        if name.startswith(text):
            subprocess.run(["ip", "netns", "del", name], check=False)


@pytest.fixture
def host() -> Iterator[LiveHost]:
    with living() as host:
        yield host


@pytest.mark.parametrize("seed", [20261123, 3, 4])
def test_snapshot_equals_iproute2_after_a_thousand_random_changes(host: LiveHost, prefix: str, seed: int) -> None:
    changes = Changes(prefix, seed=seed)
    changes.begin()
    try:
        while changes.done < 1000:
            looked = changes.done
            while changes.done < looked + 100:
                changes.one()
            _equal(host, changes)
    finally:
        changes.end()


def _equal(host: LiveHost, changes: Changes) -> None:
    end = time.monotonic() + 5
    while True:
        wrong = _wrong(host, changes)
        if not wrong:
            return
        assert time.monotonic() < end, "\n".join(wrong)
        time.sleep(0.02)


def _wrong(host: LiveHost, changes: Changes) -> list[str]:
    wrong = []
    for name in changes.namespaces:
        fd = os.open(f"/run/netns/{name}", os.O_RDONLY)
        try:
            truth = told_by_ip(fd)
        finally:
            os.close(fd)
        snapshot = host.store.snapshot
        namespace = named(snapshot, name)
        if namespace is None:
            wrong.append(f"{name} is not known")
        else:
            wrong += [f"{name}: {line}" for line in differences(truth, told_by_netui(snapshot, namespace))]
    return wrong


def test_deleted_namespace_and_its_peer_are_gone_within_50_ms(host: LiveHost, prefix: str) -> None:
    one, two = prefix + "a", prefix + "b"
    ip("netns", "add", one)
    ip("netns", "add", two)
    ip("link", "add", "e0", "netns", one, "type", "veth", "peer", "name", "e1", "netns", two)
    there = until(lambda: (space := named(host.store.snapshot, two)) and len(space.links) == 2 and space)
    until(lambda: all(space.filled for space in host.store.snapshot.namespaces.values()))
    took = []
    for _ in range(5):
        ip("netns", "del", one)
        began = time.monotonic()
        until(lambda: named(host.store.snapshot, one) is None)
        until(lambda: len(host.store.snapshot.namespaces[there.key].links) == 1)
        took.append(time.monotonic() - began)
        ip("netns", "add", one)
        ip("link", "add", "e0", "netns", one, "type", "veth", "peer", "name", "e1", "netns", two)
        until(lambda: len(host.store.snapshot.namespaces[there.key].links) == 2)
        until(lambda: (space := named(host.store.snapshot, one)) and space.filled)
    assert sorted(took)[2] < 0.05, took


def test_counters_are_those_of_ip_and_rates_rise_and_fall(host: LiveHost, prefix: str) -> None:
    one, two = prefix + "a", prefix + "b"
    for name in (one, two):
        ip("netns", "add", name)
    ip("link", "add", "e0", "netns", one, "type", "veth", "peer", "name", "e0", "netns", two)
    for name, address in ((one, "10.7.0.1/24"), (two, "10.7.0.2/24")):
        ip("-n", name, "addr", "add", address, "dev", "e0")
        ip("-n", name, "link", "set", "dev", "e0", "up")
    space = until(lambda: named(host.store.snapshot, one))
    ifindex = until(lambda: next((i for i, link in _links(host, space.key).items() if link.name == b"e0"), None))

    def counters() -> Counters | None:
        return (host.store.snapshot.namespaces[space.key].counters or {}).get(ifindex)

    assert counters() is None
    host.watch(frozenset((("counters", space.key),)))
    until(lambda: (seen := counters()) and seen.rx_rate is not None)
    traffic = subprocess.Popen(
        ["ip", "netns", "exec", one, "ping", "-q", "-i", "0.02", "-s", "1000", "10.7.0.2"], stdout=subprocess.DEVNULL
    )
    try:
        until(lambda: (seen := counters()) and (seen.rx_rate or 0) > 20_000 and (seen.tx_rate or 0) > 20_000)
    finally:
        traffic.kill()
        traffic.wait()
    assert (until(counters).rx_rate or 0) < 200_000
    until(lambda: (seen := counters()) and (seen.rx_rate, seen.tx_rate) == (0, 0))
    until(lambda: _as_ip_says(one, counters()))
    host.watch(frozenset())
    until(lambda: host.store.snapshot.namespaces[space.key].counters is None)


def _as_ip_says(name: str, seen: Counters | None) -> bool:
    argv = ["ip", "-n", name, "-j", "-s", "link", "show", "dev", "e0"]
    told = json.loads(subprocess.check_output(argv))[0]["stats64"]
    return seen is not None and (seen.rx_bytes, seen.rx_packets, seen.tx_bytes, seen.tx_packets) == (
        told["rx"]["bytes"],
        told["rx"]["packets"],
        told["tx"]["bytes"],
        told["tx"]["packets"],
    )


def _links(host: LiveHost, key: int) -> dict[int, Link]:
    return host.store.snapshot.namespaces[key].links


def test_looking_gives_no_id_to_any_namespace(prefix: str) -> None:
    one, two = prefix + "a", prefix + "b"
    ip("netns", "add", one)
    ip("netns", "add", two)
    before = [_ids(None), _ids(one), _ids(two)]
    host = LiveHost(docker=False)
    host.start()
    host.watch(frozenset())
    assert host.complete.wait(10)
    try:
        assert named(host.store.snapshot, one)
        assert [_ids(None), _ids(one), _ids(two)] == before
    finally:
        host.stop()
    assert [_ids(None), _ids(one), _ids(two)] == before


def _ids(name: str | None) -> str:
    argv = ["ip", *(("-n", name) if name else ()), "netns", "list-id"]
    return subprocess.run(argv, check=True, capture_output=True, text=True).stdout


def test_looking_keeps_no_namespace_alive(host: LiveHost, prefix: str) -> None:
    """A namespace whose last process ends is gone, though netui had read it."""
    process = subprocess.Popen(["unshare", "--net", "sleep", "60"])
    try:
        inode = until(lambda: _other_inode(process.pid))
        host.refresh()
        key = until(lambda: _by_inode(host.store.snapshot, inode)).key
    finally:
        process.kill()
        process.wait()
    until(lambda: key not in host.store.snapshot.namespaces)


def test_no_namespace_is_shown_before_it_has_a_name(host: LiveHost, prefix: str) -> None:
    """An event tells of a namespace by its id some time before a scan finds what holds it."""
    shown: list[int] = []
    unsubscribe = host.store.subscribe(
        lambda snapshot, _: shown.extend(space.inode for space in snapshot.namespaces.values())
    )
    one = prefix + "a"
    ip("netns", "add", one)
    process = subprocess.Popen(["unshare", "--net", "sleep", "60"])
    try:
        inode = until(lambda: _other_inode(process.pid))
        ip("-n", one, "link", "add", "e0", "type", "veth", "peer", "name", "e1", "netns", str(process.pid))
        until(lambda: (space := _by_inode(host.store.snapshot, inode)) and len(space.links) == 2)
    finally:
        process.kill()
        process.wait()
        unsubscribe()
    assert shown and 0 not in shown


def _other_inode(pid: int) -> int | None:
    inode = os.stat(f"/proc/{pid}/ns/net").st_ino
    return inode if inode != os.stat("/proc/self/ns/net").st_ino else None


def _by_inode(snapshot: Snapshot, inode: int) -> Namespace | None:
    return next((one for one in snapshot.namespaces.values() if one.inode == inode), None)


def test_a_veth_moved_between_namespaces_keeps_its_peer(host: LiveHost, prefix: str) -> None:
    names = [prefix + letter for letter in "abc"]
    for name in names:
        ip("netns", "add", name)
    ip("link", "add", "e0", "netns", names[0], "type", "veth", "peer", "name", "e1", "netns", names[1])
    ip("-n", names[1], "link", "set", "dev", "e1", "netns", names[2], "name", "moved")
    space = until(lambda: named(host.store.snapshot, names[0]))

    def peer() -> bool:
        snapshot = host.store.snapshot
        third = named(snapshot, names[2])
        link = next((one for one in snapshot.namespaces[space.key].links.values() if one.name == b"e0"), None)
        found = Relations(snapshot).peer(space.key, link) if link else None
        return bool(
            third and found and (found.namespace, found.name, found.evidence) == (third.key, b"moved", "exact")
        )

    until(peer)


def test_a_veth_that_is_dumped_before_its_events_are_heard_leaves_its_peer_right(prefix: str) -> None:
    """The first event of a veth comes before it has a peer; nothing tells it afterwards that it has one."""
    one, two, three = (prefix + letter for letter in "abc")
    ip("netns", "add", one)
    engine = Engine()
    try:
        engine.take(engine.scanner.names(), NAMES)
        for name in (two, three):
            ip("netns", "add", name)
        ip("link", "add", "e0", "netns", two, "type", "veth", "peer", "name", "e1", "netns", one)
        engine.take(engine.scanner.names(), NAMES)
        engine.hear()
        engine.settle()
        assert _other_end(engine, one, b"e1") == (_key(engine, two), b"e0")
        ip("-n", two, "link", "set", "dev", "e0", "netns", three, "name", "moved")
        engine.reader.links(engine.census.spaces[_key(engine, three)])
        engine.settle()
        assert _other_end(engine, one, b"e1") == (_key(engine, three), b"moved")
        engine.hear()
        engine.settle()
        assert _other_end(engine, one, b"e1") == (_key(engine, three), b"moved")
    finally:
        engine.close()


def test_a_macvlan_follows_the_link_that_it_stands_on(prefix: str) -> None:
    """The kernel tells that the lower link moved, not that the macvlan stands on another index now."""
    one, two = prefix + "a", prefix + "b"
    for name in (one, two):
        ip("netns", "add", name)
    ip("-n", one, "link", "add", "e0", "type", "veth", "peer", "name", "e1")
    ip("-n", one, "link", "add", "on", "link", "e0", "type", "macvlan")
    ip("-n", two, "link", "add", "other", "type", "bridge")
    engine = Engine()
    try:
        engine.take(engine.scanner.names(), NAMES)
        ip("-n", one, "link", "set", "dev", "e0", "netns", two)
        engine.hear()
        engine.settle()
        assert _other_end(engine, one, b"on") == (_key(engine, two), b"e0")
    finally:
        engine.close()


def _key(engine: Engine, name: str) -> int:
    return next(space.key for space in engine.census if name.encode() in space.names)


def _other_end(engine: Engine, namespace: str, link: bytes) -> tuple[int, bytes]:
    space = engine.census.spaces[_key(engine, namespace)]
    found = next(one for one in space.links.values() if one.name == link)
    assert found.lower_namespace is not None
    return found.lower_namespace, engine.census.spaces[found.lower_namespace].links[found.lower].name


@pytest.mark.parametrize("thread", ["engine", "scout"])
def test_a_fault_in_a_thread_is_told_and_not_passed_off_as_live(
    thread: str, prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = LiveHost(docker=False)
    host.start()
    host.watch(frozenset())
    assert host.complete.wait(10)

    def broken(*_: object, **__: object) -> None:
        raise ValueError("a fault\x1b[2J")

    try:
        if thread == "engine":
            monkeypatch.setattr(Engine, "settle", broken)
            ip("netns", "add", prefix + "a")
        else:
            monkeypatch.setattr("netui.core.scout.read_facet", broken)
            host.watch(frozenset({("counters", next(iter(host.store.snapshot.namespaces)))}))
        limit = until(lambda: next((one for one in host.store.snapshot.limits if one.subject == "netlink"), None))
        assert "a fault" in limit.message and "\x1b" not in limit.message
        assert "ValueError" in host.trace and host.failure == limit.message
    finally:
        host.stop()


def test_reading_everything_again_is_no_loss(host: LiveHost, prefix: str) -> None:
    before = host.store.snapshot
    host.refresh()
    ip("netns", "add", prefix + "a")
    until(lambda: named(host.store.snapshot, prefix + "a"))
    assert host.store.snapshot.limits == before.limits


def test_lost_events_are_made_good_and_told(prefix: str) -> None:
    """With the small buffer of a user namespace, a burst overflows it; everything is read again."""
    host = LiveHost(docker=False, event_buffer=4096)
    host.start()
    host.watch(frozenset())
    assert host.complete.wait(10)
    name = prefix + "a"
    try:
        ip("netns", "add", name)
        lines = "".join(f"link add v{n} type veth peer name w{n}\n" for n in range(150))
        subprocess.run(["ip", "-n", name, "-batch", "-"], input=lines, text=True, check=True)
        until(lambda: (space := named(host.store.snapshot, name)) and len(space.links) == 301)
        until(lambda: any(limit.subject == "events" for limit in host.store.snapshot.limits))
    finally:
        host.stop()
