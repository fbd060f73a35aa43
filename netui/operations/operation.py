"""What every operation has: its words, its fields, its checks, and the plan that it makes of a snapshot."""

from collections.abc import Iterator
from typing import ClassVar, Literal

from msgspec import Struct
from msgspec.structs import replace

from netui.errors import ChangeError, UsageError
from netui.model.action import AnyAction, LinkAt
from netui.model.namespace import Namespace
from netui.model.snapshot import Snapshot
from netui.operations.beyond import lost_routes
from netui.operations.field import Field, Offer, Problem
from netui.operations.given import Given, Values
from netui.operations.kinds import NAMESPACE
from netui.operations.shell import command

Undo = Literal["full", "partial", "none"]
Runs = Literal["change", "shell", "ping", "log"]
"""How it runs: by actions that the runner has carried out, as a program in a namespace, as a ping, or by reading a
container's log."""

IN_NAMESPACE = Field("namespace", NAMESPACE, "the namespace that it is in", default="host")
"""The field that most operations have; on the command line it is the option that all commands share."""


class Step(Struct, frozen=True):
    """One command of a plan. How it runs is the action; a program's step has the command alone."""

    action: AnyAction | None
    text: str = ""

    @property
    def command(self) -> str:
        """What does the same when it is pasted into bash."""
        return command(self.action) if self.action is not None else self.text


class Plan(Struct, frozen=True):
    """What an operation will do, before it is done."""

    title: str
    """In a few words of safe text: link up red/v0."""
    steps: tuple[Step, ...]
    warnings: tuple[str, ...] = ()
    """What else is affected, and what is lost; sentences of safe text."""
    undo: Undo = "full"
    lost: str = ""
    """What undo does not bring back."""
    destructive: bool = False
    """Whether to ask first."""

    @property
    def actions(self) -> tuple[AnyAction, ...]:
        """Those of all steps."""
        return tuple(step.action for step in self.steps if step.action is not None)

    @property
    def commands(self) -> tuple[str, ...]:
        """Those of all steps."""
        return tuple(step.command for step in self.steps)


class Operation:
    """One thing that a user may do. The registry has one instance of each class."""

    noun: ClassVar[str]
    verb: ClassVar[str] = ""
    """Empty where the noun stands alone: `netui wire A B`."""
    summary: ClassVar[str]
    """One sentence for help, forms and the palette."""
    fields: ClassVar[tuple[Field, ...]]
    key: ClassVar[str] = ""
    """The key of `CLI.md` that starts it on what is selected; empty for none."""
    undo: ClassVar[Undo] = "full"
    lost: ClassVar[str] = ""
    """What undo does not bring back, where it is partial."""
    destructive: ClassVar[bool] = False
    runs: ClassVar[Runs] = "change"
    facets: ClassVar[frozenset[str]] = frozenset()
    """What has to be read besides links, addresses, routes, rules, neighbours and forwarding entries."""

    several: ClassVar[str] = ""
    """The field that may stand for several objects at once; empty where it is done to one alone."""
    singly: ClassVar[tuple[str, ...]] = ()
    """Fields that mean something for one object alone."""

    @property
    def subjects(self) -> tuple[str, ...]:
        """What it is done to, where no field tells; safe text."""
        return ()

    @property
    def id(self) -> str:
        """Its name in key maps: link.up."""
        return f"{self.noun}.{self.verb}" if self.verb else self.noun

    def more(self) -> tuple[Offer, ...]:
        """What help adds: words with what each means."""
        return ()

    def check(self, snapshot: Snapshot, values: Values) -> tuple[Problem, ...]:
        """Why it cannot be done as it is asked for; empty where nothing speaks against it."""
        given = Given(snapshot, self.fields, values)
        return tuple(given.problems) or tuple(self.faults(given))

    def concerned(self, snapshot: Snapshot, values: Values) -> frozenset[int]:
        """Keys of the namespaces that the fields name: of these `facets` have to be read."""
        given = Given(snapshot, self.fields, values)
        named = (given.get(field.name) for field in self.fields)
        return frozenset(one.key for one in named if isinstance(one, Namespace))

    def applies(self, field: str, values: Values) -> bool:  # noqa: ARG002 - for operations to fill
        """Whether a field means anything with what the others have; a form leaves the others out."""
        return True

    def offers(self, snapshot: Snapshot, values: Values, field: str) -> list[Offer]:
        """What can be chosen for a field, given what the others have."""
        given = Given(snapshot, self.fields, values)
        offer = next(one.kind.offer for one in self.fields if one.name == field)
        return list(offer(given)) if offer else []

    def plan(self, snapshot: Snapshot, values: Values) -> Plan:
        """What it will do. Raises UsageError or ChangeError with the first problem."""
        given = Given(snapshot, self.fields, values)
        for problem in given.problems or self.faults(given):
            error = UsageError if problem.status == UsageError.exit_status else ChangeError
            raise error(problem.message, hint=problem.hint)
        plan = self.build(given)
        gone = lost_routes(snapshot, plan.actions) if plan.undo != "none" else []
        return replace(plan, undo="partial", lost=", ".join(filter(None, (plan.lost, *gone)))) if gone else plan

    def faults(self, given: Given) -> Iterator[Problem]:  # noqa: ARG002 - for operations to fill
        """What speaks against it, once every field could be read."""
        return iter(())

    def takes_along(self, given: Given) -> Iterator[LinkAt]:  # noqa: ARG002 - for operations to fill
        """Other links that go with what it is done to."""
        return iter(())

    def build(self, given: Given) -> Plan:
        """The plan, once nothing speaks against it."""
        raise NotImplementedError

    def planned(
        self, title: str, *actions: AnyAction, warnings: tuple[str, ...] = (), lost: str | None = None
    ) -> Plan:
        """A plan of these actions, with what the class says of all its plans.

        `lost` where this one loses something else than the class says; empty for nothing.
        """
        losing = self.lost if lost is None else lost
        undo = self.undo if self.undo == "none" else ("partial" if losing else "full")
        told = f"{self.noun} {self.verb} {title}" if self.verb else f"{self.noun} {title}"
        return Plan(told, tuple(map(Step, actions)), warnings, undo, losing, self.destructive)


class Program(Operation):
    """One that runs a program in a namespace, in the place of netui or beside it."""

    undo = "none"
    runs = "shell"
    stays: ClassVar[bool] = False
    """Whether it goes on until its user ends it, as a shell does; what others print has to be read before it goes."""

    def told(self, given: Given) -> str:  # noqa: ARG002 - for programs to fill
        """Where one is and how to leave, to be known before it has the terminal; safe, empty for nothing."""
        return ""

    def argv(self, given: Given) -> list[bytes]:
        """What to run, word by word: no shell reads it."""
        raise NotImplementedError
