"""`netui link up v0`: as `ip link set dev v0 up`."""

from netui.model.action import SetLink
from netui.operations.field import Field
from netui.operations.given import Given
from netui.operations.kinds import link_that
from netui.operations.operation import IN_NAMESPACE, Operation, Plan


class LinkUp(Operation):
    """Bring a link up."""

    noun = "link"
    verb = "up"
    summary = "Bring a link up; new and moved links are down, and a moved one has lost its addresses too."
    key = "u"
    several = "link"
    fields = (
        Field("link", link_that(lambda link: not link.up), "the link", required=True, positional=True),
        IN_NAMESPACE,
    )

    def build(self, given: Given) -> Plan:
        """One step."""
        place = given["link"]
        return self.planned(str(place), SetLink(place.at, up=True))


OPERATION = LinkUp()
