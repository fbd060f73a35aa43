"""One object in full, as indented names and values."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import UNSET, Struct

from netui.cli.output import Output
from netui.model.link import Detail
from netui.objects.registry import Object
from netui.objects.row import shown
from netui.text import safe
from netui.width import padded, width

_INDENT = "  "


def described(rows: Sequence[Any], kind: Object, output: Output) -> Iterator[str]:
    """The lines of all rows, with an empty one between two."""
    states = {column.title.casefold() for column in kind.columns if column.state}
    for number, row in enumerate(rows):
        if number:
            yield ""
        yield from _fields(_pairs(row), "", states, output)


def _pairs(value: Any) -> list[tuple[str, Any]]:
    """Names and values of a struct or an object; what is not there is left out."""
    if isinstance(value, Struct):
        found = [(name, getattr(value, name)) for name in value.__struct_fields__]
    else:
        plain = value.values_ if isinstance(value, Detail) else value
        found = [(safe(str(name)), one) for name, one in plain.items()]
    return [(name, one) for name, one in found if one is not UNSET]


def _fields(pairs: list[tuple[str, Any]], indent: str, states: set[str], output: Output) -> Iterator[str]:
    short = [name for name, value in pairs if not _nested(value)]
    column = max(map(width, short), default=0) + 2
    for name, value in pairs:
        if _nested(value):
            yield f"{indent}{name}"
            yield from _inner(value, indent + _INDENT, states, output)
        else:
            text = shown(value)
            yield f"{indent}{padded(name, column)}{output.state(text) if name in states else text}"


def _nested(value: Any) -> bool:
    """Whether the value takes lines of its own."""
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return any(isinstance(one, Struct | Mapping) for one in value)
    return isinstance(value, Struct) or (isinstance(value, Mapping) and bool(value))


def _inner(value: Any, indent: str, states: set[str], output: Output) -> Iterator[str]:
    if isinstance(value, Struct | Mapping):
        yield from _fields(_pairs(value), indent, states, output)
        return
    for one in value:
        bullet = f"{indent}- "
        if not isinstance(one, Struct | Mapping):
            yield bullet + shown(one)
            continue
        for line in _fields(_pairs(one), "", states, output):
            yield bullet + line
            bullet = indent + _INDENT
