"""A netui on a screen of a given size, over a snapshot that a test changes by hand."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual._context import visible_screen_stack
from textual.app import App
from textual.events import Key
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.strip import Strip

from netui.core.host import Host, Interest, StillHost
from netui.model import Namespace, Snapshot
from netui.model.snapshot import Update
from netui.ui.app import NetuiApp
from netui.ui.screens.explore import Explore
from netui.ui.subject import Subject
from netui.ui.view import View
from netui.ui.widgets.pane import ListPane

SMALL, LARGE = (80, 24), (160, 48)
_PATIENCE = 20.0


def strips_of(app: App[None]) -> list[Strip]:
    """What is on the screen, line by line, also what lies behind a window."""
    visible_screen_stack.set(app._background_screens)  # else a window is drawn before nothing, and stays so
    return app.screen._compositor.render_strips()


def text_of(app: App[None]) -> str:
    """The text on the screen."""
    return "\n".join("".join(segment.text for segment in strip) for strip in strips_of(app))


class ChangingHost(StillHost):
    """A host that changes when a test says so."""

    live = True
    watched: Interest = frozenset()

    def watch(self, interest: Interest) -> None:
        """Remember what is to be kept read."""
        self.watched = interest


class Stage:
    """What a user sees and does."""

    def __init__(self, pilot: Pilot[None], host: Host) -> None:
        self._pilot = pilot
        self._host = host

    async def press(self, *keys: str) -> None:
        """Press keys, and wait until they are done."""
        await self._pilot.press(*keys)
        await self._pilot.pause()

    async def type_at_once(self, *keys: str) -> None:
        """Keys that reach the program together, as they do over ssh, or while it is busy."""
        app = self._pilot.app
        assert isinstance(app, NetuiApp)
        for key in keys:
            name = _character_to_key(key) if len(key) == 1 else key
            app.post_message(Key(name, key if len(key) == 1 else None))
        await self._pilot.pause()
        while app._turns._keys:
            await self._pilot.pause(0.01)

    async def until(self, *texts: str) -> None:
        """Wait until a thread, or the next frame, has brought all of these to the screen."""
        end = time.monotonic() + _PATIENCE
        while not all(text in self.text for text in texts):
            assert time.monotonic() < end, f"{texts} not shown:\n{self.text}"
            await self._pilot.pause(0.02)

    async def pause(self, seconds: float) -> None:
        """Let the program go on."""
        await self._pilot.pause(seconds)

    async def update(self, key: int, namespace: Namespace | None) -> None:
        """Let the host tell that a namespace changed, or ended, and wait until it is shown."""
        self._host.store.apply(Update(namespaces={key: namespace}))
        end = time.monotonic() + _PATIENCE
        while self.shown.snapshot is not self._host.store.snapshot and not self.shown.frozen:
            assert time.monotonic() < end, "the screen does not follow"
            await self._pilot.pause(0.01)
        await self._pilot.pause()

    async def resize(self, columns: int, rows: int) -> None:
        """Another size of the terminal."""
        await self._pilot.resize_terminal(columns, rows)
        await self.settle()

    async def settle(self) -> None:
        """Wait until the screen stands still: some of what follows a key comes some frames later."""
        before, now = "", self.text
        while before != now:
            await self._pilot.pause(0.05)
            before, now = now, self.text

    @property
    def watched(self) -> Interest:
        """The costly facets that the program wants to be kept read."""
        assert isinstance(self._host, ChangingHost)
        return self._host.watched

    @property
    def view(self) -> View:
        """The host as it is now."""
        return View(self._host.store.snapshot)

    @property
    def shown(self) -> View:
        """The host as it is on the screen."""
        app = self._pilot.app
        assert isinstance(app, NetuiApp)
        return app._view

    @property
    def explore(self) -> Explore:
        """The explorer, also where something lies over it."""
        found = self._pilot.app.screen_stack[0]
        assert isinstance(found, Explore)
        return found

    @property
    def lines(self) -> list[str]:
        """The text on the screen, line by line."""
        return text_of(self._pilot.app).split("\n")

    @property
    def text(self) -> str:
        """The text on the screen."""
        return text_of(self._pilot.app)

    def pane(self, name: str) -> ListPane:
        """The pane with that name."""
        return self.explore.query_one(f"#{name}", ListPane)

    @property
    def focused(self) -> str:
        """The name of what has the focus."""
        focused = self._pilot.app.focused
        return focused.id or type(focused).__name__ if focused else ""

    @property
    def row(self) -> str:
        """The row under the cursor."""
        return next((line for line in self.lines if "▸" in line), "")

    def cursor(self, name: str) -> Subject | None:
        """What the cursor of a pane is on."""
        return self.pane(name).subject


@asynccontextmanager
async def stage(snapshot: Snapshot, size: tuple[int, int] = SMALL) -> AsyncIterator[Stage]:
    """The program over this snapshot."""
    host = ChangingHost(snapshot)
    app = NetuiApp(host, who="root")
    async with app.run_test(size=size) as pilot:
        one = Stage(pilot, host)
        await one.settle()
        yield one
