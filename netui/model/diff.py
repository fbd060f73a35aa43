"""What changed between two snapshots, object by object."""

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import Any, Literal

import msgspec
from msgspec import Struct

from netui.model.address import Address
from netui.model.container import Docker
from netui.model.link import Detail, Link
from netui.model.namespace import Namespace
from netui.model.neighbour import FdbEntry, Neighbour
from netui.model.route import Route, Rule
from netui.model.snapshot import Snapshot
from netui.text import Name

Action = Literal["added", "removed", "changed"]
Kind = Literal[
    "namespace", "link", "address", "route", "rule", "neighbour", "fdb", "container", "network", "docker",
    "firewall", "sysctl", "socket",
]  # fmt: skip
"""The last three are told by `model.looked_at`."""


class Change(Struct, frozen=True):
    """One object that came, went, or is no longer what it was."""

    action: Action
    kind: Kind
    namespace: int | None
    """Key of its namespace; None for Docker's objects that have none."""
    identity: Hashable
    """What tells it from others of its kind in its namespace: an ifindex, a prefix, an id."""
    before: Any = None
    after: Any = None

    @property
    def place(self) -> int | None:
        """Key of the namespace that it is about, for a container the one that it lives in; None for none."""
        if self.kind != "container":
            return self.namespace
        key: int | None = (self.before if self.action == "removed" else self.after).namespace
        return key

    def fields(self) -> dict[str, tuple[Any, Any]]:
        """For a changed object: each field that differs, before and after."""
        if self.before is None or self.after is None:
            return {}
        found: dict[str, tuple[Any, Any]] = {}
        for name in self.before.__struct_fields__:
            old, new = getattr(self.before, name), getattr(self.after, name)
            if old == new or (self.kind == "namespace" and name in _CONTENTS):
                continue
            if isinstance(old, Detail) and isinstance(new, Detail):
                found.update(_detail_fields(old, new))
            else:
                found[name] = (old, new)
        return found


_INET6 = 10
_CONTENTS = frozenset(
    ("links", "addresses", "routes", "rules", "neighbours", "fdb", "counters", "sockets", "firewall", "sysctls")
)  # fmt: skip


def _flat(values: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in values.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield prefix + key, value


def _detail_fields(old: Detail, new: Detail) -> Iterator[tuple[str, tuple[Any, Any]]]:
    before, after = dict(_flat(old.settled)), dict(_flat(new.settled))
    for key in before | after:
        if before.get(key) != after.get(key):
            yield key, (before.get(key), after.get(key))


def address_identity(one: Address) -> Hashable:
    """What the kernel tells addresses of one namespace apart by; an IPv6 address is on a link but once."""
    if one.family == _INET6:
        return one.ifindex, one.family, one.local
    return one.ifindex, one.family, one.local, one.prefix, one.peer


def route_identity(one: Route) -> Hashable:
    """What the kernel tells routes of one namespace apart by (IPv6 keeps several ways to one destination)."""
    ways = (one.gateway, one.ifindex) if one.family == 10 else ()
    return one.family, one.table, one.destination, one.prefix, one.tos, one.metric, one.from_, ways


def rule_identity(one: Rule) -> Hashable:
    """A rule has no identity but itself: two alike differ only by their order."""
    return one


def neighbour_identity(one: Neighbour) -> Hashable:
    """What the kernel tells neighbours of one namespace apart by."""
    return one.ifindex, one.family, one.address, one.flags & 0x08


def fdb_identity(one: FdbEntry) -> Hashable:
    """What the kernel tells forwarding database entries of one namespace apart by."""
    return one.ifindex, one.mac, one.vlan, one.master, one.destination, one.port, one.vni, one.via


_FACETS: tuple[tuple[str, Kind, Callable[[Any], Hashable]], ...] = (
    ("addresses", "address", address_identity),
    ("routes", "route", route_identity),
    ("rules", "rule", rule_identity),
    ("neighbours", "neighbour", neighbour_identity),
    ("fdb", "fdb", fdb_identity),
)


def diff(old: Snapshot, new: Snapshot) -> tuple[Change, ...]:
    """Every change from `old` to `new`, taken in one run of netui: namespaces have the same keys in both.

    A namespace that came or went is one change, and each of its links another, so that a veth's other end
    is told where it happened. `align` prepares snapshots of different runs.
    """
    return tuple(_changes(old, new))


def _changes(old: Snapshot, new: Snapshot) -> Iterator[Change]:
    if old.namespaces is not new.namespaces:
        for key in old.namespaces.keys() | new.namespaces.keys():
            before, after = old.namespaces.get(key), new.namespaces.get(key)
            if before is not after:
                yield from namespace_changes(key, before, after)
    if old.docker is not new.docker:
        yield from _docker_changes(old.docker, new.docker)


def namespace_changes(key: int, before: Namespace | None, after: Namespace | None) -> Iterator[Change]:
    """Changes of one namespace and of everything in it."""
    if before is None or after is None:
        there = before or after
        yield Change("added" if after else "removed", "namespace", key, key, before, after)
        if there:
            yield from keyed(key, "link", before.links if before else {}, after.links if after else {})
        return
    if _identity(before) != _identity(after):
        yield Change("changed", "namespace", key, key, before, after)
    if before.links is not after.links:
        yield from keyed(key, "link", before.links, after.links)
    if not before.filled:
        return  # what is read for the first time did not just happen
    for field, kind, identity in _FACETS:
        olds, news = getattr(before, field), getattr(after, field)
        if olds is not news:
            yield from keyed(key, kind, numbered(identity, olds), numbered(identity, news))


def _identity(namespace: Namespace) -> tuple[Any, ...]:
    # Processes come and go in the host's namespace all the time; they do not keep it alive.
    holders = () if namespace.host else namespace.holders
    return namespace.names, holders, namespace.inode, namespace.readable


def numbered(identity: Callable[[Any], Hashable], objects: Iterable[Any]) -> dict[Hashable, Any]:
    """The objects by their identity; those that have the same one are numbered."""
    found: dict[Hashable, Any] = {}
    for one in objects:
        key, again = identity(one), 0
        while key in found:  # `ip route append` makes several of one identity
            again += 1
            key = (identity(one), again)
        found[key] = one
    return found


def keyed(key: int | None, kind: Kind, olds: dict[Any, Any], news: dict[Any, Any]) -> Iterator[Change]:
    """The changes from one dictionary of objects by identity to another, in the namespace with that key."""
    for identity, before in olds.items():
        after = news.get(identity)
        if after is None:
            yield Change("removed", kind, key, identity, before, None)
        elif before is not after and before != after:
            yield Change("changed", kind, key, identity, before, after)
    for identity, after in news.items():
        if identity not in olds:
            yield Change("added", kind, key, identity, None, after)


def _docker_changes(old: Docker, new: Docker) -> Iterator[Change]:
    if (old.status, old.endpoint, old.version) != (new.status, new.endpoint, new.version):
        yield Change("changed", "docker", None, "", old, new)
    for kind, olds, news in (
        ("container", old.containers, new.containers),
        ("network", old.networks, new.networks),
    ):
        if olds is not news:
            yield from keyed(None, kind, olds, news)  # type: ignore[arg-type]


def align(old: Snapshot, new: Snapshot, name: Callable[[Snapshot, Namespace], Name]) -> Snapshot:
    """`old` with its namespaces under the keys that they have in `new`.

    The same namespace is the one with the same cookie while the host was not restarted in between, else the
    one with the same name.
    """
    same_boot = bool(old.boot_id) and old.boot_id == new.boot_id
    cookies = {space.cookie: key for key, space in new.namespaces.items() if space.cookie}
    names = {name(new, space): key for key, space in new.namespaces.items()}
    fresh = max(new.namespaces, default=0) + max(old.namespaces, default=0) + 1
    keys: dict[int, int] = {}
    for key, space in old.namespaces.items():
        by_name = names.get(name(old, space))
        found = cookies.get(space.cookie) if same_boot and space.cookie else by_name
        if found is None or found in keys.values():
            found, fresh = fresh, fresh + 1
        keys[key] = found
    return _rekeyed(old, keys)


def _rekeyed(snapshot: Snapshot, keys: dict[int, int]) -> Snapshot:
    def moved(key: int | None) -> int | None:
        return None if key is None else keys.get(key)

    def link_moved(link: Link) -> Link:
        if link.lower_namespace is None:
            return link
        return msgspec.structs.replace(link, lower_namespace=moved(link.lower_namespace))

    namespaces = {}
    for key, space in snapshot.namespaces.items():
        links = {ifindex: link_moved(link) for ifindex, link in space.links.items()}
        namespaces[keys[key]] = msgspec.structs.replace(space, key=keys[key], links=links)
    containers = {
        identity: msgspec.structs.replace(one, namespace=moved(one.namespace))
        for identity, one in snapshot.docker.containers.items()
    }
    docker = msgspec.structs.replace(
        snapshot.docker, containers=containers, namespace=moved(snapshot.docker.namespace)
    )
    return msgspec.structs.replace(snapshot, namespaces=namespaces, docker=docker)
