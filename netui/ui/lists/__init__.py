"""The lists of the explorer, as data: columns, where the rows come from, what each shows."""

from netui.ui.lists import bridges, containers, links, namespaces, networks
from netui.ui.lists.listing import Listing
from netui.ui.subject import Kind

LISTINGS: tuple[Listing, ...] = (
    namespaces.LISTING,
    links.LISTING,
    bridges.LISTING,
    containers.LISTING,
    networks.LISTING,
)
"""In the order of their numbers."""

INDEX: dict[Kind, int] = {"namespace": 0, "link": 1, "container": 3, "network": 4}
"""Which list an object of that kind stands in; bridges are links."""

__all__ = ["INDEX", "LISTINGS", "Listing"]
