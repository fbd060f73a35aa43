"""The host as a tree: namespaces, in each its links, under a bridge its ports."""

from collections.abc import Iterable

from netui.model.link import Link as Device
from netui.model.namespace import Namespace
from netui.model.naming import NamespaceKind
from netui.objects import link as links
from netui.objects.directory import Directory
from netui.objects.row import Row, text
from netui.text import Name


class Branch(Row, frozen=True):
    """One link; a bridge, bond or VRF with its ports."""

    name: Name
    ifindex: int
    kind: str
    state: str
    addresses: tuple[str, ...]
    peer: links.Peer | None
    lower: links.Peer | None
    container: str | None
    network: str | None
    ports: tuple["Branch", ...] = ()


class Root(Row, frozen=True):
    """One namespace."""

    name: Name
    id: str
    kind: NamespaceKind
    containers: tuple[str, ...]
    links: tuple[Branch, ...] | None
    """Those that are nobody's port; null where they may not be read."""


def tree(directory: Directory) -> list[Root]:
    """The namespaces asked for."""
    return [_root(directory, space) for space in directory.spaces]


def _root(directory: Directory, space: Namespace) -> Root:
    tops = (one for one in space.links.values() if one.master not in space.links)
    return Root(
        directory.name(space.key),
        f"net:[{space.inode}]",
        directory.kind(space),
        tuple(text(one.name) for one in directory.relations.tenants(space.key)),
        _branches(directory, space, tops) if space.readable else None,
    )


def _branches(directory: Directory, space: Namespace, devices: Iterable[Device]) -> tuple[Branch, ...]:
    return tuple(_branch(directory, space, one) for one in sorted(devices, key=lambda one: one.ifindex))


def _branch(directory: Directory, space: Namespace, device: Device) -> Branch:
    row = links.row(directory, space, device)
    return Branch(
        row.name,
        row.ifindex,
        row.kind,
        row.state,
        row.addresses,
        row.peer,
        row.lower,
        row.container,
        row.network,
        _branches(directory, space, directory.relations.ports(space.key, device.ifindex)),
    )
