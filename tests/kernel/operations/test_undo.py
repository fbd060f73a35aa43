"""Every operation on generated states: undo brings back what iproute2 said before, redo what it said after."""

import os
import random
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from netui.errors import NetuiError
from netui.operations.registry import find, operations
from tests.support.canonical import Canonical, canonical, differences
from tests.support.requirements import needs_programs, needs_root
from tests.support.runner import Hand, clear
from tests.support.scenes import Scene

pytestmark = [needs_root, needs_programs("ip")]

PREFIX = f"nt{os.getpid() % 10000}u"
STATES = 20


def choices(scene: Scene) -> dict[str, list[dict[str, Any]]]:
    """What each operation is given: one of these, by chance."""
    a, b, c = scene.spaces
    new = f"{PREFIX}new"
    return {
        "namespace.create": [{"name": new}],
        "namespace.delete": [{"name": b}, {"name": c}],
        "namespace.set": [
            {"name": a, "sysctl": "ip_forward", "value": "1"},
            {"name": a, "sysctl": "net.ipv4.conf.v0.rp_filter", "value": "2"},
        ],
        "veth.create": [
            {"name": "n0", "peer": "n1", "namespace": a, "peer_namespace": b, "address": "10.40.0.1/24"},
            {"name": "n0", "peer": "n1", "namespace": c, "down": True, "peer_address": "2001:db8:40::1/64"},
        ],
        "link.create": [
            {"name": "n0", "kind": "bridge", "namespace": a, "stp": "on", "up": True},
            {"name": "n0", "kind": "macvlan", "link": f"{a}/v0", "namespace": a, "mode": "bridge", "mtu": "1300"},
            {"name": "n0", "kind": "vxlan", "id": "9", "namespace": b, "remote": "192.0.2.1", "learning": "off"},
        ],
        "link.delete": [{"link": f"{a}/{name}"} for name in ("v0", "v2", "p0", "p2", "br0", "mv0", "vx0")],
        "link.up": [{"link": f"{a}/p2"}, {"link": f"{b}/p3"}, {"link": f"{c}/v3"}],
        "link.down": [{"link": f"{a}/{name}"} for name in ("v0", "v2", "p0", "br0")],
        "link.restart": [{"link": f"{a}/v0"}, {"link": f"{a}/v2", "plain": True}, {"link": f"{a}/v0", "plain": True}],
        "link.rename": [
            {"link": f"{a}/v0", "name": "n0"},
            {"link": f"{a}/br0", "name": "n0"},
            {"link": f"{b}/v1", "name": "n0"},
        ],
        "link.set": [
            {"link": f"{a}/v0", "mtu": "1300", "alias": "\udcffé x", "txqueuelen": "5"},
            {"link": f"{a}/v2", "mac": "02:00:00:00:77:77"},
            {"link": f"{a}/v2", "no_alias": True},
        ],
        "link.move": [
            {"link": f"{a}/v0", "to": c},
            {"link": f"{a}/v0", "to": c, "keep_addresses": True, "name": "n0"},
            {"link": f"{a}/p0", "to": b},
            {"link": f"{b}/v1", "to": a},
        ],
        "link.attach": [{"link": f"{a}/v2", "bridge": "br0"}, {"link": f"{a}/p0", "bridge": "br1"}],
        "link.detach": [{"link": f"{a}/p0"}],
        "link.port": [{"link": f"{a}/p0", "guard": "on", "flood": "off", "cost": "9"}],
        "address.add": [
            {"address": "10.1.0.99/24", "link": f"{a}/v0"},
            {"address": "2001:db8:9::1/64", "link": f"{a}/p1", "nodad": True},
        ],
        "address.delete": [
            {"address": "10.1.0.1", "link": f"{a}/v0"},
            {"address": "2001:db8:1::1", "link": f"{a}/v0"},
            {"address": "10.2.0.1/24", "link": f"{a}/v2"},
        ],
        "address.flush": [{"link": f"{a}/v0"}, {"link": f"{a}/v2"}],
        "route.add": [
            {"destination": "10.50.0.0/16", "via": "10.1.0.8", "namespace": a},
            {"destination": "default", "dev": f"{a}/v2", "namespace": a, "table": "300", "metric": "7"},
            {"destination": "2001:db8:50::/48", "via": "2001:db8:1::8", "namespace": a},
            {"destination": "10.51.0.0/16", "type": "unreachable", "namespace": a, "metric": "9"},
        ],
        "route.delete": [
            {"destination": "default", "via": "10.1.0.254", "namespace": a},
            {"destination": "2001:db8:20::/48", "namespace": a},
        ],
        "rule.add": [
            {"namespace": a, "source": "10.7.0.0/16", "table": "100"},
            {"namespace": a, "iif": "v2", "priority": "55", "action": "prohibit", "ipv6": True},
        ],
        "rule.delete": [{"namespace": a, "priority": "100"}],
        "neighbour.add": [
            {"address": "10.1.0.44", "link": f"{a}/v0", "lladdr": "02:00:00:00:00:44"},
        ],
        "neighbour.delete": [{"address": "10.1.0.33", "link": f"{a}/v0"}],
        "fdb.add": [
            {"mac": "02:00:00:00:99:09", "link": f"{a}/p0"},
            {"mac": "02:00:00:00:99:08", "link": f"{a}/vx0", "dst": "192.0.2.8"},
        ],
        "fdb.delete": [{"mac": "02:00:00:00:99:01", "link": f"{a}/p0"}],
        "wire": [
            {"a": c, "b": f"{a}/br0", "address": "10.60.0.2/24", "gateway": "10.60.0.1"},
            {"a": b, "b": c, "address": "10.61.0.1/24"},
        ],
    }


@pytest.fixture(params=range(STATES))
def scene(request: pytest.FixtureRequest) -> Iterator[Scene]:
    made = Scene(PREFIX, request.param)
    try:
        made.raise_all()
        yield made
    finally:
        made.close()


@pytest.fixture
def told(scene: Scene) -> Iterator[Canonical]:
    """What iproute2 says of the scene, and of a namespace more."""
    made = Canonical([*scene.spaces, f"{PREFIX}new"])
    yield made
    made.let_go()


def test_undo_and_redo_on_generated_states(scene: Scene, told: Canonical, folder: Path) -> None:
    hand = Hand(folder)
    chance = random.Random(str(scene.random.random()))
    before = told()
    for identity, given in choices(scene).items():
        noun, _, verb = identity.partition(".")
        values = chance.choice(given)
        title = f"{identity} {values}"
        ending = noun == "namespace" and verb != "set"
        if ending:
            told.let_go()
        assert not hand(noun, verb, **values).message, title
        after = told()
        assert after != before or identity in ("link.restart", "link.up", "link.set", "namespace.set"), title
        for back, state in ((hand.undo, before), (hand.redo, after), (hand.undo, None)):
            if ending:
                told.let_go()
            assert not back().message, title
            assert state is None or not differences(state, told()), title
    assert not differences(before, told())


@pytest.mark.parametrize("seed", range(31, 37))
def test_a_whole_session_is_undone_and_redone(seed: int, folder: Path) -> None:
    scene, chance = Scene(PREFIX, seed), random.Random(seed)
    told = Canonical([*scene.spaces, f"{PREFIX}new"])
    scene.raise_all()
    try:
        hand, seen = Hand(folder), [told()]
        while len(seen) <= 12:
            identity, given = chance.choice(list(choices(scene).items()))
            noun, _, verb = identity.partition(".")
            if identity in ("namespace.create", "namespace.delete"):
                told.let_go()
            with suppress(NetuiError):
                values, operation = chance.choice(given), find(noun, verb)
                if operation and "the route of" in hand.runner.preview(operation, values).lost:
                    continue  # test_a_route_that_cannot_be_made_again_is_told_before
                assert not hand(noun, verb, **values).message
                seen.append(told())
        for back, states in ((hand.undo, reversed(seen[:-1])), (hand.redo, iter(seen[1:]))):
            for state in states:
                past = hand.history.read()
                title = (past.done if back == hand.undo else past.undone)[-1].begun.title
                if title.startswith(("namespace create", "namespace delete")):
                    told.let_go()
                assert not back().message, title
                assert not differences(state, told()), title
    finally:
        told.let_go()
        clear(PREFIX)


@pytest.mark.parametrize(
    ("noun", "verb", "values"),
    [
        ("link", "down", {"link": f"{PREFIX}a/v0"}),
        ("link", "delete", {"link": f"{PREFIX}b/v1"}),
        ("link", "move", {"link": f"{PREFIX}a/v0", "to": f"{PREFIX}c"}),
        ("namespace", "delete", {"name": f"{PREFIX}b"}),
        ("address", "flush", {"link": f"{PREFIX}a/v2"}),
    ],
)
def test_a_route_that_cannot_be_made_again_is_told_before(
    hand: Hand, noun: str, verb: str, values: dict[str, str]
) -> None:
    """Over two links, one of which is down: the kernel keeps such a route, but takes no new one."""
    scene = Scene(PREFIX, 0)
    route = ("route", "add", "10.99.0.0/16", "nexthop", "via", "10.1.0.5", "nexthop", "via", "10.2.0.5")
    scene.raise_all()
    try:
        ip = ("ip", "-n", scene.a)
        subprocess.run([*ip, *route], check=True)
        operation = find(noun, verb)
        assert operation
        assert "route" not in hand.runner.preview(operation, values).lost
        subprocess.run([*ip, "link", "set", "dev", "v2", "down"], check=True)
        before = canonical(scene.spaces)
        told = hand.runner.preview(operation, values)
        assert told.undo == "partial"
        assert f"the route of {scene.a} to 10.99.0.0/16, as its next hop over v2 is down" in told.lost
        hand(noun, verb, **values)
        done = hand.undo()
        missing = differences(before, canonical(scene.spaces))
        assert all(line.startswith("- ") and "nexthops" in line for line in missing)
        assert bool(missing) is ("10.99.0.0/16" in done.message)
    finally:
        scene.close()


def test_every_operation_that_changes_something_is_tried() -> None:
    tried = choices(Scene(PREFIX, 0)).keys()
    of_kernel = {one.id for one in operations() if one.runs == "change" and one.noun not in ("container", "network")}
    assert of_kernel - {"namespace.name"} == tried
