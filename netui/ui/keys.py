"""What the keys of a place do: for the line of keys, for the help, and for the palette. All from the bindings."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from textual.app import App
from textual.binding import ActiveBinding, Binding
from textual.dom import DOMNode

from netui.ui import keynames, operating
from netui.ui.widgets.lines import Hint

if TYPE_CHECKING:
    from netui.ui.palette import Entry

Group = tuple[str, Sequence[tuple[str, str]]]
"""A title, and the keys with what each does."""
Reason = Callable[[str], str]
"""Why an action can do nothing now; empty where it can."""

_ORDER = (
    "open", "follow", "near", "fold", "all", "back", "tab", "up", "new", "delete", "peer", "filter",
    "commands", "panes", "address", "move", "bridge", "wire", "edit", "ping", "shell", "down", "restart",
    "copy", "pause", "save", "explore", "map", "events",
)  # fmt: skip
_LAST = ("quit", "help")
_OPERATE = "operate('"
_PLACES = ("app", "explore", "map", "events", "operation")
"""Where the bindings of commands are; those of lists and details move."""


def hints(
    app: App[object], bindings: Iterable[ActiveBinding], reason: Reason, word: Callable[[str], str]
) -> list[Hint]:
    """For the line of keys: the most useful first. `word` tells what an operation's key is called here."""
    found: dict[str, Hint] = {}
    for _, binding, enabled, _ in bindings:
        if binding.show and enabled:
            shown = keynames.shown(binding.id or "", _key(app, binding))
            operates = binding.action.startswith(_OPERATE)
            told = word(binding.action[len(_OPERATE) : -2]) if operates else binding.description
            found.setdefault(binding.action, Hint(shown, told, not reason(binding.action)))
    return [found[action] for action in sorted(found, key=lambda action: _rank(action, found[action]))]


def _key(app: App[object], binding: Binding) -> str:
    return binding.key_display or app.get_key_display(binding)


def _rank(action: str, hint: Hint) -> tuple[int, int]:
    """Changes that cannot be made now give way to what can be done."""
    if hint.word in _LAST:
        return 2, _LAST.index(hint.word)
    grey = not hint.able and action.startswith("operate")
    return int(grey), _ORDER.index(hint.word) if hint.word in _ORDER else len(_ORDER)


def groups(bindings: Iterable[ActiveBinding]) -> list[Group]:
    """For the help: what each key does, by the place that defines it; the nearest place first."""
    found: dict[str, dict[str, tuple[list[str], str]]] = {}
    for node, binding, _, tooltip in bindings:
        title = str(node.BINDING_GROUP_TITLE or "Everywhere")
        if binding.id:
            keys, _ = found.setdefault(title, {}).setdefault(binding.id, ([], tooltip))
            keys.append(keynames.written(binding.key))
    return [
        (title, [(" ".join(keys), does) for keys, does in _operations_last(known)]) for title, known in found.items()
    ]


def _operations_last(known: dict[str, tuple[list[str], str]]) -> list[tuple[list[str], str]]:
    """Operations, of which there are many, after the keys that move and show."""
    return [known[one] for one in sorted(known, key=lambda one: one.startswith("operation."))]


def commands(
    app: App[object], bindings: Iterable[ActiveBinding], reason: Reason
) -> "Iterator[tuple[Entry, DOMNode]]":
    """For the palette: each command once, with what its action belongs to."""
    from netui.ui.palette import Entry

    told = set()
    for node, binding, enabled, tooltip in bindings:
        place, _, name = (binding.id or "").partition(".")
        if enabled and place in _PLACES and name != "palette" and binding.id not in told:
            told.add(binding.id)
            key = keynames.shown(binding.id or "", _key(app, binding))
            why_not = reason(binding.action)
            words = f"{binding.description} {name}".casefold()
            yield Entry(tooltip, "command", key=key, action=binding.action, words=words, reason=why_not), node


def operations(reason: Reason) -> "Iterator[Entry]":
    """For the palette: every operation; its action belongs to the explorer."""
    from netui.operations.registry import operations as known
    from netui.ui.forms.wording import in_form
    from netui.ui.palette import Entry

    for one in known():
        action = f"want('{one.id}')"
        what = "change" if one.runs == "change" else "program"
        title = f"{one.noun} {one.verb}".strip()
        word = operating.KEYS[one.key].word if one.key else ""
        key = keynames.key_of(f"operation.{word}", one.key)
        yield Entry(title, what, in_form(one.summary, one), key=key, action=action, reason=reason(action))


def themes() -> "Iterator[Entry]":
    """For the palette: each theme; its action belongs to the program."""
    from netui.ui.palette import Entry
    from netui.ui.style import THEMES

    for name in THEMES:
        yield Entry(f"theme {name}", "command", action=f"wear('{name}')", words="theme colours colors looks")
