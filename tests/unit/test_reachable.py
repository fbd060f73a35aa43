"""Every operation is reached: by a key where it fits, or by the palette; and nothing of them is imported before."""

import subprocess
import sys

import pytest

from netui.operations.registry import operations
from netui.ui import keys, operating
from netui.ui.subject import a_link, a_namespace
from netui.ui.view import View
from tests.support.snapshots import HOST, small_host

_PLACES = ("namespaces", "links", "bridges", "containers", "networks", "Addresses", "Routes", "Neighbours", "FDB")


def test_the_palette_has_every_operation() -> None:
    found = {entry.action for entry in keys.operations(lambda _: "")}
    assert found == {f"want('{one.id}')" for one in operations()}
    assert all(operating.named(one.id) is one for one in operations())


def test_an_operation_with_a_key_is_meant_by_it_somewhere() -> None:
    view = View(small_host())
    port = next(a_link(HOST, one.ifindex) for one in view.spaces[HOST].namespace.links.values() if one.master)
    subjects = (a_link(HOST, 1), port)
    for one in operations():
        assert not one.key or one.key in operating.KEYS
        assert not one.key or any(
            one in operating.fitting(view, place, one.key, subject) for place in _PLACES for subject in subjects
        ), one.id


@pytest.mark.parametrize("place", _PLACES)
def test_a_key_is_shown_exactly_where_it_means_something(place: str) -> None:
    view = View(small_host())
    for key in operating.KEYS:
        means = bool(operating.fitting(view, place, key, a_namespace(HOST)))
        assert operating.means_something(place, key) == means, key


def test_what_changes_nothing_is_known_by_its_name() -> None:
    harmless = {one.id for one in operations() if one.runs != "change"}
    assert harmless == {one.id for one in operations() if not operating.refusal(f"want('{one.id}')", "no", live=True)}
    for key in operating.KEYS:
        meant = {one.runs for one in operations() if one.key == key}
        assert (not operating.refusal(f"operate('{key}')", "no", live=True)) == ("change" not in meant)


def test_the_first_screen_imports_nothing_of_changes() -> None:
    script = """
import asyncio, sys
from netui.core.changing.changes import LateChanges
from netui.core.host import StillHost
from netui.ui.app import NetuiApp
from tests.support.snapshots import small_host
app = NetuiApp(StillHost(small_host()), changes=LateChanges())
async def look():
    async with app.run_test(size=(160, 48)) as pilot:
        await pilot.press("j", "1", "j", "enter", "escape")
        print(sorted(name for name in sys.modules if name.startswith(
            ("netui.operations", "netui.core.changing.runner", "netui.core.history.history", "pyroute2"))))
        await pilot.press("2", "u")
        print("netui.operations.registry" in sys.modules)
asyncio.run(look())
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["[]", "True"]
