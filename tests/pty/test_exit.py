"""However netui ends, on whatever terminal: the terminal is as it was, and the exit status tells what happened."""

import os
import signal
import stat
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from netui.model.snapshot import encode
from tests.pty.terminal import Terminal, foreign, netui
from tests.support.snapshots import small_host

TERMS = ("xterm-256color", "tmux-256color", "screen", "linux", "vt100")
_FIRST = b"docker0"
_MODES = {
    b"1": "cursor keys send other codes",
    b"1000": "clicks are sent",
    b"1002": "drags are sent",
    b"1003": "the mouse is followed",
    b"1004": "focus is told",
    b"1006": "clicks are sent in SGR form",
    b"1015": "clicks are sent in urxvt form",
    b"1049": "the alternate screen is left on",
    b"2004": "pasted text is bracketed",
    b"2026": "output is held back",
}
_BROKEN = """
import sys
from netui.ui.screens import help

class Broken:
    def __init__(self, _):
        raise RuntimeError("a link named \\x1b]0;pwned\\x07\\x9b31m")

help.Help = Broken
from netui.__main__ import main
sys.exit(main())
"""


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("saved") / "small.json"
    path.write_bytes(encode(small_host()))
    return str(path)


def restored(terminal: Terminal) -> None:
    """Fail where the terminal is not as the program found it."""
    for mode, told in _MODES.items():
        assert not terminal.modes.get(mode), told
    assert terminal.modes[b"25"] is True, "the cursor stays hidden"
    assert terminal.modes.get(b"7", True), "lines are not wrapped any more"
    assert terminal.octets.count(b"\x1b[<u") >= terminal.octets.count(b"\x1b[>1u"), "keys are sent in another form"
    assert terminal.attributes() == terminal.before


def children(pid: int) -> list[int]:
    """The processes whose parent is `pid`."""
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()]


@pytest.mark.parametrize("term", TERMS)
@pytest.mark.parametrize(
    ("end", "status"),
    [
        (b"q", 0),
        (b"\x03", 0),
        (signal.SIGTERM, 143),
        (signal.SIGHUP, 129),
        (signal.SIGINT, 130),
    ],
    ids=["q", "ctrl+c", "SIGTERM", "SIGHUP", "SIGINT"],
)
def test_the_terminal_is_as_it_was(saved: str, end: bytes | signal.Signals, status: int, term: str) -> None:
    with netui("--from", saved, TERM=term) as terminal:
        terminal.shows(_FIRST)
        terminal.settle(0.1)
        assert terminal.modes[b"1049"] and terminal.attributes() != terminal.before
        left = children(terminal.pid)
        terminal.type(end) if isinstance(end, bytes) else terminal.signal(end)
        assert terminal.end() == status
        restored(terminal)
        assert not left
        assert b"Traceback" not in terminal.octets


@pytest.mark.parametrize(
    "keys", [b"qjjj", b"?qyqq:", b"jj:zz\x1b", b"j" * 300 + b"q"], ids=["after", "over", "in", "many"]
)
def test_keys_that_come_with_the_last_one_change_nothing(saved: str, keys: bytes) -> None:
    with netui("--from", saved) as terminal:
        terminal.shows(_FIRST)
        terminal.settle(0.1)
        terminal.type(keys)
        if b"\x1b" in keys:  # Esc alone is told a moment later
            terminal.settle(0.3)
            terminal.type(b"q")
        assert terminal.end() == 0
        restored(terminal)
        assert b"failed" not in terminal.octets and b"Traceback" not in terminal.octets


@pytest.mark.parametrize("term", TERMS)
def test_a_fault_of_the_screen_is_kept_in_a_file_and_the_terminal_is_as_it_was(
    saved: str, term: str, tmp_path: Path
) -> None:
    terminal = Terminal([sys.executable, "-c", _BROKEN, "--from", saved], TERM=term, XDG_STATE_HOME=str(tmp_path))
    try:
        terminal.shows(_FIRST)
        terminal.settle(0.1)
        terminal.type(b"?")
        assert terminal.end() == 1
        restored(terminal)
        screen, _, told = terminal.octets.rpartition(b"\x1b[?1049l")
        assert screen
        (crash,) = (tmp_path / "netui").glob("crash-*.txt")
        sentence = told.strip().splitlines()
        assert len(sentence) == 1 and b"netui: the screen has failed" in sentence[0], told
        assert bytes(crash) in sentence[0] and not foreign(told)
        assert stat.S_IMODE(crash.stat().st_mode) == 0o600
        kept = crash.read_bytes()
        assert b", in action_help\n" in kept and not foreign(kept.replace(b"\n", b""))
        assert b"RuntimeError: a link named \\x1b]0;pwned\\x07\\u009b31m\n" in kept
    finally:
        terminal.close()


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
        restored(terminal)


@pytest.fixture(params=[False, pytest.param(True, marks=pytest.mark.needs("root"))], ids=["saved", "live"])
def shown(request: pytest.FixtureRequest, saved: str) -> Iterator[Terminal]:
    with netui(*(() if request.param else ("--from", saved))) as terminal:
        terminal.shows(b"live" if request.param else _FIRST)
        terminal.settle(0.1)
        yield terminal


def test_a_terminal_that_is_closed_ends_netui(shown: Terminal) -> None:
    shown.hang_up()
    assert shown.end() in (129, -signal.SIGHUP)
    assert not os.path.exists(f"/proc/{shown.pid}")


def test_a_signal_while_starting_ends_netui_and_leaves_no_mode(saved: str) -> None:
    for delay in (0.05, 0.15, 0.2, 0.25, 0.3):
        with netui("--from", saved) as terminal:
            time.sleep(delay)  # anywhere in its start: every moment has to be a good one
            terminal.signal(signal.SIGTERM)
            assert terminal.end() in (143, -signal.SIGTERM)
            assert not terminal.modes.get(b"1049")
            assert terminal.modes.get(b"25", True)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_netui_while_the_terminal_takes_nothing(saved: str, number: signal.Signals) -> None:
    with netui("--from", saved, rows=100, columns=300) as terminal:
        terminal.shows(_FIRST)
        terminal.settle()
        terminal.stall(b"12345?\x1b")
        began = time.monotonic()
        terminal.signal(number)
        assert terminal.end_unread() == 128 + number
        assert time.monotonic() - began < 3
        terminal.settle()
        restored(terminal)


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
        terminal.shows(_FIRST)
        terminal.settle()
        terminal.type(b"?")
        terminal.settle(0.5)
        began = time.monotonic()
        terminal.signal(number)
        assert terminal.end() == 128 + number
        assert time.monotonic() - began < 3
        restored(terminal)
    finally:
        terminal.close()
