"""netui with a terminal of its own, in a namespace of a topology."""

import os
import select
import subprocess
import sys
import time

from tests.guard.site import Site

_TIME = 30.0
_XOFF = b"\x13"


class Seat:
    """A command line that is typed into a terminal, and what it says there."""

    def __init__(self, where: Site, *words: str) -> None:
        self._master, slave = os.openpty()

        # In its own session; and Ctrl-C means something, also where the tests run in the background of a shell.
        sitting = ["ip", "netns", "exec", where.names["s"], "env", "--default-signal=INT", "setsid", "--ctty"]
        self.process = subprocess.Popen(
            [*sitting, sys.executable, "-m", "netui", *words], stdin=slave, stdout=slave, stderr=slave,
            env={**where.environment, "TERM": "xterm-256color"},
        )  # fmt: skip
        os.close(slave)
        self.said = ""

    def hear(self, wanted: str, patience: float = _TIME) -> None:
        """Wait until it has said that."""
        end = time.monotonic() + patience
        while wanted not in self.said:
            ready, _, _ = select.select([self._master], [], [], max(0.0, end - time.monotonic()))
            data = b""
            if ready:
                try:
                    data = os.read(self._master, 4096)
                except OSError:  # it has ended
                    data = b""
            assert data, f"{wanted!r} is not in {self.said!r}"
            self.said += data.decode("utf-8", "replace")

    def type(self, keys: bytes) -> None:
        """Press keys."""
        os.write(self._master, keys)

    def stall(self) -> None:
        """The terminal takes nothing any more."""
        self.type(_XOFF)

    def signal(self, number: int) -> None:
        """Signal netui."""
        os.kill(self.process.pid, number)

    def wait(self) -> int:
        """Its exit status, once it has ended; what it says meanwhile is read."""
        end = time.monotonic() + _TIME
        while self.process.poll() is None:
            assert time.monotonic() < end, self.said
            if select.select([self._master], [], [], 0.05)[0]:
                try:
                    self.said += os.read(self._master, 4096).decode("utf-8", "replace")
                except OSError:
                    time.sleep(0.01)
        return self.process.returncode

    def leave(self) -> None:
        """Close the terminal, and end what is left."""
        os.close(self._master)
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()


def netui(where: Site, *words: str, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """netui without a terminal."""
    return subprocess.run(
        ["ip", "netns", "exec", where.names["s"], sys.executable, "-m", "netui", *words],
        env=environment or where.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
        check=False, timeout=60,
    )  # fmt: skip
