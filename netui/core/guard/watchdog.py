"""The watchdog of one change: `python -m netui.core.guard.watchdog`, started by the guard before the change.

It reads its order from standard input, leaves the session, the terminal and the process group of who started it,
lets the change wait to be confirmed, and answers `watching`. Then it needs nobody any more: not the netui that
started it, nor its terminal. Its clock is the monotonic one.
"""

import os
import signal
import sys
import time
from contextlib import suppress

import msgspec

from netui.core.changing.carrying import Carrier
from netui.core.changing.local import read
from netui.core.changing.runner import Runner
from netui.core.guard.pending import BACK, LOOK, Confirming, Pending
from netui.core.guard.watching import Order, WatchdogHistory, free_lock, put_back
from netui.errors import HistoryError
from netui.sources.discovery.tasks import read_task
from netui.sources.syscalls import set_command

_WAKING = (LOOK, BACK, signal.SIGTERM)
_PERIOD = 1.0
"""Seconds after which it looks by itself whether the change was confirmed."""


def main() -> None:
    """Watch."""
    order = msgspec.json.decode(sys.stdin.buffer.read(), type=Order)
    _detach()
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_BLOCK, _WAKING)
    set_command("netui-watchdog")
    try:
        guarded = os.pidfd_open(order.pid)
        history = WatchdogHistory(order.folder, order.name)
        confirming = Confirming(history)
        waiting = _pending(order)
        confirming.write(waiting)
        history.remember(order.id)  # before the first step
    except (OSError, HistoryError) as error:
        _answer(getattr(error, "message", "") or str(error))
        return
    _answer("watching")
    _let_go()
    why = _wait(history, confirming, waiting)
    if why and confirming.claim(waiting):
        free_lock(history, guarded, order.pid)
        put_back(history, Runner(history, Carrier(), read, why=why), order, why)
        confirming.finished(waiting)


def _detach() -> None:
    """Into a session of its own, without a terminal and with no parent that waits for it."""
    if os.fork():
        os._exit(0)
    os.setsid()
    if os.fork():
        os._exit(0)
    os.chdir("/")


def _pending(order: Order) -> Pending:
    task = read_task(os.getpid())
    assert task
    deadline = time.monotonic() + order.seconds
    return Pending(order.id, order.title, order.seconds, deadline, os.getpid(), task.start, order.why)


def _answer(text: str) -> None:
    with suppress(OSError):  # who asked has ended; the change was not begun then
        os.write(1, text.encode("utf-8", "backslashreplace") + b"\n")


def _let_go() -> None:
    """Hold nothing of who started it."""
    nowhere = os.open(os.devnull, os.O_RDWR | os.O_CLOEXEC)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)
    os.close(nowhere)


def _wait(history: WatchdogHistory, confirming: Confirming, waiting: Pending) -> str:
    """Until it was kept, which answers nothing, or is to be put back, which answers why."""
    while not confirming.kept(waiting.id):
        if not waiting.left:
            return f"not confirmed within {waiting.seconds} s"
        history.remember(waiting.id)
        woken = signal.sigtimedwait(_WAKING, min(waiting.left, _PERIOD))
        if woken and woken.si_signo in (BACK, signal.SIGTERM):
            return "before its time was over"
    return ""


if __name__ == "__main__":
    main()
