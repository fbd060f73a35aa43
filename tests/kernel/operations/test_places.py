"""Namespaces of every kind: changed by netui, and by the commands that netui shows, pasted into bash."""

import json
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from netui.operations.registry import find
from netui.sources.entering import entered
from tests.support.requirements import needs_programs, needs_root
from tests.support.runner import Hand, clear, read
from tests.support.worlds import Held, Way, World, world

pytestmark = [needs_root, needs_programs("ip")]

PREFIX = f"nt{os.getpid() % 10000}p"
RED = f"{PREFIX}red"
WAYS: tuple[Way, ...] = ("named", "process", "thread", "fd", "mount")


@pytest.fixture
def place() -> Iterator[World]:
    with world(PREFIX, full=False) as made:
        yield made
    clear(PREFIX)


@pytest.fixture
def hand() -> Iterator[Hand]:
    with TemporaryDirectory(dir="/dev/shm") as folder:
        yield Hand(Path(folder))


def links(held: Held) -> dict[str, Any]:
    with held.opened() as fd, entered(fd):
        told = json.loads(subprocess.check_output(["ip", "-j", "addr"]))
    return {one["ifname"]: one for one in told}


CHANGES: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("link", "create", {"name": "br0", "kind": "bridge"}),
    ("veth", "create", {"name": "v0", "peer": "v1", "peer_namespace": RED}),
    ("address", "add", {"address": "10.0.0.1/24", "link": "v0"}),
    ("link", "attach", {"link": "v0", "bridge": "br0"}),
    ("link", "rename", {"link": "br0", "name": "br1"}),
    ("link", "port", {"link": "v0", "isolated": "on"}),
    ("namespace", "set", {"name": "HELD", "sysctl": "ip_forward", "value": "1"}),
    ("link", "move", {"link": f"{RED}/v1", "to": "HELD"}),
    ("link", "move", {"link": "v1", "to": "host", "name": f"{PREFIX}h"}),
    ("link", "move", {"link": f"host/{PREFIX}h", "to": "HELD", "name": "v1"}),
    ("link", "delete", {"link": "v0"}),
)


def given(values: dict[str, Any], held: Held) -> dict[str, Any]:
    name = held.name.decode() if held.name else f"inode:{held.inode}"
    return {"namespace": name, **{key: name if one == "HELD" else one for key, one in values.items()}}


@pytest.mark.parametrize("way", WAYS)
def test_by_netui(place: World, hand: Hand, way: Way) -> None:
    held = place.hold(way)
    hand("namespace", "create", name=RED)
    seen = []
    for noun, verb, values in CHANGES:
        done = hand(noun, verb, **given(values, held))
        assert not done.message
        seen.append(set(links(held)))
    assert seen[1] == {"lo", "br0", "v0"}
    assert seen[-2] == {"lo", "br1", "v0", "v1"}
    assert seen[-1] == {"lo", "br1"}
    for there in reversed([{"lo"}, *seen[:-1]]):
        assert not hand.undo().message
        assert set(links(held)) == there


@pytest.mark.parametrize("way", WAYS)
def test_by_what_netui_shows(place: World, way: Way) -> None:
    held = place.hold(way)
    subprocess.run(["ip", "netns", "add", RED], check=True)
    for noun, verb, values in CHANGES:
        operation = find(noun, verb)
        assert operation
        for line in operation.plan(read(operation.facets), given(values, held)).commands:
            done = subprocess.run(["bash"], input=line.encode() + b"\n", capture_output=True, check=False)
            assert not done.returncode, f"{line}: {done.stderr.decode()}"
    assert set(links(held)) == {"lo", "br1"}


def test_a_nameless_namespace_gets_a_name_and_loses_it(place: World, hand: Hand) -> None:
    held = place.hold("process")
    hand("namespace", "name", namespace_named=f"pid:{held.pid}", name=RED)
    assert os.stat(f"/run/netns/{RED}").st_ino == held.inode
    hand("link", "create", name="br0", kind="bridge", namespace=RED)
    hand.undo()
    hand.undo()
    assert not os.path.exists(f"/run/netns/{RED}")
    assert set(links(held)) == {"lo"}
    hand.redo()
    assert os.stat(f"/run/netns/{RED}").st_ino == held.inode


def test_what_a_socket_alone_holds_cannot_be_changed(place: World) -> None:
    held = place.hold("socket")
    end = time.monotonic() + 5
    while len(os.listdir(f"/proc/{held.pid}/task")) > 1:  # the thread that made it holds it too, until it has ended
        assert time.monotonic() < end
        time.sleep(0.001)
    operation = find("link", "create")
    assert operation
    (problem,) = operation.check(read(), {"name": "br0", "kind": "bridge", "namespace": f"inode:{held.inode}"})
    assert "a socket alone keeps it alive" in problem.message
