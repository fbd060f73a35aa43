"""Docker networks (`docker network ls`), with the bridge that carries each."""

from netui.model import container as model
from netui.model.docker_naming import find_docker
from netui.objects.column import Column
from netui.objects.directory import Directory
from netui.objects.row import Row, text


class Network(Row, frozen=True, gc=False):
    """One Docker network."""

    name: str
    id: str
    driver: str
    bridge: str | None
    """The Linux bridge; null for drivers without one."""
    subnets: tuple[str, ...]
    gateway: str | None
    """Of the first subnet that has one."""
    internal: bool
    containers: tuple[str, ...]
    ipv6: bool
    scope: str
    options: dict[str, str]
    labels: dict[str, str]


def rows(directory: Directory) -> list[Network]:
    """All networks; with a namespace asked for, those of the containers in it."""
    everything = sorted(directory.snapshot.docker.networks.values(), key=lambda one: one.name)
    return [_row(directory, one) for one in everything if _chosen(directory, one)]


def _chosen(directory: Directory, one: model.Network) -> bool:
    if directory.only is None or directory.only.key == directory.snapshot.docker.namespace:
        return True
    return any(directory.chosen(container.namespace) for container, _ in directory.relations.attached(one))


def _row(directory: Directory, one: model.Network) -> Network:
    return Network(
        text(one.name),
        one.id,
        text(one.driver),
        text(_bridge(directory, one)) or None,
        tuple(subnet.subnet for subnet in one.subnets),
        next((subnet.gateway for subnet in one.subnets if subnet.gateway), None),
        one.internal,
        tuple(text(container.name) for container, _ in directory.relations.attached(one)),
        one.ipv6,
        one.scope,
        {text(key): text(value) for key, value in one.options.items()},
        {text(key): text(value) for key, value in one.labels.items()},
    )


def _bridge(directory: Directory, one: model.Network) -> str:
    """Its name as Docker tells it; Podman does not, and then it is the link's."""
    ref = None if one.bridge else directory.relations.network_bridge(one)
    link = directory.relations.link(ref) if ref else None
    return str(link.name) if link else one.bridge


def named(directory: Directory, wanted: str) -> list[Network]:
    """The network of that name or id, or the only one whose id begins so. Raises NotFoundError, UsageError."""
    docker = directory.snapshot.docker
    return [_row(directory, find_docker(docker, docker.networks.values(), wanted, "network"))]


COLUMNS = (
    Column("NAME", lambda row: row.name, 1, 8),
    Column("DRIVER", lambda row: row.driver, 2),
    Column("BRIDGE", lambda row: row.bridge, 1, 8),
    Column("SUBNETS", lambda row: row.subnets, 1, 12),
    Column("GATEWAY", lambda row: row.gateway, 3),
    Column("INTERNAL", lambda row: row.internal, 4),
    Column("CONTAINERS", lambda row: row.containers, 2),
    Column("ID", lambda row: row.id[:12], 5, 12),
)
