"""Bridges with their ports (`bridge link`, `ip -d link show type bridge`)."""

from collections.abc import Iterator

from msgspec import UNSET, UnsetType

from netui.errors import UsageError
from netui.model.link import Link as Device
from netui.model.namespace import Namespace
from netui.objects import link as links
from netui.objects.column import Column
from netui.objects.directory import Directory
from netui.objects.link import Peer, place
from netui.objects.row import Row, Shown, name_hex, text
from netui.text import Name, safe


class Port(Row, frozen=True, gc=False):
    """One link that is plugged into the bridge."""

    name: Name
    state: str | None
    """disabled, listening, learning, forwarding, blocking (IEEE 802.1D); null where it is not told."""
    peer: Peer | None
    container: str | None


class Bridge(Row, frozen=True, gc=False):
    """One Linux bridge."""

    namespace: Name
    name: Name
    ports: tuple[Port, ...]
    stp: bool
    """Whether it runs the spanning tree protocol."""
    addresses: tuple[str, ...]
    network: str | None
    """The Docker network that it carries."""
    ifindex: int
    state: str
    name_hex: str | UnsetType = UNSET


def rows(directory: Directory) -> list[Bridge]:
    """All bridges of the namespaces asked for."""
    return list(_rows(directory))


def _rows(directory: Directory) -> Iterator[Bridge]:
    for space in directory.spaces:
        for ifindex in sorted(space.links):
            if space.links[ifindex].kind == "bridge":
                yield _row(directory, space, space.links[ifindex])


def _row(directory: Directory, space: Namespace, link: Device) -> Bridge:
    network = directory.relations.docker_of(space.key, link.ifindex)[1]
    return Bridge(
        directory.name(space.key),
        link.name,
        tuple(_port(directory, space, one) for one in directory.relations.ports(space.key, link.ifindex)),
        bool(link.detail.data.get("stp_state")),
        directory.addresses(space, link.ifindex),
        text(network) if network else None,
        link.ifindex,
        link.state,
        name_hex(link.name),
    )


def _port(directory: Directory, space: Namespace, link: Device) -> Port:
    container = directory.relations.docker_of(space.key, link.ifindex)[0]
    peer = links.other(directory, directory.relations.peer(space.key, link))
    return Port(link.name, link.detail.port.get("state"), peer, text(container.name) if container else None)


def named(directory: Directory, wanted: str) -> list[Bridge]:
    """As for links; or the bridge of that Docker network. Raises NotFoundError, UsageError."""
    found = [row for row in rows(directory) if row.network == wanted] if wanted else []
    if found:
        return found
    called = links.candidates(directory, wanted)
    bridges = [(space, one) for space, one in called if one.kind == "bridge"]
    if called and not bridges:
        raise UsageError(f"{safe(wanted)} is no bridge", hint=f"netui link show {safe(wanted)}")
    return [_row(directory, *links.the_one(directory, bridges, wanted, "bridge"))]


def _ports(row: Bridge) -> list[Shown]:
    return [Shown(f"{one.name} → {place(one.peer)}" if one.peer else one.name) for one in row.ports]


COLUMNS = (
    Column("NAMESPACE", lambda row: row.namespace, 1),
    Column("NAME", lambda row: row.name, 1),
    Column("STATE", lambda row: row.state, 1, state=True),
    Column("NETWORK", lambda row: row.network, 2),
    Column("ADDRESSES", lambda row: row.addresses, 2, 12),
    Column("STP", lambda row: row.stp, 4, 3),
    Column("PORTS", _ports, 2, 12),
)
