"""What costs is read of the namespaces alone that a change can touch, and undo brings all of it back."""

import os
import subprocess
from collections.abc import Iterator

import pytest

from netui.core.changing.touched import read_for
from netui.operations.registry import find
from netui.operations.several import Several
from tests.support.requirements import needs_programs, needs_root
from tests.support.runner import Hand, clear, read

pytestmark = [needs_root, needs_programs("ip")]

PREFIX = f"nt{os.getpid() % 10000}z"
RED, BLUE, FAR, SPARE = (f"{PREFIX}{one}" for one in ("red", "blue", "far", "spare"))


@pytest.fixture(autouse=True)
def spaces() -> Iterator[None]:
    """Red is wired to blue; far and spare are not."""
    for name in (RED, BLUE, FAR, SPARE):
        subprocess.run(["ip", "netns", "add", name], check=True)
    subprocess.run(["ip", "-n", RED, "link", "add", "v0", "type", "veth", "peer", "v1", "netns", BLUE], check=True)
    yield
    clear(PREFIX)


def _sysctl(space: str, *words: str) -> str:
    return subprocess.check_output(["ip", "netns", "exec", space, "sysctl", "-n", *words], text=True).strip()


@pytest.mark.parametrize(
    ("texts", "wanted"),
    [((RED,), {RED, BLUE}), ((BLUE,), {RED, BLUE}), ((FAR,), {FAR}), ((FAR, RED), {FAR, RED, BLUE})],
)
def test_only_of_those_that_a_change_can_touch(texts: tuple[str, ...], wanted: set[str]) -> None:
    delete = find("namespace", "delete")
    assert delete
    several = len(texts) > 1
    snapshot = read_for(read, Several(delete, texts) if several else delete, {} if several else {"name": texts[0]})
    known = {str(name) for space in snapshot.namespaces.values() if space.sysctls for name in space.names}
    assert {one for one in known if one.startswith(PREFIX)} == wanted
    assert not snapshot.host or not snapshot.host.sysctls


def test_what_is_read_is_brought_back(hand: Hand) -> None:
    for space, key in ((RED, "net.ipv4.ip_forward"), (RED, "net.ipv4.conf.v0.rp_filter")):
        _sysctl(space, "-w", f"{key}=1")
    _sysctl(BLUE, "-w", "net.ipv4.conf.v1.rp_filter=1")
    hand("namespace", "delete", name=RED)
    hand.undo()
    assert _sysctl(RED, "net.ipv4.ip_forward", "net.ipv4.conf.v0.rp_filter").split() == ["1", "1"]
    assert _sysctl(BLUE, "net.ipv4.conf.v1.rp_filter") == "1"
    hand("namespace", "set", name=FAR, sysctl="ip_forward", value="1")
    hand.undo()
    assert _sysctl(FAR, "net.ipv4.ip_forward") == "0"
