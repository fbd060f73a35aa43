"""What the engine knows of one namespace, as it changes; `frozen` makes the model's struct of it."""

from collections.abc import Hashable, Iterable
from typing import Any, Literal

from netui.model.address import Address
from netui.model.diff import address_identity, neighbour_identity
from netui.model.link import Link
from netui.model.namespace import Holder, Namespace
from netui.model.neighbour import FdbEntry, Neighbour
from netui.model.route import Route, Rule
from netui.sources.discovery.found import Found, Place
from netui.text import Name

Part = Literal["routes", "rules", "neighbours", "fdb"]
Facet = Literal["counters", "sockets", "firewall", "sysctls"]
PARTS: tuple[Part, ...] = ("routes", "rules", "neighbours", "fdb")
"""What no request to another namespace's id can read: the engine enters for these."""


class Space:
    """One namespace of the engine. Everything in it may be changed in place; nobody else sees it."""

    def __init__(self, key: int, nsid: int | None, address: tuple[int, int] = (0, 0)) -> None:
        self.key = key
        self.nsid = nsid
        """Its id in the observer's frame; None where it is the frame's own."""
        self.address = address
        """st_dev and inode; zeros while it is known by its id alone."""
        self.cookie = 0
        self.awaited = False
        """Known by its id alone, and no full scan has looked for it yet: the next one will most likely name it."""
        self.host = False
        self.names: tuple[Name, ...] = ()
        self.holders: tuple[Holder, ...] = ()
        self.places: tuple[Place, ...] = ()
        self.readable = True
        self.links: dict[int, Link] = {}
        self.addresses: dict[Hashable, Address] = {}
        self.neighbours: dict[Hashable, Neighbour] = {}
        self.routes: tuple[Route, ...] = ()
        self.rules: tuple[Rule, ...] = ()
        self.fdb: tuple[FdbEntry, ...] = ()
        self.filled = False
        """Whether routes, rules, neighbours and fdb were read since the namespace became known."""
        self.stale: set[Part] = set(PARTS)
        """Parts that an event made untrue."""
        self.not_before = 0.0
        """Monotonic time of the next reading of stale parts; the costlier the last was, the later."""
        self.look_not_before = 0.0
        """Monotonic time of the next reading of links for who looks at them."""
        self.changed: set[str] = {"links", "addresses", "neighbours"}
        """Tables that differ from the last frozen struct."""
        self.watched: dict[Facet, Any] = {}
        """What is read only while somebody looks."""
        self._last: Namespace | None = None

    @property
    def names_of_links(self) -> tuple[Name, ...]:
        """The names of its links."""
        return tuple(link.name for link in self.links.values())

    def found(self, found: Found) -> bool:
        """Take what a scan saw; returns whether anything differs."""
        names, holders, places = tuple(found.names), tuple(found.holders), tuple(found.places)
        differs = (names, holders) != (self.names, self.holders)
        self.names, self.holders, self.places = names, holders, places
        if differs:
            self.changed.add("identity")
        return differs

    def set_links(self, links: Iterable[Link]) -> None:
        """Replace all links by what a dump told; equal ones keep their object."""
        old, fresh = self.links, {}
        for link in links:
            before = old.get(link.ifindex)
            fresh[link.ifindex] = before if before == link and before is not None else link
        if old.keys() != fresh.keys() or any(old[index] is not link for index, link in fresh.items()):
            self.links = fresh
            self.changed.add("links")

    def set_addresses(self, addresses: Iterable[Address]) -> None:
        """Replace all addresses by what a dump told."""
        fresh: dict[Hashable, Address] = {address_identity(one): one for one in addresses}
        if fresh != self.addresses:
            self.addresses = fresh
            self.changed.add("addresses")

    def set_neighbours(self, neighbours: Iterable[Neighbour]) -> None:
        """Replace all neighbours by what a dump told."""
        fresh: dict[Hashable, Neighbour] = {neighbour_identity(one): one for one in neighbours}
        if fresh != self.neighbours:
            self.neighbours = fresh
            self.changed.add("neighbours")

    def set_part(self, part: Literal["routes", "rules", "fdb"], objects: Iterable[Any]) -> None:
        """Replace one of the parts that are read whole; equal objects keep their identity."""
        fresh = tuple(objects)
        if fresh != getattr(self, part):
            setattr(self, part, fresh)
            self.changed.add(part)

    def watch(self, facet: Facet, value: Any) -> None:
        """Take what was read of a costly facet; None where nobody looks any more."""
        if self.watched.get(facet) != value:
            self.watched[facet] = value
            self.changed.add(facet)

    def remove_link(self, ifindex: int) -> None:
        """A link is gone, and with it all that was on it."""
        self.links.pop(ifindex, None)
        self.changed.add("links")
        for table in (self.addresses, self.neighbours):
            gone = [identity for identity, one in table.items() if one.ifindex == ifindex]
            for identity in gone:
                del table[identity]
        self.changed.update(("addresses", "neighbours"))
        self.stale.update(("routes", "fdb"))

    def frozen(self) -> Namespace:
        """The namespace as the model's struct; unchanged tables are those of the last one."""
        last, changed = self._last, self.changed
        self._last = Namespace(
            key=self.key,
            inode=self.address[1],
            device=self.address[0],
            cookie=self.cookie,
            names=self.names,
            host=self.host,
            holders=self.holders,
            readable=self.readable,
            links=dict(self.links) if last is None or "links" in changed else last.links,
            addresses=tuple(self.addresses.values()) if last is None or "addresses" in changed else last.addresses,
            routes=self.routes,
            rules=self.rules,
            neighbours=tuple(self.neighbours.values())
            if last is None or "neighbours" in changed
            else last.neighbours,
            fdb=self.fdb,
            counters=self.watched.get("counters"),
            sockets=self.watched.get("sockets"),
            firewall=self.watched.get("firewall"),
            sysctls=self.watched.get("sysctls"),
            filled=self.filled,
        )
        self.changed = set()
        return self._last
