"""What the keys of a place do: for the line of keys, for the help, and for the palette. All from the bindings."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from textual.app import App
from textual.binding import ActiveBinding
from textual.dom import DOMNode
from textual.keys import format_key

from netui.ui.widgets.lines import Hint

if TYPE_CHECKING:
    from netui.ui.palette import Entry

Group = tuple[str, Sequence[tuple[str, str]]]
"""A title, and the keys with what each does."""
Reason = Callable[[str], str]
"""Why an action can do nothing now; empty where it can."""

_ORDER = ("open", "follow", "back", "tab", "panes", "peer", "filter", "commands", "copy")
_LAST = ("quit", "help")
_PLACES = ("app", "explore")
"""Where the bindings of commands are; those of lists and details move."""


def hints(app: App[object], bindings: Iterable[ActiveBinding], reason: Reason) -> list[Hint]:
    """For the line of keys: the most useful first."""
    found: dict[str, Hint] = {}
    for _, binding, enabled, _ in bindings:
        if binding.show and enabled:
            shown = binding.key_display or app.get_key_display(binding)
            found.setdefault(binding.action, Hint(shown, binding.description, not reason(binding.action)))
    return sorted(found.values(), key=_rank)


def _rank(hint: Hint) -> int:
    if hint.word in _LAST:
        return len(_ORDER) + 1 + _LAST.index(hint.word)
    return _ORDER.index(hint.word) if hint.word in _ORDER else len(_ORDER)


def groups(bindings: Iterable[ActiveBinding]) -> list[Group]:
    """For the help: what each key does, by the place that defines it; the nearest place first."""
    found: dict[str, dict[str, tuple[list[str], str]]] = {}
    for node, binding, _, tooltip in bindings:
        title = str(node.BINDING_GROUP_TITLE or "Everywhere")
        if binding.id:
            keys, _ = found.setdefault(title, {}).setdefault(binding.id, ([], tooltip))
            keys.append(format_key(binding.key))
    return [(title, [(" ".join(keys), does) for keys, does in known.values()]) for title, known in found.items()]


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
            key = binding.key_display or app.get_key_display(binding)
            why_not = reason(binding.action)
            words = f"{binding.description} {name}".casefold()
            yield Entry(tooltip, "command", key=key, action=binding.action, words=words, reason=why_not), node
