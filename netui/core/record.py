"""What the history keeps of each change, a line each: what was begun, and how it ended."""

import zlib
from typing import Any, Literal

import msgspec
from msgspec import Struct

from netui.model.action import AnyAction
from netui.operations.delta import Delta
from netui.operations.operation import Undo
from netui.text import Name, safe, unsafe

Act = Literal["do", "undo", "redo"]
Result = Literal["done", "taken back", "failed"]
"""failed: something of it is left, or could not be brought back."""


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


Record = Begun | Ended


def _to_json(value: Any) -> Any:
    if isinstance(value, Name):
        return safe(value)
    raise NotImplementedError(f"no JSON for {type(value).__name__}")


def _from_json(kind: type, value: Any) -> Any:
    if kind is Name:
        return Name(unsafe(value))
    raise NotImplementedError(f"no {kind.__name__} from JSON")


_decoder = msgspec.json.Decoder(Record, dec_hook=_from_json)


def encode(record: Record) -> bytes:
    """One line: the CRC-32 of the JSON, a blank, the JSON."""
    data = msgspec.json.encode(record, enc_hook=_to_json)
    return b"%08x %b\n" % (zlib.crc32(data), data)


def decode(line: bytes) -> Record | None:
    """The record of one line; None for one that was torn or changed."""
    crc, _, data = line.partition(b" ")
    if crc != b"%08x" % zlib.crc32(data):
        return None
    try:
        record: Record = _decoder.decode(data)
    except msgspec.DecodeError:  # whole, but of another version
        return None
    return record
