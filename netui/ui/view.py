"""One snapshot, as the screen needs it: names, kinds and orders, kept from one snapshot to the next."""

from functools import cached_property
from typing import get_args

from netui.core.eventlog import EventLog
from netui.core.rates import Rate
from netui.model.address import Address
from netui.model.container import Container, Network
from netui.model.link import Counters, Link
from netui.model.namespace import Namespace
from netui.model.naming import NamespaceKind, namespace_kind, namespace_name
from netui.model.relations import LinkRef, Peer, Relations
from netui.model.snapshot import Snapshot
from netui.objects.directory import natural
from netui.text import safe
from netui.ui.subject import Subject, a_container, a_link, a_namespace, a_network

_KINDS: tuple[NamespaceKind, ...] = get_args(NamespaceKind)
_STATES = ("running", "paused", "restarting", "created", "exited", "removing", "dead")
_PREDEFINED = ("bridge", "host", "none")

Order = tuple[tuple[int, int, str], ...]


class Space:
    """What the screen derives from one namespace; the parts that did not change are taken over."""

    def __init__(self, namespace: Namespace, name: str, kind: NamespaceKind, before: "Space | None") -> None:
        self.namespace = namespace
        self.name = name
        """Short: `container:web` is `web` here."""
        self.kind = kind
        self.order = (_KINDS.index(kind), natural(name))
        if before and before.namespace.links is namespace.links:
            self.__dict__.update((k, v) for k, v in before.__dict__.items() if k in ("rows", "bridges", "ports"))
        if before and before.namespace.addresses is namespace.addresses and "addresses" in before.__dict__:
            self.__dict__["addresses"] = before.__dict__["addresses"]

    @cached_property
    def rows(self) -> tuple[Subject, ...]:
        """Its links, by ifindex."""
        return tuple(a_link(self.namespace.key, ifindex) for ifindex in sorted(self.namespace.links))

    @cached_property
    def bridges(self) -> tuple[Subject, ...]:
        """Those of its links that are bridges."""
        links = self.namespace.links
        return tuple(row for row in self.rows if links[row.ifindex].kind == "bridge")

    @cached_property
    def ports(self) -> dict[int, tuple[Link, ...]]:
        """The ports of each bridge, bond or VRF, by the master's ifindex."""
        found: dict[int, tuple[Link, ...]] = {}
        for row in self.rows:
            link = self.namespace.links[row.ifindex]
            if link.master:
                found[link.master] = (*found.get(link.master, ()), link)
        return found

    @cached_property
    def addresses(self) -> dict[int, tuple[Address, ...]]:
        """The addresses of each link, by ifindex."""
        found: dict[int, tuple[Address, ...]] = {}
        for address in self.namespace.addresses:
            found[address.ifindex] = (*found.get(address.ifindex, ()), address)
        return found


class View:
    """Look-ups and orders over one snapshot."""

    def __init__(self, snapshot: Snapshot, before: "View | None" = None, *, eventlog: EventLog | None = None) -> None:
        self.snapshot = snapshot
        self.eventlog: EventLog | None = eventlog or (before.eventlog if before else None)
        """What has changed since netui began to look; None where nobody keeps it."""
        self.relations = Relations(snapshot)
        kept = before.spaces if before and before.snapshot.docker is snapshot.docker else {}
        older = before.spaces if before else {}
        self.spaces: dict[int, Space] = {
            key: self._space(namespace, kept.get(key), older.get(key))
            for key, namespace in snapshot.namespaces.items()
        }
        """By key of the namespace."""

    def _space(self, namespace: Namespace, kept: Space | None, older: Space | None) -> Space:
        if kept and kept.namespace is namespace:
            return kept
        kind = namespace_kind(self.relations, namespace)
        name = str(namespace_name(self.relations, namespace)).removeprefix("container:")
        return Space(namespace, name, kind, older)

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
