"""How text is fitted into cells, and which columns stay where there is little room."""

from hypothesis import given
from hypothesis import strategies as st

from netui.text import safe
from netui.ui.cells import Column, cell_width, fit, place, shorten, wrap
from netui.ui.lists import LISTINGS
from netui.width import in_ascii

_TEXT = st.text(max_size=60).map(safe)


@given(_TEXT, st.integers(0, 40), st.booleans())
def test_text_takes_exactly_its_cells(text: str, width: int, right: bool) -> None:
    for cut in ("middle", "end"):
        assert cell_width(fit(text, width, right=right, cut=cut)) == width


@given(_TEXT, st.integers(1, 40))
def test_what_is_left_out_is_marked(text: str, width: int) -> None:
    short = shorten(text, width)
    assert short == text or "…" in short


@given(_TEXT, st.integers(2, 40))
def test_wrapping_loses_nothing(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert all(cell_width(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@given(_TEXT)
def test_ascii_takes_as_many_cells(text: str) -> None:
    plain = in_ascii(text)
    assert plain.isascii()
    assert len(plain) == cell_width(text)


@given(st.integers(10, 300))
def test_columns_never_take_more_than_there_is(width: int) -> None:
    for listing in LISTINGS:
        placed = place(listing.columns, width)
        assert placed[0].column == 0
        taken = sum(one.width for one in placed) + 2 * (len(placed) - 1)
        assert taken <= max(width, listing.columns[0].minimum)


def test_a_column_of_little_weight_does_not_squeeze_the_name() -> None:
    columns = (Column("NAME", 16, 8), Column("STATE", 10, 10), Column("MAC", 17, 17, priority=5))
    assert [one.column for one in place(columns, 40)] == [0, 1]
    assert place(columns, 40)[0].width == 16
    assert [one.column for one in place(columns, 50)] == [0, 1, 2]


@given(st.integers(10, 300), st.integers(0, 60), st.integers(0, 20))
def test_fitted_columns_never_take_more_than_there_is(width: int, needed: int, fewer: int) -> None:
    for listing in LISTINGS:
        columns = [one.fitted(max(0, needed - fewer * number)) for number, one in enumerate(listing.columns)]
        placed = place(columns, width)
        taken = sum(one.width for one in placed) + 2 * (len(placed) - 1)
        assert taken <= max(width, columns[0].minimum)


def test_what_tells_least_comes_only_where_no_address_is_cut_for_it() -> None:
    name, mac = Column("NAME", 16, 8, snug=True).fitted(8), Column("MAC", 17, 17, priority=5)
    address = Column("ADDRESS", 18, 14, priority=2, grow=1, most=32)
    for needed, fits in ((0, True), (18, True), (19, False), (60, False)):
        placed = place((name, address.fitted(needed), mac), 8 + 2 + 18 + 2 + 17)
        assert (len(placed) == 3) is fits, needed
        assert placed[1].width >= min(needed, 32)
