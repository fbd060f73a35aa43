"""Ends the terminal program when a signal asks for it, also where the screen's thread is busy or blocked.

A terminal that takes nothing (a stalled ssh, a stopped reader) blocks that thread, and with it Textual's own way
out. A thread of its own then gives the terminal back, as far as it can be, and ends the process.
"""

import contextlib
import os
import signal
import termios
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from netui.core.signals import told_of_signals

TERMINAL = 2
"""What Textual writes to: standard error."""
_PATIENCE = 1.0
"""Seconds that the screen gets to end by itself."""
_GIVING_BACK = 0.5
"""Seconds that the terminal gets to take what gives it back."""
_GIVE_BACK = (
    b"\x18"  # CAN: what was thrown away may have been half a sequence
    b"\x1b[?2026l\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1016l\x1b[?2004l\x1b[?2048l\x1b[?1004l"
    b"\x1b[0m\x1b[?7h\x1b[<u\x1b[?1049l\x1b[?25h"
)
"""Mouse, paste, focus and keyboard modes off, the alternate screen left, the cursor shown (xterm's ctlseqs)."""


@contextlib.contextmanager
def ended_by_signals(end: Callable[[int], None]) -> Iterator[None]:
    """Call `end` with the number of the signal, in the main thread at any moment.

    Where the context has not been left a second later, the process ends with status 128 and that number.
    """
    guard = _Guard()

    def asked(number: int) -> None:
        guard.warn(number)
        end(number)

    try:
        with told_of_signals(asked):
            guard.start()
            yield
    finally:
        guard.dismiss()  # last: a signal would wake a guard that is no more


def let_go() -> None:
    """What would still be written to the terminal goes nowhere."""
    nowhere = os.open(os.devnull, os.O_RDWR | os.O_CLOEXEC)
    for fd in (0, 1, 2):
        os.dup2(nowhere, fd)
    os.close(nowhere)


class _Guard:
    """Ends the process where nobody else does after a signal."""

    def __init__(self) -> None:
        self._number = 0
        self._dismissed = threading.Event()
        self._wake = os.eventfd(0, os.EFD_CLOEXEC)
        self._settings = _settings()
        self._thread = threading.Thread(target=self._watch, name="ending", daemon=True)

    def start(self) -> None:
        """Wait for a signal from now on."""
        self._thread.start()

    def warn(self, number: int) -> None:
        """The time runs. For a signal handler: takes no lock, which its own thread might hold."""
        self._number = number
        os.eventfd_write(self._wake, 1)

    def dismiss(self) -> None:
        """The screen has ended by itself."""
        self._dismissed.set()
        os.eventfd_write(self._wake, 1)
        self._thread.join()
        os.close(self._wake)

    def _watch(self) -> None:
        os.eventfd_read(self._wake)
        if self._dismissed.wait(_PATIENCE):
            return
        with contextlib.suppress(OSError, termios.error):  # there is no terminal any more
            self._give_back()
        os._exit(128 + self._number)

    def _give_back(self) -> None:
        """Restore the terminal's settings, and write what restores its modes as soon as there is room for it."""
        signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGTTOU,))  # in the background too
        terminal = os.open(os.ttyname(TERMINAL), os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
        let_go()
        if self._settings:
            termios.tcsetattr(terminal, termios.TCSANOW, self._settings)
        until = time.monotonic() + _GIVING_BACK
        while time.monotonic() < until:
            termios.tcflush(terminal, termios.TCOFLUSH)  # frames that nobody has read
            try:
                os.write(terminal, _GIVE_BACK)
            except BlockingIOError:  # a frame that is being written keeps all others out
                self._interrupt()
                time.sleep(0.01)
            else:
                return

    def _interrupt(self) -> None:
        """Have writes that wait for the terminal made again, to where standard error goes now (PEP 475)."""
        for thread in threading.enumerate():
            if thread.ident and thread is not self._thread:
                with contextlib.suppress(ProcessLookupError):
                    signal.pthread_kill(thread.ident, self._number)


def _settings() -> Any:
    """The line discipline's settings; None where there is no terminal."""
    try:
        return termios.tcgetattr(TERMINAL)
    except termios.error:
        return None
