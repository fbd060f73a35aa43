"""Arguments as ip(8) and bridge(8) take them: `from 10.0.0.0/24 table 100`, and `dev` before the link."""

import ipaddress
from collections.abc import Collection, Sequence

from netui.operations.field import Field

_FILE_TOO = "from"
"""A word that is also the option for a saved snapshot; an address or a prefix behind it tells them apart."""


def as_options(fields: Sequence[Field], valued: Collection[str], words: Sequence[str]) -> list[str]:
    """The words as the command line of an operation takes them: options with dashes, arguments in their order.

    Arguments that no word names come first: a link may be called like a keyword.
    `valued` are the options that take a value: what follows one is never taken for a keyword.
    """
    first = sum(field.positional and not field.spellings for field in fields)
    known = {spelling: field for field in fields for spelling in (*_own(field), *field.spellings)}
    rest: list[str] = []
    loose: list[str] = []
    placed: dict[str, str] = {}
    ahead = list(reversed(words))
    while ahead:
        word = ahead.pop()
        if word == "--":
            return [*rest, *_arguments(fields, placed, loose), word, *reversed(ahead)]
        may = _may(word, ahead, valued) and (word.startswith("--") or len(loose) >= first)
        field = known.get(word.removeprefix("--")) if may else None
        if field is None or not (field.flag or _has_value(ahead)):
            (rest if word.startswith("-") and word != "-" else loose).append(word)
            if word in valued and ahead:
                rest.append(ahead.pop())
        elif field.flag:
            rest.append(_option(field))
        elif field.positional:
            placed[field.name] = ahead.pop()
        else:
            rest += [_option(field), ahead.pop()]
    return [*rest, *_arguments(fields, placed, loose)]


def _has_value(ahead: Sequence[str]) -> bool:
    return bool(ahead) and not ahead[-1].startswith("-")


def _own(field: Field) -> tuple[str, ...]:
    return () if field.positional else (field.name.replace("_", "-"),)


def _option(field: Field) -> str:
    return f"--{field.name.replace('_', '-')}"


def _may(word: str, ahead: Sequence[str], valued: Collection[str]) -> bool:
    """Whether it may be a keyword here."""
    if word.removeprefix("--") == _FILE_TOO:
        return bool(ahead) and _is_prefix(ahead[-1])
    return word not in valued


def _is_prefix(text: str) -> bool:
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        return text in ("all", "default")
    return True


def _arguments(fields: Sequence[Field], placed: dict[str, str], loose: list[str]) -> list[str]:
    """Those that were named go to their places, the others fill what is left."""
    ordered, left = [], list(loose)
    for field in fields:
        if field.name in placed:
            ordered.append(placed[field.name])
        elif field.positional and left:
            ordered.append(left.pop(0))
    return ordered + left
