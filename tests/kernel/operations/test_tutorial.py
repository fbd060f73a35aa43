"""The tutorial's steps T2 to T12 by the command line, each held against `ip`."""

import json
import os
import pty
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.support.nobody import nobody
from tests.support.requirements import needs_programs, needs_root
from tests.support.runner import clear

pytestmark = [needs_root, needs_programs("ip")]

PREFIX = f"nt{os.getpid() % 10000}k"
RED, BLUE = f"{PREFIX}red", f"{PREFIX}blue"
V0, V1 = f"{PREFIX}0", f"{PREFIX}1"


class Netui:
    """netui as a process, with a state folder of its own and no Docker."""

    def __init__(self, folder: Path) -> None:
        self.environment = {**os.environ, "XDG_STATE_HOME": str(folder), "DOCKER_HOST": "unix:///nonexistent/x"}

    def run(self, *words: str, **more: Any) -> subprocess.CompletedProcess[str]:
        """To its end, with nobody at a terminal."""
        argv = [sys.executable, "-m", "netui", *words]
        return subprocess.run(
            argv, capture_output=True, text=True, env=self.environment, check=False, stdin=subprocess.DEVNULL, **more
        )

    def __call__(self, *words: str, status: int = 0, told: str = "") -> str:
        done = self.run(*words)
        assert done.returncode == status, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        text = getattr(done, told or ("stderr" if status else "stdout"))
        assert isinstance(text, str)
        return text

    def start(self, *words: str) -> "subprocess.Popen[str]":
        """Run it beside the test."""
        argv = [sys.executable, "-m", "netui", *words]
        return subprocess.Popen(argv, stdout=subprocess.PIPE, text=True, env=self.environment)


@pytest.fixture
def netui(tmp_path: Path) -> Iterator[Netui]:
    yield Netui(tmp_path)
    clear(PREFIX)
    subprocess.run(["ip", "link", "del", "dev", V0], check=False, capture_output=True)


def ip(*words: str) -> Any:
    return json.loads(subprocess.check_output(["ip", "-j", *words]) or "[]")


def link(space: str, name: str) -> dict[str, Any]:
    """A link as `ip` tells it, with its addresses."""
    (found,) = ip("-n", space, "addr", "show", "dev", name)
    assert isinstance(found, dict)
    return found


def addresses(space: str, name: str) -> list[str]:
    return [one["local"] for one in link(space, name)["addr_info"] if one["family"] == "inet"]


def test_the_tutorial(netui: Netui) -> None:
    # T2, T3: namespaces
    assert netui("namespace", "create", RED) == f"ip netns add {RED}\n"
    netui("namespace", "create", BLUE)
    assert {one["name"] for one in ip("netns", "list")} >= {RED, BLUE}
    assert RED in netui("namespace", "list")
    # T4, T5: a veth pair here, and what it is seen as
    netui("veth", "create", V0, V1, "--down")
    assert {one["ifname"] for one in ip("link") if one["ifname"].startswith(PREFIX)} == {V0, V1}
    (shown,) = [one for one in json.loads(netui("link", "list", "--json")) if one["name"] == V0]
    assert shown["peer"]["name"] == V1
    # T6: each end to its namespace
    netui("link", "move", V0, "--to", RED, "--yes")
    netui("link", "move", V1, "--to", BLUE, "--yes")
    assert link(RED, V0)["ifname"] == V0
    # T7: in a namespace
    told = json.loads(netui("namespace", "exec", RED, "--", "ip", "-j", "link"))
    assert [one["ifname"] for one in told] == ["lo", V0]
    # T8, T9: addresses, and up
    netui("address", "add", "172.16.0.111/20", f"{RED}/{V0}")
    netui("address", "add", "172.16.0.112/20", V1, "-n", BLUE)
    assert "no route" in netui("ping", RED, "172.16.0.112", "--count", "1", status=1, told="stdout")
    netui("link", "up", f"{RED}/{V0}")
    netui("link", "up", f"{BLUE}/{V1}")
    netui("link", "restart", f"{RED}/{V0}", "--yes")
    assert "UP" in link(RED, V0)["flags"]
    assert (addresses(RED, V0), addresses(BLUE, V1)) == (["172.16.0.111"], ["172.16.0.112"])
    # T10: across
    assert "answers after" in netui("ping", RED, "172.16.0.112", "--count", "2", "--interval", "20")
    # T11: an address less
    netui("address", "delete", "172.16.0.112", f"{BLUE}/{V1}", "--yes")
    assert addresses(BLUE, V1) == []
    # T12: the pair goes together
    said = netui("link", "delete", f"{RED}/{V0}", status=2)
    assert f"its peer {BLUE}/{V1} goes too" in said
    netui("link", "delete", f"{RED}/{V0}", "--yes")
    assert [one["ifname"] for space in (RED, BLUE) for one in ip("-n", space, "link")] == ["lo", "lo"]
    netui("namespace", "delete", RED, "--yes")
    assert RED not in {one["name"] for one in ip("netns", "list")}
    # and all the way back, run by run
    netui("undo")
    netui("undo")
    assert {link(RED, V0)["ifname"], link(BLUE, V1)["ifname"]} == {V0, V1}
    netui("undo")
    assert addresses(BLUE, V1) == ["172.16.0.112"]
    netui("redo")
    assert addresses(BLUE, V1) == []


def test_a_service_is_reached_by_tcp(netui: Netui) -> None:
    netui("namespace", "create", RED)
    netui("namespace", "create", BLUE)
    netui("wire", RED, BLUE, "--address", "10.5.0.1/24", "--peer-address", "10.5.0.2/24")
    script = "import socket; s = socket.create_server(('10.5.0.2', 80)); print('ready', flush=True); s.accept()"
    argv = ["ip", "netns", "exec", BLUE, sys.executable, "-c", script]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        assert server.stdout.readline() == "ready\n"
        (reply,) = netui("ping", RED, "10.5.0.2:80", "--count", "1", "--json").splitlines()
        assert json.loads(reply)["answered"]
    told = netui.run("ping", RED, "10.5.0.2:81", "--count", "1")
    assert (told.returncode, "nothing listens" in told.stdout) == (1, True)
    assert "no route" in netui.run("ping", RED, "192.0.2.1", "--count", "1").stdout


def test_ping_over_ipv6(netui: Netui) -> None:
    netui("namespace", "create", RED)
    netui("namespace", "create", BLUE)
    netui("wire", RED, BLUE, "--address", "2001:db8::1/64", "--peer-address", "2001:db8::2/64")
    with netui.start("ping", RED, "2001:db8::2", "--count", "0", "--interval", "50", "--timeout", "100") as asking:
        assert asking.stdout
        for reply in asking.stdout:  # until duplicate address detection is through
            if "2001:db8::2 answers after" in reply:
                break
        asking.terminate()
    assert "answers" in reply


def test_what_would_be_done(netui: Netui) -> None:
    assert netui("namespace", "create", RED, "--dry-run") == f"ip netns add {RED}\n"
    told = json.loads(netui("veth", "create", "a", "b", "--dry-run", "--json"))
    assert told == {
        "commands": ["ip link add name a type veth peer name b", "ip link set dev a up", "ip link set dev b up"],
        "warnings": [],
        "undo": "full",
    }
    assert RED not in {one["name"] for one in ip("netns", "list")}
    assert netui("history") == ""


def test_who_may_not_change_anything(netui: Netui, tmp_path: Path) -> None:
    assert "--read-only" in netui("--read-only", "namespace", "create", RED, status=1)
    assert "--read-only" in netui("undo", "--read-only", "--yes", status=1)
    netui("snapshot", str(tmp_path / "x"))
    assert "cannot be changed" in netui("namespace", "create", RED, "--from", str(tmp_path / "x"), status=2)
    assert netui("namespace", "create", RED, "--from", str(tmp_path / "x"), "--dry-run") == f"ip netns add {RED}\n"
    netui.environment["NETUI_READ_ONLY"] = "1"
    assert "NETUI_READ_ONLY" in netui("namespace", "create", RED, status=1)
    assert not (tmp_path / "netui").exists()


def test_refusals_are_the_kernels_own_with_a_hint(netui: Netui) -> None:
    netui("namespace", "create", RED)
    for words, said in (
        (("link", "create", "d0", "no-such", "-n", RED), "Unknown device type"),
        (("namespace", "create", RED), f"there is a namespace {RED} already"),
        (("route", "add", "default", "--via", "192.0.2.1", "-n", RED), "no link that is up leads to 192.0.2.1"),
        (("link", "up", "nosuch", "-n", RED), "there is no link nosuch"),
        (("undo",), ""),
        (("undo",), "nothing to undo"),
        (("redo",), ""),
        (("redo",), "nothing to redo"),
    ):
        assert said in netui(*words, status=1 if said else 0)
    assert "--namespace means nothing here" in netui("namespace", "create", BLUE, "-n", RED, status=2)
    assert "prefix length" in netui("address", "add", "10.0.0.1", "lo", status=2)
    assert "Missing argument" in netui("link", "rename", "lo", status=2).replace("missing", "Missing")


def test_a_plan_of_several_steps_is_taken_back_where_one_fails(netui: Netui) -> None:
    netui("namespace", "create", RED)
    subprocess.run(["ip", "netns", "exec", RED, "sysctl", "-qw", "net.ipv6.conf.default.disable_ipv6=1"], check=True)
    said = netui("veth", "create", "v0", "v1", "-n", RED, "--peer-address", "2001:db8::1/64", status=1)
    assert "Permission denied" in said or "IPv6 is disabled" in said
    assert "is taken back" in said
    assert [one["ifname"] for one in ip("-n", RED, "link")] == ["lo"]
    (_created, failed) = json.loads(netui("history", "--json"))
    assert (failed["result"], len(failed["commands"])) == ("taken back", 4)
    netui("undo")
    assert RED not in {one["name"] for one in ip("netns", "list")}


def test_a_change_that_was_refused_is_told_as_nothing_done(netui: Netui) -> None:
    netui("namespace", "create", RED)
    subprocess.run(["ip", "netns", "exec", RED, "sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1"], check=True)
    netui("address", "add", "2001:db8::1/64", f"{RED}/lo", status=1)
    (_created, refused) = json.loads(netui("history", "--json"))
    assert refused["result"] == "refused"
    assert f"address add 2001:db8::1/64 {RED}/lo  nothing done, refused " in netui("history")


def test_the_history_is_the_users_alone(netui: Netui, tmp_path: Path) -> None:
    netui("namespace", "create", RED)
    folder = tmp_path / "netui"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {one.stat().st_mode & 0o777 for one in folder.iterdir()} == {0o600}
    folder.chmod(0o755)
    assert "not a folder of this user alone" in netui("namespace", "create", BLUE, status=1)
    folder.chmod(0o700)
    (file,) = folder.glob("*.history")
    file.rename(tmp_path / "away")
    file.symlink_to(tmp_path / "away")
    assert "history" in netui("namespace", "create", BLUE, status=1)
    assert BLUE not in {one["name"] for one in ip("netns", "list")}


def test_a_torn_line_is_told_and_the_rest_is_kept(netui: Netui, tmp_path: Path) -> None:
    netui("namespace", "create", RED)
    (file,) = (tmp_path / "netui").glob("*.history")
    with file.open("ab") as torn:
        torn.write(b'00000000 {"type":"begun"\n')
    told = netui.run("history")
    assert f"namespace create {RED}" in told.stdout
    assert "1 lines of the history cannot be read" in told.stderr
    netui("undo")


def completed(netui: Netui, *words: str) -> list[str]:
    environment = {
        "_NETUI_COMPLETE": "bash_complete", "COMP_WORDS": "\n".join(("netui", *words)), "COMP_CWORD": str(len(words)),
    }  # fmt: skip
    netui.environment |= environment
    told = netui()
    for name in environment:
        del netui.environment[name]
    return [line.partition(",")[2] for line in told.splitlines()]


def test_completion_knows_what_there_is(netui: Netui) -> None:
    netui("namespace", "create", RED)
    netui("link", "create", "br0", "bridge", "-n", RED)
    assert completed(netui, "link", "up", "-n", RED, "b") == ["br0"]
    assert completed(netui, "namespace", "delete", PREFIX) == [RED]
    assert completed(netui, "wire", f"{RED}/") == [f"{RED}/br0"]
    assert completed(netui, "link", "create", "x", "brid") == ["bridge"]
    assert "--peer-namespace" in completed(netui, "veth", "create", "a", "b", "--p")


def test_reading_commands_import_nothing_of_changes(netui: Netui) -> None:
    script = (
        "import sys; from netui.__main__ import screen; from netui.cli.main import run; "
        "run(['link', 'list', '--json'], screen); "
        "print(sorted(name for name in sys.modules if name.startswith(('pyroute2', 'netui.operations', "
        "'netui.core.changing.runner', 'netui.core.history.history'))), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, env=netui.environment
    )
    assert done.stderr.splitlines()[-1] == "[]"


def at_a_terminal(
    netui: Netui, answer: bytes, *words: str, meanwhile: Callable[[], None] = lambda: None
) -> tuple[int, str]:
    """Run a command on a terminal, and answer what it asks; `meanwhile` is done before the answer."""
    ours, theirs = pty.openpty()
    argv = [sys.executable, "-m", "netui", *words]
    child = subprocess.Popen(argv, stdin=theirs, stdout=theirs, stderr=theirs, env=netui.environment)
    os.close(theirs)
    told = b""
    with suppress(OSError):  # at the end of the last writer
        while data := os.read(ours, 4096):
            told += data
            if told.endswith(b"[y/N]: "):
                meanwhile()
                os.write(ours, answer)
    os.close(ours)
    return child.wait(10), told.decode()


def test_somebody_at_a_terminal_is_asked(netui: Netui) -> None:
    netui("namespace", "create", RED)
    netui("veth", "create", "v0", "v1", "-n", RED)
    for answer, status, there in ((b"n\n", 1, ["lo", "v1", "v0"]), (b"y\n", 0, ["lo"])):
        ended, told = at_a_terminal(netui, answer, "link", "delete", "v0", "-n", RED)
        assert (ended, sorted(one["ifname"] for one in ip("-n", RED, "link"))) == (status, sorted(there)), told
        assert f"its peer {RED}/v1 goes too" in told
        assert f"ip -n {RED} link delete dev v0" in told
        assert "Undo does not bring back its traffic control" in told


def test_help_tells_what_each_sysctl_does(netui: Netui) -> None:
    told = netui("namespace", "set", "--help")
    assert "net.ipv4.ip_forward" in told
    assert "net.ipv4.conf.LINK.rp_filter" in told


def test_without_privilege_the_own_namespace_is_asked_and_refusals_say_what_would_help() -> None:
    with nobody() as user, socket.create_server(("127.0.0.1", 0)) as server:
        nowhere = "unix:///nonexistent/x"
        port = server.getsockname()[1]
        asked = user.run("ping", "host", f"127.0.0.1:{port}", "--count", "1", DOCKER_HOST=nowhere)
        assert (asked.returncode, "answers after" in asked.stdout) == (0, True), asked.stderr
        shown = user.run("link", "up", "lo", "--dry-run", DOCKER_HOST=nowhere)
        assert (shown.returncode, shown.stdout) == (0, "ip link set dev lo up\n")
        refused = user.run("address", "add", "10.77.0.1/24", "lo", DOCKER_HOST=nowhere)
        assert refused.returncode == 1
        assert "run netui as root (CAP_NET_ADMIN" in refused.stderr
        assert "Traceback" not in refused.stderr
