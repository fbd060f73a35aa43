"""Containers, and where each is in the network."""

from netui.model import container as model
from netui.model.docker_naming import find_docker
from netui.model.link import Link
from netui.model.relations import Attachment, Evidence, LinkRef
from netui.objects.column import Column
from netui.objects.directory import Directory
from netui.objects.row import Row, text
from netui.text import Name


class Attached(Row, frozen=True, gc=False):
    """A container's place on one Docker network."""

    name: str
    """Of the network."""
    address: str | None
    address6: str | None
    mac: str | None
    names: tuple[str, ...]
    """By which others on that network reach it; none on the default bridge."""
    link: Name | None
    """Its interface inside."""
    host_link: Name | None
    """The veth end outside."""
    bridge: Name | None
    evidence: Evidence
    """How the interface was told."""
    phantom: bool = False
    """The daemon lists it, but the container is not connected."""


class Port(Row, frozen=True, gc=False):
    """A published port; `netui port list` follows it to its end."""

    container_port: int
    protocol: str
    host_address: str
    host_port: int | None


class Container(Row, frozen=True, gc=False):
    """One container, running or not."""

    name: str
    id: str
    image: str
    state: str
    mode: str
    """bridge, host, none, container:NAME, or the network."""
    namespace: Name | None
    """null while it does not run, or where /proc does not tell."""
    stale: bool
    """It joined another container's namespace, and that container has moved on to a new one."""
    pid: int | None
    addresses: tuple[str, ...]
    networks: tuple[Attached, ...]
    ports: tuple[Port, ...]
    hostname: str
    started: str | None
    error: str | None
    """The daemon's sentence for the last failed start."""

    @property
    def shown_state(self) -> str:
        """The state; for a joiner that was left behind, that it is stale."""
        return "stale" if self.stale else self.state


def rows(directory: Directory) -> list[Container]:
    """All containers; with a namespace asked for, those in it."""
    everything = directory.snapshot.docker.containers.values()
    chosen = (one for one in everything if directory.chosen(one.namespace))
    return [_row(directory, one) for one in sorted(chosen, key=lambda one: one.name)]


def _row(directory: Directory, one: model.Container) -> Container:
    ports = one.claimed_ports if one.pid else one.wanted_ports
    cidrs = ((end.address, end.prefix) for end in one.endpoints)
    cidrs6 = ((end.address6, end.prefix6) for end in one.endpoints)
    return Container(
        text(one.name),
        one.id,
        text(one.image),
        one.state,
        text(one.mode),
        directory.name_or_none(one.namespace),
        directory.relations.stale(one),
        one.pid or None,
        tuple(f"{address}/{prefix}" for address, prefix in (*cidrs, *cidrs6) if address),
        tuple(_attached(directory, place) for place in directory.relations.attachments(one)),
        tuple(Port(port.container_port, port.protocol, port.host_address, port.host_port or None) for port in ports),
        text(one.hostname),
        one.started or None,
        text(one.error) or None,
    )


def _attached(directory: Directory, place: Attachment) -> Attached:
    end = place.endpoint
    return Attached(
        text(end.network),
        f"{end.address}/{end.prefix}" if end.address else None,
        f"{end.address6}/{end.prefix6}" if end.address6 else None,
        end.mac or None,
        tuple(map(text, end.names)),
        _name(directory, place.link),
        _name(directory, place.host_link),
        _name(directory, place.bridge),
        place.evidence,
        end.phantom,
    )


def _name(directory: Directory, ref: LinkRef | None) -> Name | None:
    link: Link | None = directory.link(ref)
    return link.name if link else None


def named(directory: Directory, wanted: str) -> list[Container]:
    """The container of that name or id, or the only one whose id begins so. Raises NotFoundError, UsageError."""
    docker = directory.snapshot.docker
    return [_row(directory, find_docker(docker, docker.containers.values(), wanted, "container"))]


def _ports(row: Container) -> list[str]:
    """As `docker ps` writes them."""
    said = (
        (f"{f'{one.host_address}:' if one.host_address else ''}{one.host_port}->" if one.host_port else "", one)
        for one in row.ports
    )
    return list(dict.fromkeys(f"{front}{one.container_port}/{one.protocol}" for front, one in said))


COLUMNS = (
    Column("NAME", lambda row: row.name, 1, 8),
    Column("STATE", lambda row: row.shown_state, 1, state=True),
    Column("MODE", lambda row: row.mode, 2),
    Column("ADDRESSES", lambda row: row.addresses, 1, 12),
    Column("NETWORKS", lambda row: [one.name for one in row.networks], 3),
    Column("PORTS", _ports, 3, 10),
    Column("NAMESPACE", lambda row: row.namespace, 4),
    Column("IMAGE", lambda row: row.image, 4),
    Column("ID", lambda row: row.id[:12], 5, 12),
)
