"""Hosts that tell less than hoped for: the screen says what was tried, why it failed and what would help."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.pty.picture import picture
from tests.pty.terminal import Terminal, netui
from tests.support.daemon import serving
from tests.support.nobody import NOBODY, Nobody, nobody
from tests.support.requirements import needs_programs, needs_root

_LINK = f"nt{os.getpid() % 100000}h"
_AGAIN = "It is asked again every few seconds; everything else is live."


def read(terminal: Terminal, *sentences: str) -> str:
    """What is on the screen once all of these are; frames left out."""

    def words() -> str:
        return picture(terminal.octets).words

    terminal.until(lambda: all(one in words() for one in sentences), f"not shown: {sentences}\n{words()}")
    return words()


def press(terminal: Terminal, keys: bytes) -> None:
    """Press keys, and wait until nothing is written any more."""
    terminal.type(keys)
    terminal.settle(0.15)


def follows(terminal: Terminal) -> None:
    """Fail unless a link that is made now appears."""
    press(terminal, b"2")
    subprocess.run(["ip", "link", "add", _LINK, "type", "veth", "peer", "name", f"{_LINK}p"], check=True)
    try:
        read(terminal, f"{_LINK} veth DOWN")
    finally:
        subprocess.run(["ip", "link", "del", _LINK], check=True)
    terminal.until(lambda: f"{_LINK} veth" not in picture(terminal.octets).words, "the link does not go")


def ends(terminal: Terminal) -> None:
    """Fail unless q ends it as usual."""
    terminal.type(b"q")
    assert terminal.end() == 0
    assert b"Traceback" not in terminal.octets


@contextmanager
def as_nobody(user: Nobody, docker_host: str = "") -> Iterator[Terminal]:
    """netui on a terminal, run by nobody."""
    path = os.pathsep.join((str(user.folder), str(user.folder / "site")))
    become = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    terminal = Terminal(["env", f"PYTHONPATH={path}", *become, *user.command()], rows=60, DOCKER_HOST=docker_host)
    try:
        yield terminal
    finally:
        terminal.close()


@pytest.fixture(scope="module")
def user() -> Iterator[Nobody]:
    with nobody() as user:
        yield user


@needs_root
@needs_programs("ip")
def test_without_docker(tmp_path: Path) -> None:
    path = tmp_path / "d.sock"
    with netui(DOCKER_HOST=f"unix://{path}") as terminal:
        read(terminal, "root · no docker · live")
        press(terminal, b"4")
        read(
            terminal,
            f"No Docker here. Nothing is at {path}: Docker is not installed or not running.",
            "What would help: ",
            _AGAIN,
        )
        press(terminal, b"5")
        read(terminal, "No Docker here. Nothing is at")
        follows(terminal)
        with serving(path) as daemon:
            daemon.names = {"aa": "web"}
            press(terminal, b"4")
            read(terminal, "root · docker · live", "web running")
        ends(terminal)


@needs_root
@needs_programs("ip")
def test_a_socket_that_is_denied(tmp_path: Path, user: Nobody) -> None:
    path = user.folder / "d.sock"  # in a folder that nobody may enter
    with serving(path):
        path.chmod(0o600)
        with as_nobody(user, f"unix://{path}") as terminal:
            read(terminal, "nobody · docker denied")
            press(terminal, b"4")
            shown = read(
                terminal,
                f"Docker may not be asked. {path} may not be opened by this user.",
                "What would help: sudo netui",
                _AGAIN,
            )
            assert "group" not in shown  # no group may open it either
            follows(terminal)
            ends(terminal)


@needs_root
@needs_programs("ip")
def test_a_socket_that_accepts_and_never_answers(tmp_path: Path) -> None:
    path = tmp_path / "d.sock"
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(path))
        silent.listen()
        with netui(DOCKER_HOST=f"unix://{path}") as terminal:
            read(terminal, "live")
            follows(terminal)  # while it is being asked
            read(terminal, "root · docker hung · live")
            press(terminal, b"4")
            read(
                terminal,
                f"Docker hangs. {path} accepts connections but does not answer.",
                "What would help: restart the daemon: systemctl restart docker",
                _AGAIN,
            )
            follows(terminal)
            ends(terminal)


@needs_root
def test_podman_is_called_podman(tmp_path: Path) -> None:
    path = tmp_path / "d.sock"
    with serving(path) as daemon:
        daemon.components = ["Podman Engine"]
        daemon.names = {"aa": "web"}
        with netui(DOCKER_HOST=f"unix://{path}") as terminal:
            read(terminal, "root · podman · live")
            press(terminal, b"4")
            read(terminal, "web running")
            press(terminal, b"1l")
            read(terminal, "engine podman 1")
            ends(terminal)


@needs_root
@needs_programs("ip")
def test_nobody_is_told_what_nobody_may_not_see(user: Nobody) -> None:
    with as_nobody(user) as terminal:
        read(terminal, "nobody · ", "limits", "127.0.0.1/8")
        follows(terminal)
        press(terminal, b"1l")
        read(
            terminal,
            "limited CAP_SYS_ADMIN is missing: live events of this namespace alone run netui as root",
            "may not be looked at",
            "run netui as root (CAP_SYS_PTRACE)",
        )
        ends(terminal)


@needs_root
@pytest.mark.skipif(not shutil.which("unshare"), reason="unshare is not installed")
def test_a_proc_that_is_not_the_hosts() -> None:
    argv = ["unshare", "--pid", "--fork", "--mount-proc", sys.executable, "-m", "netui"]
    terminal = Terminal(argv)
    try:
        read(terminal, "live, ", "limit")
        follows(terminal)
        press(terminal, b"1l")
        read(
            terminal,
            "limited /proc is not the host's: netui runs in a pid namespace of its own,",
            "and sees only what lives there",
            "run netui on the host itself, or in a container with --pid host",
        )
        ends(terminal)
    finally:
        terminal.close()
