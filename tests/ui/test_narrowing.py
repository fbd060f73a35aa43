"""A detail narrowed to what holds a text."""

import msgspec
import pytest

from netui.model import Route
from netui.ui.cells import Cell, Column
from netui.ui.document import Document, lay_out
from netui.ui.narrowing import narrowed
from netui.ui.widgets.detail import DetailPane
from tests.support.screen import LARGE, SMALL, Stage, stage
from tests.support.snapshots import HOST, small_host


@pytest.fixture
def document() -> Document:
    made = Document("eth0", "Routes")
    made.meaning("Where packets go next.")
    made.section("Routes", 2)
    made.grid((Column("TO", 12, 8), Column("VIA", 12, 8)), [(Cell("default"), Cell("192.0.2.1")),
                                                            (Cell("10.0.0.0/24"), Cell("–"))])  # fmt: skip
    made.section("Rules", 1)
    made.fact("first", "lookup local")
    made.note("It is asked before all others.")
    made.section("Empty")
    return made


def text(document: Document, words: str) -> tuple[str, str]:
    """What is left, and how it is counted."""
    left = narrowed(document.lines, words)
    lines = ("".join(cell.text for cell in line.spans).strip() for line in lay_out(left.lines, 60))
    return "|".join(" ".join(line.split()) for line in lines), f"{left.shown} of {left.total}"


def test_rows_stay_under_their_headings(document: Document) -> None:
    assert text(document, "192.0") == ("Routes 2|TO VIA|default 192.0.2.1", "1 of 3")
    assert text(document, "DEFAULT 192") == ("Routes 2|TO VIA|default 192.0.2.1", "1 of 3")


def test_an_explanation_goes_with_its_line(document: Document) -> None:
    assert text(document, "lookup") == ("Rules 1|first lookup local|It is asked before all others.", "1 of 3")
    assert text(document, "asked") == ("", "0 of 3")


def test_what_nothing_holds_leaves_nothing(document: Document) -> None:
    assert text(document, "nowhere") == ("", "0 of 3")
    assert text(document, "routes") == ("", "0 of 3"), "headings alone are not found"


async def narrow(screen: Stage, words: str) -> None:
    """Filter the detail."""
    screen.explore.query_one("#detail", DetailPane).filter = words
    await screen.press()


async def test_the_pane_tells_how_many_it_shows_and_follows_what_is_new() -> None:
    snapshot = small_host()
    async with stage(snapshot, LARGE) as screen:
        await screen.press("1", "]", "]", "]", "l", "j", "j")
        await narrow(screen, "172.")
        assert "host  Routes  2 of 7 /172." in screen.text
        detail = [line.rpartition("││")[2] for line in screen.lines]
        assert not any("192.0.2" in line for line in detail)
        assert "172.17.0.0/16" in screen.row, "the cursor is on the first row that is left"
        host = snapshot.namespaces[HOST]
        more = Route(2, 254, "172.31.0.0", 16, "", 2, "", 0, 1, 3, 0)
        await screen.update(HOST, msgspec.structs.replace(host, routes=(*host.routes, more)))
        assert "host  Routes  3 of 8 /172." in screen.text
        await narrow(screen, "")
        assert "host  Routes ─" in screen.text and "default" in screen.text


async def test_what_a_filter_leaves_can_still_be_followed() -> None:
    async with stage(small_host(), SMALL) as screen:
        await screen.press("1", "enter", "]")
        await narrow(screen, "docker0")
        await screen.press("enter")
        assert "docker0  a bridge" in screen.text
        await narrow(screen, "")


async def test_a_hostile_filter_is_shown_safe() -> None:
    async with stage(small_host(), SMALL) as screen:
        await screen.press("1", "enter")
        await narrow(screen, "\x1b[31m[/]")
        assert "0 of " in screen.text and "/\\x1b[31m[/]" in screen.text
