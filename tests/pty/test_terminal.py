"""What the terminal gets: no octet of a foreign name, and itself back at the end, however netui ends."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from netui.model.snapshot import encode
from tests.pty.terminal import ROOT, Terminal, foreign, netui
from tests.support.snapshots import hostile_host, small_host

_SAVED_FIRST = b"docker0"


@pytest.fixture
def saved(tmp_path: Path) -> str:
    path = tmp_path / "small.json"
    path.write_bytes(encode(small_host()))
    return str(path)


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


@pytest.mark.parametrize(("rows", "columns"), [(24, 80), (48, 160)])
def test_names_that_attack_reach_the_terminal_as_text(attacking: str, rows: int, columns: int) -> None:
    with netui("--from", attacking, rows=rows, columns=columns) as terminal:
        terminal.shows(b"\\x1b]0;pwned\\x07")
        for key in b"12345":
            terminal.type(bytes((key,)))
            terminal.type(b"jjjG\r")
            terminal.settle(0.2)
            terminal.type(b"jjjG?")
            terminal.settle(0.2)
            terminal.type(b"\x1b")
            terminal.settle(0.2)
            terminal.type(b"h")
        terminal.settle()
        terminal.type(b"q")
        assert terminal.end() == 0
        assert not foreign(terminal.octets)
        assert b"[31mred\x1b" not in terminal.octets
        assert b"pwned\x07" not in terminal.octets


def _restored(terminal: Terminal) -> None:
    modes = terminal.modes
    assert modes[b"1049"] is False, "the alternate screen was left on"
    assert modes[b"25"] is True, "the cursor stays hidden"
    for mouse in (b"1000", b"1003", b"1006", b"2004", b"1004"):
        assert not modes.get(mouse), f"mode {mouse!r} stays on"
    assert terminal.attributes() == terminal.before


@pytest.mark.parametrize(
    ("end", "status"),
    [
        ("q", 0),
        ("ctrl+c", 0),
        (signal.SIGTERM, 143),
        (signal.SIGHUP, 129),
        (signal.SIGINT, 130),
    ],
)
def test_the_terminal_is_as_it_was(saved: str, end: str | signal.Signals, status: int) -> None:
    with netui("--from", saved) as terminal:
        terminal.shows(_SAVED_FIRST)
        terminal.settle()
        if isinstance(end, signal.Signals):
            terminal.signal(end)
        else:
            terminal.type({"q": b"q", "ctrl+c": b"\x03"}[end])
        assert terminal.end() == status
        _restored(terminal)
        assert b"Traceback" not in terminal.octets


@pytest.mark.needs("root")
@pytest.mark.parametrize(("end", "status"), [(b"q", 0), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_live_host_is_let_go_of(end: bytes | signal.Signals, status: int) -> None:
    with netui() as terminal:
        terminal.shows(b"live")
        terminal.settle()
        began = time.monotonic()
        terminal.type(end) if isinstance(end, bytes) else terminal.signal(end)
        assert terminal.end() == status
        assert time.monotonic() - began < 3
        _restored(terminal)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_netui_while_the_terminal_takes_nothing(saved: str, number: signal.Signals) -> None:
    with netui("--from", saved, rows=100, columns=300) as terminal:
        terminal.shows(_SAVED_FIRST)
        terminal.settle()
        terminal.stall(b"12345?\x1b")
        began = time.monotonic()
        terminal.signal(number)
        assert terminal.end_unread() == 128 + number
        assert time.monotonic() - began < 3
        terminal.settle()
        _restored(terminal)


_BUSY = """
import sys
from netui.__main__ import main
from netui.ui.app import NetuiApp
def busy(self):
    while True:
        pass
NetuiApp.action_help = busy
sys.exit(main())
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_netui_while_the_screen_is_busy(saved: str, number: signal.Signals) -> None:
    terminal = Terminal([sys.executable, "-c", _BUSY, "--from", saved])
    try:
        terminal.shows(_SAVED_FIRST)
        terminal.settle()
        terminal.type(b"?")
        terminal.settle(0.5)
        began = time.monotonic()
        terminal.signal(number)
        assert terminal.end() == 128 + number
        assert time.monotonic() - began < 3
        _restored(terminal)
    finally:
        terminal.close()


@pytest.mark.parametrize("live", [False, pytest.param(True, marks=pytest.mark.needs("root"))])
def test_a_terminal_that_is_closed_ends_netui(saved: str, live: bool) -> None:
    with netui(*(() if live else ("--from", saved))) as terminal:
        terminal.shows(b"live" if live else _SAVED_FIRST)
        terminal.settle()
        terminal.hang_up()
        assert terminal.end() in (129, -signal.SIGHUP)


def test_a_signal_while_starting_ends_netui_and_leaves_no_mode(saved: str) -> None:
    for delay in (0.05, 0.15, 0.2, 0.25, 0.3):
        with netui("--from", saved) as terminal:
            time.sleep(delay)  # anywhere in its start: every moment has to be a good one
            terminal.signal(signal.SIGTERM)
            assert terminal.end() in (143, -signal.SIGTERM)
            assert not terminal.modes.get(b"1049")
            assert terminal.modes.get(b"25", True)


@pytest.mark.needs("root")
def test_nothing_is_written_while_nothing_changes(saved: str) -> None:
    with netui("--from", saved) as terminal:
        terminal.shows(_SAVED_FIRST)
        terminal.settle(1.0)
        written = len(terminal.octets)
        terminal.read(3.0)
        assert terminal.octets[written:] == b""


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
