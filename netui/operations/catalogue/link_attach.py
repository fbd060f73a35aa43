"""`netui link attach v0 br0`: as `ip link set dev v0 master br0`."""

from collections.abc import Iterator

from netui.model.action import SetLink
from netui.model.link import Link
from netui.operations.field import Field, Kind, Offer, Problem
from netui.operations.given import Given
from netui.operations.kinds import BRIDGE, LINK
from netui.operations.operation import IN_NAMESPACE, Operation, Plan


def _can_be_port(link: Link) -> bool:
    return link.name != b"lo" and link.kind != "bridge"


def _ports(given: Given) -> Iterator[Offer]:
    """Links beside the bridge that are not its ports yet."""
    bridge = given.get("bridge")
    space = bridge.space if bridge else given.get("namespace") or given.snapshot.host
    for link in space.links.values() if space else ():
        if _can_be_port(link) and not (bridge and link.master == bridge.link.ifindex):
            yield Offer(str(link.name), f"{link.kind or 'device'}, {link.state}")


class LinkAttach(Operation):
    """Make a link a port of a bridge."""

    noun = "link"
    verb = "attach"
    summary = "Make a link a port of a bridge in the same namespace."
    key = "b"
    several = "link"
    fields = (
        Field("link", Kind("link", LINK.read, _ports), "the link", required=True, positional=True),
        Field("bridge", BRIDGE, "the bridge", required=True, positional=True),
        IN_NAMESPACE,
    )

    def faults(self, given: Given) -> Iterator[Problem]:
        """Both in one namespace, and neither lo nor a bridge."""
        place, bridge = given["link"], given["bridge"]
        if place.space is not bridge.space:
            yield Problem("bridge", f"{bridge} and {place} are in different namespaces", "move the link first")
        if not _can_be_port(place.link):
            yield Problem("link", f"{place} cannot be a port: lo and bridges are none")
        if place.link.master == bridge.link.ifindex:
            yield Problem("link", f"{place} is a port of {bridge} already")

    def build(self, given: Given) -> Plan:
        """One step."""
        place, bridge = given["link"], given["bridge"]
        warnings = []
        master = given.relations.master(place.space.key, place.link)
        if master:
            warnings.append(f"it leaves {master.name}")
        own = [one.cidr for one in place.space.addresses if one.ifindex == place.link.ifindex and one.family == 2]
        if own:
            warnings.append(f"a port's own address does not answer: {', '.join(own)} belongs on the bridge")
        step = SetLink(place.at, master=bridge.link.name)
        return self.planned(f"{place} {bridge.link.name}", step, warnings=tuple(warnings))


OPERATION = LinkAttach()
