"""A program on a real pseudo terminal, and what its octets do to it."""

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DEADLINE = 15.0

_SEQUENCE = re.compile(
    rb"\x1b\[(?P<csi>[0-9;:?<>=!$\"' ]*[@-~])"  # control sequences
    rb"|\x1b(?P<two>[78=>])"
    rb"|\x1b\](?P<osc>[^\x07\x1b]*)(?:\x07|\x1b\\)"
    rb"|\x1bP(?P<dcs>[^\x1b]*)\x1b\\"
)
_KNOWN_CSI = re.compile(
    rb"[0-9;:]*m"  # colours
    rb"|[0-9;]*H"  # position
    rb"|\?(?:25|1000|1002|1003|1004|1006|1015|1016|1049|2004|2026|2048|7)[hl]"  # cursor, mouse, screen, paste
    rb"|\?(?:2026|2048)\$p"  # questions
    rb"|[<>=]?[0-9;]*u"  # keyboard protocol
    rb"|[0-9;]*[JK]|c|6n|[0-9;]*t"
)

_POINTER_SHAPES = (b"22;default", b"22;pointer", b"22;text")


def foreign(octets: bytes) -> list[bytes]:
    """Control octets and sequences that are none of those which a screen is painted with."""
    found: list[bytes] = []

    def judge(match: re.Match[bytes]) -> bytes:
        csi, osc = match.group("csi"), match.group("osc")
        ours = csi is None or _KNOWN_CSI.fullmatch(csi) is not None
        ours = ours and (osc is None or osc in _POINTER_SHAPES)
        if not ours or match.group("dcs") is not None:
            found.append(match.group())
        return b""

    rest = _SEQUENCE.sub(judge, octets).replace(b"\r\n", b"")
    found += re.findall(rb"[\x00-\x1f\x7f]", rest)
    text = rest.decode("utf-8", "replace")
    found += [char.encode() for char in text if "\x80" <= char <= "\x9f" or char in "\u202e\ufffd"]
    return found


def _winsize(rows: int, columns: int) -> bytes:
    """struct winsize (ioctl_tty(2))."""
    return struct.pack("HHHH", rows, columns, 0, 0)


def _unread(fd: int) -> int:
    """Octets that wait to be read."""
    waiting = fcntl.ioctl(fd, termios.FIONREAD, bytes(4))
    return int.from_bytes(waiting, sys.byteorder)


class Terminal:
    """A program on a terminal; its octets are kept."""

    def __init__(self, argv: Sequence[str], *, rows: int = 24, columns: int = 80, **environment: str) -> None:
        self.octets = b""
        self.status: int | None = None
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            try:
                fcntl.ioctl(0, termios.TIOCSWINSZ, _winsize(rows, columns))
                os.environ.update(
                    {"TERM": "xterm-256color", "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT)} | environment
                )
                os.execvp(argv[0], list(argv))
            finally:
                os._exit(127)  # never go on as a second run of the tests
        self.before = termios.tcgetattr(self._fd)

    @property
    def modes(self) -> dict[bytes, bool]:
        """The private modes that were set or reset, as they are now."""
        return {
            mode: final == b"h"
            for modes, final in re.findall(rb"\x1b\[\?([0-9;]+)([hl])", self.octets)
            for mode in modes.split(b";")
        }

    def attributes(self) -> list[object]:
        """The line discipline's settings now."""
        return list(termios.tcgetattr(self._fd))

    def read(self, seconds: float) -> bool:
        """Take what is written within so many seconds; False where nothing was."""
        ready, _, _ = select.select([self._fd], [], [], max(0.0, seconds))
        if not ready:
            return False
        try:
            got = os.read(self._fd, 1 << 16)
        except OSError:
            return False
        self.octets += got
        return bool(got)

    def until(self, done: Callable[[], bool], what: str) -> None:
        """Read until it is done."""
        end = time.monotonic() + DEADLINE
        while not done():
            if time.monotonic() > end:
                raise TimeoutError(f"{what}; the terminal got {self.octets[-2000:]!r}")
            if not self.read(0.05):
                time.sleep(0.005)

    def shows(self, text: bytes, since: int = 0) -> None:
        """Read until this was written."""
        self.until(lambda: text in self.octets[since:], f"{text!r} is not shown")

    def settle(self, seconds: float = 0.4) -> None:
        """Read until nothing was written for so many seconds."""
        while self.read(seconds):
            pass

    def type(self, keys: bytes) -> None:
        """Press keys."""
        os.write(self._fd, keys)

    def stall(self, keys: bytes) -> None:
        """Press keys and read nothing, until no more is written: the program waits for the terminal."""
        unread, still = -1, 0
        end = time.monotonic() + DEADLINE
        while still < 10:
            self.type(keys)
            time.sleep(0.1)
            before, unread = unread, _unread(self._fd)
            still = still + 1 if unread and unread == before else 0
            if time.monotonic() > end:
                raise TimeoutError(f"the program still writes: {unread} octets are unread")

    def end_unread(self) -> int:
        """Wait for the program's end without reading from it."""
        limit = time.monotonic() + DEADLINE
        while not self.ended():
            if time.monotonic() > limit:
                raise TimeoutError("the program does not end while nobody reads")
            time.sleep(0.01)
        assert self.status is not None
        return self.status

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the program."""
        os.kill(self.pid, number)

    def resize(self, rows: int, columns: int) -> None:
        """Another size; the kernel tells the program (SIGWINCH)."""
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, _winsize(rows, columns))

    def hang_up(self) -> None:
        """Close the terminal, as when its window is closed."""
        os.close(self._fd)
        self._fd = -1

    def ended(self) -> bool:
        """Whether the program has ended; then `status` is its exit status, negative for a signal."""
        if self.status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = os.waitstatus_to_exitcode(status)
        return self.status is not None

    def end(self) -> int:
        """Wait for the program's end."""
        limit = time.monotonic() + DEADLINE
        while not self.ended():
            if time.monotonic() > limit:
                raise TimeoutError(f"the program does not end; the terminal got {self.octets[-2000:]!r}")
            if self._fd < 0 or not self.read(0.02):
                time.sleep(0.01)
        if self._fd >= 0:
            self.settle(0.05)
        assert self.status is not None
        return self.status

    def close(self) -> None:
        """End the program where it still runs."""
        if not self.ended():
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        if self._fd >= 0:
            os.close(self._fd)


@contextlib.contextmanager
def netui(*arguments: str, rows: int = 24, columns: int = 80, **environment: str) -> Iterator[Terminal]:
    """netui on a terminal."""
    one = Terminal([sys.executable, "-m", "netui", *arguments], rows=rows, columns=columns, **environment)
    try:
        yield one
    finally:
        one.close()
