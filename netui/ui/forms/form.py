"""A form over one operation: its fields as they are typed, what is wrong with them, and what would be done."""

import shlex
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from netui.errors import NetuiError
from netui.model.snapshot import Snapshot
from netui.operations.field import Field, Offer, Problem
from netui.operations.meant import Meant
from netui.operations.operation import Operation, Plan
from netui.ui.forms.entry import Entry

_OFFERED = 40
_AGAIN = "look again; what is typed anew means what has the name now"
_NAMING = frozenset(("namespace", "name", "link", "bridge", "namespace or bridge", "container", "network", "text"))
"""Kinds of fields that take names: a blank at the end of one is part of it."""


class Choice(Struct):
    """A flag."""

    on: bool = False


class Form:
    """What is typed into an operation's fields, checked against the newest snapshot."""

    def __init__(self, operation: Operation, snapshot: Snapshot, values: Mapping[str, Any]) -> None:
        self.operation = operation
        self._snapshot = snapshot
        self.entries: dict[str, Entry | Choice] = {
            field.name: Choice(bool(values.get(field.name)))
            if field.flag
            else Entry(str(values.get(field.name) or field.default), whole=True)
            for field in operation.fields
        }
        self.touched: set[str] = set()
        """Fields that were typed into: only these are called wrong."""
        self.problems: tuple[Problem, ...] = ()
        self.plan: Plan | None = None
        self._meant = Meant()
        self.renew(snapshot)

    @property
    def fields(self) -> tuple[Field, ...]:
        """Those that matter, given what was typed so far."""
        typed = self._typed
        return tuple(field for field in self.operation.fields if self.operation.applies(field.name, typed))

    def entry(self, field: Field) -> Entry | Choice:
        """What was typed into a field."""
        return self.entries[field.name]

    @property
    def values(self) -> dict[str, Any]:
        """As the operation takes them; what was typed into a field that no longer matters is left out."""
        return {field.name: value for field in self.fields if (value := self._value(field))}

    @property
    def _typed(self) -> dict[str, Any]:
        return {field.name: value for field in self.operation.fields if (value := self._value(field))}

    def _value(self, field: Field) -> Any:
        entry = self.entries[field.name]
        if isinstance(entry, Choice):
            return entry.on
        text = entry.text if field.kind.name in _NAMING else entry.text.strip()
        return tuple(_words(text)) if field.many else text

    def renew(self, snapshot: Snapshot) -> None:
        """Check what was typed against this snapshot."""
        self._snapshot = snapshot
        values = self.values
        self.plan = None
        self.problems = tuple(Problem("", told, _AGAIN) for told in self._meant.differences(snapshot))
        self.problems = self.problems or self.operation.check(snapshot, values)
        if not self.problems:
            try:
                self.plan = self.operation.plan(snapshot, values)
            except NetuiError as error:  # what only the plan finds
                self.problems = (Problem("", error.message, error.hint, error.exit_status),)
            else:
                if self.operation.fields:  # undo looks itself, and knows what was renamed
                    self._meant.add(self.plan)

    def changed(self, field: Field) -> None:
        """A field was typed into."""
        self.touched.add(field.name)
        if field.kind.name in _NAMING:
            self._meant.forget()
        self.renew(self._snapshot)

    @property
    def missing(self) -> tuple[Field, ...]:
        """Required fields that nothing was typed into."""
        return tuple(field for field in self.fields if field.required and not self._value(field))

    def wrong(self, field: Field) -> Problem | None:
        """What is wrong with what was typed into a field; None where nothing is, or it was not typed into."""
        if field.name not in self.touched or not self._value(field):
            return None
        return next((problem for problem in self.problems if problem.field == field.name), None)

    def faults(self) -> tuple[Problem, ...]:
        """What is wrong, but for what is only missing, and what stands beside its field."""
        aside = {field.name for field in self.missing} | {field.name for field in self.fields if self.wrong(field)}
        return tuple(problem for problem in self.problems if problem.field not in aside)

    def offers(self, field: Field) -> list[Offer]:
        """What can be chosen for a field: what begins as was typed comes first, what holds it after that."""
        entry = self.entries[field.name]
        if isinstance(entry, Choice):
            return []
        known = self.operation.offers(self._snapshot, self.values, field.name)
        typed = "" if entry.whole else entry.text.casefold()  # what was filled in is replaced by what is taken
        fitting = [offer for offer in known if typed in offer.text.casefold()] or known
        fitting.sort(key=lambda offer: not offer.text.casefold().startswith(typed))
        return [one._replace(text=shlex.quote(one.text)) if field.many else one for one in fitting[:_OFFERED]]

    def first_wrong(self) -> int:
        """Index of the field that has to be mended first; -1 where none has."""
        wrong = {problem.field for problem in self.problems}
        names = [field.name for field in self.fields]
        return next((number for number, name in enumerate(names) if name in wrong), -1)


def _words(text: str) -> list[str]:
    """Several values in one line, as a shell would part them."""
    try:
        return shlex.split(text)
    except ValueError:  # a quotation mark that is not closed yet
        return text.split()
