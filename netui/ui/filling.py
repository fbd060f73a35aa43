"""What of an operation's fields is known from where one is: the selection, and the line that is read."""

import shlex
from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from netui.model.link import Link
from netui.model.namespace import Namespace
from netui.model.naming import namespace_name
from netui.objects.address import Address
from netui.objects.fdb import FdbEntry
from netui.objects.neighbour import Neighbour
from netui.objects.route import Route
from netui.objects.rule import Rule
from netui.text import safe
from netui.ui.subject import Subject
from netui.ui.view import View

_ELSEWHERE = ("to", "peer_namespace")
"""Fields that name another namespace than the one where one is."""


class Spot(Struct, frozen=True):
    """Where a key is pressed."""

    place: str
    """Name of the pane, or title of the detail's tab."""
    subject: Subject | None = None
    row: Any = None
    """What the line under the cursor of the detail shows: a public object; None for none."""
    target: Subject | None = None
    """The link that this line names."""


def filled_in(view: View, operation: Any, spot: Spot) -> dict[str, Any]:
    """By field: what is known of it, as it would be typed."""
    known: dict[str, Any] = dict(_of_docker(view, operation, spot.subject))
    space = _space(view, spot)
    if space is not None:
        known |= dict(_named(view, operation, spot.place, space, _link(view, spot, space)))
        if operation.verb == "delete" and operation.noun == noun_of(spot.row):
            known |= _row(spot.row)
    return {field.name: known[field.name] for field in operation.fields if known.get(field.name)}


def _of_docker(view: View, operation: Any, subject: Subject | None) -> Iterator[tuple[str, str]]:
    """The container, or the network, that is selected."""
    docker = view.snapshot.docker
    name = ""
    if subject and subject.kind == "container":
        name = docker.containers[subject.id].name
    elif subject and subject.kind == "network":
        name = docker.networks[subject.id].name
    for field in operation.fields:
        if name and subject and field.name == subject.kind == field.kind.name:
            yield field.name, shlex.quote(safe(name)) if field.many else safe(name)


def _space(view: View, spot: Spot) -> Namespace | None:
    subject = spot.subject
    if subject is None:
        return None
    key = subject.namespace
    if subject.kind == "container":
        found = view.snapshot.docker.containers[subject.id].namespace
        key = -1 if found is None else found
    return view.spaces[key].namespace if key in view.spaces else None


def _link(view: View, spot: Spot, space: Namespace) -> Link | None:
    """The link of a row in a list, where it is one of this namespace; else the one that the page is about.

    Other lines name what is beside that: a peer, the device below. A key does not mean those.
    """
    target, subject = spot.target, spot.subject
    listed = spot.row is not None or (subject is not None and subject.kind != "link")
    if target and target.kind == "link" and target.namespace == space.key and listed:
        return view.link(target)
    return view.link(subject) if subject else None


def _named(view: View, operation: Any, place: str, space: Namespace, link: Link | None) -> Iterator[tuple[str, str]]:
    name = str(namespace_name(view.relations, space))
    bridge = link if link and place == "bridges" and link.kind == "bridge" else None
    attaching = link is not None and link.kind == "bridge" and operation.id == "link.attach"
    for field in operation.fields:
        kind = field.kind.name
        if kind == "namespace" and field.name not in _ELSEWHERE:
            yield field.name, name
        elif field.name == "a":
            yield "a", f"{name}/{bridge.name}" if bridge else name
        elif operation.id == "link.create" and field.name == "kind" and place == "bridges":
            yield "kind", "bridge"
        elif link and field.required and kind == ("bridge" if attaching else "link"):
            yield field.name, str(link.name)


def named_in(view: View, subject: Subject) -> str:
    """An object as a field takes it, wherever one is."""
    docker = view.snapshot.docker
    if subject.kind == "container":
        return safe(docker.containers[subject.id].name)
    if subject.kind == "network":
        return safe(docker.networks[subject.id].name)
    space = str(namespace_name(view.relations, view.spaces[subject.namespace].namespace))
    link = view.link(subject)
    return f"{space}/{link.name}" if link else space


def noun_of(row: Any) -> str:
    """The noun of what a row shows; empty where it shows nothing that operations know."""
    return _NOUNS.get(type(row), "")


def _row(row: Any) -> dict[str, Any]:
    """What a row tells about the object that would be deleted."""
    told = {"ipv6": getattr(row, "family", "") == "inet6"}
    for field in ("address", "destination", "metric", "table", "priority", "mac", "vlan"):
        told[field] = _typed(getattr(row, field, None))
    match row:
        case Route():
            told |= {"via": _typed(row.gateway), "dev": _typed(row.link), "ipv6": _six(row, row.destination)}
        case Rule():
            source = "" if row.source == "all" else row.source
            told |= {"source": source, "ipv6": _six(row, "default")}
        case FdbEntry():
            told["dst"] = _typed(row.destination)
    return told


def _six(row: Route | Rule, destination: str) -> bool:
    """Where nothing else tells the family."""
    return row.family == "inet6" and destination == "default"


def _typed(value: Any) -> str:
    return "" if value is None else str(value)


_NOUNS: dict[type, str] = {
    Address: "address", Route: "route", Rule: "rule", Neighbour: "neighbour", FdbEntry: "fdb"
}  # fmt: skip
