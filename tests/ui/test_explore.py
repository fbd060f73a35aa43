"""The explorer, as a user sees it: moving, panes, detail, filter, peer, live changes, hostile names."""

import re

import msgspec
import pytest
from textual.geometry import Region

from netui.core.host import StillHost
from netui.model import Snapshot
from netui.ui.app import NetuiApp
from netui.ui.subject import Subject, a_link, a_namespace
from netui.ui.widgets.drawn import Drawn
from tests.support.pretended import Pretended
from tests.support.screen import LARGE, SMALL, Stage, stage, text_of
from tests.support.snapshots import (
    BLUE,
    HOST,
    RED,
    WEB,
    hostile_host,
    many_links,
    not_root,
    small_host,
    with_link,
    without_docker,
    without_link,
)

PANES = ["namespaces", "links", "bridges", "containers", "networks"]


async def test_the_first_screen_shows_the_links_of_the_host() -> None:
    async with stage(small_host()) as screen:
        assert screen.focused == "links"
        assert "2 Links of host  7" in screen.text
        for name in ("eth0", "docker0", "br-161847f4fecf", "veth300d570", "vethbad"):
            assert name in screen.text
        assert "192.0.2.10/24" in screen.text
        assert "→ web/eth0" in screen.text
        assert "lo is up" in screen.lines[-2]


@pytest.mark.parametrize("key", range(1, 6))
async def test_a_number_opens_its_pane_and_folds_the_others(key: int) -> None:
    async with stage(small_host()) as screen:
        await screen.press(str(key))
        assert screen.focused == PANES[key - 1]
        heights = {name: screen.pane(name).outer_size.height for name in PANES}
        assert heights.pop(PANES[key - 1]) >= 12
        assert set(heights.values()) == {1}
        for number, name in enumerate(("Namespaces", "Links of host", "Bridges", "Containers", "Networks"), 1):
            assert f" {number} {name}" in screen.text


async def test_tab_goes_through_the_panes_and_back() -> None:
    async with stage(small_host()) as screen:
        seen = []
        for _ in range(5):
            await screen.press("tab")
            seen.append(screen.focused)
        assert seen == [*PANES[2:], *PANES[:2]]
        await screen.press("shift+tab")
        assert screen.focused == "namespaces"


async def test_keys_move_the_cursor() -> None:
    async with stage(small_host()) as screen:
        await screen.press("j", "down")
        assert "docker0" in screen.row
        await screen.press("k")
        assert "eth0" in screen.row
        await screen.press("G")
        assert "vethbad" in screen.row
        await screen.press("j")
        assert "vethbad" in screen.row
        await screen.press("g")
        assert "lo " in screen.row


async def test_the_links_follow_the_namespace_under_the_cursor() -> None:
    async with stage(small_host(), LARGE) as screen:
        await screen.press("1", "j")
        assert "2 Links of blue  2" in screen.text
        assert "→ red/red0" in screen.text
        assert "vethbad" not in screen.text.split("3 Bridges")[0].split("2 Links of blue")[1]


async def test_the_sentence_says_why() -> None:
    async with stage(small_host()) as screen:
        await screen.press("G")
        assert screen.lines[-2].strip().startswith("vethbad is down: nothing passes. Its peer eth1 in red")


async def test_enter_opens_the_detail_in_full_height_and_escape_leads_back() -> None:
    async with stage(small_host()) as screen:
        await screen.press("4", "G", "k", "enter")
        assert screen.focused == "detail"
        assert "web  a container" in screen.text
        assert "0.0.0.0:8080 → 80/tcp" in screen.text
        assert "Namespaces" not in screen.text
        await screen.press("escape")
        assert screen.focused == "containers"
        assert "web" in screen.row


async def test_a_wide_screen_shows_the_detail_beside_the_lists() -> None:
    async with stage(small_host(), LARGE) as screen:
        await screen.press("G")
        assert "vethbad  one end of a veth pair" in screen.text
        assert all(screen.pane(name).size.height >= 3 for name in PANES)
        await screen.press("enter")
        assert screen.focused == "detail"
        await screen.press("h")
        assert screen.focused == "links"


async def test_a_line_of_the_detail_leads_to_what_it_names() -> None:
    async with stage(small_host()) as screen:
        await screen.press("G", "enter", "j", "j")
        assert "red/eth1" in screen.row
        await screen.press("enter")
        assert screen.cursor("links") == a_link(RED, 2)
        assert screen.focused == "detail" and "eth1  one end of a veth pair" in screen.text


async def test_p_jumps_to_the_peer_and_back() -> None:
    async with stage(small_host()) as screen:
        await screen.press("G", "p")
        assert screen.cursor("links") == a_link(RED, 2)
        assert screen.cursor("namespaces") == a_namespace(RED)
        assert "2 Links of red" in screen.text
        await screen.press("p")
        assert screen.cursor("links") == a_link(HOST, 9)


async def test_a_key_that_cannot_act_says_why() -> None:
    async with stage(small_host()) as screen:
        assert "p peer" in screen.lines[-1]
        await screen.press("p")
        assert "lo has no peer: only a veth has one, and this is a loopback" in screen.lines[-2]
        await screen.press("j")
        assert "lo has no peer" not in screen.text
        await screen.press("O")
        assert "This list stands in its usual order" in screen.lines[-2]
        await screen.press("1")
        assert "p peer" not in screen.lines[-1]


async def test_what_belongs_together_is_marked() -> None:
    async with stage(small_host(), LARGE) as screen:
        await screen.press("4", "G", "k")
        marked = {line.split("•")[1].split()[0] for line in screen.lines if "•" in line}
        assert {"host", "web", "br-161847f4fecf", "veth300d570", "shop"} <= marked
        assert not marked & {"red", "blue", "docker0", "vethbad"}


async def test_a_filter_narrows_the_list_while_it_is_typed() -> None:
    async with stage(small_host()) as screen:
        await screen.press("slash", *"VETH")
        assert "3 of 7" in screen.text
        assert "eth0 " not in screen.text.replace("/eth0", "")
        await screen.press("b", "enter")
        assert screen.focused == "links"
        assert "vethbad" in screen.row
        await screen.press("escape")
        assert "2 Links of host  7" in screen.text
        assert "vethbad" in screen.row


async def test_a_filter_can_be_typed_again_and_again() -> None:
    async with stage(small_host()) as screen:
        for _ in range(3):
            await screen.press("slash", "a", "escape")
            await screen.press("slash", *"veth", "enter")
            assert "3 of 7" in screen.text
            await screen.press("slash")
            assert "/veth" in screen.text
            await screen.press("enter", "escape")
            assert "2 Links of host  7" in screen.text


async def test_letters_typed_into_a_filter_are_no_commands() -> None:
    async with stage(small_host()) as screen:
        await screen.press("slash", "q", "1", "question_mark")
        assert "Nothing here holds “q1?”" in screen.text
        await screen.press("escape")
        assert "2 Links of host  7" in screen.text


async def test_live_changes_keep_the_cursor_on_its_object() -> None:
    async with stage(small_host()) as screen:
        await screen.press("j", "j", "j", "j", "j")
        assert "veth6c8af96" in screen.row
        line = screen.lines.index(screen.row)
        namespace = without_link(small_host(), HOST, 2)
        await screen.update(HOST, namespace)
        assert "veth6c8af96" in screen.row
        assert "2 Links of host  6" in screen.text
        renamed = msgspec.structs.replace(namespace.links[8], name=type(namespace.links[8].name)(b"veth-new"))
        await screen.update(HOST, msgspec.structs.replace(namespace, links={**namespace.links, 8: renamed}))
        assert "veth-new" in screen.row
        assert screen.lines.index(screen.row) <= line


async def test_a_link_that_goes_leaves_the_cursor_in_its_place() -> None:
    async with stage(small_host()) as screen:
        await screen.press("j", "j")
        await screen.update(HOST, without_link(small_host(), HOST, 3))
        assert "br-161847f4fecf" in screen.row


async def test_a_namespace_that_ends_takes_its_links_along() -> None:
    async with stage(small_host()) as screen:
        await screen.press("1", "j", "j")
        assert screen.cursor("namespaces") == a_namespace(RED)
        await screen.update(RED, None)
        assert screen.cursor("namespaces") != a_namespace(RED)
        assert "2 Links of red" not in screen.text
        assert "6 ns" in screen.lines[0] or "6 namespaces" in screen.lines[0]


async def test_a_detail_that_is_open_follows_its_object() -> None:
    async with stage(small_host(), LARGE) as screen:
        await screen.press("G")
        before = small_host()
        link = before.namespaces[HOST].links[9]
        assert "DOWN" in next(line for line in screen.lines if "state" in line)
        up = msgspec.structs.replace(link, flags=link.flags | 1 | 1 << 16, operstate=6)
        await screen.update(HOST, with_link(before, HOST, up))
        assert "up" in next(line for line in screen.lines if "state" in line)


async def test_an_update_without_a_difference_draws_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    async with stage(small_host(), LARGE) as screen:
        drawn: list[tuple[Region, ...]] = []
        monkeypatch.setattr(Drawn, "refresh", lambda self, *regions, **_: drawn.append(regions))
        await screen.update(HOST, msgspec.structs.replace(small_host().namespaces[HOST]))
        assert not drawn
        await screen.update(HOST, without_link(small_host(), HOST, 9))
        assert drawn


async def test_a_change_draws_only_the_lines_that_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    async with stage(small_host()) as screen:
        drawn: list[Region] = []
        monkeypatch.setattr(screen.pane("links"), "refresh", lambda *regions, **_: drawn.extend(regions))
        await screen.press("j")
        assert {(one.y, one.height) for one in drawn} == {(1, 1), (2, 1)}


@pytest.mark.parametrize("size", [SMALL, LARGE, (60, 18), (200, 60)])
async def test_names_that_attack_are_shown_as_escapes(size: tuple[int, int]) -> None:
    async with stage(hostile_host(), size) as screen:
        for key in ("1", "2", "3", "4", "5"):
            await screen.press(key, "j", "enter")
            _harmless(screen.lines, size)
            await screen.press("G", "escape", "G", "k")
            _harmless(screen.lines, size)


def _harmless(lines: list[str], size: tuple[int, int]) -> None:
    for line in lines:
        assert not re.search("[\x00-\x1f\x7f-\x9f\u202e]", line), ascii(line)
        assert _cells(line) == size[0], ascii(line)


def _cells(line: str) -> int:
    return sum(2 if "\u3000" <= char <= "\u9fff" else 1 for char in line)


async def test_a_name_that_looks_like_markup_stands_as_it_is() -> None:
    async with stage(hostile_host()) as screen:
        await screen.press("slash", *"[@click", "enter")
        assert "[@click=app.quit]x" in screen.text


@pytest.mark.parametrize(
    ("status", "reason", "shown"),
    [
        ("denied", "unix:///var/run/docker.sock may not be opened by alice.", "Docker may not be asked"),
        ("refused", "nothing listens there", "Docker does not run. Nothing listens there."),
        ("hung", "no answer within 2 s", "Docker hangs. No answer within 2 s."),
        ("absent", "", "No Docker here. Tried unix:///var/run/docker.sock"),
        ("connecting", "", "Asking Docker at unix:///var/run/docker.sock"),
    ],
)
async def test_an_empty_list_says_why(status: str, reason: str, shown: str) -> None:
    async with stage(without_docker(status, reason)) as screen:
        await screen.press("4")
        assert shown in screen.text
        await screen.press("5")
        assert shown in screen.text


async def test_a_filter_that_can_never_fit_is_told_with_the_words_that_fit() -> None:
    async with stage(small_host()) as screen:
        await screen.press("/", *"state:sleeping", "enter")
        assert "Nothing here fits “state:sleeping”." in screen.text and "no-carrier" in screen.text


async def test_what_may_not_be_read_is_not_called_none() -> None:
    async with stage(not_root()) as screen:
        await screen.press("1", "j")
        assert "denied" in screen.row
        await screen.press("2")
        assert "may not be read: that is not the same as none" in screen.text


async def test_an_empty_snapshot_is_being_read() -> None:
    async with stage(Snapshot()) as screen:
        assert "Reading this host's links" in screen.text
        await screen.press("j", "enter", "p", "slash", "a", "escape", "1")
        assert "Reading this host's namespaces" in screen.text


@pytest.mark.parametrize("size", [(59, 24), (80, 17), (20, 5), (1, 1)])
async def test_a_terminal_that_is_too_small_is_told_what_is_needed(size: tuple[int, int]) -> None:
    async with stage(small_host(), size) as screen:
        if size[0] > 10:
            assert "netui needs 60×18 cells" in " ".join(line.strip() for line in screen.lines)
        assert "Links of host" not in screen.text


async def test_help_lists_the_keys_that_work_here() -> None:
    async with stage(small_host(), LARGE) as screen:
        await screen.press("G", "question_mark")
        pages = screen.text
        assert "to the other end of a veth" in pages and "to the row above" in pages
        for _ in range(3):
            await screen.press("pagedown")
            pages += screen.text
        for told in ("bring the link up", "read everything again", "end netui"):
            assert told in pages
        await screen.press("g")
        await screen.press("escape")
        assert "to the row above" not in screen.text


async def test_thousands_of_links_are_as_quick_as_ten() -> None:
    async with stage(many_links(5000)) as screen:
        await screen.press("G")
        assert "veth05001" in screen.row
        assert screen.pane("links").size.height < 20
        await screen.press("slash", *"veth04999", "enter")
        assert "1 of 5001" in screen.text


async def test_rows_show_their_namespace_for_blue_as_for_web() -> None:
    async with stage(small_host()) as screen:
        for key in (BLUE, WEB):
            screen.explore.select(a_namespace(key))
            await screen.press("2")
            subject = screen.cursor("links")
            assert subject is not None and subject.namespace == key


@pytest.mark.parametrize(
    ("pane", "text", "shown"),
    [
        ("2", "kind:veth state:down", {"vethbad"}),
        ("2", "ip:172.30.0.0/24", {"br-161847f4fecf"}),
        ("1", "kind:named", {"red", "blue"}),
        ("1", "container:web", {"web"}),
        ("3", "ip:172.17.0.1", {"docker0"}),
        ("4", "state:exited", {"job"}),
        ("5", "kind:bridge name:shop", {"shop"}),
    ],
)
async def test_a_filter_takes_the_prefixes_of_the_command_line(pane: str, text: str, shown: set[str]) -> None:
    async with stage(small_host(), LARGE) as screen:
        await screen.press(pane, "/", *text, "enter")
        table = screen.pane(PANES[int(pane) - 1])
        names = {table.listing.cells(screen.view, row)[0].text for row in table.rows if isinstance(row, Subject)}
        assert names == shown
        await screen.press("escape")
        assert len(table.rows) > len(shown)


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_what_a_detail_names_is_followed_and_escape_leads_back(size: tuple[int, int]) -> None:
    async with stage(small_host(), size) as screen:
        await screen.press("4", "j", "j", "j")
        assert "web " in screen.row
        await screen.press("enter")
        await _to_line(screen, "on bridge")
        await screen.press("enter")
        assert "br-161847f4fecf  a bridge" in screen.text
        await _to_line(screen, "network")
        await screen.press("enter")
        assert "shop  a Docker network" in screen.text
        await screen.press("escape")
        assert "br-161847f4fecf  a bridge" in screen.text
        await screen.press("escape")
        assert "web  a container" in screen.text
        await screen.press("escape")
        assert screen.focused == "containers" and "web " in screen.row


async def _to_line(screen: Stage, label: str) -> None:
    for _ in range(40):
        if label in screen.row:
            return
        await screen.press("j")
    raise AssertionError(f"no line of the detail tells {label}")


async def test_escape_passes_over_what_is_gone() -> None:
    async with stage(small_host(), LARGE) as screen:
        await screen.press("1", "j", "j", "enter")
        await _to_line(screen, "red0")
        await screen.press("enter")
        await _to_line(screen, "peer")
        await screen.press("enter")
        assert "blue0  one end" in screen.text
        await screen.update(RED, None)
        await screen.press("escape")
        assert screen.focused == "links"


async def test_a_terminal_that_was_too_small_for_a_while_is_where_it_was() -> None:
    async with stage(small_host()) as screen:
        await screen.press("2", "j")
        row = screen.row
        await screen.resize(30, 8)
        assert "netui needs" in screen.text
        await screen.resize(80, 24)
        assert screen.row == row
        await screen.press("j")
        assert screen.row != row


async def test_a_jump_into_a_namespace_that_the_filter_hides_stays_there() -> None:
    snapshot = small_host()
    async with stage(snapshot) as screen:
        await screen.press("1", "slash", *"host", "enter", "2")
        await screen.press("G", "k", "k", "p")
        landed = screen.cursor("links")
        assert landed and landed.namespace == WEB and "Links of web" in screen.text
        await screen.update(RED, with_link(snapshot, RED, snapshot.namespaces[HOST].links[2]))
        assert screen.cursor("links") == landed and "Links of web" in screen.text


@pytest.mark.parametrize(("address", "name"), [("2001:db8::10", "eth0"), ("fe80::1", "eth0")])
async def test_a_filter_finds_addresses_that_the_row_only_counts(address: str, name: str) -> None:
    async with stage(small_host()) as screen:
        assert address not in screen.text
        await screen.press("slash", *address, "enter")
        assert name in screen.row and "1 of 7" in screen.text


async def test_the_limits_of_what_is_seen_are_a_key_away() -> None:
    async with stage(not_root()) as screen:
        await screen.press("3", "!")
        assert screen.focused == "detail" and "limited" in screen.text
    async with stage(small_host()) as screen:
        await screen.press("!")
        assert "There is no limit" in screen.lines[-2]


async def test_a_saved_snapshot_is_not_read_again_and_not_frozen() -> None:
    app = NetuiApp(StillHost(small_host()), who="root")
    async with app.run_test(size=SMALL) as pilot:
        for key in ("R", "ctrl+f"):
            await pilot.press("j", key)
            await pilot.pause()
            text = text_of(app)
            assert "This is a saved snapshot: nothing in it changes." in text and "frozen" not in text


async def test_what_loses_its_name_before_it_ends_is_gone_by_that_name() -> None:
    snapshot = small_host()
    async with stage(snapshot) as screen:
        await screen.press("1", "j", "j", "2", "j")
        red = snapshot.namespaces[RED]
        nameless = msgspec.structs.replace(red, names=(), holders=())
        await screen.update(RED, nameless)
        await screen.update(RED, None)
        assert screen.lines[-2].startswith(" Link red/eth1 is gone."), screen.text


async def test_a_screen_that_is_too_small_takes_no_keys_but_those_that_lead_out() -> None:
    async with stage(small_host()) as screen:
        await screen.resize(40, 10)
        before = screen.text
        selected = screen.cursor("links")
        others = ("j", "enter", "space", "right_square_bracket", "p", "tab", "1")
        for key in ("question_mark", "n", "d", "f3", "f4", "colon", "y", "slash", *others):
            await screen.press(key)
            assert screen.text == before, key
        await screen.resize(80, 24)
        assert screen.cursor("links") == selected and "▸ lo" in screen.text and "marked" not in screen.text
        await screen.press("question_mark")
        assert len(screen.explore.app.screen_stack) == 2


@pytest.mark.parametrize(("pane", "keys"), [("4", "nduUrcxLwiE"), ("5", "ncxd")])
async def test_where_no_engine_answers_its_keys_are_grey_and_say_why(pane: str, keys: str) -> None:
    snapshot = without_docker("absent", "nothing is at /var/run/docker.sock", "systemctl start docker")
    app = NetuiApp(StillHost(snapshot), who="root", changes=Pretended())
    async with app.run_test(size=LARGE) as pilot:
        screen = Stage(pilot, StillHost(snapshot))
        await screen.press(pane)
        for key in keys:
            await screen.press(key)
            assert "No engine answers: " in screen.lines[-2], key
            await screen.press("k")


async def test_the_page_of_a_link_says_where_that_is() -> None:
    async with stage(small_host(), LARGE) as screen:
        await screen.press("2", "j", "enter")
        assert " host/eth0 " in screen.text
        await screen.press("]")
        assert " host/eth0 " in screen.text
