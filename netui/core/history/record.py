"""What the history keeps of each change, a line each: what was begun, and how it ended."""

import pwd
from typing import Literal

from msgspec import Struct

from netui.core.history.lines import decoder, line_of, record_of
from netui.model.action import AnyAction
from netui.operations.delta import Delta
from netui.operations.operation import Undo
from netui.text import safe

Act = Literal["do", "undo", "redo"]
Result = Literal["done", "refused", "taken back", "failed"]
"""refused: nothing of it was ever done; versions before this one called that taken back, too.

failed: something of it is left, or could not be brought back.
"""
Recovery = Literal["finish", "revert", "leave"]
"""What becomes of a change that was broken off: the rest is done, all is put back, or it stays as it is."""


class Begun(Struct, frozen=True, tag="begun"):
    """Written before the first step: who wants to do what."""

    id: int
    act: Act
    title: str
    commands: tuple[str, ...]
    time: float
    """Seconds since the epoch."""
    user: int
    pid: int
    target: int = 0
    """The change that is undone or redone."""
    why: str = ""
    """Where it was not somebody who wanted it: why it is done."""

    @property
    def who(self) -> str:
        """The name of the user; the number where it has none."""
        try:
            return safe(pwd.getpwuid(self.user).pw_name)
        except KeyError:
            return str(self.user)


class Ended(Struct, frozen=True, tag="ended"):
    """Written after the last step."""

    id: int
    result: Result
    took: float
    """Seconds."""
    actions: tuple[AnyAction, ...] = ()
    """What was carried out, with the addresses that the kernel chose: carried out again it gives the same."""
    message: str = ""
    """What went wrong, or what is not as it should be."""
    delta: Delta = Delta()
    undo: Undo = "full"
    lost: str = ""
    born: dict[int, int] = {}
    """The cookie of a namespace that was made again, by the one that it had before."""
    born_ids: dict[str, str] = {}
    """The id of a container or Docker network that was made again, by the one that it had before."""
    recovered: Recovery | None = None
    """How it ended where it was broken off first."""
    time: float = 0.0
    """When that was, in seconds since the epoch."""
    why: str = ""
    """As of what is begun: why it was recovered."""

    @property
    def word(self) -> str:
        """The result in words for who reads it."""
        return "nothing done, refused" if self.result == "refused" else self.result


Record = Begun | Ended


_decoder = decoder(Record)


def encode(record: Record) -> bytes:
    """One line of the history."""
    return line_of(record)


def decode(line: bytes) -> Record | None:
    """The record of one line; None for one that was torn or changed."""
    return record_of(line, _decoder)
