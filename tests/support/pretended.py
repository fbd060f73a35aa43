"""Changes that are asked for and not made: what a screen does around them."""

from typing import Any

from netui.core.changing.broken import Broken
from netui.core.changing.runner import Done
from netui.core.guard.pending import Pending
from netui.core.history.history import Entry
from netui.core.history.record import Act, Begun, Ended, Recovery
from netui.errors import NetuiError
from netui.operations.operation import Operation, Plan


class Pretended:
    """Changes that are only remembered; `error` is raised instead of making them, where there is one."""

    def __init__(self, refusal: str = "") -> None:
        self.refusal = refusal
        self.asked: list[tuple[str, dict[str, Any], Plan]] = []
        self.backs: list[Act] = []
        self.known: tuple[Entry, ...] = ()
        self.found: tuple[Broken, ...] = ()
        """What was broken off."""
        self.plans: dict[Recovery, Plan | NetuiError] = {}
        """What recovering it would do."""
        self.recoveries: list[Recovery] = []
        self.error: NetuiError | None = None
        self.threat: NetuiError | None = None
        """Raised where no time was given to keep the change."""
        self.confirms: list[int] = []
        self.waits: Pending | None = None
        self.words: list[str] = []
        """What was said of the change that waits: keep, back."""

    def _done(self, act: Act, title: str, plan: Plan | None = None) -> Done:
        if self.error:
            raise self.error
        actions = tuple(step.action for step in plan.steps if step.action) if plan else ()
        begun = Begun(1, act, title, plan.commands if plan else (), 1_760_009_000.0, 0, 1)
        return Done(Entry(begun, Ended(1, "done", 0.0123, actions)))

    def carry_out(self, operation: Operation, values: dict[str, Any], plan: Plan, confirm: int = 0) -> Done:
        """Remember what was asked for."""
        if self.threat and not confirm:
            raise self.threat
        self.confirms.append(confirm)
        self.asked.append((operation.id, values, plan))
        return self._done("do", plan.title, plan)

    def way(self, act: Act) -> Plan:
        """Always the same."""
        if self.error:
            raise self.error
        return Plan(f"{act} link up red/v0", (), ("not brought back: its counters",), "partial", "its counters")

    def back(self, act: Act, plan: Plan, confirm: int = 0) -> Done:
        """Remember which way."""
        if self.threat and not confirm:
            raise self.threat
        self.confirms.append(confirm)
        self.backs.append(act)
        return self._done(act, "link up red/v0")

    def waiting(self) -> Pending | None:
        """The one that a test gave."""
        return self.waits

    def keep(self, waiting: Pending) -> bool:
        """It waits no more."""
        self.words.append("keep")
        self.waits = None
        return waiting.left > 0

    def put_back(self, waiting: Pending) -> None:
        """It waits no more."""
        self.words.append("back")
        self.waits = None

    def kept(self, waiting: Pending) -> bool:
        """Whether it was."""
        return self.words[-1:] == ["keep"]

    def outcome(self, waiting: Pending) -> Entry | None:
        """How it was put back, where it was not kept."""
        if self.words[-1:] == ["keep"]:
            return None
        why = "before its time was over" if self.words else f"not confirmed within {waiting.seconds} s"
        begun = Begun(waiting.id + 1, "undo", waiting.title, (), 1_760_009_000.0, 0, 1, waiting.id, why)
        return Entry(begun, Ended(waiting.id + 1, "done", 0.1))

    def entries(self) -> tuple[Entry, ...]:
        """Those that a test gave."""
        return self.known

    def broken(self) -> tuple[Broken, ...]:
        """Those that a test gave, until they are recovered."""
        return self.found

    def recovery(self, how: Recovery, identity: int) -> Plan:
        """As a test gave it."""
        plan = self.plans.get(how, Plan(how, ()))
        if isinstance(plan, NetuiError):
            raise plan
        return plan

    def recover(self, how: Recovery, identity: int) -> Done:
        """Remember which way."""
        if self.error:
            raise self.error
        self.recoveries.append(how)
        one = next(one for one in self.found if one.entry.begun.id == identity)
        self.found = tuple(other for other in self.found if other is not one)
        return Done(Entry(one.entry.begun, Ended(identity, "done", 0.01, recovered=how)))
