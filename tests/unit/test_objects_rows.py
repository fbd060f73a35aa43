"""The public objects as JSON: their fields, what they say, and what they do not claim to know."""

import json
from typing import Any

import msgspec
import pytest

from netui.model import Detail, Nexthop, Snapshot
from netui.objects.directory import Directory
from netui.objects.registry import OBJECTS, Object, find
from netui.objects.row import decode, encode
from netui.text import Name, json_text
from tests.support.objects import DNAT, by, cells, full_host, listed, named, route, without
from tests.support.snapshots import RED, WEB, HostBuilder, hostile_host, not_root, process, small_host

FIELDS = {
    "namespace": "id name names kind holders containers links",
    "link": "namespace name ifindex kind mac mtu state operstate flags master peer addresses container network "
    "detail",
    "address": "namespace link address family scope flags",
    "route": "namespace family table destination gateway link source metric type protocol nexthops",
    "neighbour": "namespace link address mac state",
    "bridge": "namespace name ports stp addresses network",
    "socket": "namespace protocol local peer state process",
    "container": "name id image state mode namespace stale pid addresses networks ports",
    "network": "name id driver bridge subnets gateway internal containers",
    "port": "container host_address host_port target protocol rule packets listener evidence",
    "firewall": "namespace backend family table chain hook policy rule packets bytes",
}
INNER = {
    ("namespace", "holders"): "kind pid command path",
    ("link", "peer"): "namespace name ifindex evidence",
    ("bridge", "ports"): "name state peer container",
    ("socket", "process"): "pid command",
    ("container", "networks"): "name address names link host_link bridge",
    ("port", "listener"): "pid command",
}
NOUNS = "namespace link address route rule neighbour bridge fdb socket firewall container network port"


def test_the_objects_and_their_order() -> None:
    assert " ".join(one.noun for one in OBJECTS) == NOUNS
    aliases = {"ns": "namespace", "addr": "address", "neigh": "neighbour", "br": "bridge"}
    assert {alias: find(alias).noun for alias in aliases} == aliases


@pytest.mark.parametrize(("noun", "fields"), FIELDS.items())
def test_fields(noun: str, fields: str) -> None:
    rows = listed(noun, full_host())
    assert rows
    for row in rows:
        assert not set(fields.split()) - set(row)


@pytest.mark.parametrize(("place", "fields"), INNER.items())
def test_fields_of_what_is_inside(place: tuple[str, str], fields: str) -> None:
    noun, field = place
    values = [row[field] for row in listed(noun, full_host()) if row[field]]
    inner = [one for value in values for one in (value if isinstance(value, list) else [value])]
    assert inner
    for one in inner:
        assert not set(fields.split()) - set(one)


@pytest.mark.parametrize("kind", OBJECTS, ids=lambda one: one.noun)
@pytest.mark.parametrize("host", [full_host, hostile_host, not_root, Snapshot])
def test_json_is_read_back(kind: Object, host: Any) -> None:
    data = encode(kind.rows(Directory(host())))
    assert encode(decode(data, list[kind.row])) == data  # type: ignore[name-defined]
    assert json.loads(json_text(data)) == json.loads(data)


def test_a_veth_names_its_peer_in_another_namespace() -> None:
    link = by(listed("link", full_host()), namespace="red", name="red0")
    assert link["peer"] == {"namespace": "blue", "name": "blue0", "ifindex": 2, "evidence": "exact"}
    assert link["addresses"] == ["10.0.0.1/24"]
    assert (link["state"], link["operstate"], link["master"], link["container"]) == ("up", "UP", None, None)
    assert link["detail"] == {"linkinfo": {"info_kind": "veth", "info_data": {}}}


def test_links_know_their_container_and_network() -> None:
    rows = listed("link", full_host())
    outside, inside = by(rows, name="veth300d570"), by(rows, namespace="container:web", name="eth0")
    assert (outside["container"], outside["network"], outside["master"]) == ("web", "shop", "br-161847f4fecf")
    assert (inside["container"], inside["network"], inside["mac"]) == ("web", "shop", "02:42:ac:1e:00:03")


def test_only_one_namespace() -> None:
    for noun in ("namespace", "link", "address", "route", "socket", "bridge"):
        field = "name" if noun == "namespace" else "namespace"
        assert {row[field] for row in listed(noun, full_host(), "container:web")} <= {"container:web"}
    assert [one["name"] for one in listed("container", full_host(), "container:web")] == ["web"]
    assert [one["name"] for one in listed("network", full_host(), "container:web")] == ["shop"]
    assert [one["container"] for one in listed("port", full_host(), "container:web")] == ["web"]
    assert not listed("port", full_host(), "red")


def test_each_way_of_a_multipath_route_names_its_link() -> None:
    ways = (Nexthop("10.0.0.2", 2, 1), Nexthop("10.0.0.3", 3, 5), Nexthop("", 3, 1))
    snapshot = without(small_host(), RED, routes=(route("10.8.0.0/16", nexthops=ways),))
    (row,) = find("route").rows(Directory(snapshot, "red"))
    assert cells("route", row)["VIA"] == "10.0.0.2 dev eth1, 10.0.0.3 dev red0 weight 5, dev red0"
    assert cells("route", row)["LINK"] == "eth1, red0"
    both = _by_red0(Nexthop("10.0.0.2", 3, 1), Nexthop("10.0.0.3", 3, 1))
    assert (both["VIA"], both["LINK"]) == ("10.0.0.2, 10.0.0.3", "red0")
    bare = _by_red0(Nexthop("10.0.0.2", 3, 1), Nexthop("", 3, 3))
    assert (bare["VIA"], bare["LINK"]) == ("10.0.0.2, dev red0 weight 3", "red0")


def _by_red0(*ways: Nexthop) -> dict[str, str]:
    snapshot = without(small_host(), RED, routes=(route("10.8.0.0/16", nexthops=ways),))
    (row,) = find("route").rows(Directory(snapshot, "red"))
    return cells("route", row)


def test_routes_of_every_sort() -> None:
    rows = listed("route", full_host(), "red")
    default = by(rows, destination="default", family="inet")
    assert (default["gateway"], default["link"], default["source"]) == ("10.0.0.254", "red0", "10.0.0.1")
    assert (default["metric"], default["table"], default["protocol"]) == (100, "main", "dhcp")
    assert by(rows, destination="default", family="inet6")["gateway"] == "fe80::1"
    host = by(rows, destination="10.0.0.1")
    assert (host["table"], host["type"], host["scope"]) == ("local", "local", "host")
    assert by(rows, destination="10.0.0.0/24")["flags"] == ["linkdown"]
    many = by(rows, destination="10.9.0.0/16")
    assert many["link"] is None
    assert many["nexthops"] == [
        {"gateway": "10.0.0.2", "link": "red0", "weight": 1, "flags": []},
        {"gateway": "10.0.0.3", "link": "red0", "weight": 5, "flags": ["dead"]},
    ]
    types = {row["destination"]: (row["type"], row["table"], row["gateway"], row["link"]) for row in rows}
    assert types["10.66.0.0/16"] == ("blackhole", "100", None, None)
    assert types["10.67.0.0/16"][0] == "unreachable"
    assert types["2001:db8:1::/48"][0] == "prohibit"
    assert by(rows, destination="2001:db8:2::/48")["source_prefix"] == "2001:db8:9::/48"


def test_a_route_through_a_link_that_is_gone_has_none() -> None:
    assert by(listed("route", full_host()), destination="2001:db8:2::/48")["link"] is None


def test_rules() -> None:
    snapshot = full_host()
    rows = listed("rule", snapshot)
    first, marked, jump, refuse, _ = rows
    assert (first["source"], first["destination"], first["table"], first["mark"]) == ("all", "all", "local", None)
    assert (marked["mark"], marked["inverted"], marked["iif"], marked["table"]) == ("0x1/0xff", True, "eth0", "100")
    assert (jump["action"], jump["goto"], jump["table"], jump["family"]) == ("goto", 32766, None, "inet6")
    assert (refuse["action"], refuse["source_ports"], refuse["suppress_prefix_length"]) == (
        "unreachable",
        [1, 1023],
        0,
    )
    told = [cells("rule", row) for row in find("rule").rows(Directory(snapshot))]
    assert told[1]["MATCH"] == "not iif eth0 fwmark 0x1/0xff"
    assert [one["ACTION"] for one in told] == [
        "lookup local",
        "lookup 100",
        "goto 32766",
        "unreachable",
        "lookup main",
    ]


def test_neighbours_and_fdb() -> None:
    failed = by(listed("neighbour", full_host()), address="10.0.0.9")
    assert (failed["mac"], failed["state"], failed["link"]) == (None, "FAILED", "red0")
    assert by(listed("neighbour", full_host()), address="fe80::2")["flags"] == ["router"]
    learned, remote = listed("fdb", full_host())
    assert (learned["link"], learned["master"], learned["vni"]) == ("veth300d570", "br-161847f4fecf", None)
    assert (remote["destination"], remote["port"], remote["vni"], remote["master"]) == ("192.0.2.9", 4789, 42, None)


def test_bridges_with_their_ports() -> None:
    rows = listed("bridge", full_host())
    shop = by(rows, name="br-161847f4fecf")
    assert (shop["network"], shop["addresses"], shop["stp"]) == ("shop", ["172.30.0.1/24"], False)
    assert [(one["name"], one["container"]) for one in shop["ports"]] == [
        ("veth300d570", "web"),
        ("veth6c8af96", "db"),
    ]
    assert shop["ports"][0]["peer"]["namespace"] == "container:web"
    assert shop["ports"][0]["state"] is None
    assert by(rows, name="docker0")["ports"] == []


def test_the_state_of_a_bridge_port() -> None:
    host = HostBuilder()
    host.space(1, host=True)
    host.link(1, 2, b"br0", kind="bridge", data={"stp_state": 1})
    port = host.link(1, 3, b"tap0", kind="tun", master=2)
    detail = Detail(values={"linkinfo": {"info_slave_kind": "bridge", "info_slave_data": {"state": "blocking"}}})
    snapshot = host.snapshot()
    links = {**snapshot.namespaces[1].links, 3: msgspec.structs.replace(port, detail=detail)}
    (row,) = listed("bridge", without(snapshot, 1, links=links))
    assert (row["stp"], row["ports"][0]["state"]) == (True, "blocking")


def test_sockets() -> None:
    rows = listed("socket", full_host())
    talk = by(rows, state="ESTAB")
    assert (talk["local"], talk["peer"], talk["link"]) == ("[2001:db8::10]:22", "[2001:db8::99]:50000", "eth0")
    assert talk["process"] == {"pid": 700, "command": "\x1b[31msshd", "user": "root"}
    assert by(rows, protocol="packet")["local"] == "*:2048"
    assert by(rows, namespace="container:web")["local"] == "[::]:80"


def test_firewall_rules() -> None:
    rows = listed("firewall", full_host())
    dnat = by(rows, rule=DNAT)
    assert (dnat["table"], dnat["chain"], dnat["hook"], dnat["number"]) == ("nat", "DOCKER", None, 1)
    assert (dnat["packets"], dnat["bytes"]) == (7, 420)
    empty = by(rows, chain="PREROUTING")
    assert (empty["rule"], empty["number"], empty["policy"], empty["packets"]) == (None, 0, "ACCEPT", 5)
    edge = by(rows, backend="nft")
    assert (edge["packets"], edge["handle"], edge["device"], edge["priority"]) == (None, 4, "eth0", 0)


def test_a_container() -> None:
    web = by(listed("container", full_host()), name="web")
    assert (web["mode"], web["namespace"], web["pid"], web["stale"]) == ("shop", "container:web", 4711, False)
    assert web["addresses"] == ["172.30.0.3/24"]
    (place,) = web["networks"]
    assert (place["name"], place["link"], place["host_link"]) == ("shop", "eth0", "veth300d570")
    assert (place["bridge"], place["names"]) == ("br-161847f4fecf", ["web", "3f9c2ab81d04", "www"])
    assert web["ports"] == [
        {"container_port": 80, "protocol": "tcp", "host_address": "0.0.0.0", "host_port": 8080}
    ]  # fmt: skip


def test_a_stopped_container_is_nowhere() -> None:
    job = by(listed("container", full_host()), name="job")
    assert (job["namespace"], job["pid"], job["started"], job["state"]) == (None, None, None, "exited")


def test_a_joiner_left_behind_is_stale_and_says_so() -> None:
    snapshot = full_host()
    cache = by(listed("container", snapshot), name="cache")
    assert (cache["stale"], cache["namespace"]) == (True, "container:cache")
    (row,) = find("container").named(Directory(snapshot), "cache")
    assert cells("container", row)["STATE"] == "stale"
    assert not by(listed("container", snapshot), name="probe")["stale"]


def test_networks() -> None:
    shop = by(listed("network", full_host()), name="shop")
    assert (shop["bridge"], shop["subnets"], shop["gateway"]) == ("br-161847f4fecf", ["172.30.0.0/24"], "172.30.0.1")
    assert shop["containers"] == ["db", "web"]
    none = by(listed("network", full_host()), name="none")
    assert (none["bridge"], none["gateway"], none["subnets"]) == (None, None, [])


def test_a_published_port_is_followed_to_the_process() -> None:
    (port,) = listed("port", full_host())
    assert (port["container"], port["host_port"], port["target"]) == ("web", 8080, "172.30.0.3:80")
    assert (port["rule"], port["packets"], port["way"], port["evidence"]) == (DNAT, 7, "rule", "exact")
    assert port["listener"] == {"pid": 4711, "command": "httpd", "user": "root"}


def test_a_published_port_where_nobody_listens() -> None:
    snapshot = without(full_host(), WEB, sockets=())
    (port,) = listed("port", snapshot)
    assert (port["listener"], port["listening"]) == (None, False)
    (row,) = find("port").rows(Directory(snapshot))
    assert cells("port", row)["LISTENER"] == "nothing listens"


def test_namespaces_stand_in_the_order_that_people_read() -> None:
    host = HostBuilder()
    host.space(5, names=(b"ns10",))
    host.space(4, names=(b"ns9",))
    host.space(3, holders=(process(44, b"sleep"),))
    host.space(2, host=True)
    assert [one["name"] for one in listed("namespace", host.snapshot())] == ["host", "ns9", "ns10", "pid:44"]


def test_nothing_is_an_empty_list() -> None:
    for one in OBJECTS:
        assert listed(one.noun, Snapshot()) == []


def test_a_namespace_of_that_name_shows_everything_that_holds_it() -> None:
    (web,) = named("namespace", full_host(), "container:web")
    assert (web["kind"], web["containers"], web["links"]) == ("container", ["web"], 2)
    assert [one["pid"] for one in web["holders"]] == [4711, 4720, 4721]
    (red,) = named("namespace", full_host(), "red")
    assert red["holders"][0] == {
        "kind": "named", "pid": None, "command": None, "path": "/run/netns/red", "tid": None, "user": ""
    }  # fmt: skip
    assert red["id"] == "net:[4026532002]"
    assert Name(b"red") in [one.name for one in find("namespace").rows(Directory(full_host()))]
