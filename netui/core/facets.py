"""What costs, and is read only while somebody looks: counters, sockets, packet filters, sysctls of one namespace."""

from collections.abc import Callable
from typing import Any

from netui.errors import GoneError, SourceError
from netui.sources.discovery import Place, opened
from netui.sources.entering import entered
from netui.sources.netlink.space import Facet
from netui.text import Name

FACETS: tuple[Facet, ...] = ("counters", "sockets", "firewall", "sysctls")
PERIOD: dict[Facet, float] = {"counters": 1.0, "sockets": 1.0, "firewall": 2.0, "sysctls": 2.0}
"""Seconds between two readings of what is looked at."""


def read_facet(
    facet: Facet,
    places: tuple[Place, ...],
    address: tuple[int, int],
    links: tuple[Name, ...],
    *,
    host: bool,
    owners: Callable[[], Any],
) -> Any:
    """Read one facet of the namespace at `address`, in the calling thread; None where it cannot be read.

    `links` names those whose sysctls are wanted; `owners` gives the processes by socket, from one scan for many
    namespaces.
    """
    read = _reader(facet, links, owners)
    try:
        if host:
            return read()
        with opened(places, address) as fd, entered(fd):
            return read()
    except (OSError, GoneError, SourceError):
        return None


def _reader(facet: Facet, links: tuple[Name, ...], owners: Callable[[], Any]) -> Callable[[], Any]:
    if facet == "counters":
        from netui.sources.netlink.counters import read_counters

        return read_counters
    if facet == "sockets":
        from netui.sources.sockets import read_sockets

        return lambda: read_sockets(owners())
    if facet == "firewall":
        from netui.sources.firewall import read_firewall

        return read_firewall
    from netui.sources.sysctls import read_sysctls

    return lambda: read_sysctls(links)
