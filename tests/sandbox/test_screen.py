"""The terminal program in a sandbox: it says where it is, follows what happens, and explains what it shows."""

import subprocess

import pytest

from tests.pty.terminal import Terminal
from tests.sandbox.callers import Caller


@pytest.mark.parametrize(("rows", "columns"), [(24, 80), (48, 160)])
def test_the_demo_explains_how_namespaces_become_containers(
    unprivileged_caller: Caller, rows: int, columns: int
) -> None:
    with unprivileged_caller.terminal("--demo", rows=rows, columns=columns) as terminal:
        terminal.shows(b"docker0")
        terminal.shows(b"sandbox")
        terminal.shows(b"live")
        terminal.type(b"1")
        for name in (b"web", b"api", b"db", b"outside"):
            terminal.shows(name)
        terminal.type(b"4")
        terminal.shows(b"No container runs here")
        terminal.shows(b"a real engine")
        terminal.type(b"q")
        assert terminal.end() == 0
        assert b"/proc is not" not in terminal.octets


def test_the_explorer_is_live(caller: Caller) -> None:
    with caller.terminal("sandbox") as terminal:
        terminal.shows(b"127.0.0.1/8")
        terminal.shows(b"live")
        script = "ip link add shown0 type veth peer name shown1; ip link set shown0 up"
        assert caller.run("sandbox", "--join", "--", "sh", "-c", script).returncode == 0
        terminal.shows(b"shown0")
        _told(caller, "ip link delete shown1")
        seen = len(terminal.octets)
        _told(caller, "ip link add later0 type bridge")
        terminal.shows(b"later0", seen)
        terminal.type(b"q")
        assert terminal.end() == 0


def _told(caller: Caller, script: str) -> None:
    assert caller.run("sandbox", "--join", "--", "sh", "-c", script).returncode == 0


def test_more_events_than_the_buffer_holds_are_no_harm(unprivileged_caller: Caller) -> None:
    """In a user namespace the event socket is small: what was lost is read again."""
    storm = "for n in $(seq 150); do echo link add s$n type veth peer name t$n; done | ip -batch -"
    with unprivileged_caller.terminal("sandbox", rows=48, columns=160) as terminal:
        terminal.shows(b"live")
        _told(unprivileged_caller, storm)
        _told(unprivileged_caller, "ip link add last0 type bridge")
        terminal.type(b"2G")
        terminal.shows(b"last0")
        terminal.shows(b"302 links")
        terminal.type(b"q")
        assert terminal.end() == 0


def test_keys_reach_the_command_and_job_control_works(caller: Caller) -> None:
    """ctrl-c ends what runs inside, not the sandbox; ctrl-z stops all of it for the shell outside, and fg goes on."""
    words = " ".join(
        caller.netui("sandbox", "--", "sh", "-c", "'trap \"echo got-it; exit 3\" INT; while :; do sleep 0.1; done'")
    )
    terminal = Terminal(caller.become("bash", "--norc", "-i"))
    try:
        terminal.type(words.encode() + b"; echo status-$?\n")
        _until_runs(caller, terminal)
        terminal.type(b"\x1a")
        terminal.shows(b"Stopped")
        terminal.type(b"fg\n")
        terminal.settle(0.5)
        terminal.type(b"\x03")
        terminal.shows(b"got-it")
        terminal.type(b"exit\n")
        terminal.end()
    finally:
        terminal.close()


def _until_runs(caller: Caller, terminal: Terminal) -> None:
    def runs() -> bool:
        return subprocess.run(["pgrep", "-x", "netui:empty"], capture_output=True, check=False).returncode == 0

    terminal.until(runs, "no sandbox runs")
    terminal.settle(0.5)
