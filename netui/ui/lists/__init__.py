"""The lists of the explorer, as data: columns, where the rows come from, what each shows."""

from netui.ui.lists import bridges, containers, links, namespaces, networks
from netui.ui.lists.listing import Listing

LISTINGS: tuple[Listing, ...] = (
    namespaces.LISTING,
    links.LISTING,
    bridges.LISTING,
    containers.LISTING,
    networks.LISTING,
)
"""In the order of their numbers."""

__all__ = ["LISTINGS", "Listing"]
