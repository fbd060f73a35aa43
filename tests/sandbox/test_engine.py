"""A private Docker engine in a sandbox: real containers, and nothing of them left."""

import json
import os
import signal
import time
from pathlib import Path

import pytest

from tests.sandbox.callers import root
from tests.sandbox.traces import holders_of, left_since, look
from tests.support.requirements import needs_programs

pytestmark = needs_programs("dockerd", "containerd", "docker", "iptables", "busybox")

_FIVE = "for n in 1 2 3 4 5; do docker run -d --name c$n netui/box:1 >/dev/null; done"


def test_the_demo_is_made_by_the_engine() -> None:
    caller = root()
    before = look(caller)
    with caller.terminal("--demo", rows=48, columns=160) as terminal:
        terminal.shows(b"docker0")
        for shown in (b"web", b"api", b"db", b"running", b"172.17.0.2"):
            terminal.shows(shown)
        assert b"No container runs here" not in terminal.octets
        terminal.type(b"q")
        assert terminal.end() == 0
    assert not left_since(before, caller)


def test_containers_publish_and_are_shown() -> None:
    caller = root()
    check = " ".join(caller.netui("world", "check", "--here", "--json"))
    listing = " ".join(caller.netui("container", "list", "--json"))
    script = f"docker ps -q | wc -l; {check}; {listing}; docker network create -d bridge shop >/dev/null; ip -br link"
    lines = caller.inside(script, "--docker", "--world", "docker").splitlines()
    assert lines[0] == "3"
    assert all(one["holds"] for one in json.loads(lines[1]))
    assert {one["name"]: one["state"] for one in json.loads(lines[2])} == dict.fromkeys(
        ("web", "api", "db"), "running"
    )
    assert any(line.startswith("docker0 ") for line in lines) and any(line.startswith("br-") for line in lines)


@pytest.mark.parametrize("how", ["exit", "SIGHUP", "SIGKILL"])
def test_an_engine_with_five_containers_leaves_nothing(how: str) -> None:
    caller = root()
    before = look(caller)
    with caller.terminal("sandbox", "--docker", "--", "bash", "--norc") as terminal:
        terminal.type(f"{_FIVE}; docker pause c1; echo is-$((40+2))\n".encode())
        terminal.shows(b"is-42")
        (init,) = [int(pid) for pid in os.listdir("/proc") if pid.isdigit() and _command(pid) == "netui:empty"]
        inode = os.stat(f"/proc/{init}/ns/net").st_ino
        during = look(caller)
        assert any("netui-" in one for one in during.cgroups), "its control groups are the host's"
        began = time.monotonic()
        terminal.type(b"exit\n") if how == "exit" else terminal.signal(signal.Signals[how])
        terminal.end()
        assert time.monotonic() - began < 3
        assert not left_since(before, caller)
        assert not holders_of(inode)


def _command(pid: str) -> str:
    try:
        return Path("/proc", pid, "comm").read_text(errors="replace").strip()
    except OSError:
        return ""


def test_without_docker_io_one_sentence_says_so() -> None:
    caller = root()
    words = " ".join(caller.netui("sandbox", "--docker", "--", "true"))
    done = caller.execute("unshare", "-m", "sh", "-c", f"mount -t tmpfs none /usr/sbin; exec {words}")
    assert done.returncode == 1
    assert done.stderr.startswith("netui: a Docker engine in the sandbox needs dockerd, ")
    assert done.stderr.endswith(" – apt install docker.io iptables busybox-static\n")
