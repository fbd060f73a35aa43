"""What is kept of a change while it is under way, so that a netui that comes after a crash can finish or revert it.

A file for each change, beside the history. The intent, with everything that the change touches as it was before, is
written before the first step; before each further step a short line tells that it begins. The file goes when the
history has the end. It is large where much is touched, and is read only after a crash.
"""

from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from netui.core.changing.touched import Scope
from netui.core.history import lines
from netui.model.action import AnyAction
from netui.operations.delta import key_of
from netui.operations.docker_state import DockerState
from netui.operations.operation import Undo
from netui.operations.state import LinkState, SpaceState, World


class Whole(Struct, frozen=True):
    """A `World`, as JSON can have it."""

    spaces: tuple[SpaceState, ...]
    links: tuple[LinkState, ...]
    docker: DockerState | None = None

    @classmethod
    def of(cls, world: World) -> "Whole":
        """A reading, to be kept."""
        return cls(tuple(world.spaces.values()), tuple(world.links.values()), world.docker)

    @property
    def world(self) -> World:
        """The reading."""
        spaces = {one.where.name: one for one in self.spaces}
        return World(spaces, {key_of(one.at): one for one in self.links}, self.docker)


class Intent(Struct, frozen=True, tag="intent"):
    """What is to be done, and how it was before. The first step begins with it."""

    actions: tuple[AnyAction, ...]
    """Those that are known before: all of a change, the first ones of an undo."""
    before: Whole
    scope: Scope
    facets: tuple[str, ...] = ()
    undo: Undo = "full"
    lost: str = ""


class Stepped(Struct, frozen=True, tag="step"):
    """A step begins."""

    number: int
    """From 0 on; behind the intended ones are those that turned out to be needed."""
    action: AnyAction


class Turned(Struct, frozen=True, tag="turned"):
    """From here on what was done is put back."""


_reader = lines.decoder(Intent | Stepped | Turned)


class Told(Struct, frozen=True):
    """What a journal tells of a change that was broken off."""

    intent: Intent
    begun: tuple[AnyAction, ...]
    """Every step that was begun, also in putting back. The last one may be done or not; the others are."""
    number: int
    """Of the last step that was begun before anything was put back."""
    turned: bool
    """Whether it was being put back."""


class Journal:
    """The file of one change. Raises HistoryError, and NoRoomError where there is no room for a line."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def begin(self, intent: Intent) -> None:
        """Keep what is to be done."""
        lines.append(self.path, intent, anew=True)

    def add(self, record: Stepped | Turned) -> None:
        """Keep what begins."""
        lines.append(self.path, record)

    def end(self) -> None:
        """Forget it: the history knows the end."""
        with suppress(OSError):
            self.path.unlink()

    def read(self) -> Told | None:
        """What it tells; None where nothing was kept, or its beginning cannot be read."""
        records = lines.read(self.path, _reader)
        if not records or not isinstance(records[0], Intent):
            return None
        intent, number, turned = records[0], 0, False
        begun = list(intent.actions[:1])
        for record in records[1:]:
            if isinstance(record, Turned):
                turned = True
            elif isinstance(record, Stepped):
                begun.append(record.action)
                number = number if turned else max(number, record.number)
        return Told(intent, tuple(begun), number, turned)
