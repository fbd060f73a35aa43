"""A change that could cut an ssh connection: it is asked for twice, waits to be kept, and the screen counts down."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from netui.core.guard.pending import Pending
from netui.errors import ThreatError
from netui.ui.app import NetuiApp
from tests.support.pretended import Pretended
from tests.support.screen import SMALL, ChangingHost, Stage
from tests.support.snapshots import small_host

_SSH = "ssh from 192.0.2.7 (root@pts/3, pid 812) runs over host/eth0"


class Desk(Stage):
    """A stage with changes."""

    changes: Pretended


@asynccontextmanager
async def desk(waits: Pending | None = None, refusal: str = "") -> AsyncIterator[Desk]:
    """The program, with a threat in every change."""
    host, changes = ChangingHost(small_host()), Pretended(refusal)
    changes.threat = ThreatError(f"link down host/eth0 could cut you off: {_SSH}", hint="--confirm 60")
    changes.waits = waits
    app = NetuiApp(host, who="root", changes=changes)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.pause()
        one = Desk(pilot, host)
        one.changes = changes
        yield one


def waiting(seconds: float = 60) -> Pending:
    """A change that waits, begun just now."""
    return Pending(7, "link down host/eth0", 60, time.monotonic() + seconds, 1, 1, _SSH)


async def test_it_is_done_only_once_the_word_is_typed() -> None:
    async with desk() as user:
        await user.press("j", "U", "enter")
        await user.until("This could cut you off")
        assert "ssh from 192.0.2.7 (root@pts/3," in user.text and "host/eth0." in user.text
        assert "ip link set dev eth0 down" in user.text and "60 s" in user.text
        await user.press("enter", "y", "enter", "n", "enter")
        assert user.changes.asked == []
        await user.press("backspace", "e", "s", "enter")
        await user.until("Done:")
        assert user.changes.confirms == [60]


async def test_leaving_leads_back_to_the_form_with_the_reason() -> None:
    async with desk() as user:
        await user.press("j", "U", "enter")
        await user.until("This could cut you off")
        await user.press("escape")
        await user.until("✗ link down host/eth0 could cut you off")
        assert user.changes.asked == []
        assert "--confirm" not in user.text, "that is of the command line"


async def test_undo_asks_too() -> None:
    async with desk() as user:
        await user.press("z")
        await user.until("undo")
        await user.press("enter")
        await user.until("This could cut you off")
        await user.press(*"yes", "enter")
        await user.until("Undone:")
        assert user.changes.backs == ["undo"] and user.changes.confirms == [60]


@pytest.mark.parametrize(
    ("key", "word", "said"),
    [("K", "keep", "Kept: link down host/eth0."), ("z", "back", "Put back, before its time was over")],
)
async def test_one_key_keeps_it_and_one_puts_it_back(key: str, word: str, said: str) -> None:
    async with desk(waiting()) as user:
        await user.until("link down host/eth0 is put back in")
        await user.press(key)
        await user.until(said)
        assert user.changes.words == [word]
        assert "is put back in" not in user.text


async def test_what_waits_is_seen_in_every_place_and_goes_when_it_was_put_back() -> None:
    async with desk(waiting()) as user:
        await user.until("is put back in")
        await user.press("4", "enter")
        assert "is put back in" in user.text
        await user.press("escape", "2")
        user.changes.waits = None
        await user.until("Put back, not confirmed within 60 s: link down host/eth0. Z does it again.")
        await user.press("K")
        assert "Nothing waits to be kept" in user.text


async def test_read_only_keeps_nothing() -> None:
    async with desk(waiting(), refusal="Nothing is changed here.") as user:
        await user.until("is put back in")
        await user.press("K")
        await user.press("z")
        assert "Nothing is changed here." in user.text and user.changes.words == []
