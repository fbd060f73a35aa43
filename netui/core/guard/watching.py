"""What the watchdog of a change does once its time is over: take the lock, put back, say so in the history."""

import os
import select
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from netui.core.changing.runner import Runner
from netui.core.history.history import History, Past
from netui.core.history.journal import Intent, Journal, Told
from netui.core.history.record import Begun, Ended, Record
from netui.errors import ChangeError, HistoryError, NetuiError
from netui.text import safe

_PATIENCE = 5.0
"""Seconds that whoever holds the history's lock gets to let go of it."""
_PAUSE = 0.02
_ATTEMPTS, _AGAIN = 5, 1.0
"""How often it is tried, and the seconds between."""
_KILLED = 2.0
"""Seconds that a killed process takes to end."""


class Order(Struct, frozen=True):
    """What a watchdog is to watch."""

    id: int
    """The change's number in the history."""
    title: str
    seconds: int
    why: str
    folder: str
    name: str
    pid: int
    """The netui that makes the change."""


class _Journal(Journal):
    """One that does without room, and whose file may be taken away: `kept` has what it told last."""

    def __init__(self, path: Path, kept: dict[Path, Told]) -> None:
        super().__init__(path)
        self._kept = kept

    def read(self) -> Told | None:
        """What it tells, or told when it could still be read."""
        with suppress(HistoryError):
            told = super().read()
            if told:
                self._kept[self.path] = told
        return self._kept.get(self.path)

    def end(self) -> None:
        """Forget it, here too."""
        self._kept.pop(self.path, None)
        super().end()

    def begin(self, intent: Intent) -> None:
        """Keep what is to be done, where there is room for it."""
        with suppress(HistoryError):
            super().begin(intent)


class WatchdogHistory(History):
    """One whose folder may be full, read-only or gone, and whose lock nobody lets go of: that stops nothing."""

    stuck = False
    _last = Past()
    """What it told when it could still be read."""

    def __init__(self, folder: str, name: str) -> None:
        super().__init__(folder, name)
        self._journals: dict[Path, Told] = {}

    def read(self) -> Past:
        """Everything so far, or what was known before it was taken away."""
        past = Past()
        with suppress(HistoryError):
            past = super().read()
        if past.entries or not self._last.entries:
            self._last = past
            return past
        # Whoever was at a change then cannot end it any more.
        return replace(self._last, broken=tuple(one for one in self._last.entries if one.ended is None))

    def remember(self, identity: int) -> None:
        """Keep what is told of everything so far, and of one change under way: the folder may be taken away."""
        self.read()
        self.journal(identity).read()

    def append(self, record: Record) -> None:
        """Write it, where there is room for it."""
        with suppress(HistoryError):
            super().append(record)

    def journal(self, identity: int) -> Journal:
        """What is kept of one change while it is under way, where there is room for it."""
        return _Journal(super().journal(identity).path, self._journals)

    @property
    def is_locked(self) -> bool:
        """Whether somebody has the lock."""
        return super()._is_busy()

    def _is_busy(self) -> bool:
        """Whoever does not let go of the lock is not at it any more."""
        return not self.stuck and super()._is_busy()

    @contextmanager
    def locked(self, patience: float | None = _PATIENCE) -> Iterator[None]:
        """The lock, unless it is stuck, or cannot be had within some seconds."""
        with ExitStack() as held:
            if not self.stuck:
                try:
                    held.enter_context(super().locked(patience))
                except HistoryError:
                    self.stuck = True
            yield


def free_lock(history: WatchdogHistory, guarded: int, pid: int) -> None:
    """See that the history's lock can be taken.

    The guarded netui may have been stopped in the middle of its change. Let go on afterwards, it would carry out
    the rest of its steps over what was put back; and it keeps the lock. So where it holds the lock and is stopped,
    or does not let go for some seconds after its time, it is killed: by its pidfd, so that nobody else can be hit.
    Where it is somebody else who does not let go, it is put back without the lock: that compares before it sets.
    """
    end = time.monotonic() + _PATIENCE
    while history.is_locked and time.monotonic() < end and not _stopped(pid):
        time.sleep(_PAUSE)
    if history.is_locked and lock_holder(history) == pid:
        with suppress(OSError):
            signal.pidfd_send_signal(guarded, signal.SIGKILL)
        select.select([guarded], [], [], _KILLED)
    while history.is_locked and time.monotonic() < end:  # somebody else has it
        time.sleep(_PAUSE)
    history.stuck = history.is_locked


def lock_holder(history: History) -> int:
    """The pid that holds the history's lock, as /proc/locks tells; 0 where nobody does."""
    try:
        status = os.stat(history.path.with_suffix(".lock"))
        lines = Path("/proc/locks").read_text("ascii", "replace").splitlines()
    except OSError:
        return 0
    wanted = f"{os.major(status.st_dev):02x}:{os.minor(status.st_dev):02x}:{status.st_ino}"
    for line in lines:
        words = line.split()
        if len(words) > 5 and words[1] == "FLOCK" and words[5] == wanted:
            return int(words[4])
    return 0


def _stopped(pid: int) -> bool:
    try:
        told = Path(f"/proc/{pid}/stat").read_bytes()
    except OSError:
        return False
    return told[told.rindex(b")") + 2 :][:1] in b"Tt"


def put_back(history: History, runner: Runner, order: Order, why: str) -> None:
    """Put the change back as far as nobody else has changed the same since; the history tells what came of it.

    A source that does not answer, or a fault, is no reason to leave it so after one attempt.
    """
    told = ""
    for _ in range(_ATTEMPTS):
        try:
            runner.revert(order.id)
        except ChangeError as error:
            told = error.message
            break
        except Exception as error:  # noqa: BLE001 - the edge of the process: nobody else puts it back
            told = error.message if isinstance(error, NetuiError) else f"{type(error).__name__}: {safe(str(error))}"
            time.sleep(_AGAIN)
        else:
            return
    with suppress(Exception):
        _note(history, order, why, f"not put back: {told}")


def _note(history: History, order: Order, why: str, message: str) -> None:
    past = history.read()
    target = next((entry for entry in past.entries if entry.begun.id == order.id), None)
    if target is None or (target.ended and target.ended.result in ("refused", "taken back")):
        return  # nothing was done
    identity = max(entry.begun.id for entry in past.entries) + 1
    begun = Begun(identity, "undo", order.title, (), time.time(), os.geteuid(), os.getpid(), order.id, why)
    history.append(begun)
    history.append(Ended(identity, "failed", 0.0, message=message))
