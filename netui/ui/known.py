"""What of the terminal program can be configured: every binding, found where it is declared, and every column."""

import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache

from textual.binding import Binding as Declared
from textual.dom import DOMNode
from textual.keys import KEY_NAME_REPLACEMENTS, Keys, _character_to_key

import netui.ui
from netui.config.options import Binding, Known
from netui.ui.lists import LISTINGS

_FIRST = (
    "app",
    "explore",
    "map",
    "operation",
    "map",
    "events",
    "list",
    "chart",
    "detail",
    "form",
    "menu",
    "palette",
    "page",
    "log",
    "recovery",
    "help",
)
"""Places in the order in which one meets them."""


@cache
def known() -> Known:
    """Everything; imports the whole of `netui.ui`."""
    found: dict[str, Binding] = {}
    for node in _nodes():
        title = str(node.BINDING_GROUP_TITLE or node.__name__)
        for one in Declared.make_bindings(node.BINDINGS):
            before = found.get(one.id or "")
            keys = (*(before.keys if before else ()), _written(one.key))
            found[one.id or ""] = Binding(
                one.id or "", tuple(dict.fromkeys(keys)), one.tooltip or one.description, title
            )
    ordered = sorted(found.values(), key=lambda one: _rank(one.id))
    return Known(tuple(ordered), {one.id: titles(one.columns) for one in LISTINGS})


def titles(columns: tuple[object, ...]) -> tuple[str, ...]:
    """The columns that have a title, as a configuration names them."""
    return tuple(title.lower() for one in columns if (title := getattr(one, "title", "")))


def _rank(identity: str) -> tuple[int, str]:
    place = identity.partition(".")[0]
    return (_FIRST.index(place), "") if place in _FIRST else (len(_FIRST), place)


def _nodes() -> Iterator[type[DOMNode]]:
    seen = set()
    for module in pkgutil.walk_packages(netui.ui.__path__, "netui.ui."):
        for one in vars(importlib.import_module(module.name)).values():
            if isinstance(one, type) and issubclass(one, DOMNode) and one not in seen:
                seen.add(one)
                if one.__module__.startswith("netui.") and "BINDINGS" in vars(one):
                    yield one


def _written(key: str) -> str:
    """A key as a configuration has it: what is one character stands as that."""
    return _CHARACTERS.get(key, key)


_CHARACTERS = {_character_to_key(chr(code)): chr(code) for code in range(33, 127)}
_NAMED = {one.value for one in Keys if "<" not in one.value and "mouse" not in one.value} | {"space"}


def valid(key: str) -> str:
    """The key's name as Textual has it; empty for what is no key."""
    if len(key) == 1:
        return _character_to_key(key) if key.isprintable() and key != " " else ""
    name = key.lower() if "+" in key else key
    bare = name.removeprefix("alt+")
    named = bare in _NAMED or bare in _CHARACTERS or (len(bare) == 1 and bare.isprintable() and bare != name)
    return KEY_NAME_REPLACEMENTS.get(name, name) if named else ""
