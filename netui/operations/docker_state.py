"""What a container and a Docker network are, as far as it can be given to them again."""

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from netui.model.container import Container, Docker, Endpoint, Network, Subnet
from netui.model.docker_action import ConnectContainer, ContainerAt, CreateNetwork, NetworkAt
from netui.model.relations import Attachment, Relations
from netui.model.snapshot import Snapshot

DockerName = tuple[Literal["container", "network"], str]
_SHORT = 12
Phase = Literal["running", "paused", "stopped"]
_RUNNING = frozenset(("running", "restarting"))


class EndpointState(Struct, frozen=True):
    """A container's place on one network."""

    network: NetworkAt
    address: str = ""
    """The one that it has, else the one that it asks for; empty for neither."""
    address6: str = ""
    aliases: tuple[str, ...] = ()
    mac: str = ""
    """Empty where the engine derives it from the address, or takes no chosen one."""
    interface: str = ""
    """Its name inside; empty where the engine takes no chosen one."""
    dangling: bool = False
    """It names a network that is gone, which a new one of that name does not replace."""


class ContainerState(Struct, frozen=True):
    """A container."""

    at: ContainerAt
    state: str
    """created, running, paused, exited, …"""
    endpoints: tuple[EndpointState, ...] = ()

    @property
    def phase(self) -> Phase:
        """What of the state a change can bring about."""
        if self.state == "paused":
            return "paused"
        return "running" if self.state in _RUNNING else "stopped"


class NetworkState(Struct, frozen=True):
    """A Docker network."""

    at: NetworkAt
    driver: str
    subnets: tuple[Subnet, ...] = ()
    internal: bool = False
    ipv6: bool = False
    options: dict[str, str] = {}
    labels: dict[str, str] = {}
    attachable: bool = False
    ipam_driver: str = ""
    ipam_options: dict[str, str] = {}


class DockerState(Struct, frozen=True):
    """The containers and networks that a change could touch."""

    containers: dict[str, ContainerState] = {}
    """By name."""
    networks: dict[str, NetworkState] = {}
    """By name, as `network_at` gives it."""
    members: dict[str, tuple[str, ...]] = {}
    """Every container on each of these networks, touched or not."""


def network_at(docker: Docker, network: Network) -> NetworkAt:
    """A network of the snapshot; by its id where several have the name."""
    alone = sum(one.name == network.name for one in docker.networks.values()) == 1
    return NetworkAt(network.name if alone else network.id, network.id)


def container_at(container: Container) -> ContainerAt:
    """A container of the snapshot."""
    return ContainerAt(container.name, container.id)


def endpoint_network(docker: Docker, endpoint: Endpoint) -> NetworkAt:
    """The network of an endpoint, which may be gone."""
    network = docker.networks.get(endpoint.network_id)
    return network_at(docker, network) if network else NetworkAt(endpoint.network, endpoint.network_id)


def takes_mac(docker: Docker) -> bool:
    """Whether a chosen MAC address is taken at a connect; older engines derive it from the address."""
    return docker.engine == "podman" or _api(docker) >= (1, 44)


def takes_interface(docker: Docker) -> bool:
    """Whether a chosen name of the interface inside is taken at a connect."""
    return docker.engine == "docker" and _api(docker) >= (1, 48)


def _api(docker: Docker) -> tuple[int, ...]:
    return tuple(int(one) if one.isdecimal() else 0 for one in docker.api_version.split("."))


def _place(relations: Relations, container: Container, place: Attachment) -> EndpointState:
    """A container's place on a network, without the alias that Docker gives everything: the id's beginning."""
    docker, endpoint = relations.snapshot.docker, place.endpoint
    link = relations.link(place.link) if takes_interface(docker) else None
    return EndpointState(
        endpoint_network(docker, endpoint),
        endpoint.address or endpoint.wanted_address,
        endpoint.address6 or endpoint.wanted_address6,
        tuple(one for one in endpoint.aliases if one != container.id[:_SHORT]),
        endpoint.mac if takes_mac(docker) else "",
        str(link.name) if link else "",
        endpoint.dangling,
    )


def _container(relations: Relations, container: Container) -> ContainerState:
    """A container of the snapshot. What a failed connect left behind is no place on a network."""
    places = (one for one in relations.attachments(container) if not one.endpoint.phantom)
    return ContainerState(
        container_at(container), container.state, tuple(_place(relations, container, one) for one in places)
    )


def network_state(docker: Docker, network: Network) -> NetworkState:
    """A network of the snapshot."""
    return NetworkState(
        network_at(docker, network), network.driver, network.subnets, network.internal, network.ipv6,
        network.options, network.labels, network.attachable, network.ipam_driver, network.ipam_options,
    )  # fmt: skip


def capture_docker(snapshot: Snapshot, names: Iterable[DockerName]) -> DockerState | None:
    """Those with these names that are there; None where the engine does not tell."""
    docker = snapshot.docker
    if docker.status != "live":
        return None
    wanted = frozenset(names)
    relations = Relations(snapshot)
    boxes = [one for one in docker.containers.values() if ("container", one.name) in wanted]
    nets = [network_state(docker, one) for one in docker.networks.values()]
    return DockerState(
        {one.name: _container(relations, one) for one in boxes},
        {one.at.name: one for one in nets if ("network", one.at.name) in wanted},
        {one.at.name: _members(docker, one.at.id) for one in nets if ("network", one.at.name) in wanted},
    )


def _members(docker: Docker, identity: str) -> tuple[str, ...]:
    return tuple(
        one.name
        for one in docker.containers.values()
        if any(end.network_id == identity and not end.dangling for end in one.endpoints)
    )


def connecting(container: ContainerAt, wanted: EndpointState, network: NetworkAt) -> ConnectContainer:
    """What gives a container its place on a network again."""
    return ConnectContainer(
        network, container, wanted.address, wanted.address6, wanted.aliases, loose=True, mac=wanted.mac,
        interface=wanted.interface,
    )  # fmt: skip


def creating(wanted: NetworkState) -> CreateNetwork:
    """What makes a network again."""
    return CreateNetwork(
        NetworkAt(wanted.at.name), wanted.driver, wanted.subnets, wanted.internal, wanted.ipv6, wanted.options,
        wanted.labels, wanted.attachable, wanted.ipam_driver, wanted.ipam_options,
    )  # fmt: skip
