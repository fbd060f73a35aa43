"""Tables: whole in a pipe, fitted on a terminal, aligned whatever the characters."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netui.cli.table import table
from netui.cli.width import padded, shortened, width
from netui.objects.column import Column

ROWS = [
    {"place": "host", "name": "br-161847f4fecf", "state": "up", "addresses": "10.0.0.1/24, fe80::fc:ff:fe00:1/64"},
    {"place": "container:web", "name": "日本語", "state": "no-carrier", "addresses": ""},
    {"place": "a" * 120, "name": "eth0", "state": "down", "addresses": ", ".join(["2001:db8::1/64"] * 20)},
]
COLUMNS = (
    Column("PLACE", lambda row: row["place"], 1),
    Column("NAME", lambda row: row["name"], 1),
    Column("STATE", lambda row: row["state"], 1, state=True),
    Column("ADDRESSES", lambda row: row["addresses"], 2, 12),
    Column("MTU", lambda _row: 1500, 6, 4, right=True),
    Column("NOTHING", lambda _row: None, 1),
)


class Screen:
    """An output of a given width that marks states in place of colours."""

    def __init__(self, cells: int | None) -> None:
        self.width = cells

    def state(self, word: str) -> str:
        return word


def lines(cells: int | None, columns: tuple[Column, ...] = COLUMNS, rows: list[Any] = ROWS) -> list[str]:
    return list(table(columns, rows, Screen(cells)))  # type: ignore[arg-type]


def test_pipe_gets_everything() -> None:
    shown = lines(None)
    assert len(shown) == 4
    for row, line in zip(ROWS, shown[1:], strict=True):
        assert all(value in line for value in row.values())
    assert not any("\t" in line or line != line.rstrip() for line in shown)


@pytest.mark.parametrize("cells", [20, 40, 60, 80, 81, 100, 132, 200, 400])
def test_every_line_fits(cells: int) -> None:
    assert max(map(width, lines(cells))) <= cells


def test_least_important_columns_go_first() -> None:
    heading = lines(80)[0].split()
    assert heading[:3] == ["PLACE", "NAME", "STATE"]
    assert "MTU" not in heading
    assert "NOTHING" not in heading
    assert "MTU" in lines(None)[0]


def test_room_that_is_there_is_used() -> None:
    short = [row for row in ROWS if len(row["place"]) < 100]
    whole = lines(None, rows=short)
    assert lines(max(map(width, whole)), rows=short) == whole


def test_columns_are_aligned_under_wide_characters() -> None:
    heading, *rest = lines(None)
    column = width(heading[: heading.index("STATE")])
    for row, line in zip(ROWS, rest, strict=True):
        assert width(line[: line.index(f"  {row['state']}") + 2].rstrip(" ")) <= column
        before = line[: line.rindex(row["state"], 0, line.index(row["state"]) + 20)]
        assert width(before) == column


def test_no_rows_leave_the_heading() -> None:
    assert lines(80, rows=[]) == [lines(None, rows=[])[0]]


@given(st.text(max_size=40), st.integers(0, 50))
def test_shortened_text_is_never_wider(text: str, cells: int) -> None:
    made = shortened(text, cells)
    assert width(made) <= cells
    assert made == text or cells < width(text)


def test_both_ends_are_kept() -> None:
    assert shortened("br-161847f4fecf", 9) == "br-1…fecf"


@pytest.mark.parametrize(
    ("text", "cells"), [("abc", 3), ("日本語", 6), ("e\u0301", 1), ("a\u200bb", 2), ("ﾊ", 1), ("", 0)]
)
def test_cells(text: str, cells: int) -> None:
    assert width(text) == cells
    assert width(padded(text, 10)) == 10
