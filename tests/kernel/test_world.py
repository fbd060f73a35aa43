"""Every namespace of a world of every kind: netui tells what `ip` and `bridge` tell."""

import json
import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from netui.core.live import LiveHost
from netui.core.reading import Want, read_snapshot
from netui.model import Namespace, Snapshot
from netui.model.relations import Relations
from netui.model.snapshot import decode, encode
from netui.sources.entering import entered
from netui.sources.netlink.space import PARTS
from tests.support.requirements import needs_programs, needs_root
from tests.support.truth import differences, told_by_ip, told_by_netui
from tests.support.worlds import NAMELESS, WAYS, Held, Way, World, world

pytestmark = [needs_root, needs_programs("ip")]

MOVING = frozenset(("hello_timer", "tcn_timer", "topology_change_timer", "gc_timer", "hold_timer",
                    "message_age_timer", "forward_delay_timer"))  # fmt: skip
WANT = Want(facets=frozenset(PARTS), docker=False)


@pytest.fixture(scope="module")
def scene() -> Iterator[World]:
    with world(f"nt{os.getpid() % 10000}") as made:
        yield made


@pytest.fixture(scope="module")
def host(scene: World) -> Iterator[LiveHost]:
    live = LiveHost(docker=False)
    live.start()
    live.watch(frozenset())
    assert live.complete.wait(10)
    yield live
    live.stop()


def there(snapshot: Snapshot, held: Held) -> Namespace:
    found = [one for one in snapshot.namespaces.values() if one.inode == held.inode]
    assert len(found) == 1, f"{held.way}: {len(found)} namespaces with inode {held.inode}"
    return found[0]


def agreed(wrong: Callable[[], list[str]], seconds: float = 5.0) -> None:
    """Both looks take a moment, and addresses settle meanwhile: they have to agree once."""
    end = time.monotonic() + seconds
    while lines := wrong():
        assert time.monotonic() < end, "\n".join(lines)
        time.sleep(0.02)


def compared(snapshot: Callable[[], Snapshot], held: Held) -> list[str]:
    with held.opened() as fd:
        truth = told_by_ip(fd)
    now = snapshot()
    return differences(truth, told_by_netui(now, there(now, held)))


def read() -> Snapshot:
    return read_snapshot(WANT)


@pytest.mark.parametrize("way", WAYS)
def test_one_reading_equals_iproute2(scene: World, way: Way) -> None:
    agreed(lambda: compared(read, scene.held[way]))


@pytest.mark.parametrize("way", WAYS)
def test_the_running_engine_equals_iproute2(host: LiveHost, scene: World, way: Way) -> None:
    agreed(lambda: compared(lambda: host.store.snapshot, scene.held[way]))


def test_the_hosts_own_namespace_equals_iproute2() -> None:
    def wrong() -> list[str]:
        truth, snapshot = told_by_ip(None), read()
        assert snapshot.host
        return differences(truth, told_by_netui(snapshot, snapshot.host))

    agreed(wrong)


@pytest.mark.parametrize("way", WAYS)
def test_changes_reach_the_running_engine(host: LiveHost, scene: World, way: Way) -> None:
    """Undone at the end, in the same way: the world is shared."""
    held = scene.held[way]
    for line in (
        "link add name late type veth peer name later", "link set dev late up", "link set dev later up",
        "addr add 10.66.0.1/24 dev late", "addr add 2001:db8:66::1/64 dev late nodad",
        "route add 10.67.0.0/16 via 10.66.0.9", "neigh add 10.66.0.9 lladdr 02:00:00:00:66:09 dev late",
        "rule add pref 66 lookup 66", "link set dev late master br0", "link set dev late down",
        "rule del pref 66", "link del dev late",
    ):  # fmt: skip
        held.run("ip", *line.split())
        agreed(lambda: compared(lambda: host.store.snapshot, held))


def told(held: Held) -> list[dict[str, Any]]:
    """`ip -d -j link` of the namespace."""
    with held.opened() as fd, entered(fd):
        links: list[dict[str, Any]] = json.loads(subprocess.check_output(["ip", "-d", "-j", "link"]))
        return links


def _comparable(info: dict[str, Any], names: dict[str, int]) -> dict[str, Any]:
    """Without what runs by itself; another link by its index, which alone the kernel tells."""
    found = {key: value for key, value in info.items() if key not in MOVING}
    if "link" in found:
        found["link_index"] = names[found.pop("link")]
    return found


@pytest.mark.parametrize("kind", ["bridge", "vxlan", "macvlan", "tun", "veth"])
def test_each_kinds_data_equals_iproute2(scene: World, kind: str) -> None:
    """What `ip -d link` shows of a link's kind, and of it as a port, under the same keys."""

    def wrong() -> list[str]:
        snapshot, lines = read(), []
        for held in scene.held.values():
            links = there(snapshot, held).links
            truth = told(held)
            names = {one["ifname"]: one["ifindex"] for one in truth}
            for one in truth:
                info = one.get("linkinfo", {})
                if info.get("info_kind") != kind:
                    continue
                detail = links[one["ifindex"]].detail
                for ours, key in ((detail.data, "info_data"), (detail.port, "info_slave_data")):
                    theirs, own = _comparable(info.get(key, {}), names), _comparable(ours, names)
                    lines += [
                        f"{held.way} {one['ifname']} {key} {name}: ip {theirs[name]!r}, netui {own.get(name)!r}"
                        for name in theirs
                        if own.get(name) != theirs[name]
                    ]
        return lines

    agreed(wrong)


def test_peers_are_exact_across_every_kind_of_namespace(scene: World) -> None:
    snapshot = read()
    relations = Relations(snapshot)
    for way, other in zip(WAYS, [*NAMELESS, "named"], strict=True):
        space, far = there(snapshot, scene.held[way]), there(snapshot, scene.held[other])
        link = next(one for one in space.links.values() if one.name == b"next")
        peer = relations.peer(space.key, link)
        assert peer and (peer.namespace, peer.name, peer.evidence) == (far.key, b"last", "exact")


def test_what_stands_on_a_link_elsewhere_names_it(scene: World) -> None:
    snapshot = read()
    relations = Relations(snapshot)
    space, home = there(snapshot, scene.held["process"]), there(snapshot, scene.held["named"])
    for name, at in ((b"mvaway", space), (b"vxaway", space), (b"vx1", home)):
        link = next(one for one in at.links.values() if one.name == name)
        lower = relations.lower(at.key, link)
        assert lower and (lower.namespace, lower.name, lower.evidence) == (home.key, b"e1", "exact"), name


def test_hostile_names_are_read_byte_for_byte(scene: World, host: LiveHost) -> None:
    for snapshot in (read(), host.store.snapshot):
        for held in scene.hostile:
            space = there(snapshot, held)
            assert space.names == (held.name,)
            with held.opened() as fd, entered(fd):
                truth = {index: os.fsencode(name) for index, name in socket.if_nameindex()}
            assert {index: bytes(link.name) for index, link in space.links.items()} == truth


def test_a_saved_snapshot_of_the_world_is_the_same(scene: World) -> None:
    snapshot = read()
    assert decode(encode(snapshot)) == snapshot
