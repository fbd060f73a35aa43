"""netui as a process: over a world full of hostile names, in a pipe, on a terminal, and while things change."""

import fcntl
import json
import os
import pty
import re
import select
import shutil
import signal
import socket
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from netui.objects.registry import OBJECTS
from netui.text import safe
from netui.width import width
from tests.support.nobody import nobody
from tests.support.requirements import needs_programs, needs_root
from tests.support.worlds import World, may_name_link, world

pytestmark = [needs_root, needs_programs("ip")]

NETUI = (sys.executable, "-m", "netui")
NOUNS = [one.noun for one in OBJECTS]
NOWHERE = {**os.environ, "DOCKER_HOST": "unix:///nonexistent/docker.sock", "TERM": "xterm-256color"}
"""No engine of this host has a part in these tests."""
COLOURS = ("\x1b[31m", "\x1b[32m", "\x1b[33m", "\x1b[0m")


@pytest.fixture(scope="module")
def scene() -> Iterator[World]:
    with world(f"nt{os.getpid() % 10000}c") as made:
        yield made


def netui(*words: str | bytes, **more: Any) -> subprocess.CompletedProcess[bytes]:
    """Run a command to its end."""
    options = {"capture_output": True, "env": NOWHERE, "timeout": 30, **more}
    return subprocess.run([*NETUI, *words], check=False, **options)


def raw_control(data: bytes, allowed: str = "\n") -> set[str]:
    """Characters that a terminal acts on; every byte has to be UTF-8."""
    return {char for char in data.decode() if (ord(char) < 32 or 127 <= ord(char) < 160) and char not in allowed}


def on_terminal(*words: str, columns: int = 80, **environment: str) -> str:
    """What a command writes to a terminal of that width, standard error included."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("4H", 24, columns, 0, 0))
    settings = {key: value for key, value in {**NOWHERE, **environment}.items() if key not in ("COLUMNS", "LINES")}
    child = subprocess.Popen([*NETUI, *words], stdin=theirs, stdout=theirs, stderr=theirs, env=settings)
    os.close(theirs)
    read = bytearray()
    try:
        while True:
            read += os.read(ours, 65536)
    except OSError:  # the last writer is gone
        pass
    os.close(ours)
    assert child.wait(10) == 0
    return read.decode().replace("\r\n", "\n")


@pytest.mark.parametrize("noun", NOUNS)
@pytest.mark.usefixtures("scene")
def test_hostile_names_as_json_and_text(noun: str) -> None:
    table, listed = netui(noun, "list"), netui(noun, "list", "--json")
    assert (table.returncode, listed.returncode) == (0, 0), table.stderr + listed.stderr
    rows = json.loads(listed.stdout)
    if noun in ("namespace", "link", "address", "route", "rule", "neighbour", "bridge", "fdb"):
        assert rows
    for data in (table.stdout, table.stderr, listed.stdout, listed.stderr):
        assert not raw_control(data)
    assert b"Traceback" not in table.stderr + listed.stderr


def test_every_byte_of_a_name_comes_back(scene: World) -> None:
    rows = json.loads(netui("link", "list", "--json").stdout)
    told = {bytes.fromhex(row["name_hex"]) if "name_hex" in row else row["name"].encode() for row in rows}
    for held in scene.hostile:
        tail = held.name.removeprefix(scene.prefix)
        assert tail in told or not may_name_link(tail) or tail.endswith(scene.prefix)


def test_every_hostile_name_can_be_asked_for(scene: World) -> None:
    for held in scene.hostile[:6]:
        rows = json.loads(netui("link", "list", "--json", b"--namespace=" + held.name).stdout)
        assert rows
        assert len({row["namespace"] for row in rows}) == 1


@pytest.mark.parametrize("noun", ["link", "namespace", "address", "route", "bridge"])
@pytest.mark.usefixtures("scene")
def test_tables_fit_a_terminal(noun: str) -> None:
    written = on_terminal(noun, "list")
    for colour in COLOURS:
        written = written.replace(colour, "")
    lines = [line for line in written.splitlines() if not line.startswith("netui: ")]
    assert len(lines) > 5
    assert max(map(width, lines)) <= 80
    assert not raw_control(written.encode())


@pytest.mark.usefixtures("scene")
def test_colours_only_where_they_are_wanted() -> None:
    assert "\x1b[32mup\x1b[0m" in on_terminal("link", "list")
    assert "\x1b" not in on_terminal("link", "list", NO_COLOR="1")
    assert "\x1b" not in on_terminal("link", "list", TERM="dumb")
    assert b"\x1b" not in netui("link", "list").stdout


@pytest.mark.usefixtures("scene")
def test_a_terminal_is_told_of_columns_without_room_and_wide_shows_them() -> None:
    fitted, wide = on_terminal("link", "list", NO_COLOR="1"), on_terminal("link", "list", "--wide", NO_COLOR="1")
    assert "netui: no room for " in fitted and "MAC" not in fitted.splitlines()[0]
    assert re.search(r"  10\.\d\.0\.\d/\d+ \+5  ", fitted)
    assert "no room" not in wide and wide.splitlines()[0].endswith("MAC")
    addresses = {"10.0.0.1/24", "10.0.0.2/24", "10.0.0.3/28", "10.1.0.1/32", "2001:db8::1/64"}
    assert any(addresses <= set(line.replace(",", "").split()) for line in wide.splitlines())


@pytest.mark.usefixtures("scene")
def test_a_terminal_is_told_that_nothing_fits() -> None:
    assert "netui: no link fits kind:vlan state:dormant; " in on_terminal(
        "link", "list", "kind:vlan", "state:dormant"
    )


@pytest.mark.usefixtures("scene")
def test_the_other_commands_stay_safe(tmp_path: Path) -> None:
    file = str(tmp_path / "x")
    for words in (("tree",), ("doctor",), ("snapshot", file), ("diff", file), ("snapshot", "-")):
        done = netui(*words)
        assert done.returncode == 0, done.stderr
        assert not raw_control(done.stdout + done.stderr), words
    assert os.stat(file).st_mode & 0o777 == 0o600
    again = netui("--from", file, "link", "list", "--json")
    assert {row["name"] for row in json.loads(again.stdout)} >= {"br0", "vx0", "mv0", "e1"}
    assert not raw_control(on_terminal("tree").encode(), allowed="\n\x1b")


@pytest.mark.parametrize("words", [("container", "list"), ("network", "list", "--json"), ("port", "list")])
def test_without_docker_a_line_says_so_beside_an_empty_list(words: tuple[str, ...]) -> None:
    done = netui(*words)
    assert done.returncode == 0
    assert done.stdout.strip() == b"[]" or len(done.stdout.splitlines()) == 1, "a heading alone"
    told = [line for line in done.stderr.splitlines() if line.startswith(b"netui: nothing is at /nonexistent")]
    assert len(told) == 1, done.stderr


def test_exit_statuses(tmp_path: Path) -> None:
    assert netui("link", "list").returncode == 0
    assert netui("link", "show", "no-such-link").returncode == 1
    assert netui("link", "list", "--from", str(tmp_path / "none")).returncode == 1
    assert netui("links").returncode == 2
    alone = netui(stdin=subprocess.DEVNULL)
    assert (alone.returncode, alone.stdout) == (2, b"")
    assert b"netui tree" in alone.stderr
    with open("/dev/full", "wb") as full:
        done = netui("link", "list", capture_output=False, stdout=full, stderr=subprocess.PIPE)
    assert (done.returncode, done.stderr.count(b"\n")) == (1, 1 + done.stderr.count(b"may not be"))
    assert b"No space left" in done.stderr


@pytest.mark.usefixtures("scene")
def test_a_reader_that_leaves_is_no_failure() -> None:
    script = f'{sys.executable} -m netui link list --json | head -c 1; exit "${{PIPESTATUS[0]}}"'
    done = subprocess.run(["bash", "-c", script], capture_output=True, env=NOWHERE, check=False)
    assert done.stdout == b"["
    assert done.returncode in (0, 141)
    assert b"Traceback" not in done.stderr
    assert b"Exception" not in done.stderr


def test_a_list_imports_nothing_heavy() -> None:
    script = (
        "import sys; from netui.__main__ import screen; from netui.cli.main import run; "
        "status = run(['link', 'list', '--json'], screen); "
        "print(status, sorted({'textual', 'rich', 'docker', 'pyroute2', 'psutil', 'requests'} & set(sys.modules)), "
        "file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, env=NOWHERE, check=True)
    json.loads(done.stdout)
    assert done.stderr.splitlines()[-1] == b"0 []"


@pytest.mark.usefixtures("scene")
def test_without_privilege_it_says_what_is_hidden() -> None:
    with nobody() as user:
        listed = user.run("link", "list", "--json", DOCKER_HOST=NOWHERE["DOCKER_HOST"])
        told = json.loads(user.run("doctor", "--json").stdout)
        asked = user.run("link", "show", "no-such-link", DOCKER_HOST=NOWHERE["DOCKER_HOST"])
    assert listed.returncode == 0
    assert {row["namespace"] for row in json.loads(listed.stdout)} == {"host"}
    assert "namespaces may not be read – run netui as root (CAP_NET_ADMIN)" in listed.stderr
    assert told["unreadable"] > 5
    assert asked.returncode == 1
    assert "namespaces may not be, so it may be there" in asked.stderr
    (hidden,) = (one["message"] for one in told["limits"] if "may not be looked at" in one["message"])
    named = re.findall(r"(?:: |, )(\S+) (\d+)", hidden)
    assert 1 <= len(named) <= 6
    for command, pid in named:
        assert os.stat(f"/proc/{pid}").st_uid == 0  # what lives on, as the tests' own process does
        assert safe(Path(f"/proc/{pid}/comm").read_bytes().removesuffix(b"\n")) == command
    assert not any(one["held"] for one in told["surroundings"]["capabilities"])


@needs_programs("unshare", "ip")
def test_a_ping_without_privilege_tells_what_it_lacks_and_blames_no_packet_filter() -> None:
    with nobody() as user:
        script = 'ip link set lo up; exec setpriv --reuid=65534 --regid=65534 --clear-groups "$@"'
        words = ["unshare", "--net", "sh", "-c", script, "sh", *user.command("ping", "host", "127.0.0.1")]
        options = {"env": user.options()["env"], "cwd": "/"}
        done = subprocess.run(words, capture_output=True, text=True, timeout=30, check=False, **options)
    assert done.returncode == 1 and not done.stdout
    assert done.stderr.startswith("netui: a ping is not permitted here – run netui as root (CAP_NET_RAW)")


@needs_programs("iptables")
def test_diff_tells_what_changed_since_it_worked(empty: World, tmp_path: Path) -> None:
    held, file = empty.hold("named"), str(tmp_path / "worked")
    held.run("iptables", "-A", "FORWARD", "-j", "ACCEPT")
    assert netui("snapshot", file).returncode == 0
    assert netui("diff", file, "-n", held.name).stdout == b""
    held.run("iptables", "-A", "FORWARD", "-s", "192.0.2.0/24", "-j", "DROP")
    held.run("sh", "-c", "echo 1 >/proc/sys/net/ipv4/ip_forward")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        here = netui("diff", file, "-n", "host").stdout.decode()
        assert f"+ socket tcp 127.0.0.1:{listener.getsockname()[1]} added" in here
    there = netui("diff", file, "-n", held.name).stdout.decode()
    assert "filter/FORWARD: -s 192.0.2.0/24 -j DROP added" in there
    assert "~ sysctl net.ipv4.ip_forward: value 0 → 1" in there
    assert "-j ACCEPT" not in there


# completion


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_load(shell: str) -> None:
    script = netui("completion", shell).stdout.decode()
    assert "_NETUI_COMPLETE" in script
    assert "%(" not in script
    program = shutil.which(shell)
    if program:  # bash is everywhere, the others are not
        done = subprocess.run([program, "-n", "-c", script], capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (0, b"")


def completed(*words: str) -> list[str]:
    """What bash is offered for the last of the words."""
    environment = {
        **NOWHERE, "_NETUI_COMPLETE": "bash_complete", "COMP_WORDS": "\n".join(("netui", *words)),
        "COMP_CWORD": str(len(words)),
    }  # fmt: skip
    done = netui(env=environment)
    assert not done.stderr
    assert not raw_control(done.stdout)
    return [line.partition(",")[2] for line in done.stdout.decode().splitlines()]


def test_completion_offers_what_there_is(scene: World) -> None:
    assert completed("sn") == ["snapshot"]
    assert completed("link", "")[:2] == ["list", "show"]
    assert completed("link", "u") == ["up"]
    assert "--json" in completed("link", "list", "--")
    prefix = scene.prefix.decode()
    assert completed("link", "list", "-n", f"{prefix}red") == [f"{prefix}red0"]
    assert "vx0" in completed("link", "show", "vx")
    assert "host" in completed("-n", "h")


# events


class Watching:
    """`netui events` in a process of its own."""

    def __init__(self, *words: str) -> None:
        self.child = subprocess.Popen(
            [*NETUI, "events", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=NOWHERE, bufsize=0
        )
        self._read = bytearray()
        self.seen = b""
        """All that was read of it."""

    def ready(self) -> None:
        """Wait until it says that it watches."""
        assert self.child.stderr
        self._until(self.child.stderr.fileno(), b"netui: watching", 10)

    def line(self, part: bytes, seconds: float = 10.0) -> bytes:
        """Wait for a line with that in it."""
        assert self.child.stdout
        return self._until(self.child.stdout.fileno(), part, seconds)

    def _until(self, fd: int, part: bytes, seconds: float) -> bytes:
        end = time.monotonic() + seconds
        while True:
            *lines, rest = bytes(self._read).split(b"\n")
            for number, line in enumerate(lines):
                if part in line:
                    self._read = bytearray(b"\n".join([*lines[number + 1 :], rest]))
                    return line
            readable = select.select([fd], [], [], max(0.0, end - time.monotonic()))[0]
            assert readable, f"no line with {part!r} in {bytes(self._read)!r}"
            more = os.read(fd, 65536)
            assert more, f"it ended: {bytes(self._read)!r}"
            self._read += more
            self.seen += more

    def rest(self) -> bytes:
        """What it still says on standard error, to its end."""
        assert self.child.stderr
        return self.child.stderr.read()


@contextmanager
def watching(*words: str) -> Iterator[Watching]:
    """Watch, and end it whatever happens."""
    watch = Watching(*words)
    try:
        watch.ready()
        yield watch
    finally:
        watch.child.kill()
        watch.child.communicate()


@pytest.fixture
def empty() -> Iterator[World]:
    """A world with nothing in it yet."""
    with world(f"nt{os.getpid() % 10000}e", full=False) as made:
        yield made


def test_events_as_they_happen(empty: World) -> None:
    with watching() as watch:
        held = empty.hold("named")
        name = held.name
        watch.line(b"namespace %b" % name)  # it may be found before it has its name
        held.run("ip", "link", "add", "p0", "type", "veth", "peer", "name", "p1")
        assert name in watch.line(b"link p0 added")
        held.run("ip", "link", "set", "p0", "mtu", "1400")
        assert "mtu 1500 → 1400".encode() in watch.line(b"link p0: mtu")
        held.run("ip", "addr", "add", "10.0.0.1/24", "dev", "p0")
        watch.line(b"address 10.0.0.1/24 on p0 added")
        empty.let_go(held)
        assert name in watch.line(b"namespace %b removed" % name)


def test_what_the_kernel_adds_by_itself_is_counted_and_told_where_it_is_asked_for(empty: World) -> None:
    held = empty.hold("named")
    with watching("-n", held.name.decode()) as calm, watching("--all", "-n", held.name.decode()) as everything:
        held.run("ip", "link", "add", "p0", "type", "veth", "peer", "name", "p1")
        held.run("ip", "link", "set", "p1", "up")
        held.run("ip", "link", "set", "p0", "up")
        everything.line(b"address fe80::")
        everything.line(b"table local on p")
        held.run("ip", "link", "add", "later", "type", "bridge")
        calm.line(b"link later added")
        everything.line(b"link later added")
        assert b"+ link p0 added" in calm.seen and "× upkeep of the kernel: ".encode() in calm.seen
        assert calm.seen.count(b"\n") < everything.seen.count(b"\n")
        assert "× upkeep".encode() not in everything.seen


@needs_programs("iptables")
def test_events_of_what_the_kernel_does_not_tell(empty: World) -> None:
    held = empty.hold("named")
    name = held.name.decode()
    held.run("iptables", "-A", "FORWARD", "-j", "ACCEPT")
    with watching("firewall", "sysctl", "-n", name) as watch:
        # What is read for the first time did not just happen: the first changes may come before that.
        rule = sysctl = b""
        for number in range(1, 40):
            held.run("iptables", "-A", "FORWARD", "-s", f"192.0.2.{number}", "-j", "DROP")
            with suppress(AssertionError):
                rule = rule or watch.line(b"-j DROP added", 0.5)
            held.run("sh", "-c", f"echo {number // 5 % 2} >/proc/sys/net/ipv4/ip_forward")
            with suppress(AssertionError):
                sysctl = sysctl or watch.line(b"sysctl net.ipv4.ip_forward", 0.5)
            if rule and sysctl:
                break
        assert b"filter/FORWARD: -s 192.0.2." in rule
        assert b" \xe2\x86\x92 " in sysctl and name.encode() in sysctl
    with watching("firewall") as watch:
        born = empty.hold("named")
        watch.line(b"namespace %b" % born.name)  # it may be told before its name is there


def test_events_as_json_of_one_namespace(empty: World) -> None:
    one, other = empty.hold("named"), empty.hold("named")
    with watching("--json", "--namespace", one.name.decode()) as watch:
        other.run("ip", "link", "add", "q0", "type", "veth", "peer", "name", "q1")
        one.run("ip", "link", "add", "p0", "type", "veth", "peer", "name", "p1")
        seen: list[dict[str, Any]] = []
        while not seen or seen[-1]["name"] != "p0":
            seen.append(json.loads(watch.line(b"{")))
        assert {event["namespace"] for event in seen} == {one.name.decode()}
        assert {"time", "action", "kind", "namespace", "name", "changes"} <= seen[-1].keys()
        assert (seen[-1]["action"], seen[-1]["kind"]) == ("added", "link")


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_events_end_by_a_signal(number: signal.Signals, status: int) -> None:
    with watching() as watch:
        began = time.monotonic()
        watch.child.send_signal(number)
        assert watch.child.wait(3) == status
        assert time.monotonic() - began < 2
        assert watch.rest() == b""


def test_events_end_when_nobody_reads() -> None:
    with watching() as watch:
        assert watch.child.stdout
        watch.child.stdout.close()
        assert watch.child.wait(3) == 141
        assert watch.rest() == b""
