"""The port through which a front end has something changed: each call blocks, and may come from any thread."""

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from netui.core.history import Entry
    from netui.core.record import Act, Recovery
    from netui.core.recovering import Broken
    from netui.core.runner import Done
    from netui.operations.operation import Operation, Plan


class Changes(Protocol):
    """Changes of one host."""

    refusal: str
    """Why nothing can be changed here, in a sentence; empty where something can."""

    def carry_out(self, operation: "Operation", values: dict[str, Any], plan: "Plan") -> "Done":
        """Do what was planned. Raises NetuiError."""

    def way(self, act: "Act") -> "Plan":
        """What undo, or redo, would do now. Raises NetuiError."""

    def back(self, act: "Act") -> "Done":
        """Undo, or redo. Raises NetuiError."""

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

    def carry_out(self, operation: "Operation", values: dict[str, Any], plan: "Plan") -> "Done":
        """Do what was planned. Raises NetuiError."""
        from netui.core.local import local_runner

        return local_runner().run(operation, values, plan)

    def way(self, act: "Act") -> "Plan":
        """What undo, or redo, would do now. Raises NetuiError."""
        from netui.core.local import local_runner

        return local_runner().way(act)

    def back(self, act: "Act") -> "Done":
        """Undo, or redo. Raises NetuiError."""
        from netui.core.local import local_runner

        runner = local_runner()
        return runner.undo() if act == "undo" else runner.redo()

    def entries(self) -> "tuple[Entry, ...]":
        """What was done so far, the last one last. Raises HistoryError."""
        from netui.core.history import History

        return History().read().entries

    def broken(self) -> "tuple[Broken, ...]":
        """What was broken off, the last one last. Raises HistoryError."""
        from netui.core.folder import has_journals

        if not has_journals():  # as nearly always: it costs no import
            return ()
        from netui.core.history import History
        from netui.core.recovering import broken_of

        return broken_of(History())

    def recovery(self, how: "Recovery", identity: int) -> "Plan":
        """What recovering it would do now. Raises NetuiError."""
        from netui.core.local import local_runner

        return local_runner().recovery(how, identity)

    def recover(self, how: "Recovery", identity: int) -> "Done":
        """Finish it, revert it, or leave it as it is. Raises NetuiError."""
        from netui.core.local import local_runner

        return local_runner().recover(how, identity)
