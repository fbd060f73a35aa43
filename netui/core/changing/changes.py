"""The port through which a front end has something changed: each call blocks, and may come from any thread."""

from typing import TYPE_CHECKING, Any, Protocol

from netui.core.state.folder import something_waits

if TYPE_CHECKING:
    from netui.core.changing.broken import Broken
    from netui.core.changing.runner import Done
    from netui.core.guard.pending import Confirming, Pending
    from netui.core.history.history import Entry
    from netui.core.history.record import Act, Recovery
    from netui.operations.operation import Operation, Plan


class Changes(Protocol):
    """Changes of one host."""

    refusal: str
    """Why nothing can be changed here, in a sentence; empty where something can."""

    def carry_out(self, operation: "Operation", values: dict[str, Any], plan: "Plan", confirm: int = 0) -> "Done":
        """Do what was planned. Raises NetuiError: ThreatError where it could cut an ssh connection.

        With `confirm` it is put back after so many seconds, unless it is kept.
        """

    def way(self, act: "Act") -> "Plan":
        """What undo, or redo, would do now. Raises NetuiError."""

    def back(self, act: "Act", plan: "Plan", confirm: int = 0) -> "Done":
        """Undo, or redo, what was planned. Raises as `carry_out`."""

    def waiting(self) -> "Pending | None":
        """The change that waits to be kept; a look that may be repeated for ever. Raises NetuiError."""

    def keep(self, waiting: "Pending") -> bool:
        """Keep it; False where it was too late. Raises NetuiError."""

    def put_back(self, waiting: "Pending") -> None:
        """Have it put back now. Raises NetuiError."""

    def outcome(self, waiting: "Pending") -> "Entry | None":
        """How it was put back; None where it was not. Raises NetuiError."""

    def kept(self, waiting: "Pending") -> bool:
        """Whether somebody has kept it. Raises NetuiError."""

    def entries(self) -> "tuple[Entry, ...]":
        """What was done so far, the last one last. Raises NetuiError."""

    def broken(self) -> "tuple[Broken, ...]":
        """What was broken off, the last one last. Raises NetuiError."""

    def recovery(self, how: "Recovery", identity: int) -> "Plan":
        """What recovering it would do now. Raises NetuiError."""

    def recover(self, how: "Recovery", identity: int) -> "Done":
        """Finish it, revert it, or leave it as it is. Raises NetuiError."""


class LateChanges:
    """Changes of this host, each by a runner of its own; nothing of them is imported before the first."""

    def __init__(self, refusal: str = "") -> None:
        self.refusal = refusal

    def carry_out(self, operation: "Operation", values: dict[str, Any], plan: "Plan", confirm: int = 0) -> "Done":
        """Do what was planned. Raises NetuiError."""
        from netui.core.changing.local import local_runner

        return local_runner(confirm=confirm).run(operation, values, plan)

    def way(self, act: "Act") -> "Plan":
        """What undo, or redo, would do now. Raises NetuiError."""
        from netui.core.changing.local import local_runner

        return local_runner().way(act)

    def back(self, act: "Act", plan: "Plan", confirm: int = 0) -> "Done":
        """Undo, or redo, what was planned. Raises NetuiError."""
        from netui.core.changing.local import local_runner

        runner = local_runner(confirm=confirm)
        return runner.undo(plan) if act == "undo" else runner.redo(plan)

    def waiting(self) -> "Pending | None":
        """The change that waits to be kept. Raises HistoryError."""
        return _confirming().read() if something_waits() else None

    def keep(self, waiting: "Pending") -> bool:
        """Keep it. Raises HistoryError."""
        return _confirming().keep(waiting)

    def put_back(self, waiting: "Pending") -> None:
        """Have it put back now. Raises ChangeError."""
        _confirming().put_back(waiting)

    def outcome(self, waiting: "Pending") -> "Entry | None":
        """How it was put back. Raises HistoryError."""
        return _confirming().outcome(waiting.id)

    def kept(self, waiting: "Pending") -> bool:
        """Whether somebody has kept it. Raises HistoryError."""
        return _confirming().kept(waiting.id)

    def entries(self) -> "tuple[Entry, ...]":
        """What was done so far, the last one last. Raises HistoryError."""
        from netui.core.history.history import History

        return History().read().entries

    def broken(self) -> "tuple[Broken, ...]":
        """What was broken off, the last one last. Raises HistoryError."""
        from netui.core.state.folder import has_journals

        if not has_journals():  # as nearly always: it costs no import
            return ()
        from netui.core.changing.broken import broken_of
        from netui.core.history.history import History

        return broken_of(History())

    def recovery(self, how: "Recovery", identity: int) -> "Plan":
        """What recovering it would do now. Raises NetuiError."""
        from netui.core.changing.local import local_runner

        return local_runner().recovery(how, identity)

    def recover(self, how: "Recovery", identity: int) -> "Done":
        """Finish it, revert it, or leave it as it is. Raises NetuiError."""
        from netui.core.changing.local import local_runner

        return local_runner().recover(how, identity)


def _confirming() -> "Confirming":
    from netui.core.guard.pending import Confirming
    from netui.core.history.history import History

    return Confirming(History())
