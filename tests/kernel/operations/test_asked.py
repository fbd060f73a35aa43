"""`changes.confirm = "always"`: nothing is undone, redone or recovered unasked."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kernel.operations.test_tutorial import Netui
from tests.support.doomed import Executioner
from tests.support.requirements import needs_programs, needs_root
from tests.support.runner import clear

pytestmark = [needs_root, needs_programs("ip")]

PREFIX = f"nt{os.getpid() % 10000}q"
RED = f"{PREFIX}red"


@pytest.fixture
def netui(tmp_path: Path) -> Iterator[Netui]:
    made = Netui(tmp_path)
    made.environment["XDG_CONFIG_HOME"] = str(tmp_path / "config")
    (tmp_path / "config" / "netui").mkdir(parents=True)
    yield made
    clear(PREFIX)


def _configure(netui: Netui, confirm: str) -> None:
    folder = Path(netui.environment["XDG_CONFIG_HOME"])
    (folder / "netui" / "config.toml").write_text(f'[changes]\nconfirm = "{confirm}"\n')


def _spaces() -> str:
    return subprocess.check_output(["ip", "netns", "list"], text=True)


def test_undo_and_redo_are_asked_about(netui: Netui) -> None:
    netui("namespace", "create", RED)
    _configure(netui, "always")
    said = f"undo namespace create {RED} would be done only with --yes"
    assert said in netui("undo", status=2), "nobody is there to answer"
    assert RED in _spaces()
    assert netui("undo", "--dry-run") == f"ip netns delete {RED}\n"
    assert netui("undo", "--yes") == f"ip netns delete {RED}\n"
    assert f"redo namespace create {RED} would be done only with --yes" in netui("redo", status=2)
    assert RED not in _spaces()
    _configure(netui, "destructive")
    netui("redo")
    netui("undo")
    assert RED not in _spaces()


def test_recovering_is_asked_about(netui: Netui, tmp_path: Path) -> None:
    subprocess.run(["ip", "netns", "add", RED], check=True)
    kill = Executioner(tmp_path / "netui", "")
    try:
        assert kill("do", 1, "after", "veth.create", {"name": "v0", "peer": "v1", "namespace": RED}) == "killed"
    finally:
        kill.close()
    _configure(netui, "always")
    assert "would be done only with --yes" in netui("recover", "--revert", status=2)
    assert "v0" in subprocess.check_output(["ip", "-n", RED, "link"], text=True)
    netui("recover", "--revert", "--yes")
    assert "v0" not in subprocess.check_output(["ip", "-n", RED, "link"], text=True)
