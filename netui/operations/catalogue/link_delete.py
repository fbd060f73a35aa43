"""`netui link delete v0`: as `ip link delete dev v0`."""

from collections.abc import Iterator

from netui.model.action import DeleteLink, LinkAt
from netui.model.link_options import KINDS
from netui.operations.field import Field, Problem
from netui.operations.given import Given, Place
from netui.operations.kinds import link_that
from netui.operations.operation import IN_NAMESPACE, Operation, Plan
from netui.text import safe


class LinkDelete(Operation):
    """Delete a link."""

    noun = "link"
    verb = "delete"
    summary = "Delete a link, with its addresses and routes; the peer of a veth goes too."
    key = "d"
    undo = "partial"
    lost = "its traffic control, bridge VLANs, proxy neighbours, counters and learned entries"
    destructive = True
    several = "link"
    fields = (
        Field("link", link_that(lambda link: bool(link.kind)), "the link", required=True, positional=True),
        IN_NAMESPACE,
    )

    def faults(self, given: Given) -> Iterator[Problem]:
        """Only virtual links can be deleted."""
        place = given["link"]
        if not place.link.kind:
            yield Problem("link", f"{place} is lo or a physical device: it can be taken down, not deleted",
                          "netui link down")  # fmt: skip

    def takes_along(self, given: Given) -> Iterator[LinkAt]:
        """The peer of a veth, and what stands on it."""
        return (one.at for one in _goes_too(given, given["link"]))

    def build(self, given: Given) -> Plan:
        """One step; the warnings say what goes along."""
        place = given["link"]
        lost = _beyond(given, place)
        along = tuple(_along(given, place))
        return self.planned(str(place), DeleteLink(place.at), warnings=along, lost=lost or self.lost)


def _beyond(given: Given, place: Place) -> str:
    """Why undo cannot make the link again; empty where it can."""
    kind = place.link.kind
    if kind == "veth":
        peer = given.relations.peer(place.space.key, place.link)
        known = peer is not None and peer.name is not None
        return "" if known else "the pair: its other end is where netui may not look"
    return "" if kind in KINDS else f"the link: netui cannot make a {safe(kind)}"


def _goes_too(given: Given, place: Place) -> Iterator[Place]:
    peer = given.relations.peer(place.space.key, place.link)
    if peer and peer.namespace is not None:
        space = given.snapshot.namespaces[peer.namespace]
        if peer.ifindex in space.links:
            yield Place(given.relations, space, space.links[peer.ifindex])
    for space in given.snapshot.namespaces.values():
        for link in space.links.values():
            lower = given.relations.lower(space.key, link)
            if lower and (lower.namespace, lower.ifindex) == (place.space.key, place.link.ifindex):
                yield Place(given.relations, space, link)


def _along(given: Given, place: Place) -> Iterator[str]:
    for one in _goes_too(given, place):
        peer = place.link.kind == one.link.kind == "veth"
        yield f"its peer {one} goes too" if peer else f"{one} stands on it and goes too"
    ports = given.relations.ports(place.space.key, place.link.ifindex)
    if ports:
        yield f"its ports stay, without it: {', '.join(str(port.name) for port in ports)}"
    routes = sum(route.ifindex == place.link.ifindex and route.protocol != 2 for route in place.space.routes)
    if routes:
        yield f"{routes} {'route over it goes' if routes == 1 else 'routes over it go'} along"


OPERATION = LinkDelete()
