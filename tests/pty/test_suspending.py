"""Ctrl+Z gives the terminal back to the shell, where there is one, and fg leads back."""

import shlex
import sys

import pytest

from tests.pty.terminal import Terminal, netui

_NETUI = f"{shlex.quote(sys.executable)} -m netui --from "


@pytest.mark.parametrize("keys", [b"", b":"])
def test_the_shell_goes_on_and_fg_leads_back(saved: str, keys: bytes) -> None:
    shell = Terminal(["bash", "--norc", "--noprofile", "-i"], PS1="ready> ", HISTFILE="/dev/null")
    try:
        shell.shows(b"ready> ")
        shell.type(f"{_NETUI}{shlex.quote(saved)}\n".encode())
        shell.shows(b"docker0")
        shell.settle()
        shell.type(keys)
        before = len(shell.octets)
        shell.type(b"\x1a")
        shell.shows(b"Stopped", before)
        assert not shell.modes[b"1049"], "the shell's own screen is there again"
        shell.type(b"echo $((6*7))\n")
        shell.shows(b"42", before)
        back = len(shell.octets)
        shell.type(b"fg\n")
        shell.shows(b"Networks", back)
        shell.settle()
        shell.type(b"\x1b" * len(keys))
        shell.settle()
        end = len(shell.octets)
        shell.type(b"q")
        shell.shows(b"ready> ", end)
        shell.type(b"exit 7\n")
        assert shell.end() == 7
    finally:
        shell.close()


def test_where_no_shell_waits_it_is_said(saved: str) -> None:
    with netui("--from", saved) as terminal:
        terminal.shows(b"docker0")
        terminal.type(b"\x1a")
        terminal.shows(b"No shell waits here")
        terminal.type(b"q")
        assert terminal.end() == 0
