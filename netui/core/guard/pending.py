"""Changes that are put back unless they are confirmed: a file each beside the history, and who watches them.

| file | means |
|---|---|
| NAME.7.pending | change 7 waits; whoever renames the file decides: kept, or put back |
| NAME.7.kept | somebody has kept it; a file that is nowhere says nothing, and then it is put back |
| NAME.7.reverting | it is being put back |

The files are made and renamed without the history's lock, which a stopped netui may hold.
"""

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Struct

from netui.core.history.history import Entry, History
from netui.core.state.folder import PENDING, REVERTING
from netui.errors import ChangeError, HistoryError
from netui.sources.discovery.tasks import read_task
from netui.text import safe

LOOK, BACK = signal.SIGUSR1, signal.SIGUSR2
"""What wakes the watchdog: look at the history, and whether it was confirmed; put it back at once."""


_KEPT = "kept"
_OLD = 2 * 86400.0
"""Seconds after which a file of another boot, or of another host that shares the folder, tells nothing any more."""
_PAUSE = 0.02


class Pending(Struct, frozen=True):
    """One change that waits to be confirmed."""

    id: int
    """Its number in the history."""
    title: str
    seconds: int
    deadline: float
    """Of the monotonic clock, which all processes of one boot share (clock_gettime(2))."""
    watchdog: int
    """Its pid."""
    started: int
    """When that process started, in clock ticks: pids are used again."""
    why: str = ""
    """The connection that it could cut, in a sentence; safe text. Empty where it was only asked for."""

    @property
    def left(self) -> float:
        """Seconds until it is put back."""
        return max(0.0, self.deadline - time.monotonic())

    @property
    def watched(self) -> bool:
        """Whether the watchdog still runs."""
        task = read_task(self.watchdog)
        return task is not None and task.start == self.started and not task.ended


class Confirming:
    """The changes of one history that wait. Raises HistoryError where they cannot be read."""

    def __init__(self, history: History) -> None:
        self.history = history

    def _path(self, identity: int, state: str) -> Path:
        return self.history.path.with_suffix(f".{identity}.{state}")

    def write(self, one: Pending) -> None:
        """Let it wait. Raises HistoryError where the disk is full."""
        self._sweep()
        path = self._path(one.id, PENDING)
        made = path.with_suffix(".new")
        data = msgspec.json.encode(one)
        try:
            file = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
            try:
                if os.write(file, data) != len(data):
                    raise HistoryError("the state folder is full", hint=safe(str(path.parent)))
            finally:
                os.close(file)
            made.rename(path)
        except OSError as error:
            with suppress(OSError):
                made.unlink()
            raise HistoryError(
                f"{safe(str(path))}: {os.strerror(error.errno or 0)}", hint="no guarded change is made without it"
            ) from error

    def _sweep(self) -> None:
        """Forget what was decided, what nobody watches any more, and what is old."""
        mine = f"{self.history.path.stem}."
        for path in self.history.folder.iterdir():
            if path.suffix not in (f".{PENDING}", f".{REVERTING}", f".{_KEPT}"):
                continue
            with suppress(OSError, msgspec.DecodeError):
                if not path.name.startswith(mine):  # its watchdog may be on another host
                    forgotten = time.time() - path.stat().st_mtime > _OLD
                else:
                    forgotten = not msgspec.json.decode(path.read_bytes(), type=Pending).watched
                if forgotten:
                    path.unlink()

    def read(self) -> Pending | None:
        """The one that waits and is watched; None where none does."""
        found = self._found(PENDING)
        return next((one for one in found if one.watched), None)

    def deserted(self) -> Pending | None:
        """One that nobody watches any more: its watchdog was killed."""
        found = self._found(PENDING)
        return next((one for one in found if not one.watched), None)

    def reverting(self) -> Pending | None:
        """One that is being put back just now."""
        return next((one for one in self._found(REVERTING) if one.watched), None)

    def waits(self, identity: int) -> bool:
        """Whether that one still waits."""
        return self._path(identity, PENDING).exists()

    def kept(self, identity: int) -> bool:
        """Whether somebody has kept that one."""
        return self._path(identity, _KEPT).exists()

    def _found(self, state: str) -> list[Pending]:
        found = []
        for path in sorted(self.history.folder.glob(f"{self.history.path.stem}.*.{state}")):
            with suppress(OSError, msgspec.DecodeError):  # it was taken away meanwhile
                found.append(msgspec.json.decode(path.read_bytes(), type=Pending))
        return found

    def keep(self, one: Pending) -> bool:
        """Confirm it; False where it was too late."""
        try:
            self._path(one.id, PENDING).rename(self._path(one.id, _KEPT))
        except FileNotFoundError:
            return False
        except OSError as error:
            raise HistoryError(
                f"{one.title} cannot be kept: {os.strerror(error.errno or 0)}", hint=safe(str(self.history.folder))
            ) from error
        self.look(one)
        return True

    def look(self, one: Pending) -> None:
        """Have the watchdog read anew."""
        _wake(one, LOOK)

    def claim(self, one: Pending) -> bool:
        """For the watchdog: from now on it is put back; False where it was kept.

        A folder that is gone, full or read-only keeps nothing.
        """
        with suppress(OSError):
            self._path(one.id, PENDING).rename(self._path(one.id, REVERTING))
            return True
        return not self.kept(one.id)

    def finished(self, one: Pending) -> None:
        """For the watchdog: it was put back."""
        with suppress(OSError):
            self._path(one.id, REVERTING).unlink()

    def outcome(self, identity: int) -> Entry | None:
        """How a watchdog put it back, as the history has it; None where it did not. Waits while it is at it."""
        while (now := self.reverting()) and now.id == identity:
            time.sleep(_PAUSE)
        entries = self.history.read().entries
        return next((one for one in entries if one.begun.id >= identity and one.why), None)

    def put_back(self, one: Pending, patience: float = 30.0) -> None:
        """Have it put back now, and wait for it. Raises ChangeError where that does not come about."""
        _wake(one, BACK)
        end = time.monotonic() + patience
        while self.waits(one.id) or self._path(one.id, REVERTING).exists():
            if time.monotonic() > end or not one.watched:
                raise ChangeError(f"{one.title} was not put back", hint="netui history tells what was done")
            time.sleep(_PAUSE)


def _wake(one: Pending, number: signal.Signals) -> None:
    """Signal the watchdog, and nobody who has its pid by now."""
    try:
        process = os.pidfd_open(one.watchdog)
    except OSError:
        return
    try:
        if one.watched:
            signal.pidfd_send_signal(process, number)
    except OSError:
        pass
    finally:
        os.close(process)
