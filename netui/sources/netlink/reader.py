"""Reading namespaces into spaces: links and addresses from outside, the rest by entering for a moment."""

import errno
from collections.abc import Iterable

from netui.errors import GoneError
from netui.model.link import Link
from netui.sources.discovery import opened
from netui.sources.entering import Traveller, homecoming
from netui.sources.netlink import constants as c
from netui.sources.netlink.census import Census
from netui.sources.netlink.observer import Observer, own_cookie
from netui.sources.netlink.parse import (
    link_parser,
    parse_address,
    parse_fdb,
    parse_neighbour,
    parse_route,
    parse_rule,
)
from netui.sources.netlink.space import PARTS, Part, Space
from netui.sources.netlink.wire import Channel, InterruptedDumpError, request

_ENDED = (errno.ENOENT, errno.EINVAL, errno.ENONET)
_REFUSED = (errno.EPERM, errno.EACCES)

_LINKS = request(c.RTM_GETLINK, b"\0" * 16, dump=True)
_ADDRESSES = request(c.RTM_GETADDR, b"\0" * 8, dump=True)
_ROUTES = request(c.RTM_GETROUTE, b"\0" * 12, dump=True)
_RULES = request(c.RTM_GETRULE, b"\0" * 12, dump=True)
_NEIGHBOURS = request(c.RTM_GETNEIGH, b"\0" * 12, dump=True)
_FDB = request(c.RTM_GETNEIGH, bytes((c.AF_BRIDGE,)) + b"\0" * 11, dump=True)
_FAMILIES = (c.AF_INET, c.AF_INET6)


class Reader:
    """Fills spaces. To be used by one thread."""

    def __init__(self, census: Census, observer: Observer) -> None:
        self._census = census
        self._observer = observer
        self.parse = link_parser(census.keys)
        self._abroad = link_parser(_Elsewhere())
        self._constant = _Elsewhere()
        self._told = link_parser(self._constant)
        self.refused: set[int] = set()
        """Keys of namespaces that may not be entered: their routes, rules and neighbours stay unknown."""
        self.dumped: set[int] = set()
        """Keys of namespaces whose links were dumped since somebody last took this set."""

    def links(self, space: Space) -> None:
        """Read all links and addresses of one namespace."""
        self._census.unread.discard(space.key)
        if space.nsid is None and not space.host:
            self._enter_for_links(space)
            return
        self.dumped.add(space.key)
        try:
            space.set_links(self._observer.links(space.nsid, self.parse))
            space.set_addresses(self._observer.addresses(space.nsid))
        except InterruptedDumpError:
            self._census.unread.add(space.key)  # it changes faster than it can be read: once more, later
        except OSError as error:
            self._failed(space, error)

    def details(self, space: Space) -> None:
        """Read the links of one namespace again, where that can be done from outside."""
        if space.nsid is None and not space.host:
            return
        try:
            space.set_links(self._observer.links(space.nsid, self.parse))
        except InterruptedDumpError:
            pass  # it will be read again
        except OSError as error:
            self._failed(space, error)

    def _failed(self, space: Space, error: OSError) -> None:
        if error.errno in _REFUSED:
            self._mark(space, readable=False)
        elif error.errno in _ENDED:
            self._census.end(space.key)
        else:
            raise error

    def _mark(self, space: Space, *, readable: bool) -> None:
        if space.readable is not readable:
            space.readable = readable
            space.changed.add("identity")

    def _enter_for_links(self, space: Space) -> None:
        """Where the observer has no id for it: the peers in other namespaces cannot be told apart then."""
        try:
            with homecoming() as traveller, opened(space.places, space.address) as fd:
                traveller.enter(fd)
                channel = Channel()
                try:
                    space.set_links(channel.dump(_LINKS, c.RTM_NEWLINK, self._abroad))
                    space.set_addresses(channel.dump(_ADDRESSES, c.RTM_NEWADDR, parse_address))
                finally:
                    channel.close()
        except (OSError, GoneError, InterruptedDumpError):
            self._mark(space, readable=False)
        else:
            self._mark(space, readable=True)

    def addresses(self, space: Space) -> None:
        """Read all addresses of one namespace again."""
        try:
            space.set_addresses(self._observer.addresses(space.nsid))
        except InterruptedDumpError:
            self._census.unread.add(space.key)
        except OSError as error:
            self._failed(space, error)

    def link(self, space: Space, ifindex: int) -> Link | None:
        """One link, read now; None where it has gone."""
        try:
            return self._observer.link(space.nsid, ifindex, self.parse)
        except OSError as error:
            if error.errno not in (errno.ENODEV, *_ENDED, *_REFUSED):
                raise
            return None

    def parse_elsewhere(self, message: bytes, key: int) -> Link:
        """A link from an event, whose other end is known to be in the namespace with that key."""
        self._constant.key = key
        return self._told(message, 16, len(message))

    def unread(self) -> None:
        """Read every namespace not read yet, and those that their links lead to."""
        while self._census.unread:
            tried = set(self._census.unread)
            for key in sorted(tried):
                space = self._census.spaces.get(key)
                if space:
                    self.links(space)
            if self._census.unread == tried:
                return

    def parts(self, spaces: Iterable[Space], wanted: Iterable[Part] = PARTS) -> None:
        """Read the stale ones among the wanted parts of each namespace by entering it."""
        want = frozenset(wanted)
        with homecoming() as traveller:
            for space in spaces:
                due = space.stale & want
                if due:
                    self._parts(space, due, traveller)

    def _parts(self, space: Space, due: set[Part], traveller: Traveller) -> None:
        try:
            if space.host:
                traveller.go_home()
                self._read_here(space, due)
                return
            if not space.address[1]:
                return  # known by its id alone, until a scan finds where it can be opened
            with opened(space.places, space.address) as fd:
                traveller.enter(fd)
                self._read_here(space, due)
        except PermissionError:
            self.refused.add(space.key)
            space.stale -= due  # asking again would not change the answer
        except (GoneError, InterruptedDumpError, FileNotFoundError):
            pass

    def _read_here(self, space: Space, due: set[Part]) -> None:
        if not space.cookie:
            space.cookie = own_cookie()
        channel = Channel()
        try:
            if "routes" in due:
                routes = channel.dump(_ROUTES, c.RTM_NEWROUTE, parse_route)
                space.set_part("routes", (route for route in routes if route.family in _FAMILIES))
            if "rules" in due:
                rules = channel.dump(_RULES, c.RTM_NEWRULE, parse_rule)
                space.set_part("rules", (rule for rule in rules if rule.family in _FAMILIES))
            if "neighbours" in due:
                found = channel.dump(_NEIGHBOURS, c.RTM_NEWNEIGH, parse_neighbour)
                space.set_neighbours(one for one in found if one.family in _FAMILIES)
            if "fdb" in due:
                space.set_part("fdb", channel.dump(_FDB, c.RTM_NEWNEIGH, parse_fdb))
        finally:
            channel.close()
        space.stale -= due
        if not space.filled and not space.stale:
            space.filled = True
            space.changed.add("identity")


class _Elsewhere(dict[int, int]):
    """Ids of a frame that is not the observer's; all lead to `key`, -1 where the other end cannot be told."""

    key = -1

    def __missing__(self, nsid: int) -> int:
        return self.key
