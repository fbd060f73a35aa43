"""Keys, one at a time: the next has its turn once everything that the last one caused is done."""

from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any

from textual.app import App
from textual.dom import DOMNode
from textual.events import Key
from textual.message_pump import MessagePump

_PATIENCE = 1.0
"""Seconds after which a key is taken for done, whatever became of it."""


class Turns:
    """Hands keys on.

    What a key causes reaches the screen in messages. Of two keys that came together, as they do over ssh or while
    the screen is busy, the second would act on the row that was selected before the first, and a filter's first
    letters would be taken for commands.
    """

    def __init__(self, app: App[Any], hand_on: Callable[[Key], Awaitable[None]]) -> None:
        self._app = app
        self._hand_on = hand_on
        self._keys: deque[Key] = deque()
        """The one under way, and those that wait."""

    async def take(self, key: Key) -> None:
        """Hand a key on, now or when its turn comes."""
        self._keys.append(key)
        if len(self._keys) == 1:
            await self._begin()
        else:
            self._app.set_timer(_PATIENCE, partial(self._end, self._keys[0]))

    async def _begin(self) -> None:
        key, place = self._keys[0], self._place
        await self._hand_on(key)
        # Up to the app, where bindings act; from there again, for what those told; then where the focus is now.
        self._follow((place, place, None), partial(self._end, key))

    @property
    def _place(self) -> MessagePump:
        return self._app.focused or self._app.screen

    def _follow(self, ways: Sequence[MessagePump | None], then: Callable[[], Awaitable[None]]) -> None:
        """Go each way up to the app, behind every message that is on it; None stands for where the focus is then."""
        first, *others = ways
        self._climb(first or self._place, partial(self._follow, others, then) if others else then)

    def _climb(self, node: MessagePump, then: Callable[[], Any]) -> None:
        above = node.parent if isinstance(node, DOMNode) else None
        step = then if above is None else partial(self._climb, above, then)
        if not node.call_later(step):  # it has ended
            self._app.call_later(then)

    async def _end(self, key: Key) -> None:
        if self._keys and self._keys[0] is key:
            self._keys.popleft()
            if self._keys:
                await self._begin()
