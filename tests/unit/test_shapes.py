"""Reading by learned shape gives what walking the attributes gives, whatever the payloads hold."""

import struct

from hypothesis import given
from hypothesis import strategies as st

from netui.sources.netlink.shapes import Field, Shapes
from netui.sources.netlink.wire import attribute, attributes

NUMBER, TEXT, RARE = 4, 3, 9

shapes = Shapes(Field(NUMBER, "I", 0), Field(TEXT, "s"), notable=frozenset((RARE,)))
"""One for all examples: what it learnt from others must not mislead it."""

payloads = st.one_of(
    st.binary(max_size=12),
    st.integers(0, 2**32 - 1).map(lambda number: struct.pack("=I", number)),
    # A payload that looks like attributes.
    st.integers(0, 12).map(lambda kind: attribute(kind, b"\x08\0\4\0") + attribute(NUMBER, b"\7\0\0\0")),
)
messages = st.lists(st.tuples(st.integers(1, 12), payloads), max_size=6, unique_by=lambda pair: pair[0])


@given(messages, st.sampled_from([0, 0x8000]))
def test_shapes_read_what_a_walk_finds(pairs: list[tuple[int, bytes]], nested: int) -> None:
    data = b"head" + b"".join(attribute(kind | nested, payload) for kind, payload in pairs)
    found = attributes(data, 4, len(data))
    raw = found.get(NUMBER, b"")
    number = struct.unpack("=I", raw)[0] if len(raw) == 4 else 0
    expected = (number, found.get(TEXT), RARE in found)
    assert shapes.read(data, 4, len(data)) == expected
    assert shapes.read(data, 4, len(data)) == expected


def test_memory_is_bounded() -> None:
    many = Shapes(Field(TEXT, "s"))
    for length in range(6000):
        data = attribute(TEXT, b"x" * length)
        assert many.read(data, 0, len(data))[0] == b"x" * length
    assert many.kept <= 2048
