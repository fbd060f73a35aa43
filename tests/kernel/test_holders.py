"""Why a namespace is still alive: what the screen says, against the kernel."""

import os
import re
import time
from collections.abc import Iterator

import pytest

from netui.core.live import LiveHost
from netui.ui.details import detail
from netui.ui.document import lay_out
from netui.ui.view import View
from tests.support.requirements import needs_programs, needs_root
from tests.support.worlds import NAMELESS, Held, Way, World, world

pytestmark = [needs_root, needs_programs("ip")]


@pytest.fixture
def host() -> Iterator[LiveHost]:
    made = LiveHost(docker=False)
    made.start()
    made.watch(frozenset())
    yield made
    made.stop()


@pytest.fixture
def empty() -> Iterator[World]:
    with world(f"nt{os.getpid()}h", full=False) as made:
        yield made


def holders_tab(host: LiveHost, held: Held) -> str:
    """The tab of that namespace, once it is known; empty where it is not."""
    view = View(host.store.snapshot)
    for subject in view.namespaces:
        space = view.spaces[subject.namespace].namespace
        if space.inode == held.inode and space.holders:
            lines = lay_out(detail(view, subject, "Holders").lines, 120)
            return "\n".join("".join(span.text for span in line.spans) for line in lines)
    return ""


def awaited(host: LiveHost, held: Held, *, there: bool) -> str:
    """The tab once it is there, or gone."""
    until = time.monotonic() + 15
    while bool(text := holders_tab(host, held)) is not there and time.monotonic() < until:
        host.refresh()
        time.sleep(0.1)
    assert bool(text) is there
    return text


@pytest.mark.parametrize("way", NAMELESS)
def test_what_holds_a_namespace_is_told_and_when_it_ends_so_does_the_namespace(
    host: LiveHost, empty: World, way: Way
) -> None:
    held = empty.hold(way)
    text = awaited(host, held, there=True)
    row = next(line for line in text.splitlines() if line.split()[:2] == [way, str(held.pid)])
    (since,) = re.findall(r"\d{4}-\d\d-\d\d \d\d:\d\d", row)
    assert abs(time.mktime(time.strptime(since, "%Y-%m-%d %H:%M")) - time.time()) < 180, "since it was started"
    ends = text.split("It ends when")[1].split("Kept alive by")[0]
    assert str(held.pid) in ends
    if way in ("fd", "socket"):
        assert f" {held.number} of " in ends and f"/proc/{held.pid}/fd/{held.number}" in row
    if way == "thread":
        assert f"thread {held.number} of " in ends
    empty.let_go(held)
    awaited(host, held, there=False)


def test_a_name_alone_holds_it_until_it_is_deleted(host: LiveHost, empty: World) -> None:
    held = empty.hold("named")
    text = awaited(host, held, there=True)
    name = held.name.decode()
    assert f"its name {name} is deleted: ip netns delete {name}" in text and f"/run/netns/{name}" in text
    assert f"ip netns pids {name}" in text
    empty.let_go(held)
    awaited(host, held, there=False)
