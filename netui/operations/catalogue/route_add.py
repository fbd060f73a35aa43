"""`netui route add default --via 10.0.0.1`: as `ip route add default via 10.0.0.1`."""

import ipaddress
from collections.abc import Iterator

from netui.model.action import AddRoute, RouteTo
from netui.model.namespace import Namespace
from netui.model.route import TYPE_NAMES
from netui.operations.checks import one_family
from netui.operations.field import Field, Problem
from netui.operations.given import Given
from netui.operations.kinds import FLAG, IP, LINK, PREFIX, TABLE, choice, number
from netui.operations.operation import IN_NAMESPACE, Operation, Plan
from netui.text import Name

TYPES = ("unicast", "blackhole", "unreachable", "prohibit", "throw")


class RouteAdd(Operation):
    """Add a route."""

    noun = "route"
    verb = "add"
    summary = "Add a route to a destination: over a gateway, over a link, or to nowhere."
    key = "n"
    fields = (
        Field(
            "destination",
            PREFIX,
            "default, or a prefix as 10.9.0.0/16",
            required=True,
            positional=True,
            word="DESTINATION",
        ),
        IN_NAMESPACE,
        Field("via", IP, "the gateway", word="GATEWAY"),
        Field("dev", LINK, "the link that it leaves by", spellings=("oif",)),
        Field("src", IP, "the own address to send from"),
        Field("table", TABLE, "the routing table", default="main"),
        Field("metric", number(0, (1 << 32) - 1), "the less, the rather it is taken", spellings=("preference",)),
        Field("type", choice(*TYPES), "what becomes of packets", default="unicast"),
        Field("mtu", number(68, 65535), "octets that a packet may have on it"),
        Field("onlink", FLAG, "take the gateway to be on the link, whatever the addresses say"),
        Field("ipv6", FLAG, "the default route of IPv6, where nothing else tells"),
    )

    def faults(self, given: Given) -> Iterator[Problem]:
        """Where it leads has to be reachable, and not be taken."""
        via, kind = given.get("via", ""), given["type"]
        if kind == "unicast" and not via and "dev" not in given:
            yield Problem("via", "a route needs a gateway or a link", "--via GATEWAY or --dev LINK", 2)
        if kind != "unicast" and (via or "dev" in given):
            yield Problem("type", f"a {kind} route leads nowhere: it takes no gateway and no link", "", 2)
        if via and "onlink" in given and "dev" not in given:
            yield Problem("dev", "onlink needs the link that the gateway is on", "--dev LINK", 2)
        yield from one_family({"destination": given["destination"], "source": given.get("src", "")}, "src")
        if "dev" in given and given["dev"].space is not given.space():
            yield Problem("dev", f"{given['dev']} is in another namespace")
        elif "dev" in given and not given["dev"].link.up:
            yield Problem("dev", f"{given['dev']} is down", "netui link up")
        elif via and "onlink" not in given and not _on_link(given.space(), via):
            yield Problem(
                "via", f"no link that is up leads to {via}", "add an address in its subnet first, or --onlink"
            )
        route = _route(given)
        for one in given.space().routes:
            prefix = f"{one.destination or '0.0.0.0'}/{one.prefix}"
            same = (one.family, one.table, one.tos) == (route.family, route.table, 0) and one.metric == _metric(route)
            if same and route.destination in (one.cidr, prefix) and one.family == 2:
                yield Problem("destination", f"there is such a route already: {one.cidr} {TYPE_NAMES[one.type]}",
                              "give it another metric, or delete that first")  # fmt: skip

    def build(self, given: Given) -> Plan:
        """One step."""
        route = _route(given)
        return self.planned(f"{given.where().name} {route.destination}", AddRoute(given.where(), route))


def _metric(route: RouteTo) -> int:
    return route.metric or (1024 if route.family == 10 else 0)


def _on_link(space: Namespace, gateway: str) -> bool:
    """Whether something that is up reaches the gateway directly."""
    wanted = ipaddress.ip_address(gateway)
    if wanted.is_link_local:
        return True
    for one in space.routes:
        if one.gateway or one.nexthops or one.type != 1 or not one.ifindex or one.table == 255:
            continue
        if (one.family == 2) == (wanted.version == 4) and one.prefix:
            network = ipaddress.ip_network(f"{one.destination}/{one.prefix}", strict=False)
            if wanted in network:
                return True
    return False


def family_of(given: Given) -> int:
    """AF_INET or AF_INET6: by the destination, else by what else is given."""
    texts = (given["destination"], given.get("src", ""), given.get("via", ""))
    if ":" in texts[0] or (texts[0] == "default" and any(":" in text for text in texts)) or "ipv6" in given:
        return 10
    return 2


def _route(given: Given) -> RouteTo:
    return RouteTo(
        given["destination"],
        family_of(given),
        given.get("via", ""),
        given["dev"].link.name if "dev" in given else Name(),
        given["table"],
        given.get("metric", 0),
        {name: number for number, name in TYPE_NAMES.items()}[given["type"]],
        source=given.get("src", ""),
        flags=4 if "onlink" in given else 0,
        mtu=given.get("mtu", 0),
    )


OPERATION = RouteAdd()
