"""`netui neighbour delete 10.0.0.2 v0`: as `ip neigh delete 10.0.0.2 dev v0`."""

from collections.abc import Iterator

from netui.model.action import DeleteNeighbour
from netui.model.neighbour import Neighbour
from netui.operations.field import Field, Kind, Offer, Problem
from netui.operations.given import Given
from netui.operations.kinds import IP, LINK, there
from netui.operations.operation import IN_NAMESPACE, Operation, Plan

_PERMANENT = 0x80


def _there(given: Given) -> Iterator[Offer]:
    return (Offer(one.address, f"{one.mac} on {link}".lstrip()) for one, link in there(given, "neighbours"))


class NeighbourDelete(Operation):
    """Delete a neighbour."""

    noun = "neighbour"
    verb = "delete"
    summary = "Delete an ARP or NDP entry; a learned one is learned again when it is needed."
    key = "d"
    destructive = True
    fields = (
        Field("address", Kind("address", IP.read, _there), "the neighbour's address", required=True, positional=True),
        Field("link", LINK, "the link that it is on", required=True, positional=True, spellings=("dev",)),
        IN_NAMESPACE,
    )

    def faults(self, given: Given) -> Iterator[Problem]:
        """It has to be there."""
        if not _matching(given):
            yield Problem("address", f"{given['link']} has no entry for {given['address']}",
                          "netui neighbour list shows them all")  # fmt: skip

    def build(self, given: Given) -> Plan:
        """One step."""
        place, one = given["link"], _matching(given)[0]
        lost = "" if one.state == _PERMANENT else "a learned entry: it is learned again"
        return self.planned(f"{one.address} {place}", DeleteNeighbour(place.at, one.address), lost=lost)


def _matching(given: Given) -> list[Neighbour]:
    place = given["link"]
    return [
        one for one in place.space.neighbours if one.ifindex == place.link.ifindex and one.address == given["address"]
    ]


OPERATION = NeighbourDelete()
