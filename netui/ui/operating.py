"""Which operations a key means where one is."""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from netui.ui.keynames import key_of
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
    "u": OperationKey("up", "bring the link up, or start the container"),
    "U": OperationKey("down", "take the link down, or stop the container"),
    "r": OperationKey("restart", "take the link down and up again, with all it has; or restart the container"),
    "m": OperationKey("move", "move the link to another namespace"),
    "a": OperationKey("address", "give the link an address"),
    "b": OperationKey("bridge", "attach the link to a bridge, or detach it"),
    "w": OperationKey("wire", "join two namespaces, or a namespace and a bridge"),
    "i": OperationKey("ping", "ask from here whether an address answers"),
    "E": OperationKey("shell", "a shell in this namespace, or in this container"),
    "c": OperationKey("connect", "connect a container to a network"),
    "x": OperationKey("disconnect", "disconnect a container from a network"),
    "L": OperationKey("logs", "what the container has written"),
}
"""As the registry's operations ask for them; the words are those of the line of keys."""

_WORDS = {("containers", "u"): "start", ("containers", "U"): "stop"}
"""Words of keys that are called otherwise in a pane."""


def word(place: str, key: str) -> str:
    """What a key is called in this pane or tab."""
    return _WORDS.get((place, key), KEYS[key].word)


_HARMLESS = frozenset(
    (
        *("operate('i')", "operate('E')", "operate('L')", "want('ping')", "want('namespace.shell')"),
        *("want('namespace.exec')", "want('container.shell')", "want('container.logs')"),
    )
)
"""Actions that change nothing themselves."""
_OPERATING = ("operate(", "want(", "back_in_time(")
_ALL = "".join(KEYS)
_PLACES: dict[str, dict[str, str]] = {
    "namespaces": {"namespace": _ALL, "wire": _ALL, "ping": _ALL},
    "links": {"veth": _ALL, "link": _ALL, "address": "a", "namespace": "E", "wire": _ALL, "ping": _ALL},
    "bridges": {"link": _ALL.replace("m", ""), "address": "a", "namespace": "E", "wire": _ALL, "ping": _ALL},
    "containers": {"container": _ALL, "network": "cx", "wire": _ALL, "ping": _ALL},
    "networks": {"network": _ALL},
    "Addresses": {"address": _ALL},
    "Routes": {"route": _ALL, "rule": _ALL},
    "Neighbours": {"neighbour": _ALL},
    "FDB": {"fdb": _ALL},
}
"""By pane, or by the title of a detail's tab: the nouns that are meant there, and by which keys."""

_SAME = {("Addresses", "n"): "a"}
"""Keys that mean another one in a place: what is new among addresses is an address."""


def means_something(place: str, key: str) -> bool:
    """Whether a key means an operation in this pane or tab; the registry is not asked, and not imported."""
    known = {
        "namespaces": "nedwiE", "links": "neduUrmabwiE", "bridges": "neduUrabwiE", "containers": "nduUrcxLwiE",
        "networks": "ncxd", "Addresses": "nda", "Routes": "nd", "Neighbours": "nd", "FDB": "nd",
    }  # fmt: skip
    return key in known.get(place, "")


def together(place: str, key: str) -> bool:
    """Whether what a key means in this pane can be done to several at once; the registry is not asked."""
    return (
        key
        in {"namespaces": "d", "links": "duUrmb", "bridges": "duUrb", "containers": "duUrcx", "networks": "d"}[place]
    )


def takes_several(operation: Any, kind: str) -> bool:
    """Whether an operation can be done to several objects of that kind at once."""
    return any(one.name == operation.several and one.kind.name == kind for one in operation.fields)


def too_many(place: str, action: str, marked: Sequence[Subject]) -> str:
    """Why an action cannot be done to all that is marked; empty where it can, or has nothing to do with marks."""
    if len(marked) < 2 or not action.startswith(("operate(", "want(")):
        return ""
    what = action[action.index("'") + 1 : -2]
    kind = marked[0].kind
    if action.startswith("operate("):
        takes = together(place, what) or what == "n" or (what == "w" and (kind != "namespace" or len(marked) == 2))
        told = word(place, what)
    else:
        one = named(what)
        needs = any(field.required and field.kind.name == kind for field in one.fields)
        takes = takes_several(one, kind) or not needs
        told = f"{one.noun} {one.verb}".strip()
    if takes:
        return ""
    key = key_of("explore.back", "Esc")
    return f"{told} takes one {kind}, and {len(marked)} are marked: {key} takes the marks away."


def without_docker(view: View, place: str, action: str, subject: Subject | None) -> str:
    """Why nothing is changed in the lists of Docker where no engine answers; empty elsewhere."""
    answers = view.snapshot.docker.status in ("live", "connecting")
    if answers or subject or place not in ("containers", "networks") or not action.startswith("operate("):
        return ""
    return "No engine answers: this list says why, and what would help."


def refusal(action: str, unchangeable: str, *, live: bool) -> str:
    """Why an action may not be started: `unchangeable` for what changes something; in a saved host for what runs too.

    It is told by its name: the registry is not imported. Empty where it may.
    """
    if not action.startswith(_OPERATING) or (live and action in _HARMLESS):
        return ""
    return unchangeable


def named(identity: str) -> Any:
    """The operation with that name: link.up."""
    from netui.operations.registry import find

    noun, _, verb = identity.partition(".")
    return find(noun, verb)


def fitting(view: View, place: str, key: str, subject: Subject | None, noun: str = "") -> list[Any]:
    """The operations that a key means in this pane or tab, given what is selected; of one noun alone where given."""
    from netui.operations.registry import of_noun

    key = _SAME.get((place, key), key)
    found = [
        operation
        for noun, keys in _PLACES.get(place, {}).items()
        if key in keys
        for operation in of_noun(noun)
        if operation.key == key
    ]
    of_row = [one for one in found if one.noun == noun]
    return [one for one in of_row or found if _suits(view, one, subject, place)]


def _suits(view: View, operation: Any, subject: Subject | None, place: str) -> bool:
    """Attach or detach, not both; a new link in the list of bridges is a bridge."""
    link = view.link(subject) if subject and subject.kind == "link" else None
    if operation.id == "link.detach":
        return bool(link and link.master)
    if operation.id == "link.attach":  # to a bridge one attaches others
        return not (link and link.master) or place == "bridges"
    return True
