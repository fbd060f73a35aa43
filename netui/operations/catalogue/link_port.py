"""`netui link port v0 --isolated on`: as `bridge link set dev v0 isolated on`."""

from collections.abc import Iterator

from netui.model.action import SetPort
from netui.model.link_options import PORT
from netui.operations.field import Field, Problem
from netui.operations.given import Given
from netui.operations.kinds import SWITCH, link_that, number
from netui.operations.operation import IN_NAMESPACE, Operation, Plan

_ABOUT = {
    "isolated": "it reaches only ports that are not isolated",
    "hairpin": "frames may leave by the port that they came in on",
    "guard": "the port closes where it hears another bridge (STP)",
    "root_block": "the port cannot lead to the root bridge (STP)",
    "fastleave": "multicast stops at once where a host leaves a group",
    "learning": "source addresses are learned",
    "flood": "frames to unknown addresses are sent out here",
    "mcast_flood": "multicast to unknown groups is sent out here",
    "mcast_to_unicast": "multicast is sent to each listener alone",
    "bcast_flood": "broadcast is sent out here",
    "neigh_suppress": "ARP and NDP are answered by the bridge where it can",
    "locked": "only addresses that are entered may send (802.1X)",
}
_NUMBERS = (
    Field("priority", number(0, 63), "its priority (STP)"),
    Field("cost", number(1, 65535), "its cost (STP)"),
)


class LinkPort(Operation):
    """Change what a bridge port does."""

    noun = "link"
    verb = "port"
    summary = "Set what a bridge port does: isolated, hairpin, learning, flooding."
    fields = (
        Field("link", link_that(lambda link: link.port_kind == "bridge"), "the port", required=True, positional=True),
        IN_NAMESPACE,
        *(Field(one.key, SWITCH, _ABOUT[one.key]) for one in PORT if one.style == "switch"),
        *_NUMBERS,
    )

    def faults(self, given: Given) -> Iterator[Problem]:
        """It has to be a bridge's port, and something has to be set."""
        place = given["link"]
        if place.link.port_kind != "bridge":
            yield Problem("link", f"{place} is no port of a bridge", "netui link attach makes it one")
        elif not any(one.key in given for one in PORT):
            yield Problem("", "there is nothing to set", "--isolated on, --learning off, …", 2)

    def build(self, given: Given) -> Plan:
        """One step."""
        place = given["link"]
        return self.planned(str(place), SetPort(place.at, {o.key: given[o.key] for o in PORT if o.key in given}))


OPERATION = LinkPort()
