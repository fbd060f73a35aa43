"""Which operations a key means where one is, and what of them is filled in from the selection."""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from netui.model.naming import namespace_name
from netui.ui.subject import Subject
from netui.ui.view import View


class OperationKey(Struct, frozen=True):
    """A key that changes something, or runs something in a namespace."""

    word: str
    does: str


KEYS: dict[str, OperationKey] = {
    "n": OperationKey("new", "make something new that fits this place"),
    "e": OperationKey("edit", "rename it, or change its settings"),
    "d": OperationKey("delete", "delete it, after a look at what goes with it"),
    "u": OperationKey("up", "bring the link up"),
    "U": OperationKey("down", "take the link down"),
    "r": OperationKey("restart", "take the link down and bring it up again, with its routes and addresses"),
    "m": OperationKey("move", "move the link to another namespace"),
    "a": OperationKey("address", "give the link an address"),
    "b": OperationKey("bridge", "attach the link to a bridge, or detach it"),
    "w": OperationKey("wire", "join two namespaces, or a namespace and a bridge"),
    "i": OperationKey("ping", "ask from here whether an address answers"),
    "E": OperationKey("shell", "a shell in this namespace"),
}
"""As the registry's operations ask for them; the words are those of the line of keys."""

HARMLESS = "iE"
"""Those that change nothing themselves."""
_ALL = "".join(KEYS)
_PLACES: dict[str, dict[str, str]] = {
    "namespaces": {"namespace": _ALL, "wire": _ALL, "ping": _ALL},
    "links": {"veth": _ALL, "link": _ALL, "address": "a", "namespace": "E", "wire": _ALL, "ping": _ALL},
    "bridges": {"link": _ALL, "address": "a", "namespace": "E", "wire": _ALL, "ping": _ALL},
    "containers": {"namespace": "E", "wire": _ALL, "ping": _ALL},
    "networks": {},
    "Addresses": {"address": _ALL},
    "Routes": {"route": _ALL, "rule": _ALL},
    "Neighbours": {"neighbour": _ALL},
    "FDB": {"fdb": _ALL},
}
"""By pane, or by the title of a detail's tab: the nouns that are meant there, and by which keys."""


def means_something(place: str, key: str) -> bool:
    """Whether a key means an operation in this pane or tab; the registry is not asked, and not imported."""
    known = {
        "namespaces": "nedwiE", "links": "neduUrmabwiE", "bridges": "neduUrabwiE", "containers": "wiE",
        "Addresses": "nda", "Routes": "nd", "Neighbours": "nd", "FDB": "nd",
    }  # fmt: skip
    return key in known.get(place, "")


def fitting(view: View, place: str, key: str, subject: Subject | None) -> list[Any]:
    """The operations that a key means in this pane or tab, given what is selected."""
    from netui.operations.registry import of_noun

    found = [
        operation
        for noun, keys in _PLACES.get(place, {}).items()
        if key in keys
        for operation in of_noun(noun)
        if operation.key == key
    ]
    return [one for one in found if _suits(view, one, subject, place)]


def _suits(view: View, operation: Any, subject: Subject | None, place: str) -> bool:
    """Attach or detach, not both; a new link in the list of bridges is a bridge."""
    link = view.link(subject) if subject and subject.kind == "link" else None
    if operation.id == "link.detach":
        return bool(link and link.master)
    if operation.id == "link.attach":
        return not (link and link.master) or place == "bridges"
    return True


def filled_in(view: View, operation: Any, subject: Subject | None, place: str) -> dict[str, str]:
    """What of the fields is known from the selection."""
    return dict(_filled(view, operation, subject, place))


def _filled(view: View, operation: Any, subject: Subject | None, place: str) -> Iterator[tuple[str, str]]:
    if subject is None:
        return
    key = subject.namespace
    if subject.kind == "container":
        key = view.snapshot.docker.containers[subject.id].namespace or -1
    space = view.spaces.get(key)
    if space is None:
        return
    link = view.link(subject) if subject.kind == "link" else None
    name = str(namespace_name(view.relations, space.namespace))
    at_bridge = place == "bridges" and link is not None and link.kind == "bridge"
    for field in operation.fields:
        kind = field.kind.name
        if kind == "namespace" and field.name not in ("to", "peer_namespace"):
            yield field.name, name
        elif field.name == "a":
            yield "a", f"{name}/{link.name}" if link and at_bridge else name
        elif operation.id == "link.create" and field.name == "kind" and place == "bridges":
            yield "kind", "bridge"
        elif (
            link and field.required and kind == ("bridge" if at_bridge and operation.id == "link.attach" else "link")
        ):
            yield field.name, str(link.name)
