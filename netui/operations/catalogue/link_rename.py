"""`netui link rename v0 eth0`: as `ip link set dev v0 name eth0`."""

from collections.abc import Iterator

from netui.model.action import SetLink
from netui.operations.checks import free_name
from netui.operations.field import Field, Problem
from netui.operations.given import Given
from netui.operations.kinds import LINK, NEW_LINK
from netui.operations.operation import IN_NAMESPACE, Operation, Plan


class LinkRename(Operation):
    """Give a link another name."""

    noun = "link"
    verb = "rename"
    summary = "Give a link another name; addresses, routes and peers follow it."
    key = "e"
    fields = (
        Field("link", LINK, "the link", required=True, positional=True),
        Field("name", NEW_LINK, "its new name", required=True, positional=True, word="NEW"),
        IN_NAMESPACE,
    )

    def faults(self, given: Given) -> Iterator[Problem]:
        """The new name has to be free."""
        yield from free_name(given.relations, given["link"].space, given["name"], "name")

    def build(self, given: Given) -> Plan:
        """One step."""
        place = given["link"]
        return self.planned(f"{place} {given['name']}", SetLink(place.at, name=given["name"]))


OPERATION = LinkRename()
