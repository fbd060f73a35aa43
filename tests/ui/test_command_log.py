"""The command log: what netui ran, what others did, nothing that only follows; searched, and copied from."""

import os

from msgspec.structs import replace

from netui.core.history.history import Entry
from netui.core.history.record import Begun, Ended
from tests.support.screen import SMALL
from tests.support.snapshots import RED, small_host, without_link
from tests.ui.test_forms import Desk, desk

_BEGAN = 1_760_009_000.0


def _ran(number: int, *commands: str, process: int = 0) -> Entry:
    begun = Begun(number, "do", "t", commands, _BEGAN + number, 0, process or os.getpid())
    return Entry(begun, Ended(number, "done", 0.0123))


async def _opened(user: Desk) -> None:
    await user.press("at")
    await user.until("same as")


async def test_what_others_did_is_told_and_what_follows_is_counted() -> None:
    async with desk(small_host(), (110, 36)) as user:
        red = user.view.snapshot.namespaces[RED]
        link = red.links[2]
        await user.update(RED, replace(red, links={**red.links, 2: replace(link, operstate=6)}))
        await user.update(RED, without_link(user.view.snapshot, RED, 3))
        await _opened(user)
        assert "link red0 removed in red" in user.text and "others" in user.text
        assert "eth1" not in user.text and "Not told: " in user.text


async def test_it_is_searched_and_escape_shows_all_again() -> None:
    async with desk(small_host(), SMALL) as user:
        user.changes.known = (_ran(1, "ip link set dev v0 up"), _ran(2, "docker stop web", process=4711))
        await _opened(user)
        assert "(done in 12.3 ms)" in user.text and "(done in 12.3 ms by process 4711)" in user.text
        await user.press("slash", *"docker")
        assert "docker stop web" in user.text and "ip link set" not in user.text
        await user.press("enter", "escape")
        assert "ip link set dev v0 up" in user.text
        await user.press("escape")
        assert user.focused == "links"


async def test_what_is_copied_is_the_command_alone() -> None:
    async with desk(small_host(), SMALL) as user:
        user.changes.known = (_ran(1, "ip link set dev v0 up", "ip addr add 10.0.0.1/24 dev v0"),)
        await _opened(user)
        await user.press("g", "y", "escape")
        assert "Sent to the terminal: the command ip link set dev v0 up." in user.lines[-2]
        await _opened(user)
        await user.press("g", "j", "y", "escape")
        assert "Sent to the terminal: the command ip addr add 10.0.0.1/24 dev v0." in user.lines[-2]


async def test_read_again_while_frozen_says_when_it_shows() -> None:
    async with desk(small_host(), SMALL) as user:
        await user.press("R")
        assert user.lines[-2].strip() == "Everything is being read again."
        await user.press("ctrl+f", "R")
        assert "It shows when ctrl+f lets this go on." in user.lines[-2]


async def test_the_help_begins_with_the_keys_and_ends_with_the_signs() -> None:
    async with desk(small_host(), SMALL) as user:
        await user.press("question_mark")
        assert "to the row above" in user.lines[2] + user.lines[3] and "Signs before a row" not in user.text
        await user.press("G")
        for told in ("Signs before a row", "belongs to what is selected in another list", "marked by you"):
            assert told in user.text


async def test_a_list_without_room_for_its_columns_says_what_plus_shows() -> None:
    async with desk(small_host(), (110, 36)) as user:
        assert "+ shows 3 more columns" in user.text
        await user.press("1")
        assert "more columns" not in user.text
        await user.press("2", "plus", "plus")
        assert "more columns" not in user.text and "PORT OF" in user.text
