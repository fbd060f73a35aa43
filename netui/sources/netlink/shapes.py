"""Reading attributes by learned shape.

The kernel writes the messages of one kind with the same attributes in the same order, again and again. Walking
them in Python costs more than all the rest of a dump. So a sequence of attribute headers, once walked, becomes two
`struct` formats: one reads every header of a message of that length, and where they are what was learnt, the
other reads the payloads. Each header is checked at the place to which the lengths before it lead, so a payload
cannot pass for one. Where no shape fits, the message is walked.
"""

import struct
from collections.abc import Callable
from operator import itemgetter
from typing import Any, NamedTuple

_MOST = 2048
"""Shapes kept; names of other lengths make other shapes."""

Values = tuple[Any, ...]


class Field(NamedTuple):
    """One wanted attribute: its type, how its payload reads, and what stands for it where it is absent."""

    kind: int
    format: str
    """A format character of `struct`, or `s` for the bytes as they are."""
    default: Any = None


class _Shape(NamedTuple):
    headers: Callable[[bytes, int], tuple[int, ...]]
    expected: tuple[int, ...]
    payloads: Callable[[bytes, int], Values]
    pick: Callable[[Values], Values]


class Shapes:
    """The shapes met so far of one kind of message. Reads give the values of `fields`, in their order.

    A last value tells whether any attribute of `notable` types is there.
    """

    def __init__(self, *fields: Field, notable: frozenset[int] = frozenset()) -> None:
        self._fields = {field.kind: (slot, field) for slot, field in enumerate(fields)}
        self._defaults: Values = (*(field.default for field in fields), False, True)
        self._notable = notable
        self._known: dict[int, list[_Shape]] = {}
        self.kept = 0
        """How many shapes are remembered."""

    def read(self, data: bytes, offset: int, end: int) -> Values:
        """The wanted values of the attributes between two offsets."""
        for headers, expected, payloads, pick in self._known.get(end - offset, ()):
            if headers(data, offset) == expected:
                return pick(self._defaults + payloads(data, offset))
        return self._learn(data, offset, end)

    def _learn(self, data: bytes, offset: int, end: int) -> Values:
        if self.kept >= _MOST:
            self._known.clear()
            self.kept = 0
        header_format, payload_format, expected = "=", "=", []
        picks = [*range(len(self._fields)), len(self._fields)]
        taken = len(self._defaults)
        position = offset
        while position + 4 <= end:
            (header,) = struct.unpack_from("=I", data, position)
            length, kind = header & 0xFFFF, header >> 16 & 0x3FFF
            if length < 4:
                break
            padded = min((length + 3) & ~3, end - position)
            expected.append(header)
            header_format += f"I{padded - 4}x"
            slot, field = self._fields.get(kind, (-1, None))
            size = length - 4
            if field and (field.format == "s" or struct.calcsize("=" + field.format) == size):
                payload_format += f"4x{size}s" if field.format == "s" else f"4x{field.format}"
                payload_format += f"{padded - length}x"
                picks[slot] = taken
                taken += 1
            else:
                payload_format += f"{padded}x"
            if kind in self._notable:
                picks[-1] = len(self._defaults) - 1
            position += padded
        shape = _Shape(
            struct.Struct(header_format).unpack_from,
            tuple(expected),
            struct.Struct(payload_format).unpack_from,
            itemgetter(*picks),
        )
        self._known.setdefault(end - offset, []).append(shape)
        self.kept += 1
        return shape.pick(self._defaults + shape.payloads(data, offset))
