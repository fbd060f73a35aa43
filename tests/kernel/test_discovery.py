"""Namespaces held in every way are found, told with what holds them, and never held by netui."""

import json
import os
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, TypeVar

import pytest

from netui.core.live import LiveHost
from netui.core.reading import Want, read_snapshot
from netui.model import Namespace, Snapshot
from netui.model.naming import find_namespace, namespace_kind, namespace_name
from netui.model.relations import Relations
from netui.sources.discovery import Scanner, opened
from netui.sources.netlink.census import EVERYTHING, PROCESSES
from netui.sources.netlink.engine import Engine
from tests.support.holder import COMMAND
from tests.support.nobody import nobody
from tests.support.requirements import needs_programs, needs_root
from tests.support.worlds import NAMELESS, WAYS, Held, Way, World, world

pytestmark = [needs_root, needs_programs("ip")]

T = TypeVar("T")


def until(tell: Callable[[], T | None], seconds: float = 5.0) -> T:
    """What `tell` says once it says something; fails after `seconds`."""
    end = time.monotonic() + seconds
    while not (said := tell()):
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.005)
    return said


def seen(snapshot: Snapshot, held: Held) -> Namespace | None:
    """The namespace, once what holds it is told."""
    for one in snapshot.namespaces.values():
        if one.inode == held.inode and any(holder.kind == held.way for holder in one.holders):
            return one
    return None


def known(snapshot: Snapshot, held: Held) -> bool:
    return any(one.inode == held.inode for one in snapshot.namespaces.values())


@pytest.fixture
def empty() -> Iterator[World]:
    with world(f"nt{os.getpid() % 10000}", full=False) as made:
        yield made


@pytest.fixture
def scene(empty: World) -> World:
    for way in WAYS:
        empty.held[way] = empty.hold(way)
    return empty


@pytest.fixture
def host(empty: World) -> Iterator[LiveHost]:
    live = LiveHost(docker=False)
    live.start()
    live.watch(frozenset())
    assert live.complete.wait(10)
    yield live
    live.stop()


def test_each_way_is_told_with_what_holds_it(scene: World) -> None:
    snapshot = read_snapshot(Want(docker=False))
    relations = Relations(snapshot)
    for way, held in scene.held.items():
        space = seen(snapshot, held)
        assert space, f"{way} was not found"
        assert namespace_kind(relations, space) == way
        (holder,) = space.holders
        assert holder.kind == way
        assert (holder.pid, holder.tid) == (held.pid, held.number if way == "thread" else 0)
        if way == "mount":
            assert b"/proc/%d/root%s" % (held.pid, holder.path) == held.path
        else:
            assert holder.path == held.path
        if way != "named":
            assert holder.command == COMMAND
            assert abs(holder.started - time.time()) < 60
        assert space.readable and space.cookie


def test_each_way_has_a_name_that_leads_back(scene: World) -> None:
    relations = Relations(read_snapshot(Want(docker=False)))
    for way, held in scene.held.items():
        space = seen(relations.snapshot, held)
        assert space
        name = namespace_name(relations, space)
        expected = {"named": held.name, "process": b"pid:%d" % held.pid}.get(way, b"inode:%d" % held.inode)
        assert name == expected
        assert find_namespace(relations, str(name)) is space


def test_one_namespace_held_in_many_ways_is_told_once(empty: World) -> None:
    named = empty.hold("named")
    second = named.name + b"-also"
    subprocess.run([b"ip", b"netns", b"attach", second, b"%d" % os.getpid()], check=True)
    empty.adopt(second)
    fd = os.open(named.path, os.O_RDONLY)
    lives = subprocess.Popen([b"nsenter", b"--net=" + named.path, b"sleep", b"60"])
    keeps = subprocess.Popen(["sleep", "60"], pass_fds=(fd,))
    os.close(fd)
    try:
        until(lambda: os.stat(f"/proc/{lives.pid}/ns/net").st_ino == named.inode)
        snapshot = read_snapshot(Want(docker=False))
        space = seen(snapshot, named)
        assert space and snapshot.host
        holders = {(one.kind, one.pid) for one in space.holders}
        assert holders == {("named", 0), ("process", lives.pid), ("fd", keeps.pid)}
        assert [one for one in snapshot.namespaces.values() if named.name in one.names] == [space]
        assert second in snapshot.host.names and namespace_name(Relations(snapshot), snapshot.host) == b"host"
    finally:
        for process in (lives, keeps):
            process.kill()
            process.wait()


def _told(host: LiveHost, held: Held) -> Namespace | None:
    return seen(host.store.snapshot, held)


def _unknown(host: LiveHost, held: Held) -> bool:
    return not known(host.store.snapshot, held)


def test_new_namespaces_appear_by_themselves_and_go_with_their_holders(host: LiveHost, empty: World) -> None:
    """Nothing leads to them, so that only looking finds them: every four seconds, less often where that is costly."""
    held = [empty.hold(way) for way in WAYS]
    for one in held:
        until(partial(_told, host, one), 10.0)
    for one in held:
        empty.let_go(one)
        until(partial(_unknown, host, one), 1.0)


@pytest.mark.parametrize("way", WAYS)
def test_a_wire_leads_to_a_new_namespace_at_once(host: LiveHost, empty: World, way: Way) -> None:
    here, held = empty.hold("named"), empty.hold(way)
    held.wire("e0", here, "e1")
    until(lambda: seen(host.store.snapshot, held), 1.0)


@pytest.mark.parametrize("way", WAYS)
def test_netui_keeps_nothing_alive(host: LiveHost, empty: World, way: Way) -> None:
    """The kernel removes a veth with the namespace of its other end: that tells, and netui is not asked."""
    here, held = empty.hold("named"), empty.hold(way)
    held.wire("e0", here, "e1")
    until(lambda: seen(host.store.snapshot, held))
    until(lambda: (space := seen(host.store.snapshot, held)) and space.filled)
    empty.let_go(held)
    until(lambda: b"e1" not in _links(here), 1.0)
    until(lambda: not known(host.store.snapshot, held), 1.0)


def _links(held: Held) -> bytes:
    return subprocess.check_output([b"ip", b"-n", held.name, b"-o", b"link"])


def test_what_can_be_opened_stays_so_after_a_look_at_processes_alone(scene: World) -> None:
    """The frequent scan looks for names and processes; the ways to other namespaces must outlast it."""
    engine = Engine()
    try:
        engine.take(engine.scanner.everything(), EVERYTHING)
        engine.take(engine.scanner.processes(), PROCESSES)
        for way, held in scene.held.items():
            space = engine.census.at((engine.scanner.device, held.inode))
            assert space, way
            with opened(space.places, space.address) as fd:
                assert os.fstat(fd).st_ino == held.inode
    finally:
        engine.close()


def test_looking_leaves_no_id_and_no_descriptor(scene: World) -> None:
    ids, descriptors = _ids(scene), os.listdir("/proc/self/fd")
    live = LiveHost(docker=False)
    live.start()
    live.watch(frozenset())
    assert live.complete.wait(10)
    live.stop()
    read_snapshot(Want(facets=frozenset(("routes", "rules", "neighbours", "fdb")), docker=False))
    assert _ids(scene) == ids
    assert os.listdir("/proc/self/fd") == descriptors


def _ids(scene: World) -> list[bytes]:
    """`ip netns list-id` in every namespace of the world."""
    found = []
    for held in scene.held.values():
        with held.opened() as fd:
            argv = ["nsenter", f"--net=/proc/{os.getpid()}/fd/{fd}", "ip", "netns", "list-id"]
            found.append(subprocess.check_output(argv))
    return found


def test_scanning_opens_nothing_for_long(scene: World) -> None:
    before = os.listdir("/proc/self/fd")
    scanner = Scanner()
    found = scanner.everything()
    assert {held.inode for held in scene.held.values()} <= {inode for _, inode in found}
    assert os.listdir("/proc/self/fd") == before


UNPRIVILEGED = """
import json
from netui.core.reading import Want, read_snapshot
snapshot = read_snapshot(Want(facets=frozenset(("routes", "rules", "neighbours", "fdb")), docker=False))
print(json.dumps({
    "limits": [[one.subject, one.message, one.hint] for one in snapshot.limits],
    "spaces": {space.inode: [space.readable, len(space.links), space.host, [str(name) for name in space.names]]
               for space in snapshot.namespaces.values()},
}))
"""


def test_without_privilege_what_may_not_be_read_is_told_and_never_none(scene: World) -> None:
    with nobody() as user:
        options: dict[str, Any] = {**user.options()}
        argv = [user.python, "-W", "error", "-c", UNPRIVILEGED]
        done = subprocess.run(argv, capture_output=True, text=True, timeout=60, check=False, **options)
    assert not done.returncode, done.stderr
    told = json.loads(done.stdout)
    subjects = {subject for subject, _, _ in told["limits"]}
    assert {"events", "processes", "namespaces"} <= subjects
    assert all(message and hint for _, message, hint in told["limits"])
    readable, links, host, names = told["spaces"][str(scene.held["named"].inode)]
    assert (readable, links, host, names) == (False, 0, False, [os.fsdecode(scene.held["named"].name)])
    own = told["spaces"][str(os.stat("/proc/self/ns/net").st_ino)]
    assert own[0] and own[1] and own[2]
    for way in NAMELESS:
        assert str(scene.held[way].inode) not in told["spaces"]
    (hidden,) = (message for _, message, _ in told["limits"] if "may not be looked at" in message)
    number = re.match(r"the namespaces of (\d+) processes may not be looked at: ", hidden)
    assert number and int(number[1]) >= len(NAMELESS)
