"""A storm of updates reaches the screen as few, and the last of them always."""

import asyncio
import threading
import time
from collections.abc import Sequence

import msgspec
import pytest

from netui.core.host import StillHost
from netui.model import Namespace
from netui.model.diff import Change
from netui.model.snapshot import Update
from netui.text import Name
from netui.ui.app import NetuiApp
from netui.ui.view import View
from tests.support.screen import text_of
from tests.support.snapshots import HOST, small_host


async def test_a_storm_is_shown_twenty_times_a_second_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    host = StillHost(small_host())
    app = NetuiApp(host, who="root")
    shown: list[float] = []
    ending = threading.Event()

    def storm() -> None:
        number = 0
        while not ending.is_set():
            number += 1
            host.store.apply(Update(namespaces={HOST: _renamed(b"storm%d" % number)}))
            ending.wait(0.0005)
        host.store.apply(Update(namespaces={HOST: _renamed(b"the-last-one")}))

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        present = app._explore.present

        def counted(view: View, changes: Sequence[Change]) -> None:
            shown.append(time.monotonic())
            present(view, changes)

        monkeypatch.setattr(app._explore, "present", counted)
        thread = threading.Thread(target=storm)
        thread.start()
        await asyncio.sleep(1.0)
        ending.set()
        await asyncio.to_thread(thread.join)
        end = time.monotonic() + 5
        while not _shows(app, "the-last-one") and time.monotonic() < end:
            await pilot.pause(0.02)
        assert _shows(app, "the-last-one")
    assert len(shown) >= 2
    assert sum(1 for moment in shown if moment < shown[0] + 1.0) <= 21


async def test_a_screen_that_is_blocked_holds_nobody_else_up(monkeypatch: pytest.MonkeyPatch) -> None:
    host = StillHost(small_host())
    app = NetuiApp(host, who="root")
    blocked, told = threading.Event(), threading.Event()

    def engine() -> None:
        host.store.apply(Update(namespaces={HOST: _renamed(b"first")}))
        if blocked.wait(10):
            for number in range(100):
                host.store.apply(Update(namespaces={HOST: _renamed(b"later%d" % number)}))
            told.set()

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        present = app._explore.present
        waited: list[bool] = []

        def stuck(view: View, changes: Sequence[Change]) -> None:
            blocked.set()
            waited.append(told.wait(10))
            present(view, changes)

        monkeypatch.setattr(app._explore, "present", stuck)
        thread = threading.Thread(target=engine)
        thread.start()
        await asyncio.to_thread(thread.join, 15)
        assert not thread.is_alive()
        assert waited[0], "the engine waited for the screen"


def _renamed(name: bytes) -> Namespace:
    space = small_host().namespaces[HOST]
    link = msgspec.structs.replace(space.links[2], name=Name(name))
    return msgspec.structs.replace(space, links={**space.links, 2: link})


def _shows(app: NetuiApp, text: str) -> bool:
    return text in text_of(app)
