"""What of an operation's fields is known from where one is: the selection, and the line that is read."""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from netui.model.link import Link
from netui.model.namespace import Namespace
from netui.model.naming import namespace_name
from netui.text import safe
from netui.ui.subject import Subject
from netui.ui.view import View

_MAIN = 254
"""Number of the routing table main."""
_IPV6 = 10
_ELSEWHERE = ("to", "peer_namespace")
"""Fields that name another namespace than the one where one is."""


class Spot(Struct, frozen=True):
    """Where a key is pressed."""

    place: str
    """Name of the pane, or title of the detail's tab."""
    subject: Subject | None = None
    words: tuple[str, ...] = ()
    """Of the line under the cursor of the detail."""
    target: Subject | None = None
    """The link that this line names."""


def filled_in(view: View, operation: Any, spot: Spot) -> dict[str, Any]:
    """By field: what is known of it, as it would be typed."""
    known: dict[str, Any] = dict(_of_docker(view, operation, spot.subject))
    space = _space(view, spot)
    if space is not None:
        link = view.link(spot.target or spot.subject) if spot.subject else None
        known |= dict(_named(view, operation, spot.place, space, link))
        known |= _LINES.get(operation.noun, _nothing)(space, spot.words) if operation.verb == "delete" else {}
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
            yield field.name, safe(name)


def _space(view: View, spot: Spot) -> Namespace | None:
    subject = spot.subject
    if subject is None:
        return None
    key = subject.namespace
    if subject.kind == "container":
        found = view.snapshot.docker.containers[subject.id].namespace
        key = -1 if found is None else found
    return view.spaces[key].namespace if key in view.spaces else None


def _named(view: View, operation: Any, place: str, space: Namespace, link: Link | None) -> Iterator[tuple[str, str]]:
    name = str(namespace_name(view.relations, space))
    bridge = link if link and place == "bridges" and link.kind == "bridge" else None
    attaching = bridge is not None and operation.id == "link.attach"
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


def _nothing(_space: Namespace, _words: tuple[str, ...]) -> dict[str, Any]:
    return {}


def _address(space: Namespace, words: tuple[str, ...]) -> dict[str, Any]:
    return next(({"address": one.cidr} for one in space.addresses if one.cidr in words), {})


def _route(space: Namespace, words: tuple[str, ...]) -> dict[str, Any]:
    for one in space.routes:
        link = space.links.get(one.ifindex)
        told = [one.cidr, one.gateway, str(link.name) if link else ""]
        if all(text in words for text in told if text):
            return {
                "destination": one.cidr,
                "via": one.gateway,
                "dev": str(link.name) if link else "",
                "table": "" if one.table == _MAIN else str(one.table),
                "ipv6": one.family == _IPV6 and one.cidr == "default",
            }
    return {}


def _rule(space: Namespace, words: tuple[str, ...]) -> dict[str, Any]:
    priorities = {str(one.priority) for one in space.rules}
    return next(({"priority": word} for word in words if word.rstrip(":") in priorities), {})


def _neighbour(space: Namespace, words: tuple[str, ...]) -> dict[str, Any]:
    return next(({"address": one.address} for one in space.neighbours if one.address in words), {})


def _fdb(space: Namespace, words: tuple[str, ...]) -> dict[str, Any]:
    return next(({"mac": one.mac} for one in space.fdb if one.mac in words), {})


_LINES = {"address": _address, "route": _route, "rule": _rule, "neighbour": _neighbour, "fdb": _fdb}
"""By noun: what a line of its tab tells about what would be deleted."""
