"""A disk without room: what cannot be kept is not begun, or said; a torn line does no harm."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from netui.core.changing.runner import Runner
from netui.core.history.history import History
from netui.errors import NoRoomError
from netui.model.acting import Action
from netui.operations.registry import find
from netui.sources.netlink.writer import Writer
from tests.kernel.operations.test_tutorial import Netui
from tests.support.requirements import needs_programs, needs_root
from tests.support.runner import Hand, clear, read

pytestmark = [needs_root, needs_programs("ip", "mount", "umount")]

PREFIX = f"nt{os.getpid() % 10000}f"
RED = f"{PREFIX}red"
MANY = 60
PAGE = os.sysconf("SC_PAGE_SIZE")


class Disk:
    """A file system of a few pages."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._stuffing = path / "stuffing"

    def fill(self, *, but: int = 0) -> None:
        """To its last page, or but for some."""
        status = os.statvfs(self.path)
        self._stuffing.write_bytes(bytes((status.f_bavail - but) * status.f_bsize))

    def empty(self) -> None:
        """Room again."""
        self._stuffing.unlink()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    place = tmp_path / "disk"
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={64 * PAGE}", "none", place], check=True)
    try:
        subprocess.run(["ip", "netns", "add", RED], check=True)
        yield Disk(place)
    finally:
        subprocess.run(["umount", place], check=True)
        clear(PREFIX)


def links() -> list[str]:
    told = json.loads(subprocess.check_output(["ip", "-n", RED, "-j", "link"]))
    return [one["ifname"] for one in told]


def up() -> bool:
    (told,) = json.loads(subprocess.check_output(["ip", "-n", RED, "-j", "link", "show", "dev", "lo"]))
    return "UP" in told["flags"]


def test_several_steps_are_not_begun_and_one_is_done_with_a_warning(disk: Disk) -> None:
    netui = Netui(disk.path)
    netui("namespace", "create", f"{PREFIX}blue")
    disk.fill()
    said = netui("veth", "create", "v0", "v1", "-n", RED, status=1)
    assert "No space left on device" in said and "several steps is not begun" in said
    assert links() == ["lo"]
    said = netui("link", "up", "lo", "-n", RED, told="stderr")
    assert "not kept in it, and cannot be undone" in said
    assert up()
    assert "No space left" in netui("undo", status=1)
    assert f"{PREFIX}blue" in os.listdir("/run/netns"), "what cannot be kept is not undone"
    disk.empty()
    netui("undo")
    assert f"{PREFIX}blue" not in os.listdir("/run/netns")
    assert "link up" not in netui("history")
    netui("veth", "create", "v0", "v1", "-n", RED)
    assert len(links()) == 3


class Filling:
    """A writer under which the disk gets full behind a step."""

    def __init__(self, disk: Disk, number: int) -> None:
        self._writer = Writer()
        self._disk = disk
        self._left = number

    def carry_out(self, action: Action) -> None:
        """Make the change."""
        self._writer.carry_out(action)
        self._left -= 1
        if not self._left:
            self._disk.fill()


@pytest.fixture
def history(disk: Disk) -> History:
    """With a link of many addresses: what is told of each step, and of the end, needs more than what is left."""
    lines = ["link add br0 type bridge", *(f"addr add 10.0.{number}.1/24 dev br0" for number in range(MANY))]
    subprocess.run(["ip", "-n", RED, "-batch", "-"], input="\n".join(lines), text=True, check=True)
    return History(disk.path / "state", "test")


def flush(history: History, writer: Filling) -> None:
    operation = find("address", "flush")
    assert operation
    Runner(history, writer, read).run(operation, {"link": f"{RED}/br0"})


def addresses() -> int:
    return subprocess.check_output(["ip", "-n", RED, "addr", "show", "dev", "br0"], text=True).count("inet 10.")


def test_in_the_middle_what_was_done_is_taken_back(disk: Disk, history: History) -> None:
    """Also where that cannot be noted: the next start finds that nothing is left of it."""
    with pytest.raises(NoRoomError, match="what was done before it is taken back"):
        flush(history, Filling(disk, 3))
    assert addresses() == MANY
    disk.empty()
    hand = Hand(history.folder)
    for _ in hand.runner.broken():
        assert not hand.runner.recovery("revert").steps
        assert not hand.runner.recover("revert").message
    assert not hand.runner.broken() and not history.read().torn
    assert addresses() == MANY


def test_behind_the_last_step_it_is_said_that_the_end_is_not_kept(disk: Disk, history: History) -> None:
    with pytest.raises(NoRoomError, match="is done, but no room is left to note that"):
        flush(history, Filling(disk, MANY))
    assert addresses() == 0
    disk.empty()
    hand = Hand(history.folder)
    assert not hand.runner.recovery("finish").steps
    assert not hand.runner.recover("finish").message
    assert not hand.undo().message
    assert addresses() == MANY


def test_a_line_that_was_torn_is_cut_off(history: History) -> None:
    Hand(history.folder)("namespace", "create", name=RED + "1")
    whole = history.path.read_bytes()
    for torn in (b"0", b'12345678 {"type":"beg', whole.splitlines()[-1][:-1]):
        with history.path.open("ab") as file:
            file.write(torn)
        Hand(history.folder)("namespace", "create", name=RED + "2")
        Hand(history.folder).undo()
        assert history.read().torn == 0
    assert len(history.read().entries) == 7
