"""What belongs to what, with the evidence for it.

| kind | from → to | told by |
|---|---|---|
| peer | veth → veth | IFLA_LINK and the peer's namespace, checked in both directions |
| port-of | link → bridge, bond, VRF | IFLA_MASTER |
| lower | vlan, macvlan, vxlan → link | IFLA_LINK; IFLA_VXLAN_LINK |
| tenant-of | container → namespace | /proc/PID/ns/net |
| attached-to | container's link → network | MAC address, else IP address |
| forwards-to | published port → listener | DNAT rule, listening socket: `model.published` |

Evidence: `exact` (the kernel or the daemon says so), `inferred` (it follows from something else), `ambiguous`
(several answers fit), `unreadable` (the other side may not be looked at).
"""

from collections.abc import Iterator
from functools import cached_property
from typing import Literal

from msgspec import Struct

from netui.model.container import Container, Endpoint, Network
from netui.model.link import Link
from netui.model.namespace import Namespace
from netui.model.snapshot import Snapshot
from netui.text import Name

Evidence = Literal["exact", "inferred", "ambiguous", "unreadable"]
EdgeKind = Literal["peer", "port-of", "lower", "tenant-of", "attached-to"]


_STACKED = frozenset(("vlan", "macvlan", "macvtap", "ipvlan", "ipvtap", "macsec"))
"""Kinds that stand on another link, which may have the same index in another namespace."""


class LinkRef(Struct, frozen=True, gc=False):
    """A link's place: the key of its namespace (None where that is not known) and its ifindex."""

    namespace: int | None
    ifindex: int


class Peer(Struct, frozen=True, gc=False):
    """The other end of a veth, or the device below."""

    namespace: int | None
    """Key of its namespace; None where that namespace is not known."""
    ifindex: int
    name: Name | None
    """None where it may not be read."""
    evidence: Evidence


class Attachment(Struct, frozen=True):
    """How a container's endpoint on one network looks from the kernel."""

    endpoint: Endpoint
    network: Network | None
    link: LinkRef | None
    """The container's interface; None while it has none."""
    host_link: LinkRef | None
    """The veth end outside the container."""
    bridge: LinkRef | None
    evidence: Evidence


class Edge(Struct, frozen=True, gc=False):
    """One relation. `source` and `target` are links, or a container's id, or a network's id."""

    kind: EdgeKind
    source: LinkRef | str
    target: LinkRef | str
    evidence: Evidence


class Relations:
    """Look-ups over one snapshot; each index is built when it is first asked for."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot

    # links

    def link(self, ref: LinkRef | None) -> Link | None:
        """The link at that place, or None."""
        if ref is None or ref.namespace is None:
            return None
        namespace = self.snapshot.namespaces.get(ref.namespace)
        return namespace.links.get(ref.ifindex) if namespace else None

    def peer(self, namespace: int, link: Link) -> Peer | None:
        """The other end of a veth; None for other kinds, and for a veth whose peer is not told."""
        if link.kind != "veth" or not link.lower:
            return None
        return self._other(namespace, link, link.lower, mutual=True)

    def lower(self, namespace: int, link: Link) -> Peer | None:
        """The device that this one stands on (VLAN, macvlan, VXLAN); None where there is none."""
        if link.kind == "vxlan":  # the kernel's IFLA_LINK of it names itself, or nothing
            index = link.detail.data.get("link_index", 0)
            return self._other(namespace, link, index, mutual=False) if index else None
        if link.kind == "veth" or not link.lower:
            return None
        if link.lower == link.ifindex and (link.lower_namespace is None or link.kind not in _STACKED):
            return None  # tunnels name themselves
        return self._other(namespace, link, link.lower, mutual=False)

    def _other(self, namespace: int, link: Link, index: int, *, mutual: bool) -> Peer:
        """The link with that index, where `lower_namespace` says."""
        where = namespace if link.lower_namespace is None else link.lower_namespace
        space = self.snapshot.namespaces.get(where)
        if space is None or not space.readable:
            return Peer(where if space else None, index, None, "unreadable")
        other = space.links.get(index)
        if other is None:
            return Peer(where, index, None, "inferred")
        back = where if other.lower_namespace is None else other.lower_namespace
        confirmed = not mutual or (other.lower == link.ifindex and back == namespace)
        return Peer(where, other.ifindex, other.name, "exact" if confirmed else "inferred")

    def master(self, namespace: int, link: Link) -> Link | None:
        """The bridge, bond or VRF that the link is a port of."""
        if not link.master:
            return None
        return self.snapshot.namespaces[namespace].links.get(link.master)

    def ports(self, namespace: int, ifindex: int) -> tuple[Link, ...]:
        """The ports of a bridge, bond or VRF, by ifindex."""
        return self._ports.get((namespace, ifindex), ())

    @cached_property
    def _ports(self) -> dict[tuple[int, int], tuple[Link, ...]]:
        found: dict[tuple[int, int], list[Link]] = {}
        for key, namespace in self.snapshot.namespaces.items():
            for link in namespace.links.values():
                if link.master:
                    found.setdefault((key, link.master), []).append(link)
        return {place: tuple(sorted(links, key=_ifindex)) for place, links in found.items()}

    # containers

    def tenants(self, namespace: int) -> tuple[Container, ...]:
        """The containers in a namespace, its owner first, then by name."""
        return self._tenants.get(namespace, ())

    def owner(self, namespace: int) -> Container | None:
        """The container that a namespace was made for; None for the host's and for no container's."""
        space = self.snapshot.namespaces.get(namespace)
        if space is None or space.host:
            return None
        for container in self.tenants(namespace):
            if not container.joined and container.mode != "host":
                return container
        # A joiner whose owner has moved on (restarted) is alone in the old namespace.
        return next((container for container in self.tenants(namespace) if container.joined), None)

    @cached_property
    def _tenants(self) -> dict[int, tuple[Container, ...]]:
        found: dict[int, list[Container]] = {}
        for container in self.snapshot.docker.containers.values():
            if container.namespace is not None:
                found.setdefault(container.namespace, []).append(container)
        return {
            key: tuple(sorted(containers, key=lambda one: (bool(one.joined), one.name)))
            for key, containers in found.items()
        }

    def stale(self, container: Container) -> bool:
        """True for a `container:` joiner left in a namespace that its owner is no longer in."""
        if not container.joined or container.namespace is None:
            return False
        owner = self.snapshot.docker.containers.get(container.joined)
        return owner is None or owner.namespace != container.namespace

    def network_bridge(self, network: Network) -> LinkRef | None:
        """The bridge of a Docker network, in the daemon's namespace; where its name is not told, by the gateway."""
        if network.bridge or network.driver != "bridge":
            return self._docker_links.get(network.bridge.encode("utf-8", "surrogateescape"))
        return next(
            (self._docker_bridges[one.gateway] for one in network.subnets if one.gateway in self._docker_bridges),
            None,
        )

    @cached_property
    def _docker_bridges(self) -> dict[str, LinkRef]:
        """By address: the bridges of the daemon's namespace."""
        home = self.docker_namespace
        if home is None:
            return {}
        bridges = {link.ifindex for link in home.links.values() if link.kind == "bridge"}
        return {one.local: LinkRef(home.key, one.ifindex) for one in home.addresses if one.ifindex in bridges}

    @cached_property
    def _docker_links(self) -> dict[bytes, LinkRef]:
        home = self.docker_namespace
        return {bytes(link.name): LinkRef(home.key, link.ifindex) for link in home.links.values()} if home else {}

    @property
    def docker_namespace(self) -> Namespace | None:
        """The namespace that the daemon runs in."""
        key = self.snapshot.docker.namespace
        return None if key is None else self.snapshot.namespaces.get(key)

    def attachments(self, container: Container) -> tuple[Attachment, ...]:
        """A container's endpoints, each with its interface, the veth outside, and the bridge."""
        return tuple(self._attachment(container, endpoint) for endpoint in container.endpoints)

    def _attachment(self, container: Container, endpoint: Endpoint) -> Attachment:
        network = self.snapshot.docker.networks.get(endpoint.network_id)
        bridge = self.network_bridge(network) if network else None
        link, evidence = self._interface(container, endpoint)
        if container.namespace is None or link is None:
            return Attachment(endpoint, network, None, None, bridge, evidence)
        peer = self.peer(container.namespace, link)
        host_link = LinkRef(peer.namespace, peer.ifindex) if peer else None
        return Attachment(endpoint, network, LinkRef(container.namespace, link.ifindex), host_link, bridge, evidence)

    def _interface(self, container: Container, endpoint: Endpoint) -> tuple[Link | None, Evidence]:
        if container.namespace is None or container.mode == "host":
            return None, "exact"
        space = self.snapshot.namespaces.get(container.namespace)
        if space is None or not space.readable:
            return None, "unreadable"
        if endpoint.mac:
            matches = [link for link in space.links.values() if link.mac == endpoint.mac.lower()]
            if matches:
                return matches[0], "exact" if len(matches) == 1 else "ambiguous"
        for address in space.addresses:
            if endpoint.address and address.local == endpoint.address:
                return space.links.get(address.ifindex), "inferred"
        return None, "exact"

    @cached_property
    def _networks_by_link(self) -> dict[tuple[int, int], tuple[Container | None, str]]:
        found: dict[tuple[int, int], tuple[Container | None, str]] = {}
        for network in self.snapshot.docker.networks.values():
            bridge = self.network_bridge(network)
            if bridge and bridge.namespace is not None:
                found[bridge.namespace, bridge.ifindex] = (None, network.name)
        for container in self.snapshot.docker.containers.values():
            for attachment in self.attachments(container):
                for ref in (attachment.link, attachment.host_link):
                    if ref and ref.namespace is not None:
                        found[ref.namespace, ref.ifindex] = (container, attachment.endpoint.network)
        return found

    def docker_of(self, namespace: int, ifindex: int) -> tuple[Container | None, str]:
        """The container and the name of the Docker network that a link serves; (None, "") for none."""
        return self._networks_by_link.get((namespace, ifindex), (None, ""))

    def attached(self, network: Network) -> tuple[tuple[Container, Endpoint], ...]:
        """The containers with an endpoint on a network, by name; stopped ones too."""
        return self._attached.get(network.id, ())

    @cached_property
    def _attached(self) -> dict[str, tuple[tuple[Container, Endpoint], ...]]:
        found: dict[str, list[tuple[Container, Endpoint]]] = {}
        names = {network.name: network.id for network in self.snapshot.docker.networks.values()}
        for container in sorted(self.snapshot.docker.containers.values(), key=lambda one: one.name):
            for endpoint in container.endpoints:
                identity = endpoint.network_id or names.get(endpoint.network, "")
                found.setdefault(identity, []).append((container, endpoint))
        return {identity: tuple(members) for identity, members in found.items()}

    # all at once

    def edges(self) -> Iterator[Edge]:
        """Every relation of the snapshot; a veth pair is told once."""
        for key, namespace in self.snapshot.namespaces.items():
            for link in namespace.links.values():
                yield from self._link_edges(key, link)
        for container in self.snapshot.docker.containers.values():
            if container.namespace is not None:
                yield Edge("tenant-of", container.id, LinkRef(container.namespace, 0), "exact")
            for attachment in self.attachments(container):
                if attachment.link and attachment.network:
                    yield Edge("attached-to", attachment.link, attachment.network.id, attachment.evidence)

    def _link_edges(self, key: int, link: Link) -> Iterator[Edge]:
        here = LinkRef(key, link.ifindex)
        if link.master:
            yield Edge("port-of", here, LinkRef(key, link.master), "exact")
        peer = self.peer(key, link)
        if peer and (peer.namespace is None or (key, link.ifindex) < (peer.namespace, peer.ifindex)):
            yield Edge("peer", here, LinkRef(peer.namespace, peer.ifindex), peer.evidence)
        lower = self.lower(key, link)
        if lower:
            yield Edge("lower", here, LinkRef(lower.namespace, lower.ifindex), lower.evidence)


def _ifindex(link: Link) -> int:
    return link.ifindex
