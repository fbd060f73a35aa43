"""The mode Events: a line an event, the newest last and in sight; filtered, paused, followed to its object, saved."""

import json
import os
import re
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import pytest

from netui.core.history.history import Entry as Done
from netui.core.history.record import Begun, Ended
from netui.core.host import StillHost
from netui.model.link import Link
from netui.model.neighbour import FdbEntry
from netui.ui.app import NetuiApp
from netui.ui.screens.events import Events
from netui.ui.screens.explore import Explore
from tests.support.pretended import Pretended
from tests.support.screen import LARGE, SMALL, ChangingHost, Stage
from tests.support.snapshots import HOST, RED, hostile_host, small_host, with_link, without_link

replace = msgspec.structs.replace
_EVENT = re.compile(r"│[ ▸✓]*\d\d:\d\d:\d\d(?:\.\d+)? +(.*?)[ ▐]*│$")


class Happening(Stage):
    """A host on which things happen."""

    async def alter(self, key: int, ifindex: int, **fields: object) -> None:
        """Change a link."""
        snapshot = self.view.snapshot
        link: Link = replace(snapshot.namespaces[key].links[ifindex], **fields)
        await self.update(key, with_link(snapshot, key, link))

    async def learn(self, number: int) -> None:
        """Let a bridge learn so many MAC addresses."""
        fdb = tuple(FdbEntry(6, f"02:00:00:00:00:{one:02x}", 2, 4, master=4) for one in range(number))
        await self.update(HOST, replace(self.view.snapshot.namespaces[HOST], fdb=fdb))

    @property
    def mode(self) -> object:
        """The screen that is shown."""
        return self._pilot.app.screen_stack[0]

    @property
    def events(self) -> list[str]:
        """The lines of the list, without time and frame."""
        found = (_EVENT.match(line) for line in self.lines)
        return [match.group(1) for match in found if match]


@asynccontextmanager
async def happening(size: tuple[int, int] = SMALL, changes: Pretended | None = None) -> AsyncIterator[Happening]:
    """The program in its mode Events."""
    host = ChangingHost(small_host())
    app = NetuiApp(host, who="root", changes=changes or Pretended())
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        stage = Happening(pilot, host)
        await stage.press("f4")
        yield stage


async def test_an_event_is_a_line_with_time_namespace_and_what() -> None:
    async with happening() as screen:
        assert "Nothing has changed since netui began to look" in screen.text
        await screen.alter(HOST, 2, mtu=1400)
        await screen.alter(RED, 3, flags=0, operstate=2)
        first, last = screen.events
        assert first.split() == ["host", "~", "link", "eth0:", "mtu", "1500", "→", "1400"]
        assert last.split() == ["red", "~", "link", "red0:", "state", "up", "→", "down"]
        assert first.index("link") == last.index("link"), "columns are aligned"
        assert "Events  2" in screen.text and "link red0: state up → down." in screen.lines[-2]


async def test_the_end_is_followed_until_one_scrolls_and_again_after_G() -> None:
    async with happening() as screen:

        async def some(first: int, last: int) -> None:
            for mtu in range(first, last):
                await screen.alter((HOST, RED)[mtu % 2], 2, mtu=mtu)

        await some(1000, 1030)
        assert "→ 1029" in screen.row
        await screen.press("k", "k")
        assert "→ 1027" in screen.row
        await some(1030, 1040)
        assert "→ 1027" in screen.row and "G follows again" in screen.text, "what one reads stays"
        await screen.press("G")
        await some(1040, 1041)
        assert "→ 1040" in screen.row


async def test_one_object_that_keeps_changing_is_one_line() -> None:
    async with happening() as screen:
        for mtu in range(1000, 1012):
            await screen.alter(HOST, 2, mtu=mtu)
        assert screen.events == ["host       ~  12 × link eth0 changed: mtu"]


async def test_a_flood_is_one_line_and_enter_unfolds_it() -> None:
    async with happening() as screen:
        await screen.learn(40)
        assert "40 × fdb on veth300d570 added" in screen.row and len(screen.events) == 1
        await screen.press("enter")
        assert len(screen.events) > 10 and "×" not in screen.text
        await screen.press("escape")
        assert len(screen.events) == 1


@pytest.mark.parametrize("pause", ["space", "ctrl+f"])
async def test_paused_nothing_moves_and_nothing_is_lost(pause: str) -> None:
    async with happening() as screen:
        await screen.alter(HOST, 2, mtu=1400)
        await screen.press(pause)
        await screen.alter(HOST, 2, mtu=1300)
        assert len(screen.events) == 1 and "paused" in screen.text
        await screen.press(pause)
        assert len(screen.events) == 2 and "paused" not in screen.text


async def test_a_filter_takes_the_prefixes_of_lists_and_says_what_it_cannot_read() -> None:
    async with happening() as screen:
        await screen.alter(HOST, 2, mtu=1400)
        await screen.alter(RED, 3, flags=0, operstate=2)
        await screen.press("slash", *"ns:red", "enter")
        assert [one.split()[0] for one in screen.events] == ["red"] and "1 of 2  /ns:red" in screen.text
        await screen.press("slash", "ctrl+u", *"colour:x", "enter")
        assert "No filter begins with colour:" in screen.text and not screen.events
        await screen.press("escape")
        assert len(screen.events) == 2


async def test_enter_shows_the_object_in_the_explorer_and_what_is_gone_says_so() -> None:
    async with happening() as screen:
        await screen.alter(RED, 3, flags=0, operstate=2)
        await screen.press("enter")
        assert isinstance(screen.mode, Explore) and "red0" in screen.row
        await screen.update(RED, without_link(screen.view.snapshot, RED, 3))
        await screen.press("f4")
        assert isinstance(screen.mode, Events) and "It is gone." in screen.lines[-2]
        await screen.press("enter")
        assert isinstance(screen.mode, Events) and "there is nothing to show any more" in screen.lines[-2]


async def test_netuis_own_changes_are_told_with_their_command() -> None:
    changes = Pretended()
    async with happening(LARGE, changes) as screen:
        await screen.alter(RED, 3, mtu=1400)
        app = screen._pilot.app
        assert isinstance(app, NetuiApp)
        (entry,) = app._eventlog.entries()
        begun = Begun(1, "do", "Set red0", ("ip -n red link set dev red0 mtu 1400",), entry.time - 0.01, 0, 1)
        changes.known = (Done(begun, Ended(1, "done", 0.02)),)
        await screen.until("netui ran: ip -n red link set dev red0 mtu 1400")
        assert screen.events[0].split()[-1] == "netui"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


async def test_events_are_saved_where_one_says_and_nothing_is_overwritten_unasked(folder: Path) -> None:
    async with happening() as screen:
        await screen.alter(HOST, 2, mtu=1400)
        await screen.learn(40)
        await screen.press("s", "ctrl+u", *"out.jsonl", "enter")
        path = folder / "out.jsonl"
        kept = [json.loads(one) for one in path.read_text().splitlines()]
        assert len(kept) == 41 and kept[0]["changes"] == {"mtu": {"before": 1500, "after": 1400}}
        assert stat.S_IMODE(path.stat().st_mode) == 0o600 and "Saved 41 events to " in screen.text
        path.write_text("mine")
        await screen.press("s", "ctrl+u", *"out.jsonl", "enter")
        assert "That file is there already" in screen.text and path.read_text() == "mine"
        await screen.press("escape")
        assert path.read_text() == "mine"
        await screen.press("s", "ctrl+u", *"out.jsonl", "enter", "enter")
        assert len(path.read_text().splitlines()) == 41
        await screen.press("slash", *"mtu", "enter", "s", "ctrl+u", *"out.txt", "enter")
        (line,) = (folder / "out.txt").read_text().splitlines()
        assert line.endswith("host  ~ link eth0: mtu 1500 → 1400")
        await screen.press("s", "ctrl+u", *"nowhere/out", "enter")
        assert "cannot be written: No such file or directory" in screen.text
        assert sorted(os.listdir(folder)) == ["out.jsonl", "out.txt"]


async def test_a_saved_snapshot_says_that_it_has_no_events() -> None:
    app = NetuiApp(StillHost(small_host()), who="root")
    async with app.run_test(size=SMALL) as pilot:
        screen = Happening(pilot, StillHost(small_host()))
        await screen.press("f4")
        assert "A saved snapshot has no events" in screen.text and "netui diff OLD NEW" in screen.text


async def test_hostile_names_are_lines_like_others() -> None:
    async with happening(LARGE) as screen:
        for key, space in hostile_host().namespaces.items():
            await screen.update(key + 500, space)
        assert len(screen.events) > 20
        assert all(line.isprintable() for line in screen.lines)


async def test_what_is_copied_of_an_event() -> None:
    async with happening() as screen:
        await screen.alter(HOST, 2, mtu=1400)
        await screen.press("y")
        for what in ("this line", "event as JSON", "name", "MAC", "command", "JSON"):
            assert what in screen.text
