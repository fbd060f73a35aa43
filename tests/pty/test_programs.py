"""Shells and pings from the terminal program: the screen comes back whole, answers come while one looks."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pty.seat import ENTER, Seat, seat
from tests.pty.test_tutorial import service
from tests.support.requirements import needs_programs, needs_root
from tests.support.runner import clear

pytestmark = [needs_root, needs_programs("ip")]

RED = f"nt{os.getpid() % 10000}p"


@pytest.fixture(autouse=True)
def namespace() -> Iterator[None]:
    subprocess.run(["ip", "netns", "add", RED], check=True)
    subprocess.run(["ip", "-n", RED, "link", "set", "lo", "up"], check=True)
    yield
    clear(RED)


def at(user: Seat, key: str) -> None:
    """Press a key on the namespace."""
    user.press("1")
    user.sees(RED)
    user.goes_to(RED)
    user.press(key)


def begin(user: Seat, more: str) -> None:
    """Open a shell, and run something in it; what is told comes from the program itself."""
    at(user, "E")
    user.sees("exit or Ctrl+D leaves it.")
    user.does(f"sh -c 'echo be\"\"gun{more}'\n", sees="begun")


def test_a_shell_takes_ctrl_c_and_gives_the_whole_screen_back(tmp_path: Path) -> None:
    with seat(tmp_path, SHELL="/bin/sh") as user:
        begin(user, "; exec sleep 30")
        user.press("\x03")
        user.does("echo aft''er\n", sees="after")
        before = len(user.terminal.octets)
        user.does("exit 0\n", sees="Back from namespace shell")
        user.sees("1 Namespaces", "5 Networks", RED)
        user.does("?", sees="to the row above")
        user.press("\x1b")
        assert before < len(user.terminal.octets)


def test_a_shell_that_is_killed_leaves_the_terminal_to_netui(tmp_path: Path) -> None:
    with seat(tmp_path, SHELL="/bin/bash") as user:
        begin(user, "")
        user.press("sleep 1.1; kill -9 $$\n")  # longer than what ends at once
        user.sees("Back from namespace shell, exit status")
        user.does("?", sees="to the row above")
        user.press("\x1b")


def test_a_shell_that_cannot_be_run_says_why(tmp_path: Path) -> None:
    with seat(tmp_path, SHELL="/nonexistent/shell") as user:
        at(user, "E")
        user.sees("It ended at once, with exit status", "No such file")
        user.does(ENTER, sees="Back from namespace shell, exit status")
        user.sees("1 Namespaces")


def test_what_could_be_copied_is_printed_for_the_terminals_own_selection(tmp_path: Path) -> None:
    with seat(tmp_path) as user:
        at(user, "y")
        user.sees("print all of it")
        user.does("v", sees="Enter leads back to netui.")
        printed = user.terminal.octets.rpartition(b"JSON:\r\n")[2]
        assert f"command:\r\nip -n {RED} -d address\r\n".encode() in printed
        assert printed.index(b"command:") < printed.index(f"name:\r\n{RED}\r\n".encode()), "short ones stay in sight"
        assert not user.terminal.modes[b"1000"], "the terminal selects itself"
        user.does(ENTER, sees="1 Namespaces")
        user.does("?", sees="to the row above")
        user.press("\x1b")


def test_a_ping_is_live_until_esc(tmp_path: Path) -> None:
    with seat(tmp_path) as user:
        at(user, "i")
        user.sees("Still needed: address.")
        user.does("::1", sees="ping -c 4")
        user.does("\t", sees="▸ count")
        user.does("\x15", "0", sees="[0 ")
        user.does("\t", sees="▸ interval")
        user.does("\x15", "20", sees="[20 ")
        user.does(ENTER, sees="::1 answers after")
        user.sees("Esc ends it.")
        user.sees("9 asked, 9 answered")
        user.leaves(without="Esc ends it.")
        user.sees("1 Namespaces")


def test_a_service_answers_by_tcp_and_one_that_is_not_there_refuses(tmp_path: Path) -> None:
    with service(RED, "127.0.0.1"), seat(tmp_path) as user:
        for target, told in (("127.0.0.1:80", "answers after"), ("127.0.0.1:81", "nothing listens on that port")):
            at(user, "i")
            user.sees("Still needed: address.")
            user.does(target, sees="/dev/tcp/")
            user.press(ENTER)
            user.sees(told, "asked")
            user.leaves(without="asked")
