"""For an audience: keys and commands are shown, rows stand apart, addresses can be hidden; one key ends it all."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from netui.core.host import StillHost
from netui.errors import RefusedError
from netui.ui.app import NetuiApp
from netui.ui.widgets.audience import Audience
from tests.support.pretended import Pretended
from tests.support.screen import LARGE, SMALL, ChangingHost, Stage
from tests.support.snapshots import hostile_host, small_host

_ADDRESS = re.compile(r"172\.30\.0\.|192\.0\.2\.|2001:db8|02:42:")


def band(stage: Stage) -> list[str]:
    """What stands below everything."""
    found = stage._pilot.app.screen.query(Audience)
    return [line for one in found for line in stage.lines[one.region.y :]]


async def test_the_last_keys_are_shown_and_one_key_ends_it() -> None:
    host = ChangingHost(small_host())
    async with NetuiApp(host, who="root", changes=Pretended()).run_test(size=SMALL) as pilot:
        user = Stage(pilot, host)
        before = user.lines
        await user.press("ctrl+t")
        await user.press("j", "tab", "slash")
        keys = " ".join(" ".join(band(user)).split())
        assert keys.startswith("j tab / "), keys
        await user.press("escape", *"jjjjjjjj")
        assert " ".join(band(user)).split()[:7] == [*"jjjjjj", "H"], "the last six, then the hint"
        await user.press("ctrl+t")
        await user.press("g", "1", "2", "g")
        assert not band(user)
        assert len(user.lines) == len(before)


async def test_the_list_in_use_has_the_room() -> None:
    host = ChangingHost(small_host())
    async with NetuiApp(host, who="root").run_test(size=(132, 40)) as pilot:
        user = Stage(pilot, host)
        assert "veth6c8af96" in user.text and "172.30.0.0/24" in user.text, "links and networks"
        await user.press("ctrl+t")
        assert "veth6c8af96" in user.text and "172.30.0.0/24" not in user.text
        await user.press("ctrl+t")
        assert "172.30.0.0/24" in user.text


async def test_rows_stand_apart() -> None:
    host = ChangingHost(small_host())
    async with NetuiApp(host, who="root").run_test(size=SMALL) as pilot:
        user = Stage(pilot, host)

        def rows() -> list[int]:
            return [number for number, line in enumerate(user.lines) if re.match(r"\W*(lo|eth0|docker0) ", line)]

        close = rows()
        assert close[1] - close[0] == 1
        await user.press("ctrl+t")
        wide = rows()
        assert wide[1] - wide[0] == 2
        await user.press("G")
        assert user.row, "the cursor is in sight"
        await user.press("ctrl+t", "g")
        assert rows() == close


async def test_commands_are_shown_as_they_run() -> None:
    host, changes = ChangingHost(small_host()), Pretended()
    async with NetuiApp(host, who="root", changes=changes).run_test(size=SMALL) as pilot:
        user = Stage(pilot, host)
        await user.press("ctrl+t", "n", "1", *"v0", "tab", *"v1", "enter")
        await user.until("done in 12 ms")
        shown = "\n".join(band(user))
        assert "$ ip link add name v0 type veth peer name v1" in shown and "done in 12 ms" in shown
        await user.press("j", "j")
        assert "ip link add" not in "\n".join(band(user))
        changes.error = RefusedError("the kernel refused: File exists")
        await user.press("n", "1", *"v0", "tab", *"v1", "enter")
        await user.until("File exists")
        assert "File exists" in "\n".join(band(user))


_PLACES = (("enter",), ("4", "G", "k", "enter"), ("5", "enter"), ("2", "y"), ("colon",), ("a",), ("f3",), ("f4",))


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_hidden_addresses_stand_nowhere(size: tuple[int, int]) -> None:
    host = ChangingHost(small_host())
    async with NetuiApp(host, who="root", changes=Pretended()).run_test(size=size) as pilot:
        user = Stage(pilot, host)
        await user.press("j", "j")
        assert _ADDRESS.search(user.text)
        await user.press("H")
        for keys in _PLACES:
            await user.press(*keys)
            await user.pause(0.1)
            assert not _ADDRESS.search(user.text), f"{keys}: {user.text}"
            await user.press("escape", "escape")
        await user.press("f2", "2", "slash", *"ip:192.0.2.10", "enter")
        assert "/ip:" in user.text and "192.0.2" not in user.text
        await user.press("escape", "H", "g", "j")
        assert _ADDRESS.search(user.text)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


async def test_a_picture_is_saved_and_says_where(folder: Path) -> None:
    app = NetuiApp(StillHost(hostile_host()), who="root")
    async with app.run_test(size=SMALL) as pilot:
        user = Stage(pilot, StillHost(hostile_host()))
        await user.press("P")
        await user.press("P")
        pictures = sorted(folder.glob("netui-*.svg"))
        assert len(pictures) == 2
        assert any(f"Saved {one.name} in " in user.text for one in pictures)
        for one in pictures:
            text = "".join(ET.fromstring(one.read_bytes()).itertext())
            assert "Links" in text and not any(ord(char) < 0x20 and char not in "\n\t\r" for char in text)
            assert one.stat().st_mode & 0o777 == 0o600
