"""What the kernel changes without telling it plainly, and what keeps netui from hearing: found by review."""

import errno
import os
import socket
import struct
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from netui.core.containers import placed
from netui.core.live import LiveHost
from netui.core.reading import Want, read_snapshot
from netui.core.scout import Scout
from netui.model import Container, Docker, Namespace, Snapshot
from netui.model.relations import Relations
from netui.sources.discovery.scan import RUN_NETNS, Scanner
from netui.sources.discovery.statx import identity
from netui.sources.entering import Traveller, entered
from netui.sources.netlink.engine import Engine
from netui.sources.netlink.observer import Event
from netui.sources.netlink.wire import HEADER, attribute
from tests.support.requirements import needs_programs, needs_root

pytestmark = [needs_root, needs_programs("ip")]
NAME = f"nt{os.getpid() % 10000}u"


def ip(*argv: str) -> None:
    subprocess.run(["ip", "-n", NAME, *argv], check=True, capture_output=True)


def until(reached: Callable[[], object], seconds: float = 5.0) -> None:
    end = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.005)


def made(snapshot: Snapshot) -> Namespace:
    """The namespace that the test made."""
    return next(one for one in snapshot.namespaces.values() if NAME.encode() in one.names)


@pytest.fixture
def space() -> Iterator[None]:
    """A namespace with a veth pair, both ends up and with an address."""
    subprocess.run(["ip", "netns", "add", NAME], check=True)
    try:
        ip("link", "add", "e0", "type", "veth", "peer", "name", "e1")
        for name, address in (("e0", "10.5.0.1/24"), ("e1", "10.6.0.1/24")):
            ip("link", "set", "dev", name, "up")
            ip("addr", "add", address, "dev", name)
        yield
    finally:
        subprocess.run(["ip", "netns", "del", NAME], check=False)


@pytest.fixture
def host(space: None) -> Iterator[LiveHost]:
    host = LiveHost(docker=False)
    host.start()
    host.watch(frozenset())
    assert host.complete.wait(10)
    yield host
    host.stop()


def destinations(snapshot: Snapshot) -> set[str]:
    """Where the namespace's main table leads."""
    return {one.destination for one in made(snapshot).routes if one.table == 254 and one.family == 2}


def test_routes_end_with_their_next_hop(host: LiveHost) -> None:
    ip("nexthop", "add", "id", "7", "via", "10.5.0.2", "dev", "e0")
    ip("route", "add", "10.77.0.0/24", "nhid", "7")
    until(lambda: "10.77.0.0" in destinations(host.store.snapshot))
    ip("nexthop", "del", "id", "7")
    until(lambda: "10.77.0.0" not in destinations(host.store.snapshot))


def test_an_ipv6_address_that_gets_a_peer_is_still_one(host: LiveHost) -> None:
    def told() -> list[str]:
        return [one.peer for one in made(host.store.snapshot).addresses if one.local == "fd00:9::1"]

    ip("addr", "add", "fd00:9::1/64", "dev", "e0", "nodad")
    until(lambda: told() == [""])
    ip("addr", "change", "fd00:9::1/64", "peer", "fd00:9::2/64", "dev", "e0")
    until(lambda: told() == ["fd00:9::2"])


def test_what_is_looked_at_is_right_though_the_kernel_tells_nothing(host: LiveHost) -> None:
    ip("link", "set", "dev", "e1", "down")
    until(lambda: any(not one.up for one in made(host.store.snapshot).links.values() if one.name == b"e1"))
    host.watch(frozenset({("counters", made(host.store.snapshot).key)}))
    ip("link", "set", "dev", "e1", "alias", "to the lab")
    until(lambda: any(one.detail.get("ifalias") == "to the lab" for one in made(host.store.snapshot).links.values()))


def test_multicast_forwarding_is_no_route(space: None) -> None:
    fd = os.open(f"/run/netns/{NAME}", os.O_RDONLY)
    try:
        with entered(fd), socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_IGMP) as router:
            router.setsockopt(socket.IPPROTO_IP, 200, struct.pack("i", 1))  # MRT_INIT of linux/mroute.h
            for index, local in enumerate(("10.5.0.1", "10.6.0.1")):
                interface = struct.pack("=HBBI", index, 0, 1, 0) + socket.inet_aton(local) + b"\0" * 4
                router.setsockopt(socket.IPPROTO_IP, 202, interface)  # MRT_ADD_VIF
            limits = bytearray(32)
            limits[1] = 1
            entry = (
                socket.inet_aton("10.5.0.9") + socket.inet_aton("239.1.1.1") + b"\0\0" + bytes(limits) + b"\0" * 18
            )
            router.setsockopt(socket.IPPROTO_IP, 204, entry)  # MRT_ADD_MFC
            assert "239.1.1.1" in subprocess.check_output(["ip", "-n", NAME, "mroute"], text=True)
            snapshot = read_snapshot(Want(frozenset({"routes"}), docker=False))
    finally:
        os.close(fd)
    assert {one.family for one in made(snapshot).routes} == {2, 10}


def test_without_a_private_namespace_what_is_entered_is_read_again(
    space: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(_self: Traveller) -> None:
        raise OSError(errno.ENOSPC, "no namespace is left")

    monkeypatch.setattr(Traveller, "unshare", refuse)
    ip("route", "add", "10.50.0.0/24", "via", "10.5.0.2")
    host = LiveHost(docker=False)
    host.start()
    host.watch(frozenset())
    try:
        assert host.complete.wait(10)
        until(lambda: "10.50.0.0" in destinations(host.store.snapshot))
        ip("route", "del", "10.50.0.0/24")
        until(lambda: "10.50.0.0" not in destinations(host.store.snapshot), 10)
    finally:
        host.stop()


def test_without_inotify_new_names_are_noticed_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: bytes) -> None:
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr("netui.core.live.DirectoryWatch", refuse)
    host = LiveHost(docker=False)
    host.start()
    host.watch(frozenset())
    try:
        assert host.complete.wait(10)
        assert any("inotify" in one.message for one in host.store.snapshot.limits)
        subprocess.run(["ip", "netns", "add", NAME], check=True)
        try:
            until(lambda: any(NAME.encode() in one.names for one in host.store.snapshot.namespaces.values()), 10)
        finally:
            subprocess.run(["ip", "netns", "del", NAME], check=True)
    finally:
        host.stop()


def test_a_wireless_event_takes_nothing_from_a_link() -> None:
    """RTM_NEWLINK with IFLA_IFNAME and IFLA_WIRELESS alone (net/wireless/wext-core.c)."""
    engine = Engine()
    try:
        engine.read_host()
        host = engine.census.host()
        before = next(iter(host.links.values()))
        named = attribute(3, bytes(before.name) + b"\0") + attribute(11, b"\x0c\0\x15\x8b" + b"\0" * 8)
        body = struct.pack("=BxHiII", 0, before.type, before.ifindex, before.flags, 0) + named
        engine.listener.hear(Event(host.nsid, HEADER.pack(16 + len(body), 16, 0, 0, 0) + body))
        engine.settle()
        assert host.links[before.ifindex] == before
    finally:
        engine.close()


def test_containers_of_an_engine_elsewhere_are_in_no_namespace_here() -> None:
    container = Container(id="a" * 64, name="far", image="x", state="running", mode="bridge", pid=os.getpid())
    engine = Engine()
    try:
        engine.read_host()
        for endpoint, here in (("tcp://192.0.2.1:2375", False), ("unix:///run/docker.sock", True)):
            docker = placed(Docker("live", endpoint, containers={container.id: container}), engine)
            assert (docker.containers[container.id].namespace is not None) is here
    finally:
        engine.close()


def test_a_macvlan_may_stand_on_a_link_of_the_same_index(space: None) -> None:
    other = NAME + "b"
    subprocess.run(["ip", "netns", "add", other], check=True)
    try:
        snapshot = read_snapshot(Want(docker=False))
        index = next(one.ifindex for one in made(snapshot).links.values() if one.name == b"e0")
        ip("link", "add", "on", "index", str(index), "link", "e0", "netns", other, "type", "macvlan")
        snapshot = read_snapshot(Want(docker=False))
        there = next(one for one in snapshot.namespaces.values() if other.encode() in one.names)
        lower = Relations(snapshot).lower(there.key, there.links[index])
        assert lower and (lower.namespace, lower.name) == (made(snapshot).key, b"e0")
    finally:
        subprocess.run(["ip", "netns", "del", other], check=False)


def test_a_file_that_is_no_namespace_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Path(os.fsdecode(RUN_NETNS))
    folder.mkdir(exist_ok=True)
    stray = folder / f"{NAME}stray"
    stray.touch()
    try:
        scanner = Scanner()
        scanner.names()
        assert not scanner.settled  # it may be a namespace that is being mounted
        later = time.time() + 2
        monkeypatch.setattr(time, "time", lambda: later)
        scanner.names()
        assert scanner.settled
    finally:
        stray.unlink()


def test_a_scan_that_is_asked_for_during_a_scan_is_made() -> None:
    class SlowScanner(Scanner):
        scans = 0

        def everything(self) -> dict[tuple[int, int], object]:  # type: ignore[override]
            self.scans += 1
            if self.scans == 1:
                scout.look()
                time.sleep(0.02)
            return {}

    scanner = SlowScanner()
    scout = Scout(lambda _call: None)
    scout.start(scanner)
    try:
        until(lambda: scanner.scans == 2, 3)
    finally:
        scout.stop()


def test_a_file_is_told_as_stat_tells_it() -> None:
    for path in (b"/proc/self/ns/net", b"/etc/passwd", b"/proc/self/fd/0"):
        status = os.stat(path)
        assert identity(path) == (status.st_dev, status.st_ino)
    with pytest.raises(FileNotFoundError):
        identity(b"/nowhere")
