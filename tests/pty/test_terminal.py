"""What the terminal gets: no octet of a foreign name, and nothing that it cannot show."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from netui.model.snapshot import encode
from tests.pty.terminal import ROOT, Terminal, foreign, netui
from tests.support.snapshots import HOSTILE, hostile_host, not_root

_SAVED_FIRST = b"docker0"
_TABS = (
    b"Over", b"Link", b"Addr", b"Rout", b"Neig", b"FDB", b"Sock", b"Fire", b"Publ", b"Sysc", b"Hold", b"Even",
)  # fmt: skip
"""What their names begin with: some are shorter on a small screen."""
_PASTED = " ".join(one.decode("utf-8", "ignore") for one in HOSTILE).replace("\x1b", "").encode()
"""A terminal takes the escapes out of what is pasted."""


@pytest.fixture
def attacking(tmp_path: Path) -> str:
    path = tmp_path / "hostile.json"
    path.write_bytes(encode(hostile_host()))
    return str(path)


def test_the_test_knows_a_foreign_octet() -> None:
    assert not foreign(b"\x1b[1;2H\x1b[38;2;1;2;3mweb\x1b[0m\r\n\x1b[?25l")
    for attack in (
        b"\x1b]0;pwned\x07",
        b"\x07",
        b"\x0e",
        b"\x1b[5i",
        b"\xc2\x9b31m",
        b"\xff",
        "\u202e".encode(),
        b"\x1bc",
    ):
        assert foreign(b"\x1b[1;2Hweb" + attack + b"more"), attack


def _attacked(terminal: Terminal) -> None:
    """Fail where a name reached the terminal as anything but text."""
    assert not foreign(terminal.octets)
    assert b"[31mred\x1b" not in terminal.octets
    assert b"pwned\x07" not in terminal.octets


@pytest.mark.parametrize(("rows", "columns"), [(24, 80), (48, 160)])
def test_names_that_attack_reach_the_terminal_as_text(attacking: str, rows: int, columns: int) -> None:
    with netui("--from", attacking, rows=rows, columns=columns) as terminal:
        terminal.shows(b"\\x1b]0;pwned\\x07")
        for pane in b"12345":
            terminal.type(bytes((pane,)))
            for _ in _TABS:  # one object's detail after the other, each time with the next tab
                terminal.type(b"\rG]")
                terminal.settle(0.03)
                terminal.type(b"h" + bytes((pane,)) + b"j")
            terminal.settle(0.05)
        terminal.type(b"q")
        assert terminal.end() == 0
        _attacked(terminal)
        assert all(tab in terminal.octets for tab in _TABS)


def test_names_that_attack_are_text_where_they_are_typed_pasted_and_followed(attacking: str) -> None:
    with netui("--from", attacking) as terminal:
        terminal.shows(b"\\x1b]0;pwned\\x07")
        for pane in b"12345":
            terminal.type(bytes((pane,)) + b"/")
            terminal.type(b"\x1b[200~" + _PASTED + b"\x1b[201~")
            terminal.settle(0.05)
            terminal.type(b"\x15")
            terminal.type(b"pwned\r")
            terminal.settle(0.05)
            terminal.type(b"\r\r?")
            terminal.settle(0.05)
            terminal.type(b"??")
            terminal.settle(0.05)
        terminal.type(b"\x03")
        assert terminal.end() == 0
        _attacked(terminal)
        assert "日本語".encode() in terminal.octets
        assert b"Keys" in terminal.octets


@pytest.mark.needs("root")
def test_nothing_is_written_while_nothing_changes(saved: str) -> None:
    with netui("--from", saved) as terminal:
        terminal.shows(_SAVED_FIRST)
        terminal.settle(1.0)
        written = len(terminal.octets)
        terminal.read(3.0)
        assert terminal.octets[written:] == b""


def test_octets_that_are_no_text_are_no_keys(saved: str) -> None:
    with netui("--from", saved) as terminal:
        terminal.shows(_SAVED_FIRST)
        terminal.settle(0.1)
        for octets in (b"\xe9", b"\xff\xfe", b"\xc3("):
            terminal.type(octets)
            terminal.settle(0.1)
        terminal.type(b"?")
        terminal.shows(b"Keys")
        terminal.type(b"\x03")
        assert terminal.end() == 0
        assert b"Traceback" not in terminal.octets


def test_keys_typed_in_one_go_all_count(tmp_path: Path) -> None:
    path = tmp_path / "no-networks.json"
    path.write_bytes(encode(not_root()))
    with netui("--from", str(path)) as terminal:
        terminal.shows(b"host")
        terminal.settle(0.1)
        terminal.type(b"5")
        terminal.settle(0.2)
        terminal.type(b"1l")
        terminal.shows(b"the host's own namespace")
        terminal.type(b"h2lq")
        assert terminal.end() == 0


@pytest.mark.parametrize("term", ["dumb", ""])
def test_a_terminal_that_cannot_is_refused_with_what_to_use_instead(saved: str, term: str) -> None:
    one = Terminal(["env", f"TERM={term}", sys.executable, "-m", "netui", "--from", saved])
    try:
        assert one.end() == 2
        assert b"netui tree" in one.octets
        assert b"\x1b" not in one.octets
    finally:
        one.close()


def test_without_a_terminal_netui_names_the_tree(saved: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "netui", "--from", saved],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.returncode == 2
    assert "netui tree" in done.stderr
    assert not done.stdout


def test_a_terminal_without_utf8_gets_ascii(saved: str) -> None:
    with netui("--from", saved, LC_ALL="C") as terminal:
        terminal.shows(_SAVED_FIRST)
        terminal.type(b"4Gk\r")
        terminal.settle()
        assert terminal.octets.isascii()
        assert b">" in terminal.octets


def test_no_color_sends_no_colour(saved: str) -> None:
    with netui("--from", saved, NO_COLOR="1") as terminal:
        terminal.shows(_SAVED_FIRST)
        terminal.settle()
        assert b"38;" not in terminal.octets
        assert b"48;" not in terminal.octets
        assert b"\x1b[7;" in terminal.octets or b"\x1b[7m" in terminal.octets or b";7;" in terminal.octets
