"""The writer: what it makes is what `ip` tells, refusals are the kernel's own, and nothing else is hit."""

import json
import os
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from netui.errors import ChangedError, GoneError, RefusedError
from netui.model import action as act
from netui.model.action import Hop, LinkAt, RouteTo, Where
from netui.model.route import Rule
from netui.sources.netlink.writer import Writer
from netui.text import Name
from tests.support.requirements import needs_programs, needs_root
from tests.support.worlds import HOSTILE, may_name_link

pytestmark = [needs_root, needs_programs("ip")]

PREFIX = f"nt{os.getpid() % 10000}w".encode()


def where(name: bytes) -> Where:
    return Where(Name(name), Name(b"/run/netns/" + name))


def told(name: bytes, *words: bytes) -> Any:
    out = subprocess.run([b"ip", b"-n", name, b"-j", b"-d", *words], check=True, capture_output=True).stdout
    return json.loads(out.decode("utf-8", "surrogateescape") or "[]", strict=False)


@pytest.fixture
def writer() -> Iterator[Writer]:
    yield Writer()
    for name in os.listdir(b"/run/netns"):
        if name.startswith(PREFIX):
            subprocess.run([b"ip", b"netns", b"del", name], check=True)


@pytest.fixture
def red(writer: Writer) -> Where:
    writer.carry_out(act.CreateNamespace(Name(PREFIX + b"red")))
    return where(PREFIX + b"red")


@pytest.fixture
def blue(writer: Writer) -> Where:
    writer.carry_out(act.CreateNamespace(Name(PREFIX + b"blue")))
    return where(PREFIX + b"blue")


def test_namespaces_come_and_go_as_ip_netns_makes_them(writer: Writer) -> None:
    for tail in HOSTILE:
        name = Name(PREFIX + tail)
        writer.carry_out(act.CreateNamespace(name))
        assert told(name, b"link")[0]["ifname"] == "lo"
        with pytest.raises(RefusedError, match="File exists"):
            writer.carry_out(act.CreateNamespace(name))
        writer.carry_out(act.DeleteNamespace(where(name), name))
        assert name not in os.listdir(b"/run/netns")


def test_a_name_is_given_to_a_namespace_that_is_there(writer: Writer, red: Where) -> None:
    other = Name(PREFIX + b"other")
    writer.carry_out(act.NameNamespace(red, other))
    assert os.stat(b"/run/netns/" + other).st_ino == os.stat(bytes(red.path)).st_ino


@pytest.mark.parametrize("name", [b"", b".", b"..", b"a/b", b"a\0b"])
def test_no_path_passes_for_a_name(writer: Writer, name: bytes) -> None:
    with pytest.raises(RefusedError):
        writer.carry_out(act.CreateNamespace(Name(name)))


@pytest.mark.parametrize("tail", [one for one in HOSTILE if may_name_link(b"z" + one)])
def test_links_of_any_name(writer: Writer, red: Where, blue: Where, tail: bytes) -> None:
    one, other = LinkAt(red, Name(tail)), LinkAt(blue, Name(b"z" + tail))
    writer.carry_out(act.CreateVeth(one, other, mac="02:00:00:00:00:01"))
    writer.carry_out(act.SetLink(one, up=True, mtu=1400, alias=Name(tail * 3), txqlen=7))
    (link,) = (link for link in told(red.name, b"link") if os.fsencode(link["ifname"]) == tail)
    assert (link["address"], link["mtu"], link["txqlen"]) == ("02:00:00:00:00:01", 1400, 7)
    assert "UP" in link["flags"]
    assert os.fsencode(told(blue.name, b"link")[-1]["ifname"]) == b"z" + tail
    writer.carry_out(act.SetLink(other, name=Name(b"plain")))
    assert told(blue.name, b"link", b"show", b"dev", b"plain")
    writer.carry_out(act.DeleteLink(one))
    assert len(told(red.name, b"link")) == len(told(blue.name, b"link")) == 1


def test_kinds_ports_and_entries(writer: Writer, red: Where, blue: Where) -> None:
    def link(name: str) -> LinkAt:
        return LinkAt(red, Name(name.encode()))

    for one in (
        act.CreateVeth(link("v0"), LinkAt(blue, Name(b"v1"))),
        act.CreateVeth(link("p0"), LinkAt(blue, Name(b"p1"))),
        act.CreateLink(link("br0"), "bridge", options={"stp_state": 1, "forward_delay": 400}),
        act.CreateLink(link("mv0"), "macvlan", lower=link("v0"), options={"mode": "bridge"}),
        act.CreateLink(link("vx0"), "vxlan", link("v0"), {"id": 7, "remote": "192.0.2.9", "learning": False}),
        act.SetLink(link("p0"), master=Name(b"br0")),
        act.SetPort(link("p0"), {"isolated": True, "learning": False}),
        act.SetLink(link("v0"), up=True),
        act.AddAddress(link("v0"), "10.0.0.1/24", broadcast="10.0.0.255"),
        act.AddAddress(link("v0"), "2001:db8::1/64", flags=2),
        act.AddAddress(link("v0"), "10.1.0.1", peer="10.1.0.2/32"),
        act.AddRoute(red, RouteTo("default", 2, gateway="10.0.0.254", metric=5)),
        act.AddRoute(red, RouteTo("10.9.0.0/16", 2, link=Name(b"v0"), table=1000)),
        act.AddRoute(red, RouteTo("10.8.0.0/16", 2, type=6)),
        act.AddRoute(red, RouteTo("10.7.0.0/16", 2, hops=(Hop("10.0.0.5"), Hop("10.0.0.6", weight=3)))),
        act.AddRoute(red, RouteTo("10.6.0.0/16", 2, gateway="fe80::1", link=Name(b"v0"))),
        act.AddRule(red, Rule(2, 100, 1000, 1, source="10.0.0.0/24")),
        act.AddNeighbour(link("v0"), "10.0.0.33", "02:00:00:00:00:99"),
        act.AddFdb(link("p0"), "02:00:00:00:99:02"),
        act.SetSysctl(red, "net.ipv4.ip_forward", "1"),
    ):
        writer.carry_out(one)
    kinds = {one["ifname"]: one.get("linkinfo", {}) for one in told(red.name, b"link")}
    assert kinds["br0"]["info_data"]["forward_delay"] == 400
    assert kinds["mv0"]["info_data"]["mode"] == "bridge"
    assert (kinds["vx0"]["info_data"]["id"], kinds["vx0"]["info_data"]["learning"]) == (7, False)
    port = kinds["p0"]["info_slave_data"]
    assert (port["isolated"], port["learning"]) == (True, False)
    routes = {one["dst"]: one for one in told(red.name, b"route", b"show", b"table", b"all")}
    assert (routes["default"]["gateway"], routes["default"]["protocol"]) == ("10.0.0.254", "boot")
    assert (routes["10.9.0.0/16"]["table"], routes["10.9.0.0/16"]["scope"]) == ("1000", "link")
    assert routes["10.8.0.0/16"]["type"] == "blackhole"
    assert [hop["weight"] for hop in routes["10.7.0.0/16"]["nexthops"]] == [1, 3]
    assert routes["10.6.0.0/16"]["via"]["host"] == "fe80::1"
    assert any(rule["priority"] == 100 and rule["src"] == "10.0.0.0" for rule in told(red.name, b"rule"))
    assert told(red.name, b"neigh", b"show", b"10.0.0.33")[0]["lladdr"] == "02:00:00:00:00:99"


def test_the_kernel_says_why_it_refuses(writer: Writer, red: Where, blue: Where) -> None:
    writer.carry_out(act.CreateVeth(LinkAt(red, Name(b"v0")), LinkAt(blue, Name(b"v0"))))
    for wrong, sentence in (
        (act.MoveLink(LinkAt(red, Name(b"v0")), blue), "interface with the same name exists"),
        (act.CreateLink(LinkAt(red, Name(b"x0")), "no-such-kind"), "Unknown device type"),
        (act.AddRoute(red, RouteTo("10.0.0.0/8", 2, gateway="192.0.2.1")), "invalid gateway"),
        (act.DeleteLink(LinkAt(red, Name(b"lo"))), "Operation not supported"),
    ):
        with pytest.raises(RefusedError, match=sentence) as caught:
            writer.carry_out(wrong)
        assert caught.value.hint


def test_nothing_but_what_was_meant_is_changed(writer: Writer, red: Where) -> None:
    with pytest.raises(ChangedError, match="is called lo now"):
        writer.carry_out(act.SetLink(LinkAt(red, Name(b"v0"), ifindex=1), up=True))
    with pytest.raises(GoneError):
        writer.carry_out(act.SetLink(LinkAt(red, Name(b"v0")), up=True))
    status = os.stat(bytes(red.path))
    wrong = Where(red.name, red.path, status.st_ino + 1, status.st_dev)
    for action in (act.SetLink(LinkAt(wrong, Name(b"lo")), up=True), act.DeleteNamespace(wrong, red.name)):
        with pytest.raises(ChangedError, match="another namespace"):
            writer.carry_out(action)
    assert "UP" not in told(red.name, b"link")[0]["flags"]


@pytest.mark.parametrize("name", ["net.//.x", "kernel.hostname", "net.ipv4..x", "net.ipv4.conf.//.forwarding"])
def test_no_sysctl_leads_out_of_the_network(writer: Writer, red: Where, name: str) -> None:
    with pytest.raises(RefusedError):
        writer.carry_out(act.SetSysctl(red, name, "0"))
