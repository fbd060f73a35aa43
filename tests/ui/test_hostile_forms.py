"""Fifty names that attack, through each form as its user sees it: typed, pasted, chosen, previewed, refused."""

import asyncio
import time
from collections.abc import Iterator
from typing import Any

import pytest
from textual.events import Key, Paste
from textual.keys import _character_to_key

from netui.errors import RefusedError
from netui.operations.given import Given
from netui.operations.operation import Operation
from netui.operations.registry import NOUNS, of_noun
from netui.text import Name, safe
from netui.ui.app import NetuiApp
from netui.ui.forms.entry import Entry
from netui.ui.screens.explore import Explore
from netui.ui.screens.form import FormScreen
from netui.ui.screens.mode import Mode
from netui.ui.widgets.form import FormPane
from tests.support.hostile import names
from tests.support.screen import SMALL
from tests.support.snapshots import hostile_host
from tests.ui.test_forms import Desk, desk

_TEXTS = [one.decode("utf-8", "replace") for one in names(50, seed=5)]
_TYPED = 10
"""Each so manieth is typed letter by letter; the others are pasted."""
_PATIENCE = 20.0
_TRIES = 12
_AGAIN = 5
"""After each so manieth that was refused, what was there before is done instead."""
_PLAIN = "$(id)"
"""A name that the kernel takes."""
_GONE_THROUGH = ("namespace.create", "veth.create", "link.rename", "link.down")
"""Some of those in which a name that attacks is what is wanted, or what is there."""


class Typist:
    """Fills in one form, and looks at the screen after each step."""

    def __init__(self, user: Desk, operation: Operation) -> None:
        self._user = user
        self._operation = operation
        self._app = user._pilot.app
        self.submitted = 0
        self._chosen = 0

    @property
    def pane(self) -> FormPane:
        """The form, also where a list lies over it."""
        screen = next(one for one in reversed(self._app.screen_stack) if isinstance(one, FormScreen))
        return screen._pane

    async def settled(self) -> None:
        """Wait until everything that was caused is done; a pause of the pilot would take ten times as long."""
        app, end, quiet = self._app, time.monotonic() + _PATIENCE, 0
        assert isinstance(app, NetuiApp)
        while quiet < 4:
            assert time.monotonic() < end
            nodes = (app, *app.screen_stack, *([app.focused] if app.focused else []))
            running = any(isinstance(one, FormScreen) and one._pane.running for one in app.screen_stack)
            busy = bool(app._turns._keys) or any(node._message_queue.qsize() for node in nodes) or running
            quiet = 0 if busy else quiet + 1
            await asyncio.sleep(0.001 if running else 0)

    async def press(self, *keys: str) -> None:
        """Press keys."""
        for key in keys:
            name = _character_to_key(key) if len(key) == 1 else key
            self._app.post_message(Key(name, key if len(key) == 1 else None))
            await self.settled()

    def look(self) -> None:
        """Nothing that a terminal acts on is on the screen."""
        text = self._user.text
        assert all(char == "\n" or char.isprintable() for char in text), ascii(text)

    async def begin(self) -> None:
        """Open the form."""
        self._user.explore.post_message(Mode.OperationWanted(self._operation, {}))
        end = time.monotonic() + _PATIENCE
        while not isinstance(self._app.screen, FormScreen) or self._app.focused is None:
            assert time.monotonic() < end
            await self.settled()

    async def enter(self, text: str, *, typed: bool) -> None:
        """Put a text into the field that one is in, in the place of what stands there."""
        field = self.pane.field
        assert field
        entry = self.pane.form.entry(field)
        if not isinstance(entry, Entry):
            await self.press("space")
            return
        if typed:
            text = "".join(char for char in text if char.isprintable())
            await self.press("ctrl+u", *text)
        else:
            await self.put(text)
        self.look()
        assert entry.text == "".join(text.splitlines()[:1])

    async def choose(self) -> None:
        """Take one that is there from the list: that very object is meant then."""
        field = self.pane.field
        if field is None or not self.pane.form.offers(field):
            return
        await self.press("ctrl+u")
        offers = self.pane.form.offers(field)
        await self.press("ctrl+o")
        assert not isinstance(self._app.screen, FormScreen), "the list is not shown"
        self.look()
        await self.press(*["down"] * (1 + self._chosen % 9), "enter")
        self._chosen += 1
        entry = self.pane.form.entry(field)
        assert isinstance(entry, Entry) and entry.text in {one.text for one in offers}

    async def fill_in(self) -> None:
        """Something that is there, or a plain name, into every field that needs it."""
        for field in self.pane.form.fields:
            await self.go_to(field.name)
            if self.pane.form.offers(field) and (field.required or not self.text):
                for _ in range(_TRIES):
                    await self.choose()
                    if not self.pane.form.wrong(field):
                        break
            elif field.required:
                await self.put(_PLAIN)

    @property
    def text(self) -> str:
        """What stands in the field that one is in."""
        entry = self.pane.form.entry(self.pane.field) if self.pane.field else None
        return entry.text if isinstance(entry, Entry) else ""

    async def put(self, text: str) -> None:
        """Paste into the field, in the place of what stands there."""
        await self.press("ctrl+u")
        self.pane.post_message(Paste(text))
        await self.settled()

    async def go_to(self, name: str) -> None:
        """Go to a field; Enter has led to the first that is wrong."""
        while self.pane.field and self.pane.field.name != name:
            await self.press("tab")

    async def submit(self) -> None:
        """Have it done: refused with the very text, or not begun."""
        asked = self._user.changes.asked
        before = len(asked)
        await self.press("enter")
        assert isinstance(self._app.screen, FormScreen), "what was typed survives"
        self.look()
        if len(asked) > before:
            identity, values, plan = asked[-1]
            assert identity == self._operation.id and all(command.isprintable() for command in plan.commands)
            meant(self._operation, values)
            assert "refused:" in self._user.text
            self.submitted += 1


def meant(operation: Operation, values: dict[str, Any]) -> None:
    """Each field means the object that it names, and no other."""
    given = Given(hostile_host(), operation.fields, values)
    for field in operation.fields:
        typed = values.get(field.name)
        if typed and field.kind.name in ("link", "bridge", "namespace", "container", "network"):
            told = typed if isinstance(typed, tuple) else (typed,)
            read = given[field.name] if isinstance(typed, tuple) else (given[field.name],)
            for text, one in zip(told, read, strict=True):
                assert text.rpartition("/")[2] in set(_names(one)) | {text.partition("/")[2]}, (field.name, text)


def _names(one: Any) -> Iterator[str]:
    """As an object may be named."""
    if isinstance(one, str):
        yield from (one, safe(one))
    elif hasattr(one, "link"):
        yield from (str(one.link.name), one.link.name.decode("utf-8", "surrogateescape"))
    elif hasattr(one, "holders"):
        yield from ("host" if one.host else "", f"inode:{one.inode}")
        yield from (f"pid:{holder.pid}" for holder in one.holders)
        for name in one.names:
            plain = name.decode("utf-8", "surrogateescape")
            yield from (str(Name(name)), plain, f"name:{plain}", f"name:{Name(name)}")
        yield from (f"container:{safe(text)}" for text in _containers(one))
    else:
        yield from (one.name, safe(one.name), one.id)


def _containers(space: Any) -> Iterator[str]:
    containers = hostile_host().docker.containers.values()
    return (one.name for one in containers if one.namespace == space.key)


@pytest.mark.parametrize("noun", NOUNS)
async def test_a_form_takes_any_name_for_a_name(noun: str) -> None:
    async with desk(hostile_host(), SMALL) as user:
        user.changes.error = RefusedError("refused: \x1b[31m".replace("\x1b", "\\x1b"), hint="look again")
        for operation in of_noun(noun):
            typist = Typist(user, operation)
            await typist.begin()
            await typist.fill_in()
            for number, text in enumerate(_TEXTS):
                here, before = typist.pane.field, typist.text
                if here:
                    await typist.enter(text, typed=number % _TYPED == 0)
                if operation.runs == "change":
                    await typist.submit()
                if here and typist.pane.form.wrong(here):
                    await typist.go_to(here.name)
                    await typist.put(before)
                    if operation.runs == "change" and number % _AGAIN == 0:
                        await typist.submit()
                await typist.press("tab")
            await typist.press("escape")
            assert isinstance(user._pilot.app.screen, Explore)
            if operation.id in _GONE_THROUGH:
                assert typist.submitted, operation.id
