"""`netui address flush v0`: every address that was given to a link."""

from collections.abc import Iterator

from netui.model.action import DeleteAddress
from netui.operations import upkeep
from netui.operations.field import Field, Problem
from netui.operations.given import Given
from netui.operations.kinds import LINK
from netui.operations.operation import IN_NAMESPACE, Operation, Plan


class AddressFlush(Operation):
    """Take all addresses from a link."""

    noun = "address"
    verb = "flush"
    summary = "Take every address from a link but those that the kernel gives it by itself."
    destructive = True
    several = "link"
    fields = (Field("link", LINK, "the link", required=True, positional=True), IN_NAMESPACE)

    def faults(self, given: Given) -> Iterator[Problem]:
        """There has to be one."""
        if not upkeep.state_of(given["link"]).addresses:
            yield Problem("link", f"{given['link']} has no address that was given to it")

    def build(self, given: Given) -> Plan:
        """A step for each; the last first, so that no primary takes others along."""
        place = given["link"]
        state = upkeep.state_of(place)
        steps = [DeleteAddress(place.at, one.address, one.peer) for one in reversed(state.addresses)]
        warnings = (f"{len(state.routes)} routes over {place} may go along",) if state.routes else ()
        return self.planned(str(place), *steps, warnings=warnings)


OPERATION = AddressFlush()
