"""`netui namespace delete red`: as `ip netns delete red`."""

from collections.abc import Iterator

from msgspec.structs import replace

from netui.model.action import DeleteNamespace
from netui.model.namespace import Namespace
from netui.operations.field import Field, Kind, Offer, Problem
from netui.operations.given import Given
from netui.operations.identity import made, where
from netui.operations.kinds import NAMESPACE
from netui.operations.operation import Operation, Plan
from netui.text import Name


def _named_ones(given: Given) -> Iterator[Offer]:
    for space in given.snapshot.namespaces.values():
        if not space.host:
            yield from (Offer(str(name), f"{len(space.links)} links") for name in space.names)


class NamespaceDelete(Operation):
    """Take a namespace's name away, and end it where nothing else holds it."""

    noun = "namespace"
    verb = "delete"
    summary = "Delete a namespace's name; the namespace ends, with all its links, where nothing else holds it."
    key = "d"
    undo = "partial"
    lost = (
        "sockets, packet filters, traffic control, bridge VLANs, proxy neighbours, sysctls that netui does not know, "
        "learned entries, and devices that are not virtual"
    )
    destructive = True
    facets = frozenset({"sysctls"})
    several = "name"
    fields = (Field("name", Kind("namespace", NAMESPACE.read, _named_ones), "the namespace", required=True,
                    positional=True),)  # fmt: skip

    def faults(self, given: Given) -> Iterator[Problem]:
        """Only names under /run/netns can be deleted."""
        space = given.space("name")
        if space.host:
            yield Problem("name", "the host's own namespace cannot be deleted")
        elif not space.names:
            yield Problem("name", f"{given.where('name').name} has no name to delete; it ends with what holds it",
                          "netui namespace show tells what holds it")  # fmt: skip

    def build(self, given: Given) -> Plan:
        """One step; the warnings say what goes along."""
        space = given.space("name")
        name = _named(space, given.typed("name"))
        at = replace(given.where("name"), path=made(name).path)
        return self.planned(str(name), DeleteNamespace(at, name), warnings=tuple(_along(given, space)))


def _named(space: Namespace, typed: str) -> Name:
    raw = typed.encode("utf-8", "surrogateescape").removeprefix(b"name:")
    return next((name for name in space.names if name == raw), space.names[0])


def _along(given: Given, space: Namespace) -> Iterator[str]:
    others = [one for one in space.holders if one.kind != "named"]
    if others or len(space.names) > 1:
        by = ", ".join(f"{one.kind} {one.pid} {one.command}" for one in others[:3]) or "its other names"
        yield f"it does not end: it is held by {by}"
        return
    links = [link for link in space.links.values() if link.kind]
    if links:
        yield f"{len(links)} {'link in it goes' if len(links) == 1 else 'links in it go'} along: " + ", ".join(
            str(link.name) for link in links[:5]
        )
    for link in links:
        peer = given.relations.peer(space.key, link)
        other = given.snapshot.namespaces.get(peer.namespace) if peer and peer.namespace is not None else None
        if peer and other and other is not space:
            yield f"the peer {where(given.relations, other).name}/{peer.name} goes too"


OPERATION = NamespaceDelete()
