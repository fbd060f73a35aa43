"""What a terminal really gets: sixteen colours, none, and few octets on a slow line."""

import re
import time
from pathlib import Path

import pytest

from tests.pty.terminal import Terminal, netui

_COLOURS = re.compile(rb"\x1b\[([0-9;:]*)m")
_NO_DOCKER = {"DOCKER_HOST": "unix:///nonexistent/x"}


def parameters(octets: bytes) -> set[int]:
    """Every parameter of SGR that was sent (ECMA-48)."""
    return {int(one or 0) for found in _COLOURS.findall(octets) for one in re.split(rb"[;:]", found)}


def look_around(terminal: Terminal) -> None:
    """Lists, a detail, help, the palette, a form where one may be had; then the end."""
    terminal.shows(b"live")
    for keys, shown in ((b"j\r", b"Overview"), (b"?", b"In the detail"), (b"\x1b", b""), (b":route", b"route add")):
        since = len(terminal.octets)
        terminal.type(keys)
        terminal.shows(shown, since)
        terminal.settle(0.2)
    terminal.type(b"\x03")
    assert terminal.end() == 0


@pytest.mark.parametrize("how", ["option", "file"])
def test_the_sixteen_colours_are_all_that_is_sent(tmp_path: Path, how: str) -> None:
    arguments = ["--theme", "ansi-16"] if how == "option" else []
    if how == "file":
        (tmp_path / "netui").mkdir(mode=0o755)
        (tmp_path / "netui/config.toml").write_text('[screen]\ntheme = "ansi-16"\n')
    folders = {"XDG_STATE_HOME": str(tmp_path / "state"), "XDG_CONFIG_HOME": str(tmp_path)}
    with netui(*arguments, rows=24, columns=80, COLORTERM="truecolor", **folders, **_NO_DOCKER) as terminal:
        look_around(terminal)
        sent = parameters(terminal.octets)
    assert sent & {40, 97}
    assert sent <= {0, 1, 4, *range(30, 38), *range(40, 48), *range(90, 98), *range(100, 108)}, sent


@pytest.mark.parametrize("how", [{"NO_COLOR": "1"}, {}], ids=["NO_COLOR", "monochrome"])
def test_no_colour_is_sent_where_none_is_wanted(tmp_path: Path, how: dict[str, str]) -> None:
    arguments = [] if how else ["--theme", "monochrome"]
    with netui(
        *arguments, rows=24, columns=80, COLORTERM="truecolor", XDG_STATE_HOME=str(tmp_path), **how, **_NO_DOCKER
    ) as terminal:
        look_around(terminal)
        sent = parameters(terminal.octets)
    assert 7 in sent, "the cursor is seen by being reversed"
    assert sent <= {0, 1, 4, 7, 39, 49}, sent


def test_a_terminal_that_answers_late_over_ssh_is_spared(tmp_path: Path) -> None:
    there = {"SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22", "XDG_STATE_HOME": str(tmp_path), **_NO_DOCKER}
    with netui(rows=40, columns=140, **there) as terminal:
        terminal.shows(b"\x1b[6n")
        time.sleep(0.3)  # so long is the line
        terminal.type(b"\x1b[1;1R")
        terminal.shows(b"slow line")
        terminal.until(lambda: terminal.modes.get(b"1003") is False, "moves of the mouse are still told")
        assert terminal.modes[b"1000"]
        terminal.type(b"\x03")
        assert terminal.end() == 0


def test_where_it_was_decided_nothing_is_measured(tmp_path: Path) -> None:
    (tmp_path / "netui").mkdir(mode=0o755)
    (tmp_path / "netui/config.toml").write_text('[screen]\nslow = "off"\n')
    there = {"SSH_TTY": "/dev/pts/0", "XDG_STATE_HOME": str(tmp_path / "state"), "XDG_CONFIG_HOME": str(tmp_path)}
    with netui(rows=24, columns=80, **there, **_NO_DOCKER) as terminal:
        terminal.shows(b"live")
        terminal.settle()
        assert b"\x1b[6n" not in terminal.octets
        terminal.type(b"\x03")
        assert terminal.end() == 0


def test_a_file_that_is_wrong_stops_the_start_before_the_screen(tmp_path: Path) -> None:
    (tmp_path / "netui").mkdir(mode=0o755)
    file = tmp_path / "netui/config.toml"
    file.write_text('[keys]\n\nexplore.filter = "q"\n')
    with netui(rows=24, columns=80, XDG_CONFIG_HOME=str(tmp_path), **_NO_DOCKER) as terminal:
        assert terminal.end() == 2
        told = terminal.octets.decode()
    assert f'{file}, line 3: explore.filter: the key "q" is that of app.quit' in told.replace("\r\n", "")
    assert "\x1b[?1049h" not in told and "Traceback" not in told
