"""Has changes made: check, preview, guard, journal, run, verify, remember; takes back what failed half-way.

Every change runs under the history's lock, on a reading made inside it, so two netui on one host never act on what
the other is just changing. `doing`, `going_back` and `recovering` have the three ways.
"""

from netui.core.changing.broken import Broken, broken_entry, broken_of
from netui.core.changing.change import Done, Ports, Told
from netui.core.changing.doing import do
from netui.core.changing.going_back import go, is_final, next_of, passed_over, planned
from netui.core.changing.kernel import Guard, Read, Writer
from netui.core.changing.recovering import recover, recovery, revert
from netui.core.changing.touched import read_for
from netui.core.changing.verifying import same_objects, same_plan, same_title
from netui.core.history.history import History
from netui.core.history.record import Act, Recovery
from netui.operations.given import Values
from netui.operations.operation import Operation, Plan

__all__ = ["Done", "Runner", "Told"]


class Runner:
    """Makes changes, one at a time. For one thread. Raises ChangeError and its kinds, SourceError, UsageError."""

    def __init__(
        self,
        history: History,
        writer: Writer,
        read: Read,
        *,
        guard: Guard | None = None,
        told: Told | None = None,
        why: str = "",
    ) -> None:
        self._history = history
        self._ports = Ports(history, writer, read, guard, told, why)

    def preview(self, operation: Operation, values: Values) -> Plan:
        """What the operation would do now."""
        return operation.plan(read_for(self._ports.read, operation, values), values)

    def run(self, operation: Operation, values: Values, previewed: Plan | None = None) -> Done:
        """Do it; where a plan was shown before, exactly that: raises ChangedError with the difference."""
        with self._history.locked():
            snapshot = read_for(self._ports.read, operation, values)
            if previewed is not None:
                same_objects(previewed, snapshot)
            plan = operation.plan(snapshot, values)
            if previewed is not None:
                same_plan(previewed, plan)
            return do(self._ports, plan, snapshot, operation.facets)

    # back and forth

    def undo(self, previewed: Plan | None = None) -> Done:
        """Take the last change back; where a plan was shown before, exactly that.

        Raises HistoryError, and ChangedError where somebody changed it since, or another change is the last one now.
        """
        return self._again("undo", previewed)

    def redo(self, previewed: Plan | None = None) -> Done:
        """Do again what was undone last. Raises as `undo`."""
        return self._again("redo", previewed)

    def way(self, act: Act) -> Plan:
        """What undo, or redo, would do now. Raises as `undo`."""
        past = self._history.read()
        entry = next_of(past, act)
        if is_final(entry):
            return Plan(f"{act} {entry.begun.title}", (), undo="none")
        return planned(self._ports, past, entry, act).plan(entry, act)

    def _again(self, act: Act, previewed: Plan | None) -> Done:
        with self._history.locked():
            past = self._history.read()
            entry = next_of(past, act)
            if previewed is not None:
                same_title(previewed, f"{act} {entry.begun.title}")
            if is_final(entry):
                raise passed_over(self._ports, past, entry)
            return go(self._ports, past, entry, act, previewed)

    def revert(self, identity: int) -> Done:
        """Put one change back, whether it has ended or not, and whatever was changed elsewhere since.

        Raises HistoryError where nothing of it stands, ChangedError where somebody changed the same since.
        """
        with self._history.locked():
            return revert(self._ports, self._history.read(), identity)

    # after a crash

    def broken(self) -> tuple[Broken, ...]:
        """The changes that were broken off, the last one last."""
        return broken_of(self._history)

    def recovery(self, how: Recovery, identity: int | None = None) -> Plan:
        """What recovering the last of them would do now, or the one with that number. Raises as `recover`."""
        past = self._history.read()
        return recovery(self._ports, past, broken_entry(past, identity), how)

    def recover(self, how: Recovery, identity: int | None = None) -> Done:
        """Finish the last of them, revert it, or leave it as it is.

        Raises ChangedError where somebody changed the same meanwhile, ChangeError where a step fails.
        """
        with self._history.locked():
            past = self._history.read()
            return recover(self._ports, past, broken_entry(past, identity), how)
