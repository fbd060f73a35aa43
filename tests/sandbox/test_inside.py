"""What works in a sandbox, and what of it the host sees: nothing."""

import json
import os
from pathlib import Path

import pytest

from tests.sandbox.callers import Caller


def test_the_tools_that_people_know_work(caller: Caller) -> None:
    said = caller.inside(
        """
        ip netns add green
        ip link add v0 type veth peer name v1 netns green
        ip link add br0 type bridge
        ip link set v0 master br0 up
        ip link set br0 up
        ip addr add 10.9.0.1/24 dev br0
        ip -n green addr add 10.9.0.2/24 dev v1
        ip -n green link set v1 up
        ping -c 1 -W 3 10.9.0.2 >/dev/null
        nft add table ip mine
        nft add chain ip mine in '{ type filter hook input priority 0; policy drop; }'
        ! ping -c 1 -W 1 10.9.0.2 >/dev/null
        ip netns exec green ip -br link show v1 | grep -q UP
        ip netns
        ls /sys/class/net
        hostname
        """
    )
    assert said.splitlines()[0].startswith("green")
    assert set(said.splitlines()[1:]) == {"bonding_masters", "br0", "lo", "v0", "empty"} - (
        set() if "bonding_masters" in said else {"bonding_masters"}
    )


def test_netui_sees_the_sandbox_as_a_host_of_its_own(caller: Caller) -> None:
    tree = " ".join(caller.netui("namespace", "list", "--json"))
    said = json.loads(caller.inside(tree, "--world", "docker"))
    assert {one["name"] for one in said} == {"host", "web", "api", "db", "outside"}
    assert [one["links"] for one in said if one["name"] == "host"] == [6]
    doctor = json.loads(caller.inside(" ".join(caller.netui("doctor", "--json"))))
    assert not [one for one in doctor["limits"] if "/proc is not the host's" in one["message"]]


def test_a_snapshot_says_that_it_is_of_a_sandbox(unprivileged_caller: Caller) -> None:
    said = unprivileged_caller.inside(" ".join(unprivileged_caller.netui("snapshot", "-")), "--world", "rooms")
    assert json.loads(said.partition("\n")[0])["sandbox"] == "rooms"


def test_the_host_s_engine_is_not_asked(caller: Caller) -> None:
    doctor = json.loads(caller.inside(" ".join(caller.netui("doctor", "--json"))))
    assert doctor["docker"]["endpoint"] == "unix:///run/docker.sock"
    assert doctor["docker"]["status"] == "absent"
    assert doctor["docker"]["hint"] == "on the host: sudo netui sandbox --docker"


def test_files_and_home_stay_the_user_s_own(caller: Caller, tmp_path: Path) -> None:
    os.chown(tmp_path, caller.uid, caller.uid)
    for folder in tmp_path.parents:
        if folder.stat().st_uid == 0 and folder.is_relative_to("/tmp/pytest-of-root"):
            folder.chmod(0o755)
    caller.inside(f"echo mine > {tmp_path}/file; test $(id -u) = 0")
    assert (tmp_path / "file").stat().st_uid == caller.uid


@pytest.mark.parametrize(("script", "status"), [("exit 7", 7), ("kill -TERM $$", 143), ("true", 0)])
def test_the_exit_status_is_that_of_the_command(caller: Caller, script: str, status: int) -> None:
    assert caller.run("sandbox", "--", "sh", "-c", script).returncode == status


def test_a_command_that_is_not_there_is_told(unprivileged_caller: Caller) -> None:
    done = unprivileged_caller.run("sandbox", "--", "no-such-command")
    assert done.returncode == 127
    assert done.stderr == "netui: no-such-command cannot be run: No such file or directory\n"


def test_sandboxes_nest(caller: Caller) -> None:
    inner = " ".join(caller.netui("sandbox", "--world", "rooms", "--", "ip", "netns"))
    said = caller.inside(f"ip netns add outer; {inner}; ip netns")
    assert [line.split()[0] for line in said.splitlines()] == ["blue", "red", "outer"]


def test_what_does_not_go_together_is_refused(unprivileged_caller: Caller) -> None:
    for words in (
        ("sandbox", "--size", "4", "--world", "rooms", "--", "true"),
        ("sandbox", "--size", "1", "--world", "big", "--", "true"),
        ("sandbox", "--world", "nowhere", "--", "true"),
        ("sandbox", "--join", "--docker", "--", "true"),
        ("--json", "sandbox", "--", "true"),
        ("sandbox",),
    ):
        done = unprivileged_caller.run(*words)
        assert done.returncode == 2, words
        assert done.stderr.startswith("netui: ") and "Traceback" not in done.stderr


def test_an_engine_without_root_is_refused_in_one_sentence(unprivileged_caller: Caller) -> None:
    done = unprivileged_caller.run("sandbox", "--docker", "--", "true")
    assert done.returncode == 1
    assert (
        done.stderr == "netui: a Docker engine in the sandbox needs root – on the host: sudo netui sandbox --docker\n"
    )


def test_a_sandbox_within_a_sandbox_has_no_engine(caller: Caller) -> None:
    done = caller.run("sandbox", "--", *caller.netui("sandbox", "--docker", "--", "true"))
    assert done.returncode == 1
    assert done.stderr.startswith("netui: a sandbox within a sandbox runs no Docker engine – ")


def test_another_netui_is_told_by_its_name_also_where_python_runs_it(caller: Caller) -> None:
    """What it observes from is a namespace that is no riddle."""
    events, spaces = (" ".join(caller.netui(*words)) for words in (("events",), ("namespace", "list")))
    said = caller.inside(
        f"{events} >/dev/null & other=$!; tries=0\n"
        f'until told=$({spaces}); echo "$told" | grep socket || [ $tries = 50 ]; do tries=$((tries + 1)); done\n'
        'kill $other; echo "process $other"'
    )
    first, last = said.splitlines()
    assert f"netui {last.removeprefix('process ')}, observing" in first
