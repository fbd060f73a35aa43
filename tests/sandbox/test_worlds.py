"""Each world comes up and is as it declares, by real traffic; and a world that is broken is told."""

import json

import pytest

from netui.worlds.catalogue import NAMES, find_world
from netui.worlds.recorded import recorded
from tests.sandbox.callers import Caller


@pytest.mark.parametrize("name", [*NAMES])
def test_a_world_is_proven_by_real_traffic(caller: Caller, name: str) -> None:
    size = ("--size", "260") if name == "big" else ()  # two bridges
    done = caller.run("world", "check", name, "--json", *size)
    assert done.returncode == 0, done.stderr + done.stdout
    assert not done.stderr
    said = json.loads(done.stdout)
    assert [(one["source"], one["to"], one["passed"]) for one in said] == [
        (one.source, one.to, one.passes) for one in find_world(name, size=260 if size else 0).traffic
    ]


@pytest.mark.parametrize(
    ("world", "damage", "wrong"),
    [
        ("rooms", "ip -n red link set veth-red down", {("red", "172.16.0.113"), ("blue", "172.16.0.112")}),
        ("office", "ip link set to-dan master office0", {("ann", "10.1.0.14"), ("dan", "10.1.0.1")}),
        ("docker", "nft flush table ip nat", {("web", "192.0.2.1"), ("outside", "192.0.2.10:8080")}),
        ("sites", "ip -n west link del vxlan5", {("east-a", "10.5.0.21"), ("west-b", "10.5.0.12")}),
    ],
)
def test_a_broken_world_is_not_as_declared(
    unprivileged_caller: Caller, world: str, damage: str, wrong: set[tuple[str, str]]
) -> None:
    check = " ".join(unprivileged_caller.netui("world", "check", "--here", "--json"))
    done = unprivileged_caller.run("sandbox", "--world", world, "--", "sh", "-c", f"{damage}; {check}")
    assert done.returncode == 1
    assert f"{len(wrong)} of " in done.stderr
    assert {(one["source"], one["to"]) for one in json.loads(done.stdout) if not one["holds"]} == wrong


def test_the_rest_comes_up_where_a_part_is_refused(unprivileged_caller: Caller) -> None:
    # Twelve namespaces are too few for the world big, and enough for some of it.
    limited = "echo 12 > /proc/sys/user/max_net_namespaces; exec "
    words = " ".join(unprivileged_caller.netui("sandbox", "--world", "big", "--size", "20", "--", "ip", "netns"))
    done = unprivileged_caller.execute("unshare", "-Ur", "sh", "-c", limited + words)
    assert done.returncode == 0
    assert done.stderr == "netui: namespace n11 and 8 more: unshare: No space left on device\n"
    assert {f"n{number}" for number in range(11)} == {line.split()[0] for line in done.stdout.splitlines()}


def test_without_nft_the_filters_are_missing_and_said(unprivileged_caller: Caller) -> None:
    hidden = "mount -t tmpfs none /usr/sbin; exec "
    words = unprivileged_caller.netui("world", "check", "docker", "--json")
    done = unprivileged_caller.execute("unshare", "-Urm", "sh", "-c", hidden + " ".join(words))
    assert done.returncode == 1
    assert "packet filters of host: nft is not installed" in done.stderr
    assert {(one["source"], one["to"]) for one in json.loads(done.stdout) if not one["holds"]} == {
        ("web", "192.0.2.1"), ("outside", "192.0.2.10:8080"),
    }  # fmt: skip


def test_all_worlds_are_listed_and_shown(unprivileged_caller: Caller) -> None:
    listed = unprivileged_caller.run("world", "list", "--json")
    assert [one["name"] for one in json.loads(listed.stdout)] == list(NAMES)
    for name in NAMES:
        shown = unprivileged_caller.run("world", "show", name)
        assert shown.returncode == 0 and find_world(name).summary in shown.stdout
        assert json.loads(unprivileged_caller.run("world", "show", name, "--json").stdout)["name"] == name
    assert unprivileged_caller.run("world", "show", "none").returncode == 2
    assert unprivileged_caller.run("world", "check", "--here").returncode == 2


@pytest.mark.parametrize("name", [*NAMES])
def test_what_is_recorded_is_what_the_world_declares(name: str) -> None:
    snapshot = recorded(name)
    names = {str(one) for space in snapshot.namespaces.values() for one in space.names}
    world = find_world(name, size=len(names) if name == "big" else 0)
    assert snapshot.sandbox == name
    assert names == set(world.namespaces)
    declared = {end.at.partition("/")[2] for veth in world.veths for end in (veth.one, veth.other)}
    assert declared <= {str(link.name) for space in snapshot.namespaces.values() for link in space.links.values()}
    commands = {str(one.command) for space in snapshot.namespaces.values() for one in space.holders}
    assert {listener.command for listener in world.listeners} <= commands
