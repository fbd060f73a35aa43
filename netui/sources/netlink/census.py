"""Which namespaces there are: scans and ids brought together."""

from collections.abc import Iterator

from netui.errors import GoneError
from netui.model.namespace import Holder, HolderKind
from netui.sources.discovery import Found, Place, opened
from netui.sources.netlink.observer import Observer, cookie_of
from netui.sources.netlink.space import Space

FIRST_KEY = 1_000_000
"""Keys serve as ids in the observer's frame; the kernel gives the ids that it chooses from zero upwards."""

Address = tuple[int, int]
NAMES: frozenset[HolderKind] = frozenset(("named",))
PROCESSES: frozenset[HolderKind] = frozenset(("named", "process"))
EVERYTHING: frozenset[HolderKind] = frozenset(("named", "process", "thread", "fd", "socket", "mount"))
_OWN = Place(b"/proc/self/ns/net")


class _Keys(dict[int, int]):
    """Key of the namespace with an id; an id never met before makes a space of its own."""

    def __init__(self, census: "Census") -> None:
        super().__init__()
        self._census = census

    def __missing__(self, nsid: int) -> int:
        return self._census.by_id(nsid).key


class Census:
    """The spaces by key, by id and by address."""

    def __init__(self, observer: Observer, host: Address) -> None:
        self.spaces: dict[int, Space] = {}
        self.keys: dict[int, int] = _Keys(self)
        """Key by id in the observer's frame; asking for an unknown id makes it known."""
        self.unread: set[int] = set()
        """Keys of spaces whose links and addresses were never read."""
        self.ended: set[int] = set()
        """Keys of spaces that ended since somebody last took this set."""
        self.unexplained = False
        """An event named a namespace that no scan has found: a full scan is due."""
        self.denied = 0
        """Namespaces that may not be opened."""
        self._observer = observer
        self._host = host
        self._by_address: dict[Address, Space] = {}
        self._next = FIRST_KEY

    def _new(self, nsid: int | None, address: Address = (0, 0)) -> Space:
        key, self._next = self._next, self._next + 1
        space = Space(key, nsid, address)
        self.spaces[key] = space
        self.unread.add(key)
        if nsid is not None:
            dict.__setitem__(self.keys, nsid, key)
        if address[1]:
            self._by_address[address] = space
        return space

    def by_id(self, nsid: int) -> Space:
        """The space with that id; a new one where none has it."""
        key = self.keys.get(nsid)
        if key is not None:
            return self.spaces[key]
        self.unexplained = True
        space = self._new(nsid)
        space.awaited = True
        return space

    def host(self) -> Space:
        """The namespace that netui was started in, made known first."""
        space = self._by_address.get(self._host)
        if space is None:
            own = Found(self._host)
            own.places.append(_OWN)
            space = self._adopt(own)
        return space

    def take(self, found: dict[Address, Found], kinds: frozenset[HolderKind]) -> None:
        """Bring in what a scan saw; it looked for holders of these kinds, and nothing is known of others."""
        self.denied = 0
        for address, one in found.items():
            known = self._by_address.get(address)
            if known is None:
                self._adopt(one)
            else:
                known.found(_merged(one, known, kinds))
        for address, space in list(self._by_address.items()):
            if address in found or space.host:
                continue
            if kinds == EVERYTHING and not self._observer.private and space.nsid is None:
                self.end(space.key)  # no event would tell
            else:
                space.found(_merged(Found(address), space, kinds))
        if kinds == EVERYTHING:
            self.unexplained = False
            for space in self.spaces.values():
                space.awaited = False

    def add(self, found: dict[Address, Found]) -> None:
        """Make namespaces known that something other than a scan found."""
        for address, one in found.items():
            if address not in self._by_address:
                self._adopt(one)

    def _adopt(self, found: Found) -> Space:
        host = found.address == self._host
        try:
            with opened(found.places, found.address) as fd:
                nsid, cookie = self._id(fd, host=host), cookie_of(fd)
        except GoneError:
            return Space(0, None)  # ended between the scan and now
        except OSError:
            self.denied += 1
            nsid, cookie = None, 0
        key = self.keys.get(nsid) if nsid is not None else None
        if key is None:
            space = self._new(nsid, found.address)
        else:
            space = self.spaces[key]
            self._by_address.pop(space.address, None)
            space.address = found.address
            self._by_address[found.address] = space
            space.stale.update(("routes", "rules", "neighbours", "fdb"))
        space.cookie, space.host, space.awaited = cookie, host, False
        space.found(found)
        space.changed.add("identity")
        return space

    def _id(self, fd: int, *, host: bool) -> int | None:
        if not self._observer.private:
            return None if host else self._observer.id_of(fd)
        return self._observer.give_id(fd, self._next)

    def end(self, key: int) -> None:
        """A namespace has ended."""
        space = self.spaces.pop(key, None)
        if space is None:
            return
        if space.nsid is not None and self.keys.get(space.nsid) == key:
            del self.keys[space.nsid]
        if self._by_address.get(space.address) is space:
            del self._by_address[space.address]
        self.unread.discard(key)
        self.ended.add(key)

    def at(self, address: Address) -> Space | None:
        """The space with that st_dev and inode."""
        return self._by_address.get(address)

    def __iter__(self) -> Iterator[Space]:
        return iter(list(self.spaces.values()))


def _merged(found: Found, known: Space, kinds: frozenset[HolderKind]) -> Found:
    """What a scan saw, with the holders of other kinds kept from the last scan that looked for those."""
    if kinds == EVERYTHING:
        return found
    kept = [one for one in known.holders if one.kind not in kinds]
    paths = set(map(_way, kept))
    found.holders.extend(kept)
    if "named" not in kinds:
        found.names.extend(known.names)
    present = set(found.places)
    found.places.extend(
        place for place in known.places if place not in present and (place.path in paths or place == _OWN)
    )
    return found


def _way(holder: Holder) -> bytes:
    """Where a holder's namespace is opened from here; a mount is in a mount namespace of its process."""
    root = b"/proc/%d/root" % holder.pid if holder.kind == "mount" and holder.pid else b""
    return root + holder.path
