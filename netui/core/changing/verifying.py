"""Holding a plan against what was shown before, and a change against a fresh reading after."""

import time
from collections.abc import Callable

from netui.errors import ChangedError
from netui.model.action import AnyAction
from netui.model.snapshot import Snapshot
from netui.operations.effects import unmet
from netui.operations.meant import Meant
from netui.operations.operation import Plan
from netui.operations.shell import command
from netui.operations.state import World

_AGAIN = "look again, then repeat the change"
_SETTLE = 2.0
"""Seconds that the kernel may take until a change shows: a deleted namespace's links go in the background."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.002, 0.1


def settled(actions: tuple[AnyAction, ...], before: World, look: Callable[[], World]) -> tuple[World, str]:
    """A fresh reading once the change shows in it, or the kernel had time enough; and what does not show."""
    end = time.monotonic() + _SETTLE
    pause = _FIRST_PAUSE
    while True:
        now = look()
        missing = unmet(actions, before, now)
        if not missing or time.monotonic() > end:
            return now, f"afterwards: {'; '.join(missing)}" if missing else ""
        time.sleep(pause)
        pause = min(pause * 2, _LONGEST_PAUSE)


def same_objects(previewed: Plan, snapshot: Snapshot) -> None:
    """Raise ChangedError with the difference where a name stands for another namespace or link than it did."""
    meant = Meant()
    meant.add(previewed)
    differing = list(meant.differences(snapshot))
    if differing:
        raise ChangedError(f"{previewed.title}: {'; '.join(differing)}", hint=_AGAIN)


def same_title(previewed: Plan, title: str) -> None:
    """Raise ChangedError where what is undone or redone next is another change than the one that was shown."""
    if previewed.title != title:
        raise ChangedError(f"{title} comes first now, not {previewed.title}", hint=_AGAIN)


def same_plan(previewed: Plan, now: Plan) -> None:
    """Raise ChangedError with the difference where the plan of now is not the one that was shown."""
    if previewed.actions == now.actions:
        return
    pairs = zip(previewed.commands, now.commands, strict=False)
    differing = [f"{then} would be {again}" for then, again in pairs if then != again]
    if not differing and len(previewed.steps) != len(now.steps):
        differing = [f"{len(now.steps)} steps instead of {len(previewed.steps)}"]
    raise ChangedError(
        f"{now.title} is no longer what was shown: {'; '.join(differing) or _identity(previewed, now)}",
        hint=_AGAIN,
    )


def _identity(previewed: Plan, now: Plan) -> str:
    """The same commands, but other objects: a link or a namespace was made anew under its name."""
    names = {command(one) for one, other in zip(previewed.actions, now.actions, strict=False) if one != other}
    return f"another link or namespace has the name now, in {'; '.join(sorted(names))}"
