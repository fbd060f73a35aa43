"""The dialog over a change that was broken off."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from msgspec.structs import replace

from netui.errors import ChangedError
from netui.ui.app import NetuiApp
from tests.support.pretended import Pretended
from tests.support.screen import SMALL, ChangingHost, Stage
from tests.support.snapshots import small_host
from tests.ui.states import broken_off


class Desk(Stage):
    """A stage with changes."""

    changes: Pretended


@asynccontextmanager
async def desk(*, contested: bool = False, refusal: str = "") -> AsyncIterator[Desk]:
    host, changes = ChangingHost(small_host()), broken_off(contested=contested)
    changes.refusal = refusal
    app = NetuiApp(host, who="root", changes=changes)
    async with app.run_test(size=SMALL) as pilot:
        one = Desk(pilot, host)
        one.changes = changes
        await one.until("broken off")
        yield one


async def test_a_way_is_looked_at_before_it_is_gone() -> None:
    async with desk() as user:
        assert "ip -n blue addr add" in user.text and "Does the rest of it" in user.text
        await user.press("r")
        assert "ip -n blue link delete dev v1" in user.text and not user.changes.recoveries
        await user.press("l")
        assert "stays as it is" in user.text
        await user.press("tab", "enter")
        assert user.changes.recoveries == ["finish"]


async def test_a_way_that_cannot_be_gone_says_why_and_is_not_gone() -> None:
    async with desk(contested=True) as user:
        await user.press("r")
        assert "10.9.0.1/24 of red/v0" in user.text and "change it by hand" in user.text
        await user.press("enter")
        assert not user.changes.recoveries and "[ Revert ]" in user.text


async def test_a_refusal_meanwhile_is_shown_and_another_way_is_open() -> None:
    async with desk() as user:
        user.changes.error = ChangedError("v0 is another link now", hint="look again")
        await user.press("enter")
        await user.until("another link")
        assert "v0 is another link now" in user.text and "look again" in user.text
        user.changes.error = None
        await user.press("r", "enter")
        assert user.changes.recoveries == ["revert"]


async def test_one_after_the_other_is_asked() -> None:
    async with desk() as user:
        (one,) = user.changes.found
        begun = replace(one.entry.begun, id=6, title="link restart red/v9")
        user.changes.found = (replace(one, entry=replace(one.entry, begun=begun)), one)
        await user.press("r", "enter")
        await user.until("red/v9")
        assert "link restart red/v9 was broken off" in user.text
        await user.press("enter")
        assert user.changes.recoveries == ["revert", "finish"]


async def test_where_nothing_may_be_changed_it_is_only_said() -> None:
    async with desk(refusal="Nothing is changed here.") as user:
        assert "was broken off at" in user.text and "[ Finish ]" not in user.text
