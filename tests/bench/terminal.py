"""A terminal that only counts: what a program writes to it, and when."""

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Iterator, Sequence


class Terminal:
    """A program on a pseudo terminal of 24 rows and 80 columns, unless told otherwise."""

    def __init__(self, argv: Sequence[str], *, rows: int = 24, columns: int = 80) -> None:
        self.began = time.perf_counter()
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM="xterm-256color", COLORTERM="truecolor", LANG="C.UTF-8", LC_ALL="C.UTF-8")
            os.execvp(argv[0], list(argv))
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def read(self, seconds: float) -> bytes:
        """What is written within so many seconds; returns at the first octets."""
        ready, _, _ = select.select([self._fd], [], [], max(0.0, seconds))
        if not ready:
            return b""
        try:
            return os.read(self._fd, 1 << 16)
        except OSError:
            return b""

    def until(self, text: bytes, seconds: float = 20.0) -> float:
        """Read until `text` was written; returns the seconds since the last `mark`, or since the start."""
        end, seen = time.perf_counter() + seconds, b""
        while time.perf_counter() < end:
            seen = seen[-4096:] + self.read(end - time.perf_counter())
            if text in seen:
                return time.perf_counter() - self.began
        raise TimeoutError(f"{text!r} was not written within {seconds} s")

    def until_matches(self, pattern: re.Pattern[bytes], seconds: float = 20.0) -> float:
        """The same for a pattern; what was written before `mark` does not count."""
        end, seen = time.perf_counter() + seconds, b""
        while time.perf_counter() < end:
            seen += self.read(end - time.perf_counter())
            if pattern.search(seen):
                return time.perf_counter() - self.began
        raise TimeoutError(f"{pattern.pattern!r} was not written within {seconds} s")

    def mark(self) -> None:
        """Start the clock again."""
        self.began = time.perf_counter()

    def quiet(self, seconds: float) -> int:
        """The octets that are written within so many seconds."""
        end, octets = time.perf_counter() + seconds, 0
        while time.perf_counter() < end:
            octets += len(self.read(end - time.perf_counter()))
        return octets

    def settle(self, seconds: float = 1.0, most: float = 10.0) -> None:
        """Wait until nothing was written for so many seconds."""
        end = time.perf_counter() + most
        while time.perf_counter() < end and self.read(seconds):
            pass

    def type(self, keys: bytes) -> None:
        """Press keys."""
        os.write(self._fd, keys)

    def close(self) -> None:
        """End the program."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGTERM)
        end = time.perf_counter() + 5
        while time.perf_counter() < end:
            self.read(0.05)
            if os.waitpid(self.pid, os.WNOHANG)[0]:
                break
        else:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self._fd)


@contextlib.contextmanager
def terminal(argv: Sequence[str], *, rows: int = 24, columns: int = 80) -> Iterator[Terminal]:
    """A terminal that is closed at the end."""
    one = Terminal(argv, rows=rows, columns=columns)
    try:
        yield one
    finally:
        one.close()
