"""Keys as sentences and lines name them: the usual ones, unless a configuration gave a binding others."""

from collections.abc import Mapping, Sequence

from textual.keys import format_key

_given: dict[str, str] = {}
"""By the id of the binding; one terminal program a process."""

_JOINT = {
    "explore.namespaces": tuple(
        (f"explore.{pane}", str(number))
        for number, pane in enumerate(("namespaces", "links", "bridges", "containers", "networks"), 1)
    ),
    "explore.next-tab": (("explore.previous-tab", "["), ("explore.next-tab", "]")),
}
"""Bindings that the line of keys shows as one, with their usual keys."""


_WORDS = {"enter": "Enter", "escape": "Esc"}


def written(key: str) -> str:
    """A key as sentences, lines and the help have it; every font has it so."""
    return _WORDS.get(key) or format_key(key)


def use(keymap: Mapping[str, Sequence[str]]) -> None:
    """Name these keys from now on, and for what is not in it the usual ones."""
    _given.clear()
    _given.update({identity: written(keys[0]) for identity, keys in keymap.items()})


def key_of(identity: str, usual: str) -> str:
    """The key of a binding; `usual` is the one that it has without a configuration."""
    return _given.get(identity, usual)


def shown(identity: str, one: str) -> str:
    """What the line of keys shows for a binding: `one`, or all of those that it shows together."""
    joint = _JOINT.get(identity, ())
    if not any(each in _given for each, _ in joint):
        return one
    return " ".join(key_of(each, usual) for each, usual in joint)
