"""Containers and networks as last read, and which of them have to be read again."""

from collections.abc import Iterable

from msgspec import Struct

from netui.model.container import Container, Network
from netui.sources.docker.reading import linked


class Listing(Struct, frozen=True):
    """One list of everything."""

    containers: dict[str, Container]
    """As far as the list tells them."""
    networks: dict[str, Network]


class View(Struct, frozen=True):
    """Everything with every reference completed."""

    containers: dict[str, Container] = {}
    networks: dict[str, Network] = {}
    images: tuple[str, ...] = ()


class Inventory:
    """Keeps what was read, and each container's turn: wanted (to be read), asked (being read)."""

    def __init__(self) -> None:
        self._containers: dict[str, Container] = {}
        self._networks: dict[str, Network] = {}
        self._images: tuple[str, ...] = ()
        self._wanted: set[str] = set()
        self._asked: set[str] = set()
        self._view: View | None = View()

    @property
    def settled(self) -> bool:
        """Whether everything known to have changed has been read."""
        return not self._wanted and not self._asked

    @property
    def changed(self) -> bool:
        """Whether the next `view` differs from the last."""
        return self._view is None

    @property
    def waiting(self) -> bool:
        """Whether `take` would yield something."""
        return bool(self._wanted - self._asked)

    def want(self, identities: Iterable[str]) -> None:
        """These containers have changed; read them at the next turn."""
        self._wanted.update(identities)

    def take(self) -> set[str]:
        """The containers to read now; one that is being read waits until that is over."""
        now = self._wanted - self._asked
        self._wanted -= now
        self._asked |= now
        return now

    def listed(self, listing: Listing) -> None:
        """A list of everything, perhaps older than what events told: each container is to be read, gone or not."""
        self._wanted |= listing.containers.keys() | self._containers.keys()
        self._containers = {**listing.containers, **self._containers}
        self._view = None
        self.networks(listing.networks)

    def networks(self, networks: dict[str, Network]) -> None:
        """Every network there is."""
        if networks != self._networks:
            self._networks = networks
            self._view = None

    def images(self, images: tuple[str, ...]) -> None:
        """NAME:TAG of every image."""
        if images != self._images:
            self._images = images
            self._view = None

    def inspected(self, identity: str, found: Container | None) -> None:
        """What reading one container gave; None where it is gone."""
        self._asked.discard(identity)
        if found is None:
            changed = self._containers.pop(identity, None) is not None
        else:
            changed = self._containers.get(identity) != found
            self._containers[identity] = found
        if changed:
            self._view = None

    def unread(self, identity: str) -> None:
        """Reading one container failed: what is known of it stays."""
        self._asked.discard(identity)

    def view(self) -> View:
        """The same object until something changes."""
        if self._view is None:
            self._view = View(linked(self._containers, self._networks), self._networks, self._images)
        return self._view
