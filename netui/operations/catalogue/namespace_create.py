"""`netui namespace create red`: as `ip netns add red`."""

from collections.abc import Iterator

from netui.model.action import CreateNamespace
from netui.operations.checks import free_namespace
from netui.operations.field import Field, Problem
from netui.operations.given import Given
from netui.operations.kinds import NEW_NAMESPACE
from netui.operations.operation import Operation, Plan


class NamespaceCreate(Operation):
    """Make a namespace with a name."""

    noun = "namespace"
    verb = "create"
    summary = "Make a namespace with a name under /run/netns; only lo is in it, and that is down."
    key = "n"
    fields = (Field("name", NEW_NAMESPACE, "its name", required=True, positional=True),)

    def faults(self, given: Given) -> Iterator[Problem]:
        """The name has to be free."""
        yield from free_namespace(given.snapshot, given["name"])

    def build(self, given: Given) -> Plan:
        """One step."""
        return self.planned(str(given["name"]), CreateNamespace(given["name"]))


OPERATION = NamespaceCreate()
