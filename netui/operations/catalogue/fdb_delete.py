"""`netui fdb delete 02:00:00:00:00:01 p0`: as `bridge fdb delete 02:00:00:00:00:01 dev p0 master`."""

from collections.abc import Iterator

from netui.model.action import DeleteFdb
from netui.model.neighbour import FdbEntry
from netui.operations.field import Field, Kind, Offer, Problem
from netui.operations.given import Given
from netui.operations.kinds import IP, LINK, MAC, number, there
from netui.operations.operation import IN_NAMESPACE, Operation, Plan

_SELF, _MASTER = 0x02, 0x04
_ENTERED = 0x40 | 0x80  # NUD_NOARP, NUD_PERMANENT


def _there(given: Given) -> Iterator[Offer]:
    return (Offer(one.mac, f"behind {one.destination or link}") for one, link in there(given, "fdb"))


class FdbDelete(Operation):
    """Delete a forwarding entry."""

    noun = "fdb"
    verb = "delete"
    summary = "Delete an entry of a forwarding database; a learned one is learned again."
    key = "d"
    destructive = True
    fields = (
        Field("mac", Kind("mac", MAC.read, _there), "the address", required=True, positional=True),
        Field("link", LINK, "the port, or the VXLAN device", required=True, positional=True, spellings=("dev",)),
        IN_NAMESPACE,
        Field("dst", IP, "VXLAN: the end that it is behind"),
        Field("vlan", number(1, 4094), "the VLAN"),
    )

    def faults(self, given: Given) -> Iterator[Problem]:
        """Exactly one has to fit."""
        found = _matching(given)
        if not found:
            yield Problem("mac", f"{given['link']} has no entry for {given['mac']}", "netui fdb list shows them all")
        elif len(found) > 1:
            yield Problem("mac", f"{len(found)} entries are for {given['mac']}", "say which: --dst, --vlan")

    def build(self, given: Given) -> Plan:
        """One step."""
        place, one = given["link"], _matching(given)[0]
        via = place.space.links.get(one.via)
        step = DeleteFdb(
            place.at, one.mac, _SELF if one.flags & _SELF else _MASTER, one.vlan, one.destination, one.port, one.vni,
            *((via.name,) if via else ()),
        )  # fmt: skip
        lost = "" if one.state & _ENTERED else "a learned entry: it is learned again"
        return self.planned(f"{one.mac} {place}", step, lost=lost)


def _matching(given: Given) -> list[FdbEntry]:
    place = given["link"]
    return [
        one
        for one in place.space.fdb
        if (one.ifindex, one.mac) == (place.link.ifindex, given["mac"])
        and ("dst" not in given or one.destination == given["dst"])
        and ("vlan" not in given or one.vlan == given["vlan"])
    ]


OPERATION = FdbDelete()
