"""The map as a mode: the cursor, what it follows, folds and zooms, and what its keys change."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec

from netui.core.host import Host
from netui.model import Counters, Snapshot
from netui.ui.app import NetuiApp
from netui.ui.screens.map import Map
from netui.ui.subject import a_container, a_link, a_namespace
from tests.support.maps import many_containers, sites
from tests.support.pretended import Pretended
from tests.support.screen import LARGE, SMALL, ChangingHost, Stage
from tests.support.snapshots import HOST, RED, small_host


@asynccontextmanager
async def chart(snapshot: Snapshot, size: tuple[int, int] = SMALL, *keys: str) -> AsyncIterator[Stage]:
    """The program over this snapshot, keys pressed in Explore, then its map."""
    host: Host = ChangingHost(snapshot)
    app = NetuiApp(host, who="root", changes=Pretended(""))
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        stage = Stage(pilot, host)
        await stage.press(*keys, "f3")
        yield stage


def _map(stage: Stage) -> Map:
    screen = stage._pilot.app.screen
    assert isinstance(screen, Map)
    return screen


async def test_it_follows_what_is_selected_and_leads_back() -> None:
    async with chart(small_host(), SMALL, "1", "j", "j") as screen:
        assert _map(screen).subject == a_namespace(RED)
        await screen.press("j")
        chosen = _map(screen).subject
        assert chosen and chosen.kind == "link" and chosen.namespace == RED
        await screen.press("enter")
        assert screen.focused == "links"
        assert screen.explore.subject == chosen
        await screen.press("j", "f3")
        assert _map(screen).subject == screen._pilot.app.get_screen_stack("explore")[0].subject  # type: ignore[attr-defined]


async def test_a_containers_title_is_the_container() -> None:
    snapshot = small_host()
    web = next(one for one in snapshot.docker.containers.values() if one.name == "web")
    async with chart(snapshot, SMALL, "4", *("g",)) as screen:
        _map(screen).select(a_container(web.id))
        assert _map(screen).subject == a_container(web.id)
        await screen.press("enter")
        assert screen.explore.subject == a_container(web.id)


async def test_arrows_go_along_wires_and_stay_in_their_column() -> None:
    async with chart(many_containers(), SMALL) as screen:
        _map(screen).select(a_link(HOST, 105))
        await screen.press("right")
        assert _map(screen).subject == a_link(105, 2)
        await screen.press("down")
        assert _map(screen).subject == a_namespace(106)
        await screen.press("down", "left")
        assert _map(screen).subject == a_link(HOST, 106)
        await screen.press("p")
        assert _map(screen).subject == a_link(106, 2)
        await screen.press("G")
        assert "box29" in screen.text
        await screen.press("g")
        assert _map(screen).subject == a_namespace(HOST)


async def test_wires_between_trunks_are_followed_to_the_left() -> None:
    async with chart(sites(), SMALL) as screen:
        _map(screen).select(a_link(10, 30))
        await screen.press("left")
        assert _map(screen).subject == a_link(20, 30)


async def test_near_far_and_everything() -> None:
    async with chart(many_containers(), SMALL) as screen:
        _map(screen).select(a_namespace(105))
        await screen.press("plus", "plus", "plus", "plus")
        assert "Within 1 hop." in screen.text
        assert "port5 " in screen.text and "port6 " not in screen.text and "… 30 more" in screen.text
        await screen.press("escape")
        assert "Within" not in screen.text and "port6 " in screen.text
        assert _map(screen).subject == a_namespace(105)


async def test_folds_give_way_to_what_is_looked_for() -> None:
    async with chart(many_containers(), SMALL) as screen:
        await screen.press("space")
        assert "30 beside it" in screen.text and "port0" not in screen.text
        await screen.press("space", "f")
        assert sum("▸ box" in line for line in screen.lines) > 10
        _map(screen).select(a_link(105, 2))
        await screen.until("port0")
        assert "▸ box" not in screen.text
        assert _map(screen).subject == a_link(105, 2)


async def test_the_cursor_keeps_its_object_and_its_line() -> None:
    snapshot = many_containers()
    async with chart(snapshot, SMALL) as screen:
        _map(screen).select(a_link(120, 2))
        await screen.until("10.0.0.30/16")
        before = next(y for y, line in enumerate(screen.lines) if "10.0.0.30/16" in line)
        await screen.update(100, None)
        assert _map(screen).subject == a_link(120, 2)
        assert next(y for y, line in enumerate(screen.lines) if "10.0.0.30/16" in line) == before
        await screen.update(120, None)
        assert _map(screen).subject is not None
        assert "is gone" in screen.text


async def test_the_keys_of_explore_act_on_the_map_too() -> None:
    async with chart(small_host(), LARGE) as screen:
        _map(screen).select(a_namespace(RED))
        await screen.press("j", "a")
        assert "ADDRESS" in screen.text.upper() and "eth1" in screen.text and "red" in screen.text
        await screen.press("escape", "d")
        assert "Delete" in screen.text or "delete" in screen.text
        await screen.press("escape", "colon", *"link up")
        assert "link up" in screen.text


async def test_traffic_is_read_and_shown_while_it_is_in_sight() -> None:
    snapshot = many_containers(3)
    async with chart(snapshot, SMALL) as screen:
        assert screen.watched == frozenset({("counters", HOST)})
        busy = Counters(1, 1, 1, 1, 0, 0, 0, 0, rx_rate=150_000, tx_rate=10_500)
        await screen.update(HOST, msgspec.structs.replace(snapshot.namespaces[HOST], counters={101: busy}))
        line = next(line for line in screen.lines if "port1" in line)
        assert "1.2M/84k bit/s" in line
        await screen.press("f2")
        assert not any(key == ("counters", 100) for key in screen.watched)


async def test_a_terminal_without_utf8_gets_ascii() -> None:
    app = NetuiApp(ChangingHost(sites()), who="root", ascii_only=True, changes=Pretended(""))
    async with app.run_test(size=SMALL) as pilot:
        stage = Stage(pilot, ChangingHost(sites()))
        await stage.press("f3")
        assert stage.text.isascii() and "east" in stage.text


async def test_a_click_selects_and_twice_opens() -> None:
    async with chart(many_containers(), SMALL) as screen:
        y = next(y for y, line in enumerate(screen.lines) if "port2 " in line)
        await screen._pilot.click("#map", offset=(10, y - 1))
        assert _map(screen).subject == a_link(HOST, 102)
        await screen._pilot.click("#map", offset=(10, y - 1), times=2)
        await screen.pause(0.05)
        assert screen.explore.subject == a_link(HOST, 102)
