"""The palette finds commands and objects; what is chosen is done."""

import pytest

from netui.ui.keys import operations
from netui.ui.palette import objects, search
from netui.ui.subject import a_container, a_link, a_namespace, a_network
from netui.ui.view import View
from tests.support.screen import SMALL, stage
from tests.support.snapshots import BLUE, HOST, RED, WEB, HostBuilder, hostile_host, many_links, small_host


@pytest.mark.parametrize(
    ("typed", "pane", "subject"),
    [
        ("172.30.0.3", "containers", a_container("3f9c2ab81d04".ljust(64, "0"))),
        ("172.30.0.3 veth", "links", a_link(WEB, 5)),
        ("jump to 10.0.0.2", "links", a_link(BLUE, 2)),
        ("02:42:ac:1e:00:03", "links", a_link(WEB, 5)),
        ("vethbad", "links", a_link(HOST, 9)),
        ("red", "namespaces", a_namespace(RED)),
        ("db container", "containers", a_container("77aa01bb02cc".ljust(64, "0"))),
        ("shop", "networks", a_network("161847f4fecf".ljust(64, "0"))),
    ],
)
async def test_an_object_is_found_by_what_one_knows_of_it(typed: str, pane: str, subject: object) -> None:
    async with stage(small_host()) as screen:
        await screen.press("colon", *typed, "enter")
        assert screen.focused == pane and screen.cursor(pane) == subject


async def test_an_address_that_nobody_has_leads_to_its_subnet() -> None:
    async with stage(small_host()) as screen:
        await screen.press("ctrl+p", *"172.30.0.77")
        assert "nobody's here" in screen.text
        await screen.press("enter")
        assert screen.cursor("links") == a_link(HOST, 4)


async def test_a_command_is_found_by_its_words_and_done() -> None:
    async with stage(small_host()) as screen:
        await screen.press("G", "colon", *"other end")
        assert "to the other end of a veth" in screen.text
        await screen.press("enter")
        assert screen.cursor("links") == a_link(RED, 2)
        await screen.press("colon", *"freeze", "enter")
        assert "frozen" in screen.lines[0]


async def test_a_command_that_cannot_act_says_why_before_and_after() -> None:
    async with stage(small_host()) as screen:
        await screen.press("colon", *"other end")
        assert "lo has no peer" in screen.text
        await screen.press("enter")
        assert "lo has no peer" in screen.lines[-2]


@pytest.mark.parametrize(
    ("word", "row", "key"),
    [
        ("quit", "end netui", "q"),
        ("help", "keys of this place", "?"),
        ("enlarge", "give this pane more room", "+"),
        ("mouse", "mouse off, so that the terminal selects text; or on again", "M"),
    ],
)
async def test_a_command_is_found_by_its_usual_word_and_told_whole(word: str, row: str, key: str) -> None:
    async with stage(small_host(), SMALL) as screen:
        await screen.press("colon", *word)
        assert any(row in line and line.rstrip(" │").endswith(f" {key}") for line in screen.lines[:8])


@pytest.mark.parametrize("word", ["doctor", "limits"])
async def test_who_asks_for_limits_is_led_to_where_they_are_told(word: str) -> None:
    async with stage(small_host(), SMALL) as screen:
        await screen.press("colon", *word, "enter")
        assert screen.cursor("namespaces") == a_namespace(HOST)


def test_a_mac_is_first_of_all_its_owners() -> None:
    host = HostBuilder()
    host.space(HOST, host=True)
    mac = "02:00:00:00:00:07"
    host.link(HOST, 2, b"br0", kind="bridge", mac=mac)
    host.link(HOST, 3, b"v0", kind="veth", mac=mac, master=2)
    view = View(host.snapshot())
    assert [one.text for one in search(list(objects(view)), mac, view)] == ["host/v0", "host/br0"]


async def test_it_is_left_as_if_nothing_was_typed() -> None:
    async with stage(small_host()) as screen:
        await screen.press("j")
        before = screen.lines
        await screen.press("colon", *"q1 j")
        assert "Nothing fits." in screen.text
        await screen.press("escape")
        assert screen.lines == before


async def test_the_cursor_moves_while_one_types() -> None:
    async with stage(small_host()) as screen:
        await screen.press("colon", *"veth", "down", "down", "up")
        chosen = next(line for line in screen.lines if "│▸" in line)
        await screen.press("enter")
        assert chosen.partition("/")[2].split()[0] in screen.row


def test_the_thing_itself_comes_first() -> None:
    view = View(many_links(3000))
    entries = list(objects(view))
    assert search(entries, "veth00007", view)[0].text.endswith("/veth00007")
    assert len(search(entries, "veth", view)) == 200


async def test_names_that_attack_are_data() -> None:
    async with stage(hostile_host(), SMALL) as screen:
        await screen.press("colon")
        for _ in range(40):
            await screen.press("down")
            assert not any(ord(char) < 32 or 0x7F <= ord(char) < 0xA0 for line in screen.lines for char in line)
        await screen.press("ctrl+u", *"[@click")
        assert "[@click=app.quit]x" in screen.text


def test_the_words_of_a_command_come_before_what_only_tells_of_them() -> None:
    view = View(small_host())
    entries = [*operations(lambda _: ""), *objects(view)]
    assert search(entries, "add route", view)[0].text == "route add"
