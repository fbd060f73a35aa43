"""One operation on several objects: one plan, which one undo takes back."""

from collections.abc import Iterator
from typing import Any

from netui.model.action import LinkAt
from netui.model.snapshot import Snapshot
from netui.operations.field import Field, Problem
from netui.operations.given import Given, Values
from netui.operations.operation import Operation, Plan, Step
from netui.text import safe

_NAMED = 3
"""How many are named in a title; the rest is counted."""
_WORST = ("full", "partial", "none")


class Several(Operation):
    """An operation that says it may be done to several (`several`), done to these; `texts` name them."""

    def __init__(self, operation: Operation, texts: tuple[str, ...]) -> None:
        self._one = operation
        self._texts = texts
        self.noun, self.verb, self.key = operation.noun, operation.verb, operation.key  # type: ignore[misc]
        self.summary, self.facets = operation.summary, operation.facets  # type: ignore[misc]
        self.destructive = operation.destructive  # type: ignore[misc]
        self.fields = tuple(_shared(operation))  # type: ignore[misc]

    @property
    def subjects(self) -> tuple[str, ...]:
        """What it is done to; safe text."""
        return tuple(safe(text) for text in self._texts)

    def applies(self, field: str, values: Values) -> bool:
        """As for one."""
        return self._one.applies(field, values)

    def concerned(self, snapshot: Snapshot, values: Values) -> frozenset[int]:
        """Those of all of them."""
        return frozenset().union(*(self._one.concerned(snapshot, one) for one in self._each(values)))

    def check(self, snapshot: Snapshot, values: Values) -> tuple[Problem, ...]:
        """What speaks against any of them."""
        found = (self._one.check(snapshot, one) for one in self._each(values))
        told = (problem for problems in found for problem in problems)
        return tuple(dict.fromkeys(
            problem._replace(field="") if problem.field == self._one.several else problem for problem in told
        ))  # fmt: skip

    def plan(self, snapshot: Snapshot, values: Values) -> Plan:
        """All of them, one after the other; what goes along with an earlier one is left out."""
        plans: list[Plan] = []
        gone: set[LinkAt] = set()
        for one in self._each(values):
            plan = self._one.plan(snapshot, one)
            if not any(getattr(action, "link", None) in gone for action in plan.actions):
                plans.append(plan)
                gone.update(self._one.takes_along(Given(snapshot, self._one.fields, one)))
        words = f"{self.noun} {self.verb} "
        names = [plan.title.removeprefix(words) for plan in plans]
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        steps: tuple[Step, ...] = tuple(step for plan in plans for step in plan.steps)
        return Plan(
            f"{words}{', '.join(names[:_NAMED])}{more}",
            steps,
            tuple(_warnings(plans, names)),
            max((plan.undo for plan in plans), key=_WORST.index),
            " and ".join(dict.fromkeys(plan.lost for plan in plans if plan.lost)),
            any(plan.destructive for plan in plans),
        )

    def _each(self, values: Values) -> Iterator[dict[str, Any]]:
        return ({**values, self._one.several: text} for text in self._texts)


def _shared(operation: Operation) -> Iterator[Field]:
    """The fields that mean the same for all; without another link to look for, no namespace is needed."""
    rest = [one for one in operation.fields if one.name not in (operation.several, *operation.singly)]
    looks = any(one.kind.name in ("link", "bridge") for one in rest)
    return (one for one in rest if looks or one.name != "namespace")


def _warnings(plans: list[Plan], names: list[str]) -> Iterator[str]:
    """Each behind the name of what it is about; those that are the same for all once."""
    every = {warning: sum(warning in plan.warnings for plan in plans) for plan in plans for warning in plan.warnings}
    yield from (warning for warning, count in every.items() if count == len(plans))
    for plan, name in zip(plans, names, strict=True):
        yield from (f"{name}: {warning}" for warning in plan.warnings if every[warning] < len(plans))
