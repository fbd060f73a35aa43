"""Files of records that survive a crash: a line each with its CRC-32, appended and brought to the disk at once."""

import errno
import os
import zlib
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from netui.errors import HistoryError, NoRoomError
from netui.text import Name, safe, unsafe

_FLAGS = os.O_NOFOLLOW | os.O_CLOEXEC
_FULL = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EROFS))
_CHUNK = 4096
T = TypeVar("T")


def _to_json(value: Any) -> Any:
    if isinstance(value, Name):
        return safe(value)
    raise NotImplementedError(f"no JSON for {type(value).__name__}")


def _from_json(kind: type, value: Any) -> Any:
    if kind is Name:
        return Name(unsafe(value))
    raise NotImplementedError(f"no {kind.__name__} from JSON")


def decoder(kind: Any) -> "msgspec.json.Decoder[Any]":
    """For records of that type."""
    return msgspec.json.Decoder(kind, dec_hook=_from_json)


def line_of(record: Struct) -> bytes:
    """The CRC-32 of the JSON, a blank, the JSON."""
    data = msgspec.json.encode(record, enc_hook=_to_json)
    return b"%08x %b\n" % (zlib.crc32(data), data)


def record_of(line: bytes, reader: "msgspec.json.Decoder[T]") -> T | None:
    """The record of one line; None for one that was torn or changed."""
    crc, _, data = line.rstrip(b"\n").partition(b" ")
    if crc != b"%08x" % zlib.crc32(data):
        return None
    try:
        return reader.decode(data)
    except msgspec.DecodeError:  # whole, but of another version
        return None


def read(path: Path, reader: "msgspec.json.Decoder[T]") -> list[T | None]:
    """Every record; nothing where there is no file. Raises HistoryError."""
    try:
        file = os.open(path, os.O_RDONLY | _FLAGS)
    except FileNotFoundError:
        return []
    except OSError as error:
        raise failure(error, path) from error
    with open(file, "rb") as lines:
        return [record_of(line, reader) for line in lines]


def opened(path: Path, flags: int) -> int:
    """A descriptor of a file for this user alone, which is made if need be. Raises HistoryError."""
    try:
        return os.open(path, flags | os.O_CREAT | _FLAGS, 0o600)
    except OSError as error:
        raise failure(error, path) from error


def append(path: Path, record: Struct, *, anew: bool = False) -> None:
    """Write one record so that it survives what comes next; `anew` forgets those before it.

    What cannot be written whole leaves nothing behind. Raises NoRoomError where there is no room, HistoryError.
    """
    file = opened(path, os.O_RDWR | os.O_APPEND | (os.O_TRUNC if anew else 0))
    try:
        end = _healed(file)
        try:
            line = line_of(record)
            if os.write(file, line) != len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fdatasync(file)
        except OSError:
            os.ftruncate(file, end)
            raise
    except OSError as error:
        raise failure(error, path) from error
    finally:
        os.close(file)


def _healed(file: int) -> int:
    """The size of a file once a last line is cut off that was never written to its end."""
    size = end = os.fstat(file).st_size
    while end:
        start = max(0, end - _CHUNK)
        newline = os.pread(file, end - start, start).rfind(b"\n")
        if newline >= 0:
            end = start + newline + 1
            break
        end = start
    if end != size:
        os.ftruncate(file, end)
    return end


def failure(error: OSError, path: Path) -> HistoryError:
    """What to raise where a file of the history cannot be used."""
    kind = NoRoomError if error.errno in _FULL else HistoryError
    return kind(
        f"the history {safe(str(path))}: {os.strerror(error.errno or 0)}", hint="no change is made without a history"
    )
