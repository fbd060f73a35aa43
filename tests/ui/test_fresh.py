"""Another program's change is marked for a moment; a frozen screen stands still."""

import msgspec

from netui.model import Snapshot
from netui.model.diff import diff
from netui.ui.fresh import MOMENT, Fresh
from netui.ui.subject import a_container, a_link, a_namespace
from tests.support.screen import LARGE, stage
from tests.support.snapshots import HOST, RED, small_host, with_link, without_link


def _replaced(snapshot: Snapshot, key: int, **changes: object) -> Snapshot:
    space = msgspec.structs.replace(snapshot.namespaces[key], **changes)
    return msgspec.structs.replace(snapshot, namespaces={**snapshot.namespaces, key: space})


async def test_what_another_program_did_is_marked_and_told_apart() -> None:
    snapshot = small_host()
    async with stage(snapshot, LARGE) as screen:
        await screen.update(HOST, without_link(snapshot, HOST, 9))
        assert _signs(screen.lines) == {"~": {"host"}}
        link = snapshot.namespaces[HOST].links[3]
        space = with_link(snapshot, HOST, msgspec.structs.replace(link, mtu=1400))
        await screen.update(HOST, space)
        signs = _signs(screen.lines)
        assert "vethbad" in signs["+"] and "docker0" in signs["~"]
        assert "eth0" not in signs["~"]


def _signs(lines: list[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for line in lines:
        sign, _, rest = line.strip("│ ").partition(" ")
        if sign in ("+", "~"):
            found.setdefault(sign, set()).add(rest.split()[0])
    return found


async def test_what_is_there_from_the_beginning_is_not_marked() -> None:
    async with stage(small_host(), LARGE) as screen:
        assert not _signs(screen.lines)


def test_a_mark_ends_after_its_moment() -> None:
    old = small_host()
    new = _replaced(old, RED, routes=())
    fresh = Fresh()
    fresh.take(diff(old, new), 100.0)
    assert fresh.signs(100.0 + MOMENT / 2) == {a_namespace(RED): "~"}
    assert fresh.signs(100.0 + MOMENT) == {}


def test_a_link_that_came_stays_new_when_it_changes_at_once() -> None:
    new = small_host()
    old = _replaced(new, HOST, links={k: v for k, v in new.namespaces[HOST].links.items() if k != 9})
    later = _replaced(
        new,
        HOST,
        links=new.namespaces[HOST].links | {9: msgspec.structs.replace(new.namespaces[HOST].links[9], mtu=9)},
    )
    fresh = Fresh()
    fresh.take(diff(old, new), 1.0)
    fresh.take(diff(new, later), 1.1)
    assert fresh.signs(1.2)[a_link(HOST, 9)] == "+"


def test_a_container_that_stops_is_marked() -> None:
    new = small_host()
    stopped = msgspec.structs.replace(new.docker.containers["3f9c2ab81d04".ljust(64, "0")], state="exited", pid=0)
    docker = msgspec.structs.replace(new.docker, containers=new.docker.containers | {stopped.id: stopped})
    fresh = Fresh()
    fresh.take(diff(new, msgspec.structs.replace(new, docker=docker)), 1.0)
    assert fresh.signs(1.0) == {a_container(stopped.id): "~"}


async def test_a_frozen_screen_stands_still_and_then_shows_what_happened() -> None:
    snapshot = small_host()
    async with stage(snapshot, LARGE) as screen:
        await screen.press("ctrl+f")
        assert "frozen" in screen.lines[0] and "Frozen: nothing moves" in screen.lines[-2]
        await screen.update(HOST, without_link(snapshot, HOST, 9))
        assert "vethbad" in screen.text
        await screen.press("ctrl+f")
        assert "vethbad" not in screen.text and "frozen" not in screen.lines[0]
