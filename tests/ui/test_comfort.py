"""Keys of one's own, columns, room for the panes, and what of that outlasts the program."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from netui.config.options import Config
from netui.config.reading import parse
from netui.core.state.layout import Layout, recall, remember
from netui.ui import keynames
from netui.ui.app import NetuiApp
from netui.ui.comfort import Comfort, checked
from netui.ui.driver import RoundTrip
from netui.ui.run import default_config
from netui.ui.screens.consent import Consent
from tests.support.pretended import Pretended
from tests.support.screen import LARGE, SMALL, ChangingHost, Stage
from tests.support.snapshots import small_host

KEYS = """
[keys]
explore.filter = ["q", "ctrl+g"]
app.quit = "f12"
explore.links = "f6"
explore.next-tab = "ctrl+n"
operation.delete = "D"
explore.undo = "ctrl+u"
explore.enlarge = "="
form.leave = "f9"
app.mouse = "f7"
"""


@pytest.fixture(autouse=True)
def usual_keys() -> None:
    """Whatever a test before this one was configured with."""
    keynames.use({})


@asynccontextmanager
async def stage(comfort: Comfort, size: tuple[int, int] = SMALL) -> AsyncIterator[Stage]:
    """The program with this comfort, over a small host that may be changed."""
    host = ChangingHost(small_host())
    app = NetuiApp(host, who="root", comfort=comfort, changes=Pretended(""))
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield Stage(pilot, host)
    keynames.use({})


def configured(text: str) -> Comfort:
    """What a configuration makes of the program."""
    config = parse(text, "config.toml")
    return Comfort(config, checked(config))


async def test_keys_of_ones_own_work_and_those_before_do_not() -> None:
    async with stage(configured(KEYS), LARGE) as screen:
        await screen.press("slash")
        assert screen.focused == "links"
        await screen.press("q", *"veth", "enter")
        assert "/veth" in screen.text
        await screen.press("escape", "ctrl+g", "escape")
        await screen.press("1", "f6")
        assert screen.focused == "links"
        await screen.press("d")
        assert "Keys" not in screen.text and "delete" not in screen.lines[1]
        await screen.press("D")
        assert "link delete" in screen.text
        await screen.press("escape")
        assert "link delete" in screen.text
        await screen.press("f9")
        assert "link delete" not in screen.text


async def test_lines_sentences_help_and_palette_name_the_real_keys() -> None:
    async with stage(configured(KEYS), LARGE) as screen:
        last = screen.lines[-1]
        assert "q filter" in last and "f12 quit" in last and "1 f6 3 4 5 panes" in last and "[ ctrl+n tab" in last
        assert "D delete" in last and "d delete" not in last
        await screen.press("f7")
        assert "f7 switches" in screen.text or "mouse" not in screen.text  # no mouse in a test
        await screen.press("question_mark")
        help_page = screen.explore.app.screen
        assert help_page is not screen.explore
        text = "\n".join(str(row) for row in screen.lines)
        for _ in range(12):
            await screen.press("pagedown")
            text += screen.text
        assert "q ctrl+g" in text and "f12" in text and "f6" in text
        await screen.press("escape", "colon", *"link delete")
        assert "▸ link delete" in screen.row and " D " in screen.row
        await screen.press("escape", "f6", "G", "D")
        assert "ctrl+u undoes it" in screen.text or "undone with ctrl+u" in screen.text
        assert "f9 leave" in screen.lines[-1]


async def test_the_default_written_to_a_file_changes_no_key_that_is_shown() -> None:
    async with stage(Comfort(), LARGE) as screen:
        usual = screen.lines[-1]
    async with stage(configured("\n".join(default_config())), LARGE) as screen:
        assert screen.lines[-1] == usual and "Enter open" in usual
        await screen.press("question_mark")
        assert "Enter" in screen.text and "⏎" not in screen.text
    async with stage(configured('[keys]\nlist.open = "f9"\n'), LARGE) as screen:
        assert "f9 open" in screen.lines[-1]


async def test_the_question_before_what_could_cut_one_off_names_its_real_keys() -> None:
    async with stage(configured('[keys]\nconsent.agree = "f9"\nconsent.leave = "f8"\n')) as screen:
        screen.explore.app.push_screen(Consent("It cuts you off", ["ip link set dev eth0 down"], 60))
        await screen.press(*"yes")
        assert "then f9" in screen.text
        assert screen.lines[-1].split() == ["f9", "do", "it", "f8", "leave"]
        await screen.press("f8")
        assert "It cuts you off" not in screen.text


async def test_a_theme_is_chosen_in_the_palette() -> None:
    async with stage(Comfort()) as screen:
        app = screen.explore.app
        before = app.screen.background_colors[1]
        await screen.press("colon", *"theme light", "enter")
        assert app.theme == "light"
        assert 'theme = "light" below [screen]' in screen.text
        assert app.screen.background_colors[1] != before


async def test_a_column_that_has_no_room_says_so_where_columns_are_chosen() -> None:
    async with stage(Comfort(), SMALL) as screen:
        await screen.press("C")
        assert "2  state           shown" in screen.text and "7  mac             no room here" in screen.text
        await screen.press("escape")
        heading = next(line for line in screen.lines if "NAME" in line and "STATE" in line)
        assert "MAC" not in heading
        await screen.resize(*LARGE)
        await screen.press("plus", "plus", "C")
        assert "no room here" not in screen.text


async def test_columns_are_chosen_one_after_the_other_and_remembered() -> None:
    kept: list[Layout] = []
    async with stage(Comfort(keep=kept.append), LARGE) as screen:
        assert "KIND" in screen.lines[10] or "KIND" in screen.text
        await screen.press("C")
        assert "Columns" in screen.text
        await screen.press("1")  # kind
        assert any("▸ 1  kind" in line and "shown" not in line for line in screen.lines), screen.text
        await screen.press("2", "escape")
        heading = next(line for line in screen.lines if "ADDRESS / PEER" in line)
        assert "KIND" not in heading and "STATE" not in heading and "NAME" in heading
        assert kept[-1].hidden == {"links": ("kind", "state")}
    async with stage(Comfort(layout=kept[-1], keep=kept.append), LARGE) as screen:
        heading = next(line for line in screen.lines if "ADDRESS / PEER" in line)
        assert "KIND" not in heading
        await screen.press("C", "0", "escape")
        assert "KIND" in next(line for line in screen.lines if "ADDRESS / PEER" in line)
        assert kept[-1].hidden == {}


async def test_the_columns_of_the_file_are_those_of_the_start() -> None:
    async with stage(configured('[columns]\nlinks = ["name", "mac"]'), LARGE) as screen:
        heading = next(line for line in screen.lines if "MAC  " in line and "NAME" in line)
        assert "STATE" not in heading


async def test_order_and_room_outlast_the_program(tmp_path: Path) -> None:
    folder = tmp_path / "netui"
    comfort = Comfort(keep=lambda layout: remember(layout, folder))
    async with stage(comfort, LARGE) as screen:
        wide = screen.pane("links").size.width
        await screen.press("greater_than_sign", "greater_than_sign", "o", "1", "O")  # by name, backwards
        assert screen.pane("links").size.width > wide
        rows = [line for line in screen.lines if "veth" in line]
        wider = screen.pane("links").size.width
    assert oct((folder / "layout.json").stat().st_mode & 0o777) == "0o600"
    async with stage(Comfort(layout=recall(folder), keep=lambda layout: remember(layout, folder)), LARGE) as screen:
        assert screen.pane("links").size.width == wider
        assert "by name ↓" in screen.text
        assert [line for line in screen.lines if "veth" in line][:2] == rows[:2] or "veth" in screen.text
        await screen.press("4", "plus", "plus")
    async with stage(Comfort(layout=recall(folder)), LARGE) as screen:
        assert screen.focused == "containers"
        assert not screen.pane("links").region


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_where_lists_and_detail_do_not_share_the_width_that_is_said(size: tuple[int, int]) -> None:
    async with stage(Comfort(), size) as screen:
        await screen.press("greater_than_sign")
        told = "The lists take 55" if size == LARGE else "Lists and detail share the width from 110 columns on"
        assert told in screen.text


def test_a_layout_that_cannot_be_read_is_the_usual_one(tmp_path: Path) -> None:
    folder = tmp_path / "netui"
    folder.mkdir(mode=0o700)
    file = folder / "layout.json"
    usual = Layout()
    assert recall(folder) == usual
    for text in ("", "{", '{"share": 99}', '{"enlarged": -1}', '{"hidden": {"links": [1]}}', '{"pane": "' + "x" * 99):
        file.write_text(text)
        assert recall(folder) == usual, text
    file.write_text("{" + " " * (1 << 20) + "}")
    assert recall(folder) == usual
    file.unlink()
    file.symlink_to("/etc/passwd")
    assert recall(folder) == usual
    file.unlink()
    os.mkfifo(file)
    assert recall(folder) == usual
    file.unlink()
    folder.chmod(0o777)
    remember(Layout(share=60), folder)
    assert not file.exists(), "a folder that others may write is left alone"
    folder.chmod(0o700)
    remember(Layout(share=60), folder)
    assert recall(folder).share == 60


async def test_names_of_a_layout_that_nobody_knows_change_nothing() -> None:
    strange = Layout(
        hidden={"links": ("name", "nose"), "x": ("y",)}, orders={"links": ("nose", True)}, enlarged=2, pane="x"
    )
    async with stage(Comfort(layout=strange), LARGE) as screen:
        assert "2 Links of host  7" in screen.text and "NAME" in screen.text
        assert "by " not in next(line for line in screen.lines if "2 Links" in line)
        assert screen.focused == "links"


async def test_a_line_that_takes_long_is_spared() -> None:
    async with stage(Comfort(), LARGE) as screen:
        app = screen.explore.app
        assert isinstance(app, NetuiApp) and app._feed
        app.post_message(RoundTrip(0.05))
        await screen.pause(0.05)
        assert "slow line" not in screen.text and app._feed.period < 0.1
        app.post_message(RoundTrip(0.3))
        await screen.until("answers after 300 ms")
        assert "slow line" in screen.lines[0]
        assert app._feed.period >= 1


def test_the_line_is_measured_over_ssh_alone_where_nothing_was_decided() -> None:
    there = {"SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22"}
    assert Comfort().measures(there)
    assert not Comfort().measures({})
    assert not Comfort(Config(slow="off")).measures(there)
    assert not Comfort(Config(slow="on")).measures(there)
