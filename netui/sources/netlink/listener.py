"""Events to spaces: what each message of the event socket makes true, or untrue."""

from netui.model.diff import address_identity, neighbour_identity
from netui.model.link import Link
from netui.sources.netlink import constants as c
from netui.sources.netlink.census import Census
from netui.sources.netlink.observer import Event, Observer
from netui.sources.netlink.parse import link_frame_id, parse_address, parse_neighbour
from netui.sources.netlink.reader import Reader
from netui.sources.netlink.space import Space
from netui.sources.netlink.wire import attributes, messages

_ROUTE_MESSAGES = frozenset((c.RTM_NEWROUTE, c.RTM_DELROUTE))
_NEXTHOP_MESSAGES = frozenset((c.RTM_NEWNEXTHOP, c.RTM_DELNEXTHOP))
_RULE_MESSAGES = frozenset((c.RTM_NEWRULE, c.RTM_DELRULE))
_ADDRESS_MESSAGES = frozenset((c.RTM_NEWADDR, c.RTM_DELADDR))
_NEIGHBOUR_MESSAGES = frozenset((c.RTM_NEWNEIGH, c.RTM_DELNEIGH))
_LINK_MESSAGES = frozenset((c.RTM_NEWLINK, c.RTM_DELLINK))
_NSID_MESSAGES = frozenset((c.RTM_NEWNSID, c.RTM_DELNSID))

_AGAIN = b""
"""Stands for a link that has to be read, in place of a message that tells it."""


class Listener:
    """Keeps the last link message of each link until `settle`: most of a storm is never parsed."""

    def __init__(self, census: Census, observer: Observer, reader: Reader) -> None:
        self._census = census
        self._observer = observer
        self._reader = reader
        self._pending: dict[tuple[int, int], bytes] = {}
        self._frames: dict[tuple[int, int], int] = {}
        """Key of a namespace by the frame that an id was told in (its key), and that id."""
        self._unaddressed: set[int] = set()
        """Keys of spaces whose addresses changed without an event."""
        self._left: set[tuple[int, int]] = set()
        """Places (key, ifindex) that a link has left."""
        self.touched: set[int] = set()
        """Keys of spaces that an event changed, or made partly untrue."""

    def hear(self, event: Event) -> None:
        """Take in one datagram."""
        data = event.data
        for kind, offset, end in messages(data):
            if kind in _NSID_MESSAGES:
                if event.nsid is None:
                    self._namespace(kind, data, offset, end)
                continue
            space = self._space(event.nsid)
            if space is None:
                continue
            self.touched.add(space.key)
            if kind in _LINK_MESSAGES:
                self._link(space, kind, data, offset, end)
            elif kind in _ADDRESS_MESSAGES:
                self._address(space, kind, data, offset, end)
            elif kind in _NEIGHBOUR_MESSAGES:
                self._neighbour(space, kind, data, offset, end)
            elif kind in _ROUTE_MESSAGES or kind in _NEXTHOP_MESSAGES:  # routes end with their next hop, untold
                space.stale.add("routes")
            elif kind in _RULE_MESSAGES:
                space.stale.add("rules")

    def _space(self, nsid: int | None) -> Space | None:
        if nsid is not None:
            return self._census.spaces.get(self._census.keys[nsid])
        return None if self._observer.private else self._census.host()

    def _namespace(self, kind: int, data: bytes, offset: int, end: int) -> None:
        raw = attributes(data, offset + 4, end).get(c.NETNSA_NSID)
        if raw is None:
            return
        nsid = int.from_bytes(raw, "little", signed=True)
        if kind == c.RTM_NEWNSID:
            if self._observer.private and nsid not in self._census.keys:
                self.touched.add(self._census.by_id(nsid).key)
        elif nsid in self._census.keys:
            self._end(self._census.keys[nsid])

    def _end(self, key: int) -> None:
        self._census.end(key)
        self._pending = {place: data for place, data in self._pending.items() if place[0] != key}
        self._frames = {frame: to for frame, to in self._frames.items() if to != key and frame[0] != key}

    def _link(self, space: Space, kind: int, data: bytes, offset: int, end: int) -> None:
        ifindex = int.from_bytes(data[offset + 4 : offset + 8], "little")
        place = (space.key, ifindex)
        if data[offset] == c.AF_BRIDGE:  # a port's state changed, or it left its bridge: told in part only
            self._pending[place] = _AGAIN  # a message from before tells the old state
            space.stale.add("fdb")
        elif kind == c.RTM_NEWLINK:
            self._pending[place] = data[offset - 16 : end]
        else:
            self._pending.pop(place, None)
            self._left.add(place)
            space.remove_link(ifindex)

    def _address(self, space: Space, kind: int, data: bytes, offset: int, end: int) -> None:
        address = parse_address(data, offset, end)
        identity = address_identity(address)
        if kind == c.RTM_NEWADDR:
            space.addresses[identity] = address
        else:
            space.addresses.pop(identity, None)
        space.changed.add("addresses")
        space.stale.update(("routes", "fdb"))  # IPv4 routes go with an address, multicast entries come, untold

    def _neighbour(self, space: Space, kind: int, data: bytes, offset: int, end: int) -> None:
        if data[offset] == c.AF_BRIDGE:
            space.stale.add("fdb")
            return
        if data[offset] not in (c.AF_INET, c.AF_INET6):
            return
        neighbour = parse_neighbour(data, offset, end)
        identity = neighbour_identity(neighbour)
        if kind == c.RTM_NEWNEIGH:
            space.neighbours[identity] = neighbour
        else:
            space.neighbours.pop(identity, None)
        space.changed.add("neighbours")

    def settle(self) -> None:
        """Parse what is pending, and read again what the messages alone do not tell."""
        pending, self._pending = self._pending, {}
        again: set[tuple[int, int]] = set()
        for (key, ifindex), message in pending.items():
            space = self._census.spaces.get(key)
            if space is None or key in self._census.unread:
                continue
            link = self._told(space, ifindex, message)
            if link is None:
                space.remove_link(ifindex)
            else:
                self._place(space, link, again)
        self._reader.unread()
        self._check_dumped(again)
        again |= self._on_top()
        for key, ifindex in again:
            self._read_again(key, ifindex)
        for key in self._unaddressed & self._census.spaces.keys():
            self._reader.addresses(self._census.spaces[key])
        self._unaddressed.clear()

    def _told(self, space: Space, ifindex: int, message: bytes) -> Link | None:
        """The link as a message tells it, or read again; None where it has gone meanwhile."""
        if message:
            there = link_frame_id(message)
            if there is None:
                told = self._reader.parse(message, 16, len(message))
                # A veth is first told while its peer is being made, and not again once it has one. Events of
                # wireless extensions tell the name alone.
                whole = told.mtu and (told.lower or told.kind != "veth")
                return told if whole else self._reader.link(space, ifindex)
            known = self._frames.get((space.key, there))
            if known is not None and known in self._census.spaces:
                return self._reader.parse_elsewhere(message, known)
        link = self._reader.link(space, ifindex)
        if link and message and link.lower_namespace is not None:
            self._frames[space.key, link_frame_id(message) or 0] = link.lower_namespace
        return link

    def _place(self, space: Space, link: Link, again: set[tuple[int, int]]) -> None:
        if link.kind == "veth":
            self._check_peer(space, link, again)
        before = space.links.get(link.ifindex)
        if before == link:
            return
        space.links[link.ifindex] = link
        space.changed.add("links")
        if before is None or before.flags != link.flags:
            space.stale.update(("routes", "fdb"))  # IPv4 routes vanish on link down, untold
            self._unaddressed.add(space.key)  # an IPv6 address is there, tentative, a second before it is told
        elif (before.master, before.mac) != (link.master, link.mac):
            space.stale.add("fdb")

    def _check_dumped(self, again: set[tuple[int, int]]) -> None:
        """The same for the veths of namespaces that were read whole, whose messages went unheard."""
        dumped, self._reader.dumped = self._reader.dumped, set()
        for key in dumped & self._census.spaces.keys():
            space = self._census.spaces[key]
            for link in space.links.values():
                if link.kind == "veth":
                    self._check_peer(space, link, again)

    def _on_top(self) -> set[tuple[int, int]]:
        """What stood on a link that has left: it ended too, or it follows to another namespace, untold."""
        left, self._left = self._left, set()
        if not left:
            return set()
        return {
            (space.key, link.ifindex)
            for space in self._census
            for link in space.links.values()
            if link.lower
            and link.kind != "veth"
            and (space.key if link.lower_namespace is None else link.lower_namespace, link.lower) in left
        }

    def _check_peer(self, space: Space, link: Link, again: set[tuple[int, int]]) -> None:
        """The other end is not told that its peer was made or moved: read it, unless it agrees."""
        there = space.key if link.lower_namespace is None else link.lower_namespace
        other_space = self._census.spaces.get(there)
        other = other_space.links.get(link.lower) if other_space else None
        if other is None:
            return
        back = there if other.lower_namespace is None else other.lower_namespace
        if (other.lower, back) != (link.ifindex, space.key):
            again.add((there, other.ifindex))

    def _read_again(self, key: int, ifindex: int) -> None:
        space = self._census.spaces.get(key)
        if space is None:
            return
        self.touched.add(key)
        link = self._reader.link(space, ifindex)
        if link is None:
            space.remove_link(ifindex)
        elif space.links.get(ifindex) != link:
            space.links[ifindex] = link
            space.changed.add("links")

    def forget(self) -> None:
        """Events were lost: nothing that was told in part can be relied on."""
        self._pending.clear()
        self._frames.clear()
        self._left.clear()
