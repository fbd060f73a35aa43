"""Routes of all tables (`ip route show table all`)."""

import ipaddress
from collections.abc import Iterator

from netui.model import route as model
from netui.model.namespace import Namespace
from netui.objects.column import Column
from netui.objects.directory import Directory
from netui.objects.row import Row, Shown
from netui.objects.words import FAMILIES, bit_names, nothing
from netui.text import Name


class Nexthop(Row, frozen=True, gc=False):
    """One way of a multipath route."""

    gateway: str | None
    link: Name | None
    weight: int
    flags: tuple[str, ...]


class Route(Row, frozen=True, gc=False):
    """One entry of one routing table."""

    namespace: Name
    family: str
    """inet or inet6."""
    table: str
    """main, local, default, or its number."""
    destination: str
    """default, 10.0.0.0/24, or 10.0.0.1 for a host route."""
    gateway: str | None
    link: Name | None
    source: str | None
    """Preferred source address."""
    metric: int | None
    type: str
    protocol: str
    nexthops: tuple[Nexthop, ...]
    scope: str
    flags: tuple[str, ...]
    source_prefix: str | None = None
    """Source prefix of a source-specific route."""

    @property
    def links(self) -> tuple[Name, ...]:
        """The links that it leaves by: one, or that of each of its ways."""
        ways = (one.link for one in self.nexthops) if self.nexthops else (self.link,)
        return tuple(dict.fromkeys(link for link in ways if link is not None))


_SCOPES = {0: "global", 200: "site", 253: "link", 254: "host", 255: "nowhere"}


def rows(directory: Directory) -> list[Route]:
    """All routes of the namespaces asked for."""
    return [_row(directory, space, one) for space in directory.spaces for one in space.routes]


def _row(directory: Directory, space: Namespace, one: model.Route) -> Route:
    return Route(
        directory.name(space.key),
        FAMILIES.get(one.family, str(one.family)),
        model.TABLE_NAMES.get(one.table, str(one.table)),
        one.cidr,
        one.gateway or None,
        directory.link_name(space, one.ifindex),
        one.source or None,
        one.metric or None,
        model.TYPE_NAMES.get(one.type, str(one.type)),
        model.PROTOCOL_NAMES.get(one.protocol, str(one.protocol)),
        tuple(_nexthops(directory, space, one)),
        _SCOPES.get(one.scope, str(one.scope)),
        bit_names(model.FLAG_NAMES, one.flags),
        one.from_ or None,
    )


def _nexthops(directory: Directory, space: Namespace, one: model.Route) -> Iterator[Nexthop]:
    for way in one.nexthops:
        link = directory.link_name(space, way.ifindex)
        yield Nexthop(way.gateway or None, link, way.weight, bit_names(model.FLAG_NAMES, way.flags))


def named(directory: Directory, wanted: str) -> list[Route]:
    """The routes to that destination, in every table; `default` of both families. Raises NotFoundError."""
    destination, families = _spelled(wanted)
    found = [row for row in rows(directory) if row.destination == destination and row.family in families]
    if not found:
        raise nothing(directory, "route", wanted)
    return found


def _spelled(wanted: str) -> tuple[str, tuple[str, ...]]:
    """As the kernel's destinations are written here, and of which families."""
    try:
        network = ipaddress.ip_network(wanted)
    except ValueError:
        return wanted, ("inet", "inet6")
    family = "inet" if network.version == 4 else "inet6"
    if not network.prefixlen:
        return "default", (family,)
    whole = network.prefixlen == network.max_prefixlen
    return str(network.network_address) if whole else network.with_prefixlen, (family,)


def _through(row: Route) -> list[str | Name | None]:
    """Where it leads: a gateway; of several ways each, with its link where they have several."""
    if not row.nexthops:
        return [row.gateway] if row.gateway else []
    return [Shown(_way(one, alone=len(row.links) == 1)) for one in row.nexthops]


def _way(one: Nexthop, *, alone: bool) -> str:
    weight = f" weight {one.weight}" if one.weight > 1 else ""
    link = "" if one.link is None or (alone and one.gateway) else f" dev {one.link}"
    return f"{one.gateway or ''}{link}{weight}".strip() or "–"


COLUMNS = (
    Column("NAMESPACE", lambda row: row.namespace, 1),
    Column("TABLE", lambda row: row.table, 3),
    Column("TYPE", lambda row: row.type, 3),
    Column("DESTINATION", lambda row: row.destination, 1, 12),
    Column("VIA", _through, 1, 9),
    Column("LINK", lambda row: row.links, 1),
    Column("SOURCE", lambda row: row.source, 3),
    Column("METRIC", lambda row: row.metric, 4, right=True),
    Column("PROTOCOL", lambda row: row.protocol, 4),
    Column("FLAGS", lambda row: row.flags, 5),
)
