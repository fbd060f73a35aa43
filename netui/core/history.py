"""The history of changes on disk: one file for each boot and host namespace, read and written under a lock.

It lies in $XDG_STATE_HOME/netui, or ~/.local/state/netui; as root, without XDG_STATE_HOME, in /run/netui: what a
boot forgets need not be remembered. Nobody else may read it, no link is followed.
"""

import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from netui.core.reading import boot_id
from netui.core.record import Begun, Ended, Record, decode, encode
from netui.core.statefiles import state_folder
from netui.errors import HistoryError
from netui.sources.netlink.observer import own_cookie
from netui.text import safe

_FLAGS = os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC


class Entry(Struct, frozen=True):
    """One change, as it was begun and as it ended."""

    begun: Begun
    ended: Ended | None
    """None for one that was broken off: netui was killed, or is still at it."""


class Past(Struct, frozen=True):
    """The whole history, and what of it can be undone and redone."""

    entries: tuple[Entry, ...] = ()
    done: tuple[Entry, ...] = ()
    """Changes that stand, the last one last."""
    undone: tuple[Entry, ...] = ()
    """Changes that were undone and can be redone, the next one last."""
    born: dict[int, int] = {}
    born_ids: dict[str, str] = {}
    torn: int = 0
    """Lines that could not be read."""


class History:
    """One file of records. Raises HistoryError where it cannot be read or written, or is somebody else's."""

    def __init__(self, folder: Path | None = None, name: str = "") -> None:
        self.folder = folder or state_folder()
        self._name = name or f"{boot_id() or 'boot'}-{own_cookie()}"

    @property
    def path(self) -> Path:
        """The file."""
        return self.folder / f"{self._name}.history"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep every other netui of this state folder from changing anything meanwhile."""
        self._prepare()
        lock = self._open(self.folder / f"{self._name}.lock", os.O_RDWR)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def append(self, record: Record) -> None:
        """Write one record so that it survives what comes next."""
        self._prepare()
        file = self._open(self.path, os.O_WRONLY | os.O_APPEND)
        try:
            line = encode(record)
            written = os.write(file, line)
            os.fdatasync(file)
            if written != len(line):
                raise HistoryError("the history cannot be written: no space left", hint=safe(str(self.path)))
        except OSError as error:
            raise _failure(error, self.path) from error
        finally:
            os.close(file)

    def read(self) -> Past:
        """Everything so far; nothing where there is no history yet."""
        try:
            file = os.open(self.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        except FileNotFoundError:
            return Past()
        except OSError as error:
            raise _failure(error, self.path) from error
        with open(file, "rb") as lines:
            return _folded([decode(line.rstrip(b"\n")) for line in lines])

    def _prepare(self) -> None:
        """Make the folder, and check that it is ours alone."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            status = os.lstat(self.folder)
        except OSError as error:
            raise _failure(error, self.folder) from error
        if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid() or status.st_mode & 0o077:
            raise HistoryError(
                f"{safe(str(self.folder))} is not a folder of this user alone",
                hint="no change is made without a history; see XDG_STATE_HOME",
            )

    def _open(self, path: Path, flags: int) -> int:
        try:
            return os.open(path, flags | _FLAGS, 0o600)
        except OSError as error:
            raise _failure(error, path) from error


def _failure(error: OSError, path: Path) -> HistoryError:
    return HistoryError(
        f"the history {safe(str(path))}: {os.strerror(error.errno or 0)}", hint="no change is made without a history"
    )


def _folded(records: list[Record | None]) -> Past:
    begun: dict[int, Begun] = {}
    ended: dict[int, Ended] = {}
    born: dict[int, int] = {}
    born_ids: dict[str, str] = {}
    for record in records:
        if isinstance(record, Begun):
            begun[record.id] = record
        elif isinstance(record, Ended):
            ended[record.id] = record
            born |= record.born
            born_ids |= record.born_ids
    entries = {identity: Entry(one, ended.get(identity)) for identity, one in begun.items()}
    done: list[Entry] = []
    undone: list[Entry] = []
    for entry in entries.values():
        _move(entry, entries, done, undone)
    torn = sum(one is None for one in records)
    return Past(tuple(entries.values()), tuple(done), tuple(undone), born, born_ids, torn)


def _move(entry: Entry, entries: dict[int, Entry], done: list[Entry], undone: list[Entry]) -> None:
    end = entry.ended
    if end is None or (end.result != "done" and not end.delta):
        return
    target = entries.get(entry.begun.target)
    if entry.begun.act == "do":
        done.append(entry)
        undone.clear()
    elif end.result != "done" or target is None:
        return
    elif entry.begun.act == "undo" and target in done:
        done.remove(target)
        if end.undo != "none":
            undone.append(target)
    elif target in undone:
        undone.remove(target)
        done.append(target)
