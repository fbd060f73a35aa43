"""The tabs of the detail: what a namespace or a link has, as the command line lists it."""

import msgspec
import pytest

from netui.model import Chain, Detail, FilterRule, Firewall, Nexthop, Snapshot, Table
from netui.objects.directory import Directory
from netui.objects.registry import find
from netui.ui.details import detail, interest, titles
from netui.ui.document import lay_out
from netui.ui.sentences import sentence
from netui.ui.subject import a_link, a_namespace
from netui.ui.view import View
from tests.support.objects import route, without
from tests.support.screen import LARGE, SMALL, stage
from tests.support.snapshots import (
    HOST,
    RED,
    HostBuilder,
    hostile_host,
    not_root,
    small_host,
    with_link,
    without_docker,
)

RULE = FilterRule("-s 10.0.0.0/24 -j DROP", 7, 588)
INPUT = Chain("INPUT", "input", "ACCEPT", rules=(RULE,))
FILTER = Firewall((Table("iptables-nft", "ip", "filter", (INPUT,)),))


async def test_brackets_go_through_the_tabs_and_round() -> None:
    async with stage(small_host(), LARGE) as screen:
        await screen.press("1")
        seen = []
        for _ in range(12):
            seen.append(_title(screen.lines))
            await screen.press("]")
        assert seen == [
            "", "Links", "Addresses", "Routes", "Neighbours", "FDB", "Sockets", "Firewall", "Published", "Sysctls",
            "Holders", "Events",
        ]  # fmt: skip
        assert _title(screen.lines) == ""
        await screen.press("[")
        assert _title(screen.lines) == "Events"


def _title(lines: list[str]) -> str:
    """The tab that the detail's border names; an overview names the object instead."""
    border = next(line for line in lines if "╮╭─ host  " in line)
    return border.split("host  ")[1].split(" ")[0].replace("the", "")


async def test_the_routes_are_those_of_the_command_line() -> None:
    snapshot = small_host()
    async with stage(snapshot, LARGE) as screen:
        await screen.press("1", "]", "]", "]")
        for row in find("route").rows(Directory(snapshot, "host")):
            assert any(row.destination in line and str(row.link or "") in line for line in screen.lines)
        assert "ip route show table all" in screen.text
        await screen.press("j")
        assert "ip -n blue route show table all" in screen.text


async def test_a_chosen_tab_stays_and_what_has_none_such_shows_its_overview() -> None:
    async with stage(small_host(), LARGE) as screen:
        await screen.press("1", "]", "]", "5")
        assert "a Docker network" in screen.text
        await screen.press("2", "j")
        assert "eth0  Addresses" in screen.text and "192.0.2.10/24" in screen.text
        assert "ip -d address show dev eth0" in screen.text


async def test_on_a_small_screen_tabs_work_in_the_detail_alone() -> None:
    async with stage(small_host(), SMALL) as screen:
        await screen.press("]")
        assert "[ ]" not in screen.lines[-1]
        await screen.press("enter", "]", "]")
        assert "eth0  Routes" in screen.text or "lo  Routes" in screen.text
        assert "[ ]" in screen.lines[-1]


async def test_the_firewall_is_read_while_its_tab_is_looked_at() -> None:
    snapshot = small_host()
    async with stage(snapshot, LARGE) as screen:
        await screen.press("1", *["]"] * 7)
        assert ("firewall", HOST) in screen.watched
        assert "Reading …" in screen.text
        await screen.update(HOST, msgspec.structs.replace(snapshot.namespaces[HOST], firewall=FILTER))
        line = next(line for line in screen.lines if "-s 10.0.0.0/24 -j DROP" in line)
        assert "INPUT" in line and " 7 " in line
        await screen.press("[")
        assert ("sockets", HOST) in screen.watched and ("firewall", HOST) not in screen.watched
        await screen.press("[")
        assert ("sockets", HOST) not in screen.watched


@pytest.mark.parametrize("snapshot", [small_host(), not_root(), hostile_host(), without_docker("hung", "it hangs")])
def test_every_tab_of_every_object_can_be_shown_at_every_width(snapshot: Snapshot) -> None:
    view = View(snapshot)
    links = [row for space in view.spaces.values() for row in space.rows]
    for subject in (*view.namespaces, *links, *view.containers, *view.networks):
        for title in titles(view, subject):
            document = detail(view, subject, title)
            assert document.title
            assert all(key in view.spaces for _, key in interest(view, subject, title))
            for width in (20, 56, 76, 120):
                text = "".join(span.text for line in lay_out(document.lines, width) for span in line.spans)
                assert text.isprintable()


def test_a_namespace_that_may_not_be_read_says_so_and_not_none() -> None:
    view = View(not_root())
    subject = next(one for one in view.namespaces if not view.spaces[one.namespace].namespace.readable)
    for title in titles(view, subject)[1:-2]:  # who holds it, and what happened to it, is told outside
        text = "".join(span.text for line in lay_out(detail(view, subject, title).lines, 76) for span in line.spans)
        assert "May not be read" in text


def test_the_main_table_stands_before_the_others() -> None:
    host = HostBuilder()
    host.space(HOST, host=True)
    host.link(HOST, 2, b"eth0")
    for destination, table in (("10.0.0.1/32", 255), ("10.1.0.0/24", 100), ("default", 254)):
        host.route(HOST, destination, 2, table=table)
    view = View(host.snapshot())
    lines = lay_out(detail(view, view.namespaces[0], "Routes").lines, 100)
    tables = [line.spans[1].text.strip() for line in lines if len(line.spans) > 3][1:4]
    assert tables == ["main", "100", "local"]


def test_a_link_lists_the_multipath_routes_that_leave_by_it() -> None:
    ways = (Nexthop("10.0.0.2", 2, 1), Nexthop("10.0.0.3", 3, 1))
    view = View(without(small_host(), RED, routes=(route("10.8.0.0/16", nexthops=ways),)))
    for row in view.spaces[RED].rows:
        link = view.link(row)
        lines = lay_out(detail(view, row, "Routes").lines, 100)
        told = any("10.8.0.0/16" in span.text for line in lines for span in line.spans)
        assert told is (link is not None and link.name != b"lo")


def test_a_link_lists_only_its_own() -> None:
    view = View(small_host())
    links = view.spaces[RED].namespace.links
    red = next(row for row in view.spaces[RED].rows if links[row.ifindex].name == b"red0")
    text = "\n".join(
        "".join(span.text for span in line.spans) for line in lay_out(detail(view, red, "Routes").lines, 100)
    )
    assert "10.0.0.0/24" in text and "Rules" not in text
    eth1 = next(row for row in view.spaces[RED].rows if row != red and row.ifindex != 1)
    lines = lay_out(detail(view, eth1, "Addresses").lines, 100)
    assert any("No addresses." in span.text for line in lines for span in line.spans)


def _bridged(state: str, *, up: bool, stp: int) -> View:
    """A bridge without carrier that has one port."""
    host = HostBuilder()
    host.space(HOST, host=True)
    host.link(HOST, 2, b"br0", kind="bridge", state="no-carrier", data={"stp_state": stp})
    link = host.link(HOST, 3, b"eth1", state="up" if up else "down", master=2, port_kind="bridge")
    linkinfo = {"info_slave_kind": "bridge", "info_slave_data": {"state": state}}
    port = msgspec.structs.replace(link, detail=Detail(values={"linkinfo": linkinfo}))
    snapshot = host.snapshot()
    return View(msgspec.structs.replace(snapshot, namespaces={HOST: with_link(snapshot, HOST, port)}))


def _port(state: str, *, up: bool, stp: int) -> str:
    """What the detail of the bridge says of its port."""
    lines = lay_out(detail(_bridged(state, up=up, stp=stp), a_link(HOST, 2), "").lines, 100)
    texts = ["".join(span.text for span in line.spans) for line in lines]
    return " ".join(next(text for text in texts if text.startswith("  eth1")).lower().split())


def test_a_port_tells_what_spanning_tree_does_with_it_where_that_says_more() -> None:
    assert _port("forwarding", up=True, stp=0) == "eth1 up physical"
    assert _port("disabled", up=False, stp=0) == "eth1 down physical"
    assert _port("blocking", up=True, stp=0) == "eth1 up blocking physical"
    assert _port("forwarding", up=True, stp=1) == "eth1 up forwarding physical"
    assert _port("disabled", up=False, stp=1) == "eth1 down disabled physical"


def test_a_bridge_whose_ports_are_up_does_not_say_that_none_is() -> None:
    bridge = a_link(HOST, 2)
    assert "none of its ports is up" in sentence(_bridged("disabled", up=False, stp=1), bridge)
    assert "none of its ports forwards" in sentence(_bridged("listening", up=True, stp=1), bridge)


def test_a_saved_host_is_not_said_to_be_here() -> None:
    said = sentence(View(small_host()), a_namespace(HOST))
    assert said.startswith("host is where netui was started, on web01: 7 links.")
    assert "terminal" not in said
