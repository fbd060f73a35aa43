"""The tree: namespaces, in each its links, under a bridge its ports."""

import json
from typing import Any

import pytest

from netui.model import Snapshot
from netui.objects.directory import Directory
from netui.objects.row import encode
from netui.objects.tree import tree
from tests.support.objects import full_host
from tests.support.snapshots import HOST, HostBuilder, hostile_host, many_links, not_root


def told(snapshot: Snapshot, only: str = "") -> dict[str, Any]:
    return {root["name"]: root for root in json.loads(encode(tree(Directory(snapshot, only))))}


def links_of(root: dict[str, Any]) -> dict[str, Any]:
    return {link["name"]: link for link in root["links"]}


def test_ports_stand_under_their_bridge_alone() -> None:
    links = links_of(told(full_host())["host"])
    assert "veth300d570" not in links
    bridge = links["br-161847f4fecf"]
    assert bridge["network"] == "shop"
    assert [(port["name"], port["peer"]["namespace"], port["container"]) for port in bridge["ports"]] == [
        ("veth300d570", "container:web", "web"),
        ("veth6c8af96", "container:db", "db"),
    ]
    assert links["vethbad"]["peer"]["name"] == "eth1"


def test_every_link_stands_in_it_once() -> None:
    for snapshot in (full_host(), hostile_host(), many_links(50)):

        def count(links: list[dict[str, Any]]) -> int:
            return sum(1 + count(one["ports"]) for one in links)

        roots = json.loads(encode(tree(Directory(snapshot))))
        spaces = Directory(snapshot).spaces
        assert [count(root["links"]) for root in roots] == [len(space.links) for space in spaces]


def test_ports_of_ports() -> None:
    host = HostBuilder()
    host.space(HOST, host=True)
    host.link(HOST, 2, b"br0", kind="bridge")
    host.link(HOST, 3, b"bond0", kind="bond", master=2)
    host.link(HOST, 4, b"eth0", master=3)
    bridge = links_of(told(host.snapshot())["host"])["br0"]
    assert bridge["ports"][0]["ports"][0]["name"] == "eth0"


def test_containers_and_one_namespace() -> None:
    roots = told(full_host(), "container:web")
    assert list(roots) == ["container:web"]
    assert roots["container:web"]["containers"] == ["web"]
    assert told(full_host())["host"]["containers"] == ["probe"]


def test_links_that_may_not_be_read_are_not_an_empty_list() -> None:
    roots = told(not_root())
    assert roots["red"]["links"] is None
    assert [link["name"] for link in roots["host"]["links"]] == ["lo", "eth0"]


@pytest.mark.parametrize("masters", [(2, 2), (3, 2)], ids=["itself", "each other"])
def test_masters_in_a_circle_end(masters: tuple[int, int]) -> None:
    """A snapshot's file may say anything."""
    host = HostBuilder()
    host.space(HOST, host=True)
    host.link(HOST, 2, b"a", master=masters[0])
    host.link(HOST, 3, b"b", master=masters[1])
    assert "lo" in links_of(told(host.snapshot())["host"])
