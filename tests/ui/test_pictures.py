"""A picture of each state that is worth one; `pytest --snapshot-update` takes them again."""

import time
from collections.abc import Callable, Iterator

import pytest
from textual.pilot import Pilot

from netui.ui.app import NetuiApp
from tests.support.screen import strips_of, text_of
from tests.ui.states import STATES, State

Compare = Callable[..., bool]


@pytest.fixture(autouse=True)
def utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Moments are shown in local time."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize("state", STATES, ids=[state.name for state in STATES])
def test_the_screen_looks_as_it_did(state: State, snap_compare: Compare) -> None:
    async def settle(pilot: Pilot[None]) -> None:
        await state.lead(pilot)
        await pilot.pause(0.05)  # what follows a frame, such as a list that is drawn anew

    assert snap_compare(state.app(), run_before=settle, terminal_size=state.size)


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> NetuiApp:
    monkeypatch.setenv("NO_COLOR", "1")
    return STATES[0].app()


async def test_no_color_is_honoured(plain: NetuiApp) -> None:
    async with plain.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        filters = plain.get_line_filters()
        strips = strips_of(plain)
        colours = {
            colour.name
            for strip in strips
            for segment in strip.apply_filter(filters[-1], plain.screen.background_colors[1])
            if segment.style
            for colour in (segment.style.color, segment.style.bgcolor)
            if colour
        }
        assert colours == {"default"}


async def test_without_utf8_everything_is_ascii() -> None:
    from netui.core.host import StillHost
    from tests.support.snapshots import small_host

    app = NetuiApp(StillHost(small_host()), who="root", ascii_only=True)
    for size in ((80, 24), (160, 48)):
        async with app.run_test(size=size) as pilot:
            for key in ("j", "j", "enter"):  # in a list, then in the detail
                await pilot.press(key)
                text = text_of(app)
                assert text.isascii(), ascii(text)
                assert "> " in text
            assert "docker0" in text
        app = NetuiApp(StillHost(small_host()), who="root", ascii_only=True)


@pytest.mark.parametrize("key", ["question_mark", "y", "o", "colon"])
async def test_without_utf8_what_lies_over_the_explorer_is_ascii_too(key: str) -> None:
    from netui.core.host import StillHost
    from tests.support.snapshots import small_host

    app = NetuiApp(StillHost(small_host()), who="root", ascii_only=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("j", key)
        await pilot.pause()
        assert len(app.screen_stack) == 2
        text = text_of(app)
        assert text.isascii(), [char for char in text if not char.isascii()]
