"""However a sandbox ends, the host is within two seconds as it was before."""

import os
import signal
import time
from pathlib import Path

import psutil
import pytest

from tests.pty.terminal import Terminal
from tests.sandbox.callers import Caller
from tests.sandbox.traces import LIMIT, holders_of, left_since, look


def _shell(terminal: Terminal) -> None:
    terminal.type(b"setsid sleep 1000 & ip netns add left; mount -t tmpfs none /mnt; echo is-$((40+2))\n")
    terminal.shows(b"is-42")


def _init_of(terminal: Terminal) -> int:
    """The sandbox's first process: the only child of the only child of what the terminal started."""
    pid = terminal.pid
    for _ in range(2):
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        pid = int(children[0])
    assert Path(f"/proc/{pid}/comm").read_text().startswith("netui:")
    return pid


@pytest.mark.parametrize("how", ["exit", "SIGHUP", "SIGTERM", "SIGKILL", "hang up"])
def test_a_shell_leaves_nothing(caller: Caller, how: str) -> None:
    before = look(caller)
    with caller.terminal("sandbox", "--world", "docker", "--", "bash", "--norc") as terminal:
        _shell(terminal)
        inode = os.stat(f"/proc/{_init_of(terminal)}/ns/net").st_ino
        assert look(caller).new(before)
        began = time.monotonic()
        _end(terminal, how)
        terminal.end()
        assert time.monotonic() - began < 2
        assert not left_since(before, caller)
        assert not holders_of(inode)


def _end(terminal: Terminal, how: str) -> None:
    if how == "exit":
        terminal.type(b"exit\n")
    elif how == "hang up":
        terminal.hang_up()
    else:
        terminal.signal(signal.Signals[how])


@pytest.mark.parametrize(("how", "status"), [("q", 0), ("SIGHUP", 129), ("SIGTERM", 143), ("SIGKILL", -9)])
def test_the_explorer_leaves_nothing_and_the_terminal_as_it_was(caller: Caller, how: str, status: int) -> None:
    before = look(caller)
    with caller.terminal("sandbox", "--world", "rooms") as terminal:
        terminal.shows(b"127.0.0.1/8")
        terminal.shows(b"live")
        inode = os.stat(f"/proc/{_init_of(terminal)}/ns/net").st_ino
        terminal.type(b"q") if how == "q" else terminal.signal(signal.Signals[how])
        assert terminal.end() == status
        assert not left_since(before, caller)
        assert not holders_of(inode)
        if how != "SIGKILL":
            assert terminal.modes[b"1049"] is False and terminal.modes[b"25"] is True
            assert terminal.attributes() == terminal.before


def test_what_ignores_being_told_is_killed(caller: Caller) -> None:
    before = look(caller)
    with caller.terminal(
        "sandbox", "--", "sh", "-c", "trap '' HUP TERM; echo here; while :; do sleep 1; done"
    ) as terminal:
        terminal.shows(b"here")
        terminal.signal(signal.SIGTERM)
        assert terminal.end() == 137
        assert not left_since(before, caller)


def until_alone(pid: int) -> None:
    """Wait until the forks that led in have ended: stopped, they would be left."""
    end = time.monotonic() + LIMIT
    while psutil.Process(pid).children():
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.mark.parametrize("how", ["q", "SIGKILL"])
@pytest.mark.parametrize("stopped", [False, True])
def test_a_joiner_does_not_keep_it(caller: Caller, how: str, stopped: bool) -> None:
    before = look(caller)
    with caller.terminal("sandbox", "--world", "rooms") as owner:
        owner.shows(b"live")
        with caller.terminal("sandbox", "--join", "--", "bash", "--norc") as joiner:
            _shell(joiner)
            inode = os.stat(f"/proc/{_init_of(owner)}/ns/net").st_ino
            if stopped:
                until_alone(joiner.pid)
                os.killpg(joiner.pid, signal.SIGSTOP)
            owner.type(b"q") if how == "q" else owner.signal(signal.SIGKILL)
            owner.end()
            assert not left_since(before, caller, joiner.pid)
            assert not holders_of(inode)
            os.kill(joiner.pid, signal.SIGCONT)
            assert joiner.end() == 137
            assert joiner.attributes() == joiner.before


@pytest.mark.parametrize("how", ["SIGHUP", "SIGTERM", "SIGKILL", "hang up"])
def test_a_joiner_that_ends_takes_its_own_along_and_nothing_else(caller: Caller, how: str) -> None:
    with caller.terminal("sandbox", "--world", "rooms") as owner:
        owner.shows(b"live")
        before = look(caller)
        with caller.terminal("sandbox", "--join", "--", "sh", "-c", "echo here; exec sleep 1000") as joiner:
            joiner.shows(b"here")
            _end(joiner, how)
            joiner.end()
            assert not left_since(before, caller)
        owner.type(b"q")
        assert owner.end() == 0
