"""Lists: sorted by a column, rows marked, panes enlarged."""

import msgspec
import pytest

from netui.model.naming import natural
from netui.ui.cells import Cell, cell_width
from netui.ui.subject import Subject, a_link
from tests.support.screen import LARGE, SMALL, Stage, stage
from tests.support.snapshots import HOST, RED, many_links, small_host, with_link, without_link


def _names(screen: Stage) -> list[str]:
    return [cell.text for cell in _column(screen, 0)]


async def test_a_list_is_sorted_by_a_column_and_turned_round() -> None:
    async with stage(small_host()) as screen:
        usual = _names(screen)
        await screen.press("o")
        assert "Sort by" in screen.text and "usual order" in screen.text
        await screen.press("1")
        assert _names(screen) == sorted(usual, key=natural)
        assert "NAME↑" in screen.text
        await screen.press("O")
        assert _names(screen) == sorted(usual, key=natural, reverse=True)
        assert "NAME↓" in screen.text
        await screen.press("o", "0")
        assert _names(screen) == usual
        assert "↑" not in screen.text and "↓" not in screen.text


async def test_numbers_in_names_are_sorted_as_numbers() -> None:
    async with stage(many_links(12)) as screen:
        await screen.press("o", "1")
        names = _names(screen)
        assert names == sorted(names, key=lambda name: int("".join(filter(str.isdigit, name)) or 0))


async def test_what_has_nothing_in_the_column_stays_last() -> None:
    async with stage(small_host(), LARGE) as screen:
        for keys in (("o", "6"), ("O",)):
            await screen.press(*keys)
            masters = [bool(cell.text) for cell in _column(screen, 5)]
            assert masters == sorted(masters, reverse=True) and not all(masters)


def _column(screen: Stage, number: int) -> list[Cell]:
    pane = screen.pane("links")
    rows = [row for row in pane.rows if isinstance(row, Subject)]
    return [pane.listing.cells(screen.view, row)[number] for row in rows]


async def test_the_cursor_stays_on_its_object_and_the_order_holds_when_rows_come() -> None:
    async with stage(small_host()) as screen:
        await screen.press("j", "o", "1")
        assert "eth0" in screen.row
        link = msgspec.structs.replace(small_host().namespaces[HOST].links[2], ifindex=77, name=b"aaa")
        name = type(small_host().namespaces[HOST].links[2].name)(b"aaa")
        await screen.update(HOST, with_link(small_host(), HOST, msgspec.structs.replace(link, name=name)))
        assert _names(screen)[0] == "aaa"
        assert "eth0" in screen.row


async def test_a_menu_is_left_without_a_choice() -> None:
    async with stage(small_host()) as screen:
        usual = _names(screen)
        await screen.press("o", "j", "escape")
        assert _names(screen) == usual and screen.focused == "links"
        await screen.press("o", "j", "enter")
        assert _names(screen) == sorted(usual, key=natural)


async def test_rows_are_marked_counted_and_unmarked() -> None:
    async with stage(small_host()) as screen:
        await screen.press("space", "space")
        assert "2 Links of host  7  2 marked" in screen.text
        assert sum("✓" in line for line in screen.lines) == 2
        assert "docker0" in screen.row, "the cursor goes on to the next row"
        await screen.press("k", "space")
        assert "1 marked" in screen.text
        await screen.press("escape")
        assert "marked" not in screen.text and "✓" not in screen.text


async def test_a_marked_object_that_goes_is_marked_no_more() -> None:
    async with stage(small_host()) as screen:
        await screen.press("j", "space")
        assert "1 marked" in screen.text
        snapshot = small_host()
        await screen.update(HOST, without_link(snapshot, HOST, 2))
        assert "marked" not in screen.text
        await screen.update(HOST, snapshot.namespaces[HOST])
        assert "marked" not in screen.text, "another object may have its number"


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_a_pane_is_enlarged_until_it_is_alone_and_back(size: tuple[int, int]) -> None:
    async with stage(small_host(), size) as screen:
        before = screen.lines
        height = screen.pane("links").size.height
        await screen.press("plus")
        assert screen.pane("links").size.height > height
        await screen.press("plus", "plus")
        assert "1 Namespaces" not in screen.text and "2 Links of host" in screen.text
        assert screen.pane("links").size.width > size[0] - 4
        await screen.press("1")
        assert "1 Namespaces" in screen.text and "2 Links of host" not in screen.text
        await screen.press("enter")
        assert screen.focused == "detail" and "Overview" in screen.text and "1 Namespaces" not in screen.text
        await screen.press("escape", "2", "underscore", "underscore")
        await screen.settle()
        assert [line.rstrip() for line in screen.lines] == [line.rstrip() for line in before]


async def test_at_sixty_by_twenty_everything_can_be_read() -> None:
    async with stage(small_host(), (60, 20)) as screen:
        for key in "12345":
            await screen.press(key)
            assert all(cell_width(line) == 60 for line in screen.lines)
            assert "? help" in screen.lines[-1] and "q quit" in screen.lines[-1]
            await screen.press("enter")
            assert "? help" in screen.lines[-1]
            await screen.press("escape")
        await screen.press("2", "G", "p")
        assert screen.cursor("links") == a_link(RED, 2)


async def test_columns_take_no_more_room_than_their_values_need() -> None:
    snapshot = small_host()
    async with stage(snapshot) as screen:
        await screen.press("1", "j", "j", "2")
        assert "2 Links of red" in screen.text
        heading = next(line for line in screen.lines if "NAME" in line)
        assert heading.index("KIND") < 12, "names of four letters leave room for the rest"
        link = snapshot.namespaces[RED].links[3]
        renamed = msgspec.structs.replace(link, name=type(link.name)(b"a-name-like-this"))
        await screen.update(RED, with_link(snapshot, RED, renamed))
        assert "a-name-like-this" in screen.text
