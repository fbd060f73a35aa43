"""Keys that come together do what they do one by one."""

import pytest

from tests.support.screen import SMALL, stage
from tests.support.snapshots import small_host


@pytest.mark.parametrize(
    "keys",
    [
        ("j", "y"),
        ("G", "k", "p"),
        ("1", "j", "j", "2", "j", "p"),
        ("1", "j", "enter", "j", "j", "enter", "escape"),
        ("/", *"docker", "enter", "y", "n"),
        ("/", *"eth", "backspace", "escape", "j"),
        (":", *"172.30.0.3", "enter"),
        ("o", "2", "O", "j", "y", "m"),
        ("?", "escape", "4", "j", "space", "space", "y", "escape", "escape"),
    ],
    ids="".join,
)
async def test_keys_that_come_together_do_what_they_do_one_by_one(keys: tuple[str, ...]) -> None:
    async with stage(small_host(), SMALL) as screen:
        for key in keys:
            await screen.press(key)
        text, focused = screen.text, screen.focused
    async with stage(small_host(), SMALL) as screen:
        await screen.type_at_once(*keys)
        assert (screen.text, screen.focused) == (text, focused)


async def test_a_screen_that_has_ended_keeps_no_key_waiting() -> None:
    async with stage(small_host()) as screen:
        await screen.type_at_once(*(("y", "escape", "?", "q", ":", "escape") * 4), "j")
        assert screen.focused == "links" and "eth0" in screen.row
        assert len(screen.explore.app.screen_stack) == 1
