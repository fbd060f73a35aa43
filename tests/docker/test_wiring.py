"""A container without a network is wired to a bridge by hand, as one plan; by netui, and by what it shows."""

import subprocess
from pathlib import Path

import pytest

from netui.core.changing.local import read
from netui.core.changing.runner import Runner
from netui.core.history.history import History
from netui.operations.registry import find
from netui.sources.netlink.writer import Writer
from tests.docker.conftest import Lab
from tests.docker.test_containers import links_of
from tests.support.doomed import Executioner


def values(lab: Lab) -> dict[str, str]:
    return {
        "a": "container:alone", "b": f"{lab.engine.namespace}/docker0", "address": "172.17.0.99/16",
        "gateway": "172.17.0.1",
    }  # fmt: skip


def route(pid: int) -> str:
    return subprocess.check_output(["nsenter", f"--net=/proc/{pid}/ns/net", "ip", "route"], text=True)


def test_by_netui(lab: Lab, tmp_path: Path) -> None:
    lab.run("alone", network_mode="none")
    pid = lab.settled("alone").pid
    wire = find("wire")
    assert wire
    runner = Runner(History(tmp_path / "state"), Writer(), read)
    assert not runner.run(wire, values(lab)).message
    assert links_of(lab, pid)["eth0"]["operstate"] in ("UP", "DOWN")
    assert route(pid).startswith("default via 172.17.0.1 dev eth0")
    assert [one["master"] for name, one in links_of(lab).items() if name == "veth-alone"] == ["docker0"]
    assert not runner.undo().message
    assert "eth0" not in links_of(lab, pid)
    assert "veth-alone" not in links_of(lab)
    assert not runner.redo().message
    assert route(pid).startswith("default via 172.17.0.1 dev eth0")


def test_broken_off(lab: Lab, tmp_path: Path) -> None:
    lab.run("alone", network_mode="none")
    pid = lab.settled("alone").pid
    kill = Executioner(tmp_path / "state", docker=True, environment={"DOCKER_HOST": lab.engine.url})
    runner = Runner(History(tmp_path / "state", "test"), Writer(), read)
    try:
        for how in ("revert", "finish"):
            assert kill("do", 3, "after", "wire", values(lab)) == "killed"
            assert "eth0" in links_of(lab, pid)
            assert not runner.recover("revert" if how == "revert" else "finish").message
            assert ("eth0" in links_of(lab, pid)) is (how == "finish")
    finally:
        kill.close()
    assert route(pid).startswith("default via 172.17.0.1 dev eth0")
    assert [one["master"] for name, one in links_of(lab).items() if name == "veth-alone"] == ["docker0"]
    assert not runner.undo().message
    assert "eth0" not in links_of(lab, pid) and "veth-alone" not in links_of(lab)


@pytest.mark.needs("docker")
def test_by_the_commands_that_are_shown(lab: Lab) -> None:
    """The container's pid is looked up when they run: never frozen into them."""
    lab.run("alone", network_mode="none")
    pid = lab.settled("alone").pid
    wire = find("wire")
    assert wire
    commands = wire.plan(read(), values(lab)).commands
    assert not any(f"/proc/{pid}/" in line or str(pid) in line.split() for line in commands)
    done = subprocess.run(
        ["bash"], input="\n".join(("set -e", *commands, "")), text=True, capture_output=True, check=False
    )
    assert not done.returncode, done.stderr
    assert route(pid).startswith("default via 172.17.0.1 dev eth0")
