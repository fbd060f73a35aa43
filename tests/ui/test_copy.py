"""The copy menu: what is offered, and what reaches the terminal's clipboard, through tmux and screen too."""

import base64
import re
import subprocess

import msgspec
import pytest

from netui.ui.app import NetuiApp
from netui.ui.clipboard import sequence
from netui.ui.copying import copyables
from netui.ui.subject import a_container, a_link, a_namespace, a_network
from netui.ui.view import View
from tests.support.screen import LARGE, SMALL, stage
from tests.support.snapshots import HOST, RED, WEB, hostile_host, small_host


def _texts(view: View, *subjects: object) -> dict[str, str]:
    return {one.what: one.text for one in copyables(view, subjects, HOST)}  # type: ignore[arg-type]


def test_what_is_offered_is_what_one_would_type() -> None:
    view = View(small_host())
    link = _texts(view, a_link(WEB, 5))
    assert link["name"] == "eth0" and link["address"] == "172.30.0.3" and link["MAC"] == "02:42:ac:1e:00:03"
    assert link["command"] == "nsenter --net=/proc/4711/ns/net ip -d link show dev eth0"
    assert msgspec.json.decode(link["JSON"])["peer"]["name"] == "veth300d570"
    assert _texts(view, a_namespace(RED))["command"] == "ip -n red -d address"
    assert _texts(view, a_namespace(WEB))["name"] == "container:web"  # as --namespace takes it
    assert _texts(view, a_container("3f9c2ab81d04".ljust(64, "0")))["command"] == "docker inspect web"
    assert _texts(view, a_network("161847f4fecf".ljust(64, "0")))["subnet"] == "172.30.0.0/24"


def test_several_objects_are_lines() -> None:
    view = View(small_host())
    both = _texts(view, a_link(HOST, 2), a_link(HOST, 3))
    assert both["name"] == "eth0\ndocker0"
    assert [one["name"] for one in msgspec.json.decode(both["JSON"])] == ["eth0", "docker0"]


def test_a_hostile_name_is_pasted_as_one_word() -> None:
    view = View(hostile_host())
    seen = 0
    for key, space in view.spaces.items():
        for row in space.rows:
            link = view.link(row)
            assert link
            if 0 in bytes(link.name):
                continue  # the kernel makes none such, and no shell can
            text = _texts(view, a_link(key, row.ifindex))["name"]
            told = subprocess.run(["bash", "-c", f"printf %s {text}"], capture_output=True, check=True).stdout
            assert told == bytes(link.name)
            assert text.isprintable() and text.isascii()
            seen += 1
    assert seen > 5


def _decoded(code: str) -> str:
    return base64.b64decode(code).decode()


def test_the_sequence_for_each_terminal() -> None:
    text = "ip -n red link show dev e0\n" * 60
    plain = re.fullmatch("\x1b]52;c;([^\x07]*)\x07", sequence(text, {"TERM": "xterm-256color"}))
    assert plain and _decoded(plain[1]) == text
    tmux = re.fullmatch(
        "\x1b]52;c;([^\x07]*)\x07\x1bPtmux;\x1b\x1b]52;c;([^\x07]*)\x07\x1b\\\\",
        sequence(text, {"TMUX": "/tmp/x,1,0"}),
    )
    assert tmux and _decoded(tmux[1]) == _decoded(tmux[2]) == text
    wrapped = sequence(text, {"STY": "1.pts", "TERM": "screen"})
    parts = re.findall("\x1bP([^\x1b]*(?:\x1b\\][^\x1b]*)?)\x1b\\\\", wrapped)
    assert len(parts) > 2 and all(len(part) < 768 for part in parts)
    inner = re.fullmatch("\x1b]52;c;([^\x07]*)\x07", "".join(parts))
    assert inner and _decoded(inner[1]) == text


def test_over_ssh_a_terminal_called_screen_may_be_tmux() -> None:
    """tmux tells of itself in the environment, which ssh leaves behind; it knows the plain sequence alone."""
    plain = sequence("10.0.0.1", {"TERM": "xterm"})
    assert sequence("10.0.0.1", {"TERM": "screen-256color"}) == plain + f"\x1bP{plain}\x1b\\"
    assert sequence("10.0.0.1", {"TERM": "screen", "STY": "1.pts"}) == f"\x1bP{plain}\x1b\\"
    assert sequence("x" * 800, {"TERM": "screen"}).startswith("\x1bP")  # screen has room for 768 octets


async def test_a_letter_copies_and_the_screen_says_what(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TMUX", "STY", "TERM"):
        monkeypatch.delenv(name, raising=False)
    async with stage(small_host()) as screen:
        written: list[str] = []
        app = screen.explore.app
        assert isinstance(app, NetuiApp) and app._driver
        monkeypatch.setattr(app._driver, "write", written.append)
        await screen.press("j", "y")
        assert "Copy" in screen.text and "192.0.2.10" in screen.text
        await screen.press("n")
        assert _copied(written) == [sequence("eth0", {})]
        assert "Sent to the terminal: name eth0. Nothing to paste? y v prints it." in screen.lines[-2]
        await screen.press("space", "space", "y")
        assert "Copy of 2 objects" in screen.text
        await screen.press("n")
        assert _copied(written)[-1] == sequence("eth0\ndocker0", {})


def _copied(written: list[str]) -> list[str]:
    """What went to the clipboard; a shape for the mouse pointer is written too."""
    return [text for text in written if text.startswith("\x1b]52;")]


async def test_in_tmux_what_always_works_is_said_before_what_is_to_be_set(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TMUX", "/tmp/x,1,0")
    for size, told in ((SMALL, False), (LARGE, True)):
        async with stage(small_host(), size) as screen:
            await screen.press("j", "y", "n")
            assert "Nothing to paste? y v prints it." in screen.lines[-2]
            assert ("set -g set-clipboard on" in screen.lines[-2]) is told


async def test_a_line_or_all_of_a_page_is_copied() -> None:
    async with stage(small_host()) as screen:
        await screen.press("G", "enter", "j", "j", "y")
        assert "this line" in screen.text and "this page" in screen.text
        await screen.press("l")
        assert "Sent to the terminal: this line peer" in screen.lines[-2]


async def test_of_a_page_without_lines_no_line_is_offered() -> None:
    async with stage(small_host()) as screen:
        await screen.press("enter", "slash", *"nowhere", "enter", "y")
        assert "name" in screen.text and "this line" not in screen.text


async def test_nothing_to_copy_is_said() -> None:
    from netui.model import Snapshot

    async with stage(Snapshot()) as screen:
        await screen.press("y")
        assert "There is nothing here to copy." in screen.text


async def test_the_commands_of_the_tab_that_is_read_are_offered() -> None:
    async with stage(small_host()) as screen:
        await screen.press("1", "j", "j", "enter", *["]"] * 3, "y")
        menu = screen.text
        assert "ip -n red route show table all" in menu and "ip -n red rule" in menu
        assert "ip -n red -d address" not in menu, "that is another tab's"
        await screen.press("2")
        assert "Sent to the terminal: command ip -n red rule." in screen.lines[-2]
