"""The overview of an object: what it counts, what it advises, what it leads to, and which commands show the same."""

from netui.core.eventlog import EventLog
from netui.model import Snapshot
from netui.ui.details import detail
from netui.ui.document import lay_out
from netui.ui.subject import Subject, a_link, a_namespace
from netui.ui.view import View
from netui.ui.widgets.detail import DetailPane
from netui.ui.widgets.lines import KeyLine
from tests.support.objects import full_host
from tests.support.screen import ChangingHost, Stage, stage
from tests.support.snapshots import HOST, RED, small_host


def told(view: View, subject: Subject, title: str = "Overview") -> list[str]:
    """A tab, line by line."""
    lines = lay_out(detail(view, subject, title).lines, 100)
    return ["".join(span.text for span in line.spans).rstrip() for line in lines]


def test_all_routes_of_the_main_table_are_counted_and_shown() -> None:
    lines = told(View(full_host()), a_namespace(RED))
    assert "Routes 8" in lines
    assert any("unreachable 10.67.0.0/16" in line for line in lines)
    assert any("prohibit 2001:db8:1::/48" in line for line in lines)
    assert "  and 3 routes in other tables: tab Routes" in lines


def test_what_a_link_that_is_down_needs_can_be_typed() -> None:
    lines = "\n".join(told(View(small_host()), a_link(HOST, 9)))
    assert "ip link set dev vethbad up" in lines


def test_the_same_as_lines_of_a_namespace_are_of_that_namespace() -> None:
    view = View(small_host(), eventlog=EventLog(ChangingHost(small_host())))
    assert any("ip -n red neigh show nud all" in line for line in told(view, a_namespace(RED), "Neighbours"))
    for subject in (a_namespace(RED), a_link(RED, 3)):
        lines = "\n".join(told(view, subject, "Events"))
        assert "netui -n red events" in lines and "ip -n red -t monitor all" in lines
    lines = "\n".join(told(view, a_namespace(HOST), "Events"))
    assert "netui -n host events" in lines and " ip -t monitor all" in lines


def follow_key(screen: Stage) -> str:
    """How the key that follows a line is drawn: in the ink of keys, or faint."""
    strip = screen.explore.query_one(KeyLine).render_line(0)
    (segment,) = [one for one in strip if "Enter" in one.text]
    grey = next(one.style for one in strip if "follow" in one.text)
    return "grey" if segment.style == grey else "live"


async def test_a_line_that_leads_nowhere_says_so_before_and_after_enter_is_pressed() -> None:
    async with stage(small_host()) as screen:
        await screen.press("G", "enter")
        while screen.explore.query_one("#detail", DetailPane).target is None:
            await screen.press("j")
        assert follow_key(screen) == "live"
        await screen.press("G")
        assert follow_key(screen) == "grey"
        await screen.press("enter")
        assert screen.lines[-2].strip() == "This line names no other object."
        await screen.press("g")
        while follow_key(screen) == "grey":
            await screen.press("j")
        assert "names no other" not in screen.lines[-2]


async def test_an_empty_list_says_that_there_is_nothing_to_open() -> None:
    async with stage(Snapshot()) as screen:
        await screen.press("3", "enter")
        assert "There is nothing here to open." in screen.text
