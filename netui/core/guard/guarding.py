"""The guard of the runner: no change that could cut an ssh connection, unless a watchdog puts it back.

The watchdog is started, and says that it watches, before the first step of the change.
"""

import os
import select
import subprocess
import sys
from pathlib import Path

import msgspec

import netui
from netui.core.guard.lifelines import lifelines
from netui.core.guard.pending import Confirming
from netui.core.guard.watching import Order
from netui.core.history.history import History
from netui.errors import ChangeError, ThreatError
from netui.model.relations import Relations
from netui.model.snapshot import Snapshot
from netui.operations.operation import Plan
from netui.operations.threat import threats
from netui.text import safe

USUAL = 60
"""Seconds that one has to confirm, where nobody said otherwise."""
LONGEST = 86400
_PATIENCE = 20.0
"""Seconds that a watchdog may take to start."""
_MODULE = "netui.core.guard.watchdog"
_COULD = " could cut you off: "
_HINT = f"with --confirm {USUAL} it is done, and put back after {USUAL} s unless you run: netui confirm"


class Guard:
    """Looks at each plan of one runner. With `seconds` a change is made, and put back unless it is confirmed."""

    def __init__(self, history: History, seconds: int = 0) -> None:
        self._history = history
        self._confirming = Confirming(history)
        self._seconds = seconds

    def __call__(self, plan: Plan, snapshot: Snapshot) -> "Watch | None":
        """What has to watch the change; None where it needs no watching.

        Raises ThreatError where it does and no time was given, ChangeError where another change waits, or this
        one could not be put back.
        """
        waiting = self._confirming.read() or self._confirming.reverting()
        if waiting:
            raise ChangeError(
                f"{waiting.title} waits to be confirmed, for {waiting.left:.0f} s more",
                hint="netui confirm keeps it, netui undo puts it back now",
            )
        told = danger(plan, snapshot)
        if not self._seconds:
            if told:
                raise ThreatError(told, hint=_HINT)
            return None
        if plan.undo == "none":
            raise ChangeError(
                f"{plan.title} could not be put back, so that --confirm promises nothing",
                hint=told or "do it without --confirm",
            )
        return Watch(self._history, self._seconds, plan.title, told.partition(_COULD)[2])


def danger(plan: Plan, snapshot: Snapshot) -> str:
    """Which connections a plan could cut, in a sentence; empty where none."""
    found = threats(plan.actions, Relations(snapshot), lifelines(snapshot))
    told = "; ".join(dict.fromkeys(one.sentence for one in found))
    return f"{plan.title}{_COULD}{told}" if told else ""


class Watch:
    """Has one change watched."""

    def __init__(self, history: History, seconds: int, title: str, why: str) -> None:
        self._history = history
        self._seconds = seconds
        self._title = title
        self._why = why

    def arm(self, identity: int) -> None:
        """Start the watchdog for the change of that number. Raises ChangeError where none watches."""
        path = self._history.path
        order = Order(identity, self._title, self._seconds, self._why, str(path.parent), path.stem, os.getpid())
        root = str(Path(netui.__file__).parent.parent)
        known = os.environ.get("PYTHONPATH", "")
        environment = {**os.environ, "PYTHONPATH": f"{root}{os.pathsep}{known}" if known else root}
        try:
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", _MODULE], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL, env=environment,
            )  # fmt: skip
        except OSError as error:
            raise _unwatched(error.strerror or str(error)) from error
        with process:
            told = _answer(process, msgspec.json.encode(order))
        if told != "watching":
            raise _unwatched(told or "it did not answer")

    def look(self, identity: int) -> None:
        """Have the watchdog read the end of the change, while there is a history to read."""
        waiting = self._confirming.read()
        if waiting and waiting.id == identity:
            self._confirming.look(waiting)

    def dismiss(self, identity: int) -> None:
        """Nothing is left of the change that would have to be put back."""
        waiting = self._confirming.read()
        if waiting and waiting.id == identity:
            self._confirming.keep(waiting)

    @property
    def _confirming(self) -> Confirming:
        return Confirming(self._history)


def _answer(process: "subprocess.Popen[bytes]", order: bytes) -> str:
    assert process.stdin
    assert process.stdout
    try:
        process.stdin.write(order)
        process.stdin.close()
    except OSError:  # it has ended
        return ""
    ready, _, _ = select.select([process.stdout], [], [], _PATIENCE)
    if not ready:
        process.kill()
        return ""
    return safe(process.stdout.readline().rstrip(b"\n"))


def _unwatched(why: str) -> ChangeError:
    return ChangeError(f"nothing is changed: what would put it back cannot start: {why}", hint="netui doctor")
