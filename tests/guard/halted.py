"""netui that is signalled between two steps of a guarded change: `python -m tests.guard.halted SIGNAL SECONDS …`."""

import os
import sys

from netui.core.changing.carrying import Carrier
from netui.core.changing.local import read
from netui.core.changing.runner import Runner
from netui.core.guard.guarding import Guard
from netui.core.history.history import History
from netui.model.acting import Action
from tests.guard.operations import asked


class _Halting:
    """Carries out one action, and is signalled behind it."""

    def __init__(self, number: int) -> None:
        self._writer = Carrier()
        self._number = number

    def carry_out(self, action: Action) -> None:
        """Make the change, and stop or end."""
        self._writer.carry_out(action)
        os.kill(os.getpid(), self._number)


def main() -> None:
    """Make the change that the words ask for."""
    number, seconds, *words = sys.argv[1:]
    history = History()
    runner = Runner(history, _Halting(int(number)), read, guard=Guard(history, int(seconds)))
    runner.run(*asked(" ".join(words)))


if __name__ == "__main__":
    main()
