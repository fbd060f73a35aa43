"""`netui route delete 10.9.0.0/16`: as `ip route delete 10.9.0.0/16`."""

from collections.abc import Iterator

from netui.model.action import DeleteRoute
from netui.model.route import Route
from netui.operations.field import Field, Kind, Offer, Problem
from netui.operations.given import Given
from netui.operations.kinds import FLAG, IP, LINK, PREFIX, TABLE, number
from netui.operations.operation import IN_NAMESPACE, Operation, Plan
from netui.operations.state import route_to

_KERNEL, _MAIN = 2, 254


def _there(given: Given) -> Iterator[Offer]:
    """Those of the table that somebody made."""
    space = given.get("namespace") or given.snapshot.host
    if space is None:
        return
    for one in space.routes:
        if one.table == given.get("table", _MAIN) and one.protocol != _KERNEL:
            link = space.links.get(one.ifindex)
            ways = (f"via {one.gateway}" if one.gateway else "", f"dev {link.name}" if link else "")
            yield Offer(one.cidr, " ".join(filter(None, ways)))


class RouteDelete(Operation):
    """Delete a route."""

    noun = "route"
    verb = "delete"
    summary = "Delete a route; where several lead to the destination, say which."
    key = "d"
    destructive = True
    fields = (
        Field(
            "destination",
            Kind("prefix", PREFIX.read, _there),
            "default, or a prefix as 10.9.0.0/16",
            required=True,
            positional=True,
            word="DESTINATION",
        ),
        IN_NAMESPACE,
        Field("via", IP, "the one over this gateway", word="GATEWAY"),
        Field("dev", LINK, "the one over this link", spellings=("oif",)),
        Field("table", TABLE, "its routing table", default="main"),
        Field("metric", number(0, (1 << 32) - 1), "the one with this metric", spellings=("preference",)),
        Field("ipv6", FLAG, "the default route of IPv6"),
    )

    def faults(self, given: Given) -> Iterator[Problem]:
        """Exactly one has to fit."""
        found = _matching(given)
        if not found:
            yield Problem("destination", f"{given.where().name} has no such route to {given['destination']}",
                          "netui route list shows them all")  # fmt: skip
        elif len(found) > 1:
            yield Problem("destination", f"{len(found)} routes lead to {given['destination']}",
                          "say which: --via, --dev, --metric, --ipv6")  # fmt: skip
        elif found[0].protocol == _KERNEL:
            yield Problem("destination", "the kernel made that route for an address of the link",
                          "delete the address instead: netui address delete")  # fmt: skip

    def build(self, given: Given) -> Plan:
        """One step."""
        route = route_to(given.space(), _matching(given)[0])
        return self.planned(f"{given.where().name} {route.destination}", DeleteRoute(given.where(), route))


def _matching(given: Given) -> list[Route]:
    wanted = given["destination"]
    return [
        one
        for one in given.space().routes
        if wanted in (one.cidr, f"{one.destination}/{one.prefix}")
        and one.table == given["table"]
        and ("via" not in given or one.gateway == given["via"])
        and ("dev" not in given or one.ifindex == given["dev"].link.ifindex)
        and ("metric" not in given or one.metric == given["metric"])
        and ("ipv6" not in given or one.family == 10)
    ]


OPERATION = RouteDelete()
