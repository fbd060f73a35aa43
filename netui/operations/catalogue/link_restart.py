"""`netui link restart v0`: down and up again, without losing what the kernel would drop."""

from netui.model.action import AnyAction, SetLink
from netui.operations import upkeep
from netui.operations.checks import loses_when_down
from netui.operations.field import Field
from netui.operations.given import Given
from netui.operations.kinds import FLAG, LINK
from netui.operations.operation import IN_NAMESPACE, Operation, Plan


class LinkRestart(Operation):
    """Take a link down and bring it up."""

    noun = "link"
    verb = "restart"
    summary = "Take a link down and up; its IPv6 addresses and routes, which the kernel drops, are given to it again."
    key = "r"
    destructive = True
    several = "link"
    fields = (
        Field("link", LINK, "the link", required=True, positional=True),
        IN_NAMESPACE,
        Field("plain", FLAG, "only down and up, losing what the kernel drops"),
    )

    def build(self, given: Given) -> Plan:
        """Down, up, and what was lost."""
        place = given["link"]
        steps: list[AnyAction] = [SetLink(place.at, up=False), SetLink(place.at, up=True)]
        losses = tuple(loses_when_down(place.space, place.link))
        if "plain" in given:
            return self.planned(str(place), *steps, warnings=tuple(f"it loses {one}" for one in losses))
        if place.link.up:
            state = upkeep.state_of(place)
            steps += [*upkeep.addresses(state, place.at, all_=False), *upkeep.routes(state, place.at)]
        return self.planned(str(place), *steps, warnings=("traffic over it stops for a moment",))


OPERATION = LinkRestart()
