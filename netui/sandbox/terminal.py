"""The caller's terminal, put in order after what used it in a sandbox was killed and could not do that itself."""

import os
import signal
import termios
from collections.abc import Callable
from contextlib import suppress

_TERMINAL = 0
_PLAIN = b"\x1b[?1049l\x1b[?25h\x1b[?1000;1002;1003;1006;2004;1004l\x1b[0m\r\n"
"""Main screen, cursor, no mouse, no pasting in brackets, no colours (xterm's private modes)."""
KILLED = 128 + signal.SIGKILL


def keeping_terminal(run: Callable[[], int]) -> int:
    """Call `run`, which returns an exit status; afterwards the terminal is the caller's own again."""
    try:
        modes = termios.tcgetattr(_TERMINAL)
    except (termios.error, OSError):  # it is none
        return run()
    group = os.tcgetpgrp(_TERMINAL)
    status = run()
    with suppress(OSError, termios.error):  # it was closed meanwhile
        _take_back(group)
        if status == KILLED:
            os.write(_TERMINAL, _PLAIN)
            termios.tcsetattr(_TERMINAL, termios.TCSADRAIN, modes)
    return status


def _take_back(group: int) -> None:
    """A shell inside leaves its own process group in front, and whoever writes from behind may be stopped."""
    before = signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    try:
        os.tcsetpgrp(_TERMINAL, group)
    finally:
        signal.signal(signal.SIGTTOU, before)
