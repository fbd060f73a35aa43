"""`netui link down v0`: as `ip link set dev v0 down`."""

from netui.model.action import SetLink
from netui.operations.checks import loses_when_down
from netui.operations.field import Field
from netui.operations.given import Given
from netui.operations.kinds import link_that
from netui.operations.operation import IN_NAMESPACE, Operation, Plan


class LinkDown(Operation):
    """Take a link down."""

    noun = "link"
    verb = "down"
    summary = "Take a link down; the kernel drops its IPv6 addresses and its routes, and undo brings them back."
    key = "U"
    destructive = True
    several = "link"
    fields = (
        Field("link", link_that(lambda link: link.up), "the link", required=True, positional=True),
        IN_NAMESPACE,
    )

    def build(self, given: Given) -> Plan:
        """One step."""
        place = given["link"]
        losses = tuple(f"it loses {one}" for one in loses_when_down(place.space, place.link))
        return self.planned(str(place), SetLink(place.at, up=False), warnings=losses)


OPERATION = LinkDown()
