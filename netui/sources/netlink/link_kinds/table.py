"""Attributes of one nest to the keys and values of iproute2's JSON, by a table."""

from collections.abc import Callable
from typing import Any, NamedTuple

from netui.sources.netlink.shapes import Field, Shapes

Convert = Callable[[Any], Any]
"""Turns a value as the kernel has it into iproute2's; None leaves the key out."""


class Word(NamedTuple):
    """One attribute: its type, the format character of `struct` (`s` for bytes), iproute2's key."""

    kind: int
    format: str
    key: str
    convert: Convert | None = None


class Table:
    """Reads the attributes of one nest that are in the table; the others are passed over, as `ip` does."""

    def __init__(self, *words: Word) -> None:
        self._shapes = Shapes(*(Field(word.kind, word.format) for word in words))
        self._keys = tuple(word.key for word in words)
        self._converts = tuple((word.key, word.convert) for word in words if word.convert)

    def read(self, data: bytes, offset: int = 0) -> dict[str, Any]:
        """The values found from `offset` on, by key."""
        # The last of the values says whether a notable attribute was there; there are no notable ones here.
        values = self._shapes.read(data, offset, len(data))[:-1]
        found = {key: value for key, value in zip(self._keys, values, strict=True) if value is not None}
        for key, convert in self._converts:
            if key in found:
                value = convert(found[key])
                if value is None:
                    del found[key]
                else:
                    found[key] = value
        return found


def hexadecimal(value: int) -> str:
    """C's `%#x`: a zero has no prefix."""
    return f"{value:#x}" if value else "0"


def big_endian(raw: bytes) -> int:
    """A number in network order."""
    return int.from_bytes(raw, "big")


def if_set(value: int) -> int | None:
    """A number or flag that `ip` shows only where it is not zero."""
    return value or None


def text(raw: bytes) -> str:
    """A C string. What is not UTF-8 stays recoverable; who shows it makes it safe."""
    return raw.partition(b"\0")[0].decode("utf-8", "surrogateescape")


def mac(raw: bytes) -> str:
    """A link-layer address."""
    return raw.hex(":")


def one_of(words: dict[int, str], otherwise: str = "unknown") -> Convert:
    """A conversion of a number to the word for it."""
    return lambda value: words.get(value, otherwise)
