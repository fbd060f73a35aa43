"""The terminal program over a real world: of names that attack, and for a user who may see little."""

import os
from collections.abc import Iterator

import pytest

from netui.text import safe
from tests.pty.terminal import foreign, netui
from tests.support.nobody import nobody
from tests.support.requirements import needs_programs, needs_root
from tests.support.worlds import World, world

pytestmark = [needs_root, needs_programs("ip")]

PREFIX = f"nt{os.getpid() % 10000}"


@pytest.fixture(scope="module")
def scene() -> Iterator[World]:
    with world(PREFIX) as made:
        yield made


def hostile(octets: bytes) -> bool:
    """Whether a name holds what a terminal would obey, or would not show as it is."""
    text = octets.decode("utf-8", "replace")
    return any(not char.isprintable() or char == "\ufffd" for char in text)


@pytest.mark.parametrize(("rows", "columns"), [(24, 80), (48, 160)])
def test_names_of_the_kernel_reach_the_terminal_as_text(scene: World, rows: int, columns: int) -> None:
    names = [held.name for held in scene.hostile]
    with netui(rows=rows, columns=columns) as terminal:
        terminal.shows(b"live")
        terminal.type(b"1g")
        terminal.settle()
        for _ in range(len(names) + 12):
            for keys in (b"1j\r", b"h2G\r", b"h"):  # the namespace's detail, then its last link's
                terminal.type(keys)
                terminal.settle(0.03)
        terminal.type(b"1q")
        assert terminal.end() == 0
        assert not foreign(terminal.octets)
        for name in names:
            assert not hostile(name) or name not in terminal.octets
        shown = [name for name in names if safe(name).encode() in terminal.octets]
        assert shown == names


def test_what_nobody_may_not_read_is_told_and_not_called_none() -> None:
    with nobody() as user:
        for noun in ("namespace", "link", "route", "socket", "firewall", "container", "port"):
            said = user.run(noun, "list")
            assert said.returncode == 0, said.stderr
            assert "may not be" in said.stderr and "run netui as root" in said.stderr
            assert "Traceback" not in said.stderr
