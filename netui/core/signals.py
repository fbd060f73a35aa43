"""The signals that ask a program to end."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

ENDING = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)


@contextmanager
def told_of_signals(tell: Callable[[int], None]) -> Iterator[None]:
    """Call `tell` with the number of each signal that asks to end, in the main thread at any moment.

    What the signals did before is theirs again afterwards.
    """

    def asked(number: int, _frame: FrameType | None) -> None:
        tell(number)

    before = {number: signal.signal(number, asked) for number in ENDING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
