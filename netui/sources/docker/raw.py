"""Reading decoded JSON without believing its shape: what is missing, null or of another kind reads as empty."""

from collections.abc import Iterable, Mapping
from typing import Any

Raw = Mapping[str, Any]

_LARGEST = 0xFFFFFFFF


def clean(value: str) -> str:
    """Text that can be written as UTF-8: JSON may hold half a surrogate pair."""
    return value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")


def unique(names: Iterable[str]) -> tuple[str, ...]:
    """Without the empty and the repeated, in their order."""
    return tuple(dict.fromkeys(name for name in names if name))


def mapping(raw: Raw, key: str) -> Raw:
    """The object under a key."""
    value = raw.get(key)
    return value if isinstance(value, Mapping) else {}


def mappings(raw: Raw, key: str) -> tuple[Raw, ...]:
    """The objects of the array under a key."""
    value = raw.get(key)
    return tuple(one for one in value if isinstance(one, Mapping)) if isinstance(value, list) else ()


def text(raw: Raw, key: str) -> str:
    """The text under a key."""
    value = raw.get(key)
    return clean(value) if isinstance(value, str) else ""


def texts(raw: Raw, key: str) -> tuple[str, ...]:
    """The texts of the array under a key."""
    value = raw.get(key)
    return unique(clean(one) for one in value if isinstance(one, str)) if isinstance(value, list) else ()


def strings(raw: Raw, key: str) -> dict[str, str]:
    """The object under a key, as texts."""
    return {clean(name): clean(str(value)) for name, value in mapping(raw, key).items()}


def number(raw: Raw, key: str) -> int:
    """The number under a key, from 0 to 2³²-1."""
    value = raw.get(key)
    return value if type(value) is int and 0 <= value <= _LARGEST else 0
