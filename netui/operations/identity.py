"""Where things are, as actions need it: namespaces with the path and the identity that they have to have."""

from collections.abc import Mapping

from msgspec.structs import replace

from netui.model.action import LinkAt, Seen, Where
from netui.model.link import Link
from netui.model.namespace import Holder, Namespace
from netui.model.naming import main_process, namespace_name
from netui.model.relations import Peer, Relations
from netui.text import Name

RUN_NETNS = b"/run/netns/"


def where(relations: Relations, space: Namespace) -> Where:
    """A namespace of the snapshot. Its path is empty where nothing that can be opened leads to it, and for the host.

    See `enterable`.
    """
    return Where(namespace_name(relations, space), _path(relations, space), space.inode, space.device, space.cookie)


def _path(relations: Relations, space: Namespace) -> Name:
    if space.host:
        return Name()
    owner = relations.owner(space.key)
    if owner and owner.pid:
        return Name(b"/proc/%d/ns/net" % owner.pid)
    if space.names:
        return Name(RUN_NETNS + space.names[0])
    process = main_process(space)
    if process:
        return process.path
    return next((path for path in map(_of_holder, space.holders) if path), Name())


def _of_holder(holder: Holder) -> Name:
    if holder.kind == "socket":
        return Name()  # only pidfd_getfd(2) leads there: no path, and so no command
    root = b"/proc/%d/root" % holder.pid if holder.kind == "mount" and holder.pid else b""
    return Name(root + holder.path)


def enterable(space: Namespace, at: Where) -> bool:
    """Whether a command can be run in the namespace."""
    return space.host or bool(at.path)


class Places:
    """The namespaces of one snapshot as actions need them, each worked out once.

    `aliases` gives names by cookie, for namespaces that are to be called as they were, and not as they are now.
    """

    def __init__(self, relations: Relations, aliases: Mapping[int, Name] | None = None) -> None:
        self.relations = relations
        self._aliases = aliases or {}
        self._known: dict[int, Where] = {}

    def of(self, space: Namespace) -> Where:
        """One of them."""
        found = self._known.get(space.key)
        if found is None:
            found = where(self.relations, space)
            alias = self._aliases.get(space.cookie) if space.cookie else None
            found = self._known[space.key] = replace(found, name=alias) if alias else found
        return found

    def other(self, end: Peer | None) -> LinkAt | None:
        """The other end of a veth, or the link below; None where that is not known."""
        if end is None or end.namespace is None or end.name is None:
            return None
        return LinkAt(self.of(self.relations.snapshot.namespaces[end.namespace]), end.name, end.ifindex)


FOLLOWING = frozenset(("bridge", "bond", "team"))
"""Kinds whose link-layer address follows their ports."""


def link_at(relations: Relations, space: Namespace, link: Link) -> LinkAt:
    """A link of the snapshot."""
    return LinkAt(where(relations, space), link.name, link.ifindex, seen(relations, space, link))


def seen(relations: Relations, space: Namespace, link: Link) -> Seen:
    """What tells it from another one with its name and index."""
    end = relations.peer(space.key, link) or relations.lower(space.key, link)
    other = relations.snapshot.namespaces.get(end.namespace) if end and end.namespace is not None else None
    known = (other.cookie, end.ifindex) if end and other and other.cookie else None
    return Seen(link.kind, "" if link.kind in FOLLOWING else link.mac, known)


def made(name: Name) -> Where:
    """A namespace that the plan itself makes."""
    return Where(name, Name(RUN_NETNS + name))
