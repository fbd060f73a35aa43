"""`netui neighbour add 10.0.0.2 v0 --lladdr …`: as `ip neigh add 10.0.0.2 lladdr … dev v0 nud permanent`."""

from collections.abc import Iterator

from netui.model.action import AddNeighbour
from netui.operations.field import Field, Problem
from netui.operations.given import Given
from netui.operations.kinds import IP, LINK, MAC
from netui.operations.operation import IN_NAMESPACE, Operation, Plan


class NeighbourAdd(Operation):
    """Enter a neighbour."""

    noun = "neighbour"
    verb = "add"
    summary = "Enter which MAC address answers for an address (ARP, NDP), for good."
    key = "n"
    fields = (
        Field("address", IP, "the neighbour's address", required=True, positional=True),
        Field("link", LINK, "the link that it is on", required=True, positional=True, spellings=("dev",)),
        IN_NAMESPACE,
        Field("lladdr", MAC, "its MAC address", required=True),
    )

    def faults(self, given: Given) -> Iterator[Problem]:
        """It must not be there yet."""
        place = given["link"]
        if not place.link.up:
            yield Problem("link", f"{place} is down: it has no neighbours", "netui link up")
        for one in place.space.neighbours:
            if one.ifindex == place.link.ifindex and one.address == given["address"]:
                yield Problem("address", f"{place} has an entry for {one.address} already", "delete that first")

    def build(self, given: Given) -> Plan:
        """One step."""
        place = given["link"]
        step = AddNeighbour(place.at, given["address"], given["lladdr"])
        return self.planned(f"{given['address']} {place}", step)


OPERATION = NeighbourAdd()
