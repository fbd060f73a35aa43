"""A second terminal in a sandbox: in one's own, and in nobody else's."""

import json
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from netui.sandbox.running import running
from tests.sandbox.callers import Caller, root, unprivileged
from tests.support.nobody import Nobody


@contextmanager
def started(caller: Caller, world: str) -> Iterator[int]:
    """A sandbox that runs; gives the id of its first process, as root sees it."""
    before = {one.pid for one in running()}
    process = subprocess.Popen(
        caller.netui("sandbox", "--world", world, "--", "sh", "-c", "echo up; exec sleep 100"),
        **caller.options(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout and process.stdout.readline() == "up\n"
        (pid,) = {one.pid for one in running() if one.world == world} - before
        yield pid
    finally:
        process.terminate()
        process.wait()
        assert process.stdout
        process.stdout.close()


def test_a_joiner_sees_and_changes_the_same_network(caller: Caller) -> None:
    with started(caller, "rooms") as pid:
        done = caller.run(
            "sandbox", "--join", "--", "sh", "-c", "hostname; ip netns add more; ls /run/netns; id -u; pwd"
        )
        assert done.stdout.split() == ["rooms", "blue", "more", "red", "0", "/"]
        assert not done.stderr
        names = os.listdir(f"/proc/{pid}/root/run/netns")
        assert sorted(names) == ["blue", "more", "red"]
        assert caller.run("sandbox", "--join", "--", "sh", "-c", "exit 9").returncode == 9
        check = caller.run("sandbox", "--join", "--", *caller.netui("world", "check", "--here"))
        assert check.returncode == 0, check.stderr


def test_a_joiner_carries_no_way_out_of_the_sandbox(caller: Caller) -> None:
    with started(caller, "rooms"):
        done = caller.run("sandbox", "--join", "--", *caller.netui("namespace", "list", "--json"))
        spaces = json.loads(done.stdout)
        assert {"host", "red", "blue"} <= {one["name"] for one in spaces}
        held = [holder["kind"] for one in spaces for holder in one["holders"]]
        assert "fd" not in held, "a descriptor of the host's own namespace leads there"


def test_the_joined_explorer_is_live(caller: Caller) -> None:
    with (
        started(caller, "rooms"),
        caller.terminal("sandbox", "--join") as terminal,
    ):
        terminal.shows(b"sandbox")
        terminal.shows(b"live")
        terminal.type(b"1")
        terminal.shows(b"blue")
        caller.run("sandbox", "--join", "--", "ip", "netns", "add", "appeared")
        terminal.shows(b"appeared")
        terminal.type(b"q")
        assert terminal.end() == 0


def test_root_does_not_enter_another_user_s_sandbox(user: Nobody, tmp_path: Path) -> None:
    witness = tmp_path / "entered"
    with started(unprivileged(user), "rooms") as pid:
        done = root().run("sandbox", "--join", "--", "touch", str(witness))
        assert done.returncode == 1
        assert done.stderr.startswith(f"netui: sandbox {pid} belongs to user 65534: only its owner may join it")
        assert not witness.exists()


def test_a_user_does_not_enter_root_s_sandbox(user: Nobody) -> None:
    with started(root(), "rooms") as pid:
        done = unprivileged(user).run("sandbox", "--join", "--", "true")
        assert done.returncode == 1
        assert done.stderr == f"netui: sandbox {pid} belongs to user 0: only its owner may join it\n"


_TRAP = """
import os, sys
from netui.sources import sandboxed, syscalls as s
s.unshare(s.CLONE_NEWNS | s.CLONE_NEWNET | s.CLONE_NEWPID | s.CLONE_NEWUTS | (s.CLONE_NEWUSER if os.geteuid() else 0))
s.set_command(sandboxed.HOLDER if sys.argv[1] == "held" else "something")
if os.fork() == 0:
    s.set_command("netui:trap")
    print("up", flush=True)
    sys.stdin.read()
    os._exit(0)
os.wait()
"""


@contextmanager
def trap(caller: Caller, how: str) -> Iterator[None]:
    """A process that looks like a sandbox's first one."""
    process = subprocess.Popen((caller.python, "-c", _TRAP, how), **caller.options(), stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, text=True)  # fmt: skip
    try:
        assert process.stdout and process.stdout.readline() == "up\n"
        yield
    finally:
        process.communicate()


def test_root_does_not_enter_what_a_user_made_to_look_like_a_sandbox(user: Nobody, tmp_path: Path) -> None:
    witness = tmp_path / "entered"
    with trap(unprivileged(user), "held"):
        assert [one.owner for one in running() if one.world == "trap"] == [65534]
        done = root().run("sandbox", "--join", "--", "touch", str(witness))
        assert done.returncode == 1 and "only its owner" in done.stderr
        assert not witness.exists()


def test_root_does_not_enter_a_container_that_calls_itself_a_sandbox() -> None:
    with trap(root(), "by something else"):
        assert "trap" not in {one.world for one in running()}
        done = root().run("sandbox", "--join", "--", "true")
        assert done.stderr == "netui: no sandbox runs here – netui sandbox starts one\n"


def test_with_several_one_is_asked_which(caller: Caller) -> None:
    with started(caller, "rooms"), started(caller, "office"):
        unasked = caller.run("sandbox", "--join", "--", "hostname")
        assert unasked.returncode == 2 and "several sandboxes run" in unasked.stderr
        assert "rooms" in unasked.stderr and "office" in unasked.stderr
        assert caller.run("sandbox", "--join", "--world", "office", "--", "hostname").stdout == "office\n"
        with caller.terminal("sandbox", "--join", "--", "sh", "-c", "echo in-$(hostname)") as terminal:
            terminal.shows(b"Which one")
            terminal.type(b"2\r")
            assert terminal.end() == 0
            assert b"in-office" in terminal.octets


def test_none_that_runs_is_told(caller: Caller) -> None:
    done = caller.run("sandbox", "--join", "--", "true")
    assert done.returncode == 1
    assert done.stderr == "netui: no sandbox runs here – netui sandbox starts one\n"


def test_the_oldest_stands_first(caller: Caller) -> None:
    with started(caller, "rooms") as first, started(caller, "office") as second:
        found = [one for one in running() if one.pid in (first, second)]
        assert [one.pid for one in found] == [first, second]
        assert all(abs(one.started - time.time()) < 30 and one.owner == caller.uid for one in found)
