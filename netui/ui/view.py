"""One snapshot, as the screen needs it: names, kinds and orders, kept from one snapshot to the next."""

from collections.abc import Iterable
from functools import cached_property
from typing import get_args

from netui.core.eventlog import EventLog
from netui.core.rates import Rate
from netui.model.address import Address
from netui.model.container import Container, Network
from netui.model.link import Counters, Link
from netui.model.namespace import Namespace
from netui.model.naming import NamespaceKind, namespace_kind, namespace_name, natural
from netui.model.relations import LinkRef, Peer, Relations
from netui.model.snapshot import Snapshot
from netui.text import safe
from netui.ui.subject import Subject, a_container, a_link, a_namespace, a_network

_KINDS: tuple[NamespaceKind, ...] = get_args(NamespaceKind)
_STATES = ("running", "paused", "restarting", "created", "exited", "removing", "dead")
_PREDEFINED = ("bridge", "host", "none")

Order = tuple[tuple[int, int, str], ...]


def _inherit(heir: object, before: object, names: Iterable[str]) -> None:
    """Take over cached properties, as far as they were asked for before."""
    heir.__dict__.update((name, before.__dict__[name]) for name in names if name in before.__dict__)


_NUMBERED = "inode:"
"""Begins the name of what has none, and no process in it."""


class Space:
    """What the screen derives from one namespace; the parts that did not change are taken over."""

    def __init__(self, namespace: Namespace, name: str, kind: NamespaceKind, before: "Space | None") -> None:
        self.namespace = namespace
        self.name = name
        """Short: `container:web` is `web` here."""
        self.called: str = before.called if before and name.startswith(_NUMBERED) else name
        """What it was called last: a namespace loses its name a moment before it ends."""
        self.kind = kind
        same = before and (before.kind, before.name) == (kind, name)
        self.order: tuple[int, Order] = before.order if before and same else (_KINDS.index(kind), natural(name))
        if before:
            self._take_over(before)

    def _take_over(self, before: "Space") -> None:
        """What was derived from tables that are still the same."""
        kept: tuple[str, ...] = ()
        links = self.namespace.links
        if before.namespace.links is links:
            kept = ("rows", "bridges", "ports")
        elif before.namespace.links.keys() == links.keys():
            kept = ("rows",)
        if before.namespace.addresses is self.namespace.addresses:
            kept = (*kept, "addresses")
        _inherit(self, before, kept)

    @cached_property
    def rows(self) -> tuple[Subject, ...]:
        """Its links, by ifindex."""
        return tuple(a_link(self.namespace.key, ifindex) for ifindex in sorted(self.namespace.links))

    @cached_property
    def bridges(self) -> tuple[Subject, ...]:
        """Those of its links that are bridges."""
        found = sorted(ifindex for ifindex, link in self.namespace.links.items() if link.kind == "bridge")
        return tuple(a_link(self.namespace.key, ifindex) for ifindex in found)

    @cached_property
    def ports(self) -> dict[int, tuple[Link, ...]]:
        """The ports of each bridge, bond or VRF, by the master's ifindex."""
        found: dict[int, list[Link]] = {}
        for row in self.rows:
            link = self.namespace.links[row.ifindex]
            if link.master:
                found.setdefault(link.master, []).append(link)
        return {master: tuple(ports) for master, ports in found.items()}

    @cached_property
    def addresses(self) -> dict[int, tuple[Address, ...]]:
        """The addresses of each link, by ifindex."""
        found: dict[int, list[Address]] = {}
        for address in self.namespace.addresses:
            found.setdefault(address.ifindex, []).append(address)
        return {ifindex: tuple(addresses) for ifindex, addresses in found.items()}


class View:
    """Look-ups and orders over one snapshot."""

    def __init__(self, snapshot: Snapshot, before: "View | None" = None, *, eventlog: EventLog | None = None) -> None:
        self.snapshot = snapshot
        self.eventlog: EventLog | None = eventlog or (before.eventlog if before else None)
        """What has changed since netui began to look; None where nobody keeps it."""
        self.frozen = 0.0
        """When it was decided that this stays on the screen, in seconds since the epoch; 0 where it was not."""
        self.relations = Relations(snapshot)
        kept = before.spaces if before and before.snapshot.docker is snapshot.docker else {}
        older = before.spaces if before else {}
        self.spaces: dict[int, Space] = {
            key: self._space(namespace, kept.get(key), older.get(key))
            for key, namespace in snapshot.namespaces.items()
        }
        """By key of the namespace."""
        if before:
            self._take_over(before)

    def _take_over(self, before: "View") -> None:
        """Orders that nothing has changed: in a storm most of what is on screen stays where it is."""
        kept = ["containers", "networks"] if before.snapshot.docker is self.snapshot.docker else []
        olds = before.spaces
        if olds.keys() == self.spaces.keys():
            changed = [(space, olds[key]) for key, space in self.spaces.items() if space is not olds[key]]
            if all(len(new.namespace.links) == len(old.namespace.links) for new, old in changed):
                kept.append("link_count")
            if all(new.order == old.order for new, old in changed):
                kept.append("namespaces")
                if all(new.bridges == old.bridges for new, old in changed):
                    kept.append("bridges")
        _inherit(self, before, kept)

    def _space(self, namespace: Namespace, kept: Space | None, older: Space | None) -> Space:
        if kept and kept.namespace is namespace:
            return kept
        kind = namespace_kind(self.relations, namespace)
        name = str(namespace_name(self.relations, namespace)).removeprefix("container:")
        return Space(namespace, name, kind, older)

    @property
    def live(self) -> bool:
        """Whether what is shown follows a host; False for a saved snapshot."""
        return self.eventlog is None or self.eventlog.live

    # orders

    @cached_property
    def namespaces(self) -> tuple[Subject, ...]:
        """All namespaces: the host's, then by kind, then by name."""
        ordered = sorted(self.spaces.items(), key=lambda item: item[1].order)
        return tuple(a_namespace(key) for key, _ in ordered)

    @cached_property
    def bridges(self) -> tuple[Subject, ...]:
        """All bridges of all namespaces, the host's first."""
        return tuple(bridge for space in self.namespaces for bridge in self.spaces[space.namespace].bridges)

    @cached_property
    def containers(self) -> tuple[Subject, ...]:
        """All containers: those that run, then the others, by name."""

        def order(one: Container) -> tuple[int, Order]:
            return (_STATES.index(one.state) if one.state in _STATES else len(_STATES)), natural(one.name)

        return tuple(a_container(one.id) for one in sorted(self.snapshot.docker.containers.values(), key=order))

    @cached_property
    def networks(self) -> tuple[Subject, ...]:
        """All Docker networks: those that somebody made, then Docker's own."""

        def order(one: Network) -> tuple[bool, Order]:
            return one.name in _PREDEFINED, natural(one.name)

        return tuple(a_network(one.id) for one in sorted(self.snapshot.docker.networks.values(), key=order))

    @cached_property
    def link_count(self) -> int:
        """Links in all namespaces."""
        return sum(len(namespace.links) for namespace in self.snapshot.namespaces.values())

    # one object

    def exists(self, subject: Subject) -> bool:
        """Whether the subject is part of this snapshot."""
        if subject.kind == "namespace":
            return subject.namespace in self.spaces
        if subject.kind == "link":
            return self.link(subject) is not None
        if subject.kind == "container":
            return subject.id in self.snapshot.docker.containers
        return subject.id in self.snapshot.docker.networks

    def link(self, subject: Subject) -> Link | None:
        """The link that the subject names; None where it is gone."""
        space = self.spaces.get(subject.namespace)
        return space.namespace.links.get(subject.ifindex) if space else None

    def space_name(self, key: int | None) -> str:
        """Short name of a namespace; ? for one that is not known."""
        space = None if key is None else self.spaces.get(key)
        return space.name if space else "?"

    def peer(self, subject: Subject) -> Peer | None:
        """The other end of a veth."""
        link = self.link(subject)
        return self.relations.peer(subject.namespace, link) if link else None

    def addresses(self, subject: Subject) -> tuple[Address, ...]:
        """The addresses of a link."""
        space = self.spaces.get(subject.namespace)
        return space.addresses.get(subject.ifindex, ()) if space else ()

    def counters(self, subject: Subject) -> Counters | None:
        """What a link has received and sent; None where that is not read."""
        space = self.spaces.get(subject.namespace)
        return (space.namespace.counters or {}).get(subject.ifindex) if space else None

    def rates(self, subject: Subject) -> tuple[Rate, ...]:
        """What a link received and sent in its last readings, the oldest first."""
        return self.eventlog.rates.of(subject.namespace, subject.ifindex) if self.eventlog else ()

    def home_of(self, pid: int) -> Subject | None:
        """The namespace that a process lives in; None where that is not known."""
        return self._homes.get(pid)

    @cached_property
    def _homes(self) -> dict[int, Subject]:
        return {
            one.pid: a_namespace(key)
            for key, space in self.snapshot.namespaces.items()
            for one in space.holders
            if one.kind == "process"
        }

    def network_of(self, subject: Subject) -> tuple[Container | None, str]:
        """The container that a link serves, and the shown name of its Docker network; (None, "") for none."""
        container, network = self.relations.docker_of(subject.namespace, subject.ifindex)
        return container, safe(network)

    def ports(self, subject: Subject) -> tuple[Link, ...]:
        """The ports of a bridge, by ifindex."""
        space = self.spaces.get(subject.namespace)
        return space.ports.get(subject.ifindex, ()) if space else ()

    def subject_of(self, ref: LinkRef | Peer | None) -> Subject | None:
        """The link at that place as a subject; None where it cannot be looked at."""
        if ref is None or ref.namespace is None:
            return None
        found = a_link(ref.namespace, ref.ifindex)
        return found if self.link(found) else None
