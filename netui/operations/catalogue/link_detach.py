"""`netui link detach v0`: as `ip link set dev v0 nomaster`."""

from collections.abc import Iterator

from netui.model.action import SetLink
from netui.operations.field import Field, Problem
from netui.operations.given import Given
from netui.operations.kinds import link_that
from netui.operations.operation import IN_NAMESPACE, Operation, Plan
from netui.text import Name


class LinkDetach(Operation):
    """Take a link out of its bridge."""

    noun = "link"
    verb = "detach"
    summary = "Take a link out of its bridge; its port flags and forwarding entries go, and undo brings them back."
    key = "b"
    destructive = True
    several = "link"
    fields = (
        Field("link", link_that(lambda link: bool(link.master)), "the link", required=True, positional=True),
        IN_NAMESPACE,
    )

    def faults(self, given: Given) -> Iterator[Problem]:
        """It has to have a master."""
        place = given["link"]
        if not place.link.master:
            yield Problem("link", f"{place} is no port of anything")

    def build(self, given: Given) -> Plan:
        """One step."""
        place = given["link"]
        master = given.relations.master(place.space.key, place.link)
        warnings = (f"what {master.name} reaches over it is cut off",) if master else ()
        return self.planned(str(place), SetLink(place.at, master=Name()), warnings=warnings)


OPERATION = LinkDetach()
