"""Network namespaces, and what keeps each alive (network_namespaces(7))."""

from msgspec import UNSET, UnsetType

from netui.model.namespace import Holder as Holding
from netui.model.namespace import HolderKind
from netui.model.namespace import Namespace as Space
from netui.model.naming import NamespaceKind, find_namespace
from netui.objects.column import Column
from netui.objects.directory import Directory
from netui.objects.row import Row, Shown, name_hex, text
from netui.text import Name


class Holder(Row, frozen=True, gc=False):
    """One thing that keeps a namespace alive."""

    kind: HolderKind
    pid: int | None
    """null for a name: a bind mount outlives every process."""
    command: Name | None
    path: Name | None
    tid: int | None = None
    user: str = ""
    """Empty where it is not known."""


class Namespace(Row, frozen=True, gc=False):
    """One network namespace."""

    id: str
    """net:[INODE], as readlink(1) of /proc/PID/ns/net prints it."""
    name: Name
    """As --namespace takes it."""
    names: tuple[Name, ...]
    """As `ip netns` knows it."""
    kind: NamespaceKind
    holders: tuple[Holder, ...]
    containers: tuple[str, ...]
    links: int | None
    """How many; null where they may not be read."""
    name_hex: str | UnsetType = UNSET
    """The bytes of its first name of `ip netns` where that is not UTF-8."""


def rows(directory: Directory) -> list[Namespace]:
    """The namespaces asked for."""
    return [_row(directory, space) for space in directory.spaces]


def named(directory: Directory, wanted: str) -> list[Namespace]:
    """The one that `find_namespace` finds; it raises."""
    return [_row(directory, find_namespace(directory.relations, wanted))]


def _row(directory: Directory, space: Space) -> Namespace:
    return Namespace(
        f"net:[{space.inode}]",
        directory.name(space.key),
        space.names,
        directory.kind(space),
        tuple(map(_holder, space.holders)),
        tuple(text(one.name) for one in directory.relations.tenants(space.key)),
        len(space.links) if space.readable else None,
        name_hex(space.names[0]) if space.names else UNSET,
    )


def _holder(one: Holding) -> Holder:
    return Holder(one.kind, one.pid or None, one.command or None, one.path or None, one.tid or None, one.user)


def _held(row: Namespace) -> Shown:
    """Who holds it, the first few."""
    said = (f"{one.command or one.kind} {one.pid}" if one.pid else one.kind for one in row.holders)
    told = list(dict.fromkeys(said))
    if len(told) == 1 and _observed(row):
        return Shown(f"{told[0]}, observing")
    return Shown(", ".join([*told[:2], f"{len(told) - 2} more"] if len(told) > 3 else told))


def _observed(row: Namespace) -> bool:
    """As `model.naming.observed_from`: a namespace with one link has lo alone."""
    return row.links == 1 and all(one.kind == "socket" and one.command == b"netui" for one in row.holders)


COLUMNS = (
    Column("NAME", lambda row: row.name, 1, 10),
    Column("KIND", lambda row: row.kind, 2),
    Column("LINKS", lambda row: row.links, 2, right=True),
    Column("HELD BY", _held, 3, 12),
    Column("CONTAINERS", lambda row: row.containers, 3),
    Column("ID", lambda row: row.id, 4, 16),
)
