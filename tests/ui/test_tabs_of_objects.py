"""Tabs of their own: published ports, sysctls, holders, events, members, ports; and where their rows lead."""

import re

import msgspec
import pytest

from netui.core.eventlog import EventLog
from netui.core.host import StillHost
from netui.model import Chain, FilterRule, Firewall, Holder, Limit, Snapshot, Socket, Table, Update
from netui.model.socket import Process
from netui.text import Name
from netui.ui.details import detail, interest, titles
from netui.ui.document import lay_out
from netui.ui.subject import Subject, a_link, a_namespace
from netui.ui.view import View
from netui.width import in_ascii
from tests.support.screen import LARGE, SMALL, ChangingHost, Stage, stage
from tests.support.snapshots import (
    HOST,
    RED,
    WEB,
    HostBuilder,
    busy_host,
    hostile_host,
    many_links,
    process,
    small_host,
    with_link,
)

replace = msgspec.structs.replace
DNAT = FilterRule("-A DOCKER ! -i br0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.30.0.3:80", 1204, 99)
NAT = Firewall((Table("iptables-nft", "ip", "nat", (Chain("DOCKER", rules=(DNAT,)),)),))
LISTENER = Socket("tcp", 2, "0.0.0.0", 80, "0.0.0.0", 0, "LISTEN", 1, 0, processes=(Process(4711, Name(b"httpd")),))


def told(view: View, subject: Subject, title: str, width: int = 100) -> str:
    """A tab as text."""
    lines = lay_out(detail(view, subject, title).lines, width)
    return "\n".join("".join(span.text for span in line.spans) for line in lines)


def changed(snapshot: Snapshot, key: int, **fields: object) -> Snapshot:
    """The snapshot with a namespace altered."""
    space = replace(snapshot.namespaces[key], **fields)
    return replace(snapshot, namespaces={**snapshot.namespaces, key: space})


def container(view: View, name: str) -> Subject:
    """The container of that name."""
    return next(one for one in view.containers if view.snapshot.docker.containers[one.id].name == name)


def test_each_object_has_the_tabs_that_fit_it() -> None:
    view = View(small_host())
    of_space = titles(view, a_namespace(HOST))
    assert titles(view, container(view, "web")) == of_space
    assert "Published" not in titles(view, a_namespace(RED)), "no container lives there"
    bridge, lo = titles(view, a_link(HOST, 4)), titles(view, a_link(HOST, 1))
    assert bridge == ("Overview", "Ports", "Addresses", "Routes", "Neighbours", "FDB", "Sysctls", "Events")
    assert lo == ("Overview", "Addresses", "Routes", "Sysctls", "Events"), "a loopback has no neighbours"
    assert titles(view, container(view, "job")) == ("Overview", "Published", "Events"), "it does not run"
    assert titles(view, view.networks[0]) == ("Overview", "Members", "Ports", "Firewall", "Published", "Events")
    everything = [titles(view, one) for one in (*view.namespaces, *view.containers, *view.networks, *view.bridges)]
    order = list(dict.fromkeys(title for some in (bridge[:2], of_space) for title in some))
    for some in everything:
        known = [title for title in some if title in order]
        assert known == sorted(known, key=order.index), "everywhere in the same order"


def test_a_published_port_is_followed_to_who_answers() -> None:
    snapshot = changed(changed(small_host(), HOST, firewall=NAT, sockets=()), WEB, sockets=(LISTENER,))
    view = View(snapshot)
    web = container(view, "web")
    assert interest(view, web, "Published") == {("firewall", HOST), ("sockets", HOST), ("sockets", WEB)}
    for subject in (web, a_namespace(HOST), a_namespace(WEB), view.networks[0]):
        text = told(view, subject, "Published")
        (line,) = [line for line in text.splitlines() if "0.0.0.0:8080" in line]
        assert all(word in line for word in ("172.30.0.3:80/tcp", "DNAT", "1204", "httpd 4711", "exact"))
        assert ("web" in line) is (subject != web), "a container is not told its own name"
        assert DNAT.text in text and "iptables -t nat -nvL" in text
    assert "docker port web" in told(view, web, "Published")
    assert "None. Ports are published when" in told(view, container(view, "db"), "Published")


def test_a_published_port_that_nobody_answers_says_so() -> None:
    snapshot = changed(changed(small_host(), HOST, firewall=Firewall(), sockets=()), WEB, sockets=())
    view = View(snapshot)
    text = told(view, container(view, "web"), "Published")
    assert "nothing listens" in text and "none" in text
    assert "Reading …" in told(View(small_host()), container(view, "web"), "Published")


def test_what_was_not_saved_is_not_promised() -> None:
    host = StillHost(small_host())
    view = View(host.store.snapshot, eventlog=EventLog(host))
    for title in ("Sockets", "Firewall", "Sysctls"):
        assert "Not in this snapshot" in told(view, a_namespace(HOST), title)
    assert "not in this snapshot" in told(view, a_link(HOST, 2), "Overview")
    assert "netui diff OLD NEW" in told(view, a_namespace(HOST), "Events")


def test_each_sysctl_stands_with_what_it_does() -> None:
    known = {
        "net.ipv4.ip_forward": "1", "net.bridge.bridge-nf-call-iptables": "0", "net.ipv4.conf.all.rp_filter": "2",
        "net.ipv4.conf.default.rp_filter": "1", "net.ipv4.conf.eth0.rp_filter": "0",
        "net.ipv6.conf.eth0.disable_ipv6": "1", "net.ipv4.conf.eth00.rp_filter": "7",
    }  # fmt: skip
    view = View(changed(small_host(), HOST, sysctls=known))
    assert interest(view, a_link(HOST, 2), "Sysctls") == {("sysctls", HOST)}
    text = told(view, a_namespace(HOST), "Sysctls", 140)
    assert "Whether IPv4 packets are forwarded between links" in text
    assert "Whether IPv4 that a bridge switches passes iptables" in text
    assert next(line for line in text.splitlines() if "rp_filter" in line).split() == [
        "rp_filter",
        "2",
        "default",
        "1",
    ]
    text = told(view, a_link(HOST, 2), "Sysctls", 140)
    assert next(line for line in text.splitlines() if "rp_filter" in line).split() == ["rp_filter", "0", "all", "2"]
    assert "Whether IPv6 is off on this link" in text and "ip_forward" not in text and " 7" not in text
    assert "sysctl net.ipv4.conf.eth0 net.ipv6.conf.eth0" in text


def held(*holders: Holder, names: tuple[bytes, ...] = ()) -> View:
    """A view of a host with one more namespace, held so."""
    host = HostBuilder()
    host.space(HOST, host=True, holders=(process(1, b"init"), process(70, b"keeper")))
    host.space(RED, names=names, holders=holders)
    return View(host.snapshot())


@pytest.mark.parametrize(("view", "sentences"), [
    (held(Holder("named", path=Name(b"/run/netns/r d")), names=(b"r d",)),
     ["its name r d is deleted: ip netns delete 'r d'"]),
    (held(*(process(number, b"httpd") for number in range(80, 85))),
     ["httpd 80, httpd 81, httpd 82 and 2 more end"]),
    (held(Holder("fd", 70, command=Name(b"keeper"), path=Name(b"/proc/70/fd/7"))),
     ["descriptor 7 of keeper 70 is closed"]),
    (held(Holder("socket", 70, command=Name(b"keeper"), path=Name(b"/proc/70/fd/9")),
          Holder("thread", 70, 71, Name(b"keeper"))),
     ["thread 71 of keeper 70 ends", "and socket 9 of keeper 70 is closed"]),
    (held(Holder("mount", 70, command=Name(b"keeper"), path=Name(b"/mnt/x\x1b"))),
     ["/mnt/x\\x1b in the mounts of keeper 70 is unmounted"]),
    (held(), ["what holds it lets go; netui may not see what that is"]),
])  # fmt: skip
def test_what_would_have_to_end_is_told(view: View, sentences: list[str]) -> None:
    text = told(view, a_namespace(RED), "Holders")
    after = text.split("It ends when\n")[1].split("\n\n")[0]
    assert [line.strip() for line in after.splitlines()] == sentences


def test_what_may_not_be_seen_may_hold_it_too() -> None:
    limit = Limit("processes", "the namespaces of 3 processes may not be looked at", "run netui as root")
    view = View(replace(small_host(), limits=(limit,)))
    assert f"More may hold it: {limit.message}. {limit.hint}" in told(view, a_namespace(RED), "Holders")
    assert "More may hold it" not in told(view, a_namespace(HOST), "Holders")


def test_a_long_sentence_is_indented_on_all_its_lines() -> None:
    firewall = Firewall(unreadable=("the kernel tells no rules without a capability that nobody has here",))
    text = told(View(changed(small_host(), HOST, firewall=firewall)), a_namespace(HOST), "Firewall", 40)
    lines = text.split("Rules\n")[1].split("\n\n")[0].splitlines()
    assert len(lines) > 2 and all(line.startswith("  ") and line[2] != " " for line in lines)


async def test_a_holder_leads_to_the_namespace_that_it_lives_in() -> None:
    snapshot = small_host()
    fd = Holder("fd", 812, command=Name(b"dockerd"), started=snapshot.taken - 7200, path=Name(b"/proc/812/fd/7"))
    async with stage(changed(snapshot, RED, holders=(fd,), names=()), LARGE) as screen:
        await screen.press("1", "G")
        await to_tab(screen, "Holders")
        line = next(line for line in screen.lines if "/proc/812/fd/7" in line)
        assert all(word in line for word in ("fd", "dockerd", "2 h", "host"))
        await screen.press("l", "j", "enter")
        assert "host  Holders" in screen.text


async def to_tab(screen: Stage, title: str) -> None:
    """Go through the tabs to that one."""
    for _ in range(14):
        if f"  {title} ─" in screen.text:
            return
        await screen.press("]")
    raise AssertionError(f"no tab {title}")


async def test_events_come_as_they_happen_and_lead_to_what_changed() -> None:
    snapshot = small_host()
    async with stage(snapshot, LARGE) as screen:
        await screen.press("1", "j", "j")
        await to_tab(screen, "Events")
        assert "Nothing has changed since netui began to look." in screen.text
        red0 = snapshot.namespaces[RED].links[3]
        down = with_link(snapshot, RED, replace(red0, flags=0, operstate=2))
        await screen.update(RED, down)
        await screen.update(RED, replace(down, addresses=()))
        rows = await rows_with(screen, "red0")
        assert "address 10.0.0.1/24 on red0" in rows[0] and "removed" in rows[0]
        assert "link red0" in rows[1] and "state up → down" in rows[1], "the oldest is the last"
        await screen.press("l", "G", "k")
        while "link red0" not in screen.row.rpartition("││")[2]:
            await screen.press("k")
        await screen.press("enter")
        assert "red0  Events" in screen.text
        text = screen.text
        assert "state up → down" in text and "127.0.0.1" not in text.split("red0  Events")[1].split("blue0")[0]


def test_more_than_a_screen_can_use_is_counted() -> None:
    view = View(many_links(700))
    assert "… and 201 more" in told(view, a_namespace(HOST), "Links")
    assert "eth00002" in told(view, a_namespace(RED), "Links")


def test_sockets_whose_processes_may_not_be_read_say_what_would_help() -> None:
    mine, other = LISTENER, replace(LISTENER, processes=None, local_port=22)
    assert "sudo netui" not in told(View(changed(small_host(), WEB, sockets=(mine,))), a_namespace(WEB), "Sockets")
    text = told(View(changed(small_host(), WEB, sockets=(mine, other))), a_namespace(WEB), "Sockets")
    assert "may not be read" in text and "sudo netui" in text and "httpd 4711" in text


async def rows_with(screen: Stage, text: str) -> list[str]:
    """The lines of the detail with that text in which a time stands, once there are two."""
    clock = re.compile(r"\d\d:\d\d:\d\d\.\d{3} .*" + text)
    for _ in range(100):
        found = [line for line in screen.lines if clock.search(line)]
        if len(found) == 2:
            return found
        await screen.press()
    raise AssertionError(f"not twice {text}")


async def test_rows_that_name_a_link_lead_there() -> None:
    async with stage(small_host(), SMALL) as screen:
        await screen.press("1", "enter")
        for title, row in (("Links", "docker0"), ("Addresses", "172.17.0.1/16"), ("Routes", "172.17.0.0/16")):
            await to_tab(screen, title)
            await screen.press("g")
            while row not in screen.row:
                await screen.press("j")
            await screen.press("enter")
            assert "docker0  " in screen.text and "host  " + title not in screen.text
            await screen.press("escape")


async def test_members_and_ports_of_a_network() -> None:
    async with stage(small_host(), LARGE) as screen:
        await screen.press("5")
        await to_tab(screen, "Members")
        line = next(line for line in screen.lines if "host/veth300d570" in line)
        assert "web" in line and "running" in line and "172.30.0.3/24" in line and "www" in line
        await to_tab(screen, "Ports")
        assert any("→ web/eth0" in line and "veth300d570" in line for line in screen.lines)
        await screen.press("l", "j", "enter")
        assert "veth300d570  one end of a veth pair" in screen.text


def test_the_firewall_of_a_network_is_what_names_its_bridge_or_subnet() -> None:
    texts = (
        "-s 172.30.0.0/24 ! -o br-161847f4fecf -j MASQUERADE",
        "-i br-161847f4fecfx -j DROP",
        "-i docker0 -j ACCEPT",
    )
    rules = tuple(FilterRule(text, 1, 1) for text in texts)
    firewall = Firewall((Table("iptables-nft", "ip", "nat", (Chain("POSTROUTING", rules=rules),)),), ("legacy: no",))
    view = View(changed(small_host(), HOST, firewall=firewall))
    text = told(view, view.networks[0], "Firewall")
    assert "MASQUERADE" in text and "DROP" not in text and "ACCEPT" not in text
    assert "Not read: legacy: no" in told(view, a_namespace(HOST), "Firewall"), "what could not be read is told"


def test_hostile_names_are_safe_in_events_and_holders() -> None:
    host = StillHost(hostile_host())
    host.live = True
    history = EventLog(host)
    for key, space in host.store.snapshot.namespaces.items():
        links = {index: replace(one, mtu=1, master=0) for index, one in space.links.items()}
        host.store.apply(Update(namespaces={key: replace(space, links=links, holders=space.holders[:0])}))
    view = View(host.store.snapshot, eventlog=history)
    for subject in (*view.namespaces, *view.containers, *view.networks):
        for title in ("Events", "Holders", "Published"):
            text = told(view, subject, title)
            assert text.replace("\n", "").isprintable()
    assert "mtu 1500 → 1" in told(view, a_namespace(HOST), "Events")


@pytest.mark.parametrize("snapshot", [busy_host(), small_host()])
def test_every_tab_can_be_shown_in_ascii_in_as_many_cells(snapshot: Snapshot) -> None:
    view = View(snapshot)
    for subject in (*view.namespaces, *view.bridges, *view.containers, *view.networks):
        for title in titles(view, subject):
            text = told(view, subject, title)
            shown = in_ascii(text)
            assert shown.isascii() and "?" not in shown and len(shown) == len(text)


async def test_the_tab_bar_names_all_tabs_on_a_small_screen() -> None:
    async with stage(small_host(), SMALL) as screen:
        await screen.press("1", "enter")
        seen = set()
        for _ in titles(screen.view, a_namespace(HOST)):
            bar = screen.lines[2]
            seen.add(bar.index("Links"))
            assert "…" not in bar and bar.endswith(" │") and "Events" in bar
            await screen.press("]")
        assert len(seen) <= 2, "names stay where they are, but for the one that is written in full"


async def test_a_detail_that_was_hidden_meanwhile_is_fitted_again() -> None:
    async with stage(small_host(), SMALL) as screen:
        await screen.press("2", "enter", "]", "escape", "1", "enter")
        assert "host  Addresses" in screen.text
        assert any("192.0.2.10/24" in line and "eth0" in line and "global" in line for line in screen.lines)


def test_the_commands_that_show_events_are_those_of_the_object() -> None:
    snapshot = small_host()
    view = View(snapshot, eventlog=EventLog(ChangingHost(snapshot)))
    assert "netui -n red events" in told(view, a_namespace(RED), "Events")
    assert "ip -n red -t monitor all" in told(view, a_link(RED, 2), "Events")
    assert "netui -n container:web events" in told(view, a_link(WEB, 5), "Events")
    assert "docker events --filter container=web" in told(view, container(view, "web"), "Events")
