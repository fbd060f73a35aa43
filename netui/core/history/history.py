"""The history of changes on disk: one file for each boot and host namespace, read and written under a lock.

It lies in the state folder. Nobody else may read it, no link is followed.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from msgspec import Struct

from netui.core.history import lines
from netui.core.history.journal import Journal
from netui.core.history.record import Begun, Ended, Record
from netui.core.reading import boot_id
from netui.core.state.folder import JOURNAL, prepare, state_folder
from netui.errors import HistoryError
from netui.sources.netlink.observer import own_cookie
from netui.text import safe

_reader = lines.decoder(Record)
_PAUSE = 0.02
_OLD = 30 * 86400.0
"""Seconds after which the journal of another boot, or of another host, is of no use to anybody."""


class Entry(Struct, frozen=True):
    """One change, as it was begun and as it ended."""

    begun: Begun
    ended: Ended | None
    """None for one that was broken off: netui was killed, or is still at it."""

    @property
    def why(self) -> str:
        """Why it was done, or put back, where it was not somebody who wanted it."""
        return self.begun.why or (self.ended.why if self.ended else "")


class Past(Struct, frozen=True):
    """The whole history, and what of it can be undone and redone."""

    entries: tuple[Entry, ...] = ()
    done: tuple[Entry, ...] = ()
    """Changes that stand, the last one last."""
    undone: tuple[Entry, ...] = ()
    """Changes that were undone and can be redone, the next one last."""
    broken: tuple[Entry, ...] = ()
    """Changes that were begun and never ended, and that nobody is at any more; the last one last."""
    born: dict[int, int] = {}
    born_ids: dict[str, str] = {}
    torn: int = 0
    """Lines that could not be read."""


class History:
    """One file of records. Raises HistoryError where it cannot be read or written, or is somebody else's."""

    def __init__(self, folder: Path | str | None = None, name: str = "") -> None:
        self.folder = Path(folder) if folder else state_folder()
        self._name = name or f"{boot_id() or 'boot'}-{own_cookie()}"
        self._held = False

    @property
    def path(self) -> Path:
        """The file."""
        return self.folder / f"{self._name}.history"

    @contextmanager
    def locked(self, patience: float | None = None) -> Iterator[None]:
        """Keep every other netui of this state folder from changing anything meanwhile.

        Raises HistoryError where it cannot be had within `patience` seconds; None waits for ever.
        """
        self._prepare()
        lock = lines.opened(self._lock, os.O_RDWR)
        try:
            _lock(lock, patience)
            self._held = True
            yield
        finally:
            self._held = False
            os.close(lock)

    def append(self, record: Record) -> None:
        """Write one record so that it survives what comes next. To be called under the lock."""
        self._prepare()
        lines.append(self.path, record)

    def journal(self, identity: int) -> Journal:
        """What is kept of one change while it is under way."""
        return Journal(self.folder / self._journal_of(identity))

    def _journal_of(self, identity: int) -> str:
        return f"{self._name}.{identity}{JOURNAL}"

    def tidy(self, past: Past) -> None:
        """Delete journals that nobody needs, as netui was killed behind a change, or the host was started anew.

        To be called under the lock.
        """
        needed = {self._journal_of(entry.begun.id) for entry in past.broken}
        for path in self.folder.iterdir():
            if path.name.endswith(JOURNAL) and path.name not in needed:
                mine = path.name.startswith(f"{self._name}.")
                with suppress(OSError):  # another host may share the folder, and be at it
                    if mine or time.time() - path.stat().st_mtime > _OLD:
                        path.unlink()

    def read(self) -> Past:
        """Everything so far; nothing where there is no history yet."""
        busy = not self._held and self._is_busy()
        return _folded(lines.read(self.path, _reader), busy)

    @property
    def _lock(self) -> Path:
        return self.folder / f"{self._name}.lock"

    def _is_busy(self) -> bool:
        """Whether a netui is changing something just now."""
        try:
            lock = os.open(self._lock, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        except OSError:
            return False
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(lock)
        return False

    def _prepare(self) -> None:
        """Make the folder, and check that it is ours alone."""
        try:
            ours = prepare(self.folder)
        except OSError as error:
            raise lines.failure(error, self.folder) from error
        if not ours:
            raise HistoryError(
                f"{safe(str(self.folder))} is not a folder of this user alone",
                hint="no change is made without a history; see XDG_STATE_HOME",
            )


def _lock(file: int, patience: float | None) -> None:
    if patience is None:
        fcntl.flock(file, fcntl.LOCK_EX)
        return
    end = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > end:
                raise HistoryError("the history is locked by another netui") from None
            time.sleep(_PAUSE)
        else:
            return


def _folded(records: list[Record | None], busy: bool) -> Past:
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
    for identity in ended:  # in the order in which they ended: what was broken off may have been finished later
        if identity in entries:
            _move(entries[identity], entries, done, undone)
    torn = sum(one is None for one in records)
    open_ = [entry for entry in entries.values() if entry.ended is None]
    if busy and open_ and open_[-1] is list(entries.values())[-1]:
        open_.pop()  # the one that somebody is at
    return Past(tuple(entries.values()), tuple(done), tuple(undone), tuple(open_), born, born_ids, torn)


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
