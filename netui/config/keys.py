"""Keys that a configuration gives to bindings: whether they are keys, and whether two of one place clash.

Which names keys have is Textual's; the terminal program tells it (`valid`).
"""

from collections.abc import Callable, Iterator

from msgspec.structs import replace

from netui.config.options import KEYS, Binding, Config, Known
from netui.config.reading import close
from netui.errors import ConfigError
from netui.text import safe

_TOGETHER = (
    ("app", "explore", "operation", "list"),
    ("app", "explore", "operation", "detail"),
    ("app", "explore", "operation", "map", "chart"),
    ("app", "explore", "operation", "events"),
    ("app", "menu", "list"),
    ("app", "palette"),
    ("app", "form"),
    ("app", "recovery"),
    ("app", "log"),
    ("app", "consent"),
    ("app", "page", "detail"),
    ("app", "help", "detail"),
)
"""Places whose keys work at the same time, by the beginning of the ids; one that is not named here is alone with
those of the program."""
PLACES = frozenset(one for group in _TOGETHER for one in group)
_TYPING = ("palette", "form")
"""Places where a letter is text."""

Valid = Callable[[str], str]
"""The name of a key as the terminal program has it; empty for what is no key."""


def keymap(config: Config, known: Known, valid: Valid) -> dict[str, tuple[str, ...]]:
    """The keys of each binding that the file gives others. Raises ConfigError."""
    bindings = {one.id: replace(one, keys=tuple(map(valid, one.keys))) for one in known.bindings}
    given: dict[str, tuple[str, ...]] = {}
    for identity, keys in config.keys.items():
        place = config.place(f"{KEYS}.{identity}")
        if identity not in bindings:
            raise ConfigError(
                f"{place}: there is no key binding {safe(identity)}",
                hint=f"{_near(identity, tuple(bindings))}; netui config lists all",
            )
        given[identity] = tuple(_key(key, identity, place, valid) for key in keys)
    for identity in given:
        _refuse_clash(bindings, given, identity, config)
    return {identity: keys for identity, keys in given.items() if keys != bindings[identity].keys}


def _near(identity: str, known: tuple[str, ...]) -> str:
    near = close(identity, known)
    return near if near.startswith("did") else "an id is a place and a word: explore.filter"


def _key(key: str, identity: str, place: str, valid: Valid) -> str:
    found = valid(key)
    if not found:
        raise ConfigError(
            f'{place}: {identity}: "{safe(key)}" is no key',
            hint='a key is a character, or a name such as "f5", "ctrl+g", "shift+tab", "space", "pageup"',
        )
    if found in _TAKEN:
        raise ConfigError(f'{place}: {identity}: "{safe(key)}" cannot be had: {_TAKEN[found]}')
    if identity.partition(".")[0] in _TYPING and len(key) == 1:
        raise ConfigError(f'{place}: {identity}: "{safe(key)}" is text there', hint='such as "ctrl+g" or "f5"')
    return found


_TAKEN = {
    "ctrl+i": "a terminal sends it as Tab",
    "ctrl+m": "a terminal sends it as Enter",
    "ctrl+j": "a terminal sends it as Enter",
    "ctrl+h": "a terminal sends it as backspace",
    "ctrl+s": "many terminals stop their output with it",
    "ctrl+q": "many terminals start their output with it",
}


def _refuse_clash(
    bindings: dict[str, Binding], given: dict[str, tuple[str, ...]], identity: str, config: Config
) -> None:
    for other in _beside(bindings, identity):
        theirs = set(given.get(other.id, other.keys))
        usual = set(bindings[identity].keys) & set(other.keys)  # the nearer place goes before, on purpose
        for key, written in zip(given[identity], config.keys[identity], strict=True):
            if key in theirs - usual:
                place = config.place(f"{KEYS}.{identity}")
                line = config.lines.get(f"{KEYS}.{other.id}")
                whose = f"is that of {other.id} ({other.does})" + (f" in line {line}" if line else " already")
                raise ConfigError(
                    f'{place}: {identity}: the key "{safe(written)}" {whose}', hint=f"give {other.id} another key too"
                )


def _beside(bindings: dict[str, Binding], identity: str) -> Iterator[Binding]:
    place = identity.partition(".")[0]
    near = {place, "app"} if place not in PLACES else {one for group in _TOGETHER if place in group for one in group}
    for other in bindings.values():
        there = other.id.partition(".")[0]
        if other.id != identity and (there in near or (place == "app" and there not in PLACES)):
            yield other
