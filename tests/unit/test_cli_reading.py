"""The reading commands over hand-made snapshots: what they print, and how they fail."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from netui.__main__ import screen
from netui.cli.commands import names
from netui.cli.main import run
from netui.model.snapshot import Limit, Snapshot, encode
from netui.objects.registry import OBJECTS
from tests.support.snapshots import hostile_host, not_root, small_host

NOUNS = [one.noun for one in OBJECTS]


class Answer(NamedTuple):
    """What a command printed."""

    status: int
    out: bytes
    err: bytes


Call = Callable[..., Answer]


@pytest.fixture
def call(capsysbinary: pytest.CaptureFixture[bytes]) -> Call:
    """Runs a command line in this process."""

    def called(*words: str) -> Answer:
        capsysbinary.readouterr()
        status = run(list(words), screen)
        return Answer(status, *capsysbinary.readouterr())

    return called


@pytest.fixture
def saved(tmp_path: Path) -> Callable[[Snapshot], str]:
    """Writes a snapshot for --from."""

    def write(snapshot: Snapshot) -> str:
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.snapshot"
        path.write_bytes(encode(snapshot))
        return str(path)

    return write


@pytest.fixture
def small(saved: Callable[[Snapshot], str]) -> str:
    """A small host with containers."""
    return saved(small_host())


@pytest.fixture
def hostile(saved: Callable[[Snapshot], str]) -> str:
    """A host in which every name attacks."""
    return saved(hostile_host())


def raw_control(data: bytes) -> list[str]:
    """Characters that a terminal acts on."""
    return [char for char in data.decode() if (ord(char) < 32 and char != "\n") or 127 <= ord(char) < 160]


@pytest.mark.parametrize("noun", NOUNS)
def test_lists(call: Call, small: str, noun: str) -> None:
    table = call(noun, "list", "--from", small)
    listed = call(noun, "list", "--from", small, "--json")
    rows = json.loads(listed.out)
    assert table.status == listed.status == 0
    assert len(table.out.decode().splitlines()) == len(rows) + 1
    assert isinstance(rows, list)
    assert not table.err


@pytest.mark.parametrize("noun", NOUNS)
def test_hostile_names_reach_no_terminal(call: Call, hostile: str, noun: str) -> None:
    table, listed = call("--from", hostile, noun, "list"), call("--from", hostile, noun, "list", "--json")
    json.loads(listed.out)
    for answer in (table, listed):
        assert answer.status == 0
        assert not raw_control(answer.out + answer.err)


def test_hostile_names_in_tree_and_doctor(call: Call, hostile: str) -> None:
    for words in (("tree",), ("doctor",), ("doctor", "--json"), ("link", "show", "[/]"), ("snapshot", "-")):
        answer = call("--from", hostile, *words)
        assert not raw_control(answer.out + answer.err), words


def test_shared_options_stand_anywhere(call: Call, small: str) -> None:
    orders = (
        ("--json", "--from", small, "-n", "red", "link", "list"),
        ("link", "--json", "--from", small, "--namespace", "red", "list"),
        ("link", "list", "--json", "--from", small, "-n", "red"),
        ("--read-only", "link", "--from", small, "list", "--json", "-n", "red"),
    )
    answers = {call(*words) for words in orders}
    assert len(answers) == 1
    assert {row["namespace"] for row in json.loads(answers.pop().out)} == {"red"}


def test_what_namespaces_are_called_is_accepted(call: Call, small: str) -> None:
    for row in json.loads(call("namespace", "list", "--json", "--from", small).out):
        links = json.loads(call("link", "list", "--json", "--from", small, "-n", row["name"]).out)
        assert {link["namespace"] for link in links} == {row["name"]}
        assert len(links) == row["links"]


def test_a_filter_that_nothing_fits_now(call: Call, small: str) -> None:
    answer = call("link", "list", "kind:vlan", "--json", "--from", small)
    assert (answer.status, answer.out, answer.err) == (0, b"[]\n", b"")


def test_show(call: Call, small: str) -> None:
    answer = call("container", "show", "web", "--from", small)
    shown = json.loads(call("container", "show", "web", "--from", small, "--json").out)
    assert shown["name"] == "web"
    assert shown["networks"][0]["address"] in answer.out.decode()


def test_tree(call: Call, small: str) -> None:
    lines = call("tree", "--from", small).out.decode()
    for name in ("red", "blue", "web", "br-161847f4fecf", "eth0"):
        assert name in lines
    json.loads(call("tree", "--from", small, "--json").out)


@pytest.mark.parametrize("noun", [None, *NOUNS, "tree", "events", "diff", "doctor"])
def test_schema_is_json(call: Call, noun: str | None) -> None:
    answer = call("schema", *([noun] if noun else []))
    assert answer.status == 0
    assert isinstance(json.loads(answer.out), dict)


def test_limits_are_lines_on_standard_error(call: Call, saved: Callable[[Snapshot], str]) -> None:
    answer = call("link", "list", "--json", "--from", saved(not_root()))
    assert answer.status == 0
    json.loads(answer.out)
    assert "netui: the namespaces of other users' processes are hidden – sudo netui shows them" in answer.err.decode()


def test_limits_of_a_file_are_made_safe(call: Call, saved: Callable[[Snapshot], str]) -> None:
    path = saved(Snapshot(limits=(Limit("links", "evil \x1b[2J\nline", "\x9b31m"),)))
    answer = call("link", "list", "--from", path)
    assert not raw_control(answer.err)
    assert len(answer.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("links",), 2, "did you mean link?"),
        (("contaner", "list"), 2, "did you mean container?"),
        (("neighbours",), 2, "did you mean neighbour?"),
        (("link", "lst"), 2, "link has no command lst – did you mean list?"),
        (("link", "add", "br0", "type", "bridge"), 2, "link has no command add – did you mean create?"),
        (("route", "del", "default"), 2, "route has no command del – did you mean delete?"),
        (("network", "create1"), 2, "network has no command create1 – did you mean create?"),
        (("link", "xyz"), 2, "link has no command xyz – it has list, show, "),
        (("link", "list", "--jsn"), 2, "--json"),
        (("link", "show"), 2, "missing argument"),
        (("link", "show", "nope"), 1, "nope"),
        (("-n", "nope", "link", "list"), 1, "no namespace is named nope"),
        (("-n", "web", "link", "list"), 1, "no namespace is named web – that of the container is container:web"),
        (("-n", "pid:x", "link", "list"), 2, "followed by a number"),
        (("link", "list", "--from", "/nowhere/x"), 2, "--from is given twice"),
        (("link", "list", "-n", "red", "-n", "blue"), 2, "--namespace is given twice: red, blue"),
        (("-n", "red", "link", "list", "-n", "blue"), 2, "--namespace is given twice: red, blue"),
        (("link", "list", "ns:nope"), 2, "no namespace has nope in its name"),
        (("link", "list", "ip:300.1.1.1"), 2, "ip:300.1.1.1 is no address"),
        (("schema", "nope"), 1, "nope"),
        (("link", "list", "kind:nosuch", "--json"), 2, "kind:nosuch can fit no link – here are bridge, loopback"),
        (("link", "list", "state:foo"), 2, "state:foo can fit no link – state: takes up, down"),
        (("diff",), 2, "missing argument"),
        (("completion", "tcsh"), 2, "bash"),
        (("events",), 2, "a saved snapshot has no events"),
        (("\x1b[31mx",), 2, "\\x1b[31mx"),
        (("",), 2, "there is no command"),
    ],
)
def test_failures_are_a_sentence(call: Call, small: str, words: tuple[str, ...], status: int, said: str) -> None:
    answer = call("--from", small, *words)
    assert answer.status == status or (words[0] == "schema" and answer.status == 2)
    assert not answer.out
    assert said in answer.err.decode()
    assert len(answer.err.splitlines()) == 1
    assert not raw_control(answer.err)


def test_a_file_that_is_not_there_is_named(call: Call) -> None:
    answer = call("link", "list", "--from", "/nowhere/x")
    assert answer.status == 1 and b"/nowhere/x cannot be read" in answer.err


def test_an_option_may_be_said_again(call: Call, small: str) -> None:
    assert call("--from", small, "-n", "red", "link", "list", "-n", "red", "--from", small).status == 0


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[" * 100_000, b"\xff\xfe", b'{"format": 99}', b'{"format": 1, "namespaces": 3}']
)
def test_files_that_are_no_snapshot(call: Call, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x"
    path.write_bytes(data)
    answer = call("link", "list", "--from", str(path))
    assert answer.status == 1
    assert len(answer.err.splitlines()) == 1
    assert str(path) in answer.err.decode()


def test_help_of_every_command(call: Call) -> None:
    for name in names():
        answer = call(name, "--help")
        assert answer.status == 0
        assert answer.out.startswith(b"Usage: netui " + name.encode())
    assert call("help", "link", "list").out == call("link", "list", "--help").out.replace(b"list [OP", b"list [OP")
    assert call("help").out == call("--help").out
    assert call("--version").out.startswith(b"netui ")


def test_without_a_terminal(call: Call) -> None:
    answer = call()
    assert answer.status == 2
    assert b"netui tree" in answer.err
    assert len(answer.err.splitlines()) == 1


def test_doctor_names_what_is_missing(call: Call, saved: Callable[[Snapshot], str]) -> None:
    path = saved(not_root())
    text, told = call("doctor", "--from", path).out.decode(), json.loads(call("doctor", "--json", "--from", path).out)
    assert "other namespaces may not be entered" in text
    assert "group docker" in text
    assert told["docker"]["status"] == "denied"
    assert [one["subject"] for one in told["limits"]] == ["namespaces", "links"]
    assert {"name", "held", "gives", "without"} == set(told["surroundings"]["capabilities"][0])


def test_doctor_tells_a_snapshot_from_this_machine(call: Call, small: str) -> None:
    lines = call("doctor", "--from", small).out.decode().splitlines()
    assert small in lines[0] and "of web01, taken 2025-10-09" in lines[0]
    here = lines.index("This machine, as it is now")
    assert lines.index("What is seen") < lines.index("Docker") < here < lines.index("User") < lines.index("Versions")
    told = json.loads(call("doctor", "--from", small, "--json").out)["saved"]
    assert (told["file"], told["hostname"]) == (small, "web01")


def test_events_say_what_they_do_not_tell(call: Call) -> None:
    told = " ".join(call("events", "--help").out.decode().split())
    assert "a link that went down and is up again by then is not told" in told


@pytest.mark.parametrize(
    "words",
    [
        ("--dry-run", "link", "up", "host/eth0"),
        ("link", "--dry-run", "up", "host/eth0"),
        ("link", "up", "--dry-run", "host/eth0"),
        ("--dry-run", "veth", "create", "v0", "v1"),
        ("--dry-run", "wire", "red", "blue"),
    ],
)
def test_dry_run_may_stand_before_the_verb(call: Call, small: str, words: tuple[str, ...]) -> None:
    said = call("--from", small, *words)
    assert (said.status, said.err) == (0, b"") and said.out.startswith(b"ip "), said


@pytest.mark.parametrize(
    "words",
    [
        ("link", "list"),
        ("sandbox", "--", "true"),
        ("world", "list"),
        ("namespace", "exec", "host", "true"),
        ("tree",),
    ],
)
def test_a_dry_run_of_what_knows_none_is_refused_before_it_runs(call: Call, words: tuple[str, ...]) -> None:
    said = call("--dry-run", *words)
    assert said.status == 2 and b"--dry-run means nothing to" in said.err and not said.out


@pytest.mark.parametrize("shape", ["text", "svg", "dot", "mermaid", "json"])
def test_hostile_names_in_the_map(call: Call, hostile: str, shape: str) -> None:
    answer = call("map", "--from", hostile, "--format", shape)
    assert answer.status == 0 and answer.out
    assert not raw_control(answer.out + answer.err)


def test_the_map_around_an_object(call: Call, small: str) -> None:
    whole, near = call("map", "--from", small), call("map", "--from", small, "--around", "red", "--hops", "1")
    assert b"docker0" in whole.out and b"docker0" not in near.out
    assert b"red0" in near.out and b"blue0" in near.out
    link = call("map", "--from", small, "--around", "red/red0", "--hops", "1", "--json")
    told = json.loads(link.out)
    assert {one["name"] for one in told["namespaces"]} == {"red", "blue"}
    shown = call("map", "--from", small, "--around", "web/eth0", "--hops", "1")
    assert b"veth300d570" in shown.out and b"db" not in shown.out
    unknown = call("map", "--from", small, "--around", "nothing")
    assert unknown.status == 1 and b"no namespace and no link is named nothing" in unknown.err


def test_the_map_imports_no_textual(small: str) -> None:
    script = f"""
import sys
from netui.__main__ import screen
from netui.cli.main import run
run(["map", "--from", {small!r}], screen)
sys.exit(any(name.partition(".")[0] in ("textual", "rich", "pyroute2", "docker") for name in sys.modules))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert done.returncode == 0 and b"br-161847f4fecf" in done.stdout


@pytest.mark.parametrize("words", [("tree",), ("link", "down", "lo", "--yes")])
def test_a_command_behind_demo_is_not_carried_out_on_this_host(words: tuple[str, ...], call: Call) -> None:
    answer = call("--demo", *words)
    assert answer.status == 2 and not answer.out
    assert b"--demo is the terminal program" in answer.err
