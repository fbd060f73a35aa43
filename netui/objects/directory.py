"""A snapshot as the lists need it: its namespaces by the names, and in the order, that people read."""

from functools import cached_property

from netui.model.address import Address
from netui.model.link import Link
from netui.model.namespace import Namespace
from netui.model.naming import NamespaceKind, find_namespace, namespace_kind, namespace_name, natural
from netui.model.relations import LinkRef, Relations
from netui.model.snapshot import Snapshot
from netui.text import Name

_KINDS: tuple[NamespaceKind, ...] = (
    "host", "named", "container", "process", "thread", "fd", "socket", "mount", "unknown",
)  # fmt: skip


class Directory:
    """The namespaces of one snapshot, and who is in them.

    `only` names the one namespace that is asked for, or `space` is it; neither for all. Raises NotFoundError and
    UsageError as `find_namespace` does.
    """

    def __init__(self, snapshot: Snapshot, only: str = "", *, space: Namespace | None = None) -> None:
        self.snapshot = snapshot
        self.relations = Relations(snapshot)
        self.only = find_namespace(self.relations, only) if only else space
        self._names: dict[int, Name] = {}
        self._addresses: dict[int, dict[int, tuple[str, ...]]] = {}

    @cached_property
    def spaces(self) -> tuple[Namespace, ...]:
        """The namespaces asked for: the host's first, then by kind and name."""
        if self.only is not None:
            return (self.only,)
        return tuple(sorted(self.snapshot.namespaces.values(), key=self._order))

    def _order(self, space: Namespace) -> tuple[int, tuple[tuple[int, int, str], ...]]:
        return _KINDS.index(self.kind(space)), natural(str(self.name(space.key)))

    def kind(self, space: Namespace) -> NamespaceKind:
        """What the namespace is, by the most telling thing that holds it."""
        return namespace_kind(self.relations, space)

    def name(self, key: int) -> Name:
        """The name of the namespace with that key, as --namespace takes it."""
        found = self._names.get(key)
        if found is None:
            found = self._names[key] = namespace_name(self.relations, self.snapshot.namespaces[key])
        return found

    def name_or_none(self, key: int | None) -> Name | None:
        """The same where the namespace may be unknown."""
        return self.name(key) if key is not None and key in self.snapshot.namespaces else None

    def chosen(self, key: int | None) -> bool:
        """Whether the namespace with that key is asked for."""
        return self.only is None or key == self.only.key

    def link_name(self, space: Namespace, ifindex: int) -> Name | None:
        """The name of a link of that namespace; None for none (a route without one), or one that is gone."""
        link = space.links.get(ifindex)
        return link.name if link else None

    def addresses(self, space: Namespace, ifindex: int) -> tuple[str, ...]:
        """The addresses of a link of that namespace, with their prefix lengths."""
        known = self._addresses.get(space.key)
        if known is None:
            known = self._addresses[space.key] = _by_link(space.addresses)
        return known.get(ifindex, ())

    def link(self, ref: LinkRef | None) -> Link | None:
        """The link at that place."""
        return self.relations.link(ref)


def _by_link(addresses: tuple[Address, ...]) -> dict[int, tuple[str, ...]]:
    found: dict[int, list[str]] = {}
    for one in addresses:
        found.setdefault(one.ifindex, []).append(one.cidr)
    return {ifindex: tuple(cidrs) for ifindex, cidrs in found.items()}
