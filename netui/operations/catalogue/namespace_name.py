"""`netui namespace name pid:812 red`: as `ip netns attach red 812`."""

from collections.abc import Iterator

from netui.model.action import NameNamespace
from netui.operations.checks import free_namespace
from netui.operations.field import Field, Problem
from netui.operations.given import Given
from netui.operations.kinds import NAMESPACE, NEW_NAMESPACE
from netui.operations.operation import Operation, Plan


class NamespaceName(Operation):
    """Give a namespace a name under /run/netns."""

    noun = "namespace"
    verb = "name"
    key = "e"
    summary = "Give a namespace that is there a name under /run/netns, so that ip netns knows it."
    fields = (
        Field("namespace_named", NAMESPACE, "the namespace: pid:N, container:NAME, inode:N", required=True,
              positional=True, word="NAMESPACE"),
        Field("name", NEW_NAMESPACE, "its name", required=True, positional=True),
    )  # fmt: skip

    def faults(self, given: Given) -> Iterator[Problem]:
        """The name has to be free."""
        yield from free_namespace(given.snapshot, given["name"])

    def build(self, given: Given) -> Plan:
        """One step. The name holds the namespace, also when everything else has let go."""
        at = given.where("namespace_named")
        remark = f"as long as it has that name, {at.name} does not end"
        return self.planned(f"{at.name} {given['name']}", NameNamespace(at, given["name"]), warnings=(remark,))


OPERATION = NamespaceName()
