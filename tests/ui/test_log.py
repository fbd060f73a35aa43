"""A log on the screen: wrapped, searched, bounded, its end in sight while nobody goes away from it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import ClassVar

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.screen import Screen

from netui.ui import ink
from netui.ui.cells import cell_width
from netui.ui.widgets.log import LIMIT, LogPane


class Alone(Screen[None]):
    """A log alone."""

    COMPONENT_CLASSES: ClassVar[set[str]] = set(ink.EVERY)

    def compose(self) -> ComposeResult:
        """It."""
        yield LogPane()


class Shown(App[None]):
    """An app that shows it."""

    def get_default_screen(self) -> Alone:
        """The log."""
        return Alone()


@asynccontextmanager
async def log(*lines: str, size: tuple[int, int] = (40, 10)) -> AsyncIterator[tuple[LogPane, Pilot[None]]]:
    app = Shown()
    async with app.run_test(size=size) as pilot:
        pane = app.screen.query_one(LogPane)
        pane.focus()
        pane.add(lines)
        await pilot.pause()
        yield pane, pilot


def rows(pane: LogPane) -> list[str]:
    """What stands in each line of the screen."""
    return [pane.render_line(y).text.rstrip() for y in range(pane.size.height)]


async def test_a_long_line_goes_on_below_and_nothing_of_it_is_lost() -> None:
    words = " ".join(f"word{number}" for number in range(12))
    async with log(words, "x" * 90, "\u6f22" * 30) as (pane, _):
        assert all(cell_width(row) <= 40 for row in rows(pane))
        assert [word for row in pane.window for word in row.split() if word.startswith("word")] == words.split()
        assert "".join(rows(pane)).count("x") == 90
        assert "".join(rows(pane)).count("\u6f22") == 30


async def test_another_width_wraps_again() -> None:
    async with log("x" * 100) as (pane, pilot):
        assert pane.length == 3
        await pilot.resize_terminal(120, 10)
        await pilot.pause()
        assert pane.length == 1


async def test_the_end_stays_in_sight_until_one_goes_away_from_it() -> None:
    async with log(*map(str, range(100))) as (pane, pilot):
        assert pane.window[-1] == "99"
        pane.add(["100"])
        assert pane.window[-1] == "100"
        await pilot.press("k")
        pane.add(["101"])
        assert (pane.window[-1], pane.follows) == ("99", False)
        await pilot.press("g")
        assert pane.window[0] == "0"
        await pilot.press("G")
        pane.add(["102"])
        assert (pane.window[-1], pane.follows) == ("102", True)


async def test_a_search_shows_what_holds_all_words_also_of_what_comes() -> None:
    async with log("GET /a 200", "POST /b 500", "get /c 500") as (pane, _):
        pane.narrow("get 500")
        assert (pane.window, pane.shown, pane.total) == (["get /c 500"], 1, 3)
        pane.add(["GET /d 500", "GET /e 200"])
        assert pane.window == ["get /c 500", "GET /d 500"]
        pane.narrow("nothing like it")
        assert rows(pane)[0].strip() == "no line holds that"
        pane.narrow("")
        assert len(pane.window) == 5


@pytest.mark.parametrize("length", [1, 3_000])
async def test_only_the_last_lines_are_kept(length: int) -> None:
    async with log() as (pane, pilot):
        assert rows(pane)[0].strip() == "nothing was written yet"
        for begin in range(0, LIMIT + 5_000, 1_000):
            pane.add(f"{number} ".ljust(length, "x") for number in range(begin, begin + 1_000))
        await pilot.press("g")
        kept = pane.total
        assert kept <= LIMIT and kept * length <= 4_000_000
        assert pane.left_out == LIMIT + 5_000 - kept
        assert pane.window[0].startswith(f"{pane.left_out} "[:40].rstrip())
        assert pane.length >= kept
