"""Tables: whole in a pipe, fitted on a terminal, aligned whatever the characters."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netui.cli.table import Table
from netui.objects.column import Column
from netui.objects.directory import Directory
from netui.objects.registry import find
from netui.width import listed, padded, shortened, width
from tests.support.objects import full_host

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
    return list(Table(columns, rows, Screen(cells)).lines())  # type: ignore[arg-type]


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


def test_columns_without_room_are_named_and_empty_ones_are_not() -> None:
    assert Table(COLUMNS, ROWS, Screen(80)).left_out == ["MTU"]  # type: ignore[arg-type]
    assert Table(COLUMNS, ROWS, Screen(None)).left_out == []  # type: ignore[arg-type]


def test_the_type_and_the_metric_of_a_route_have_room_on_a_usual_terminal() -> None:
    kind = find("route")
    shown = lines(80, kind.columns, kind.rows(Directory(full_host())))
    assert "METRIC" in shown[0] and "TABLE" in shown[0]
    assert any(" 10.66.0.0/16 " in line and " blackhole " in line for line in shown)
    assert any(" prohibit " in line and line.endswith(" 4294967295") for line in shown)


def test_a_list_is_cut_at_its_end_with_a_count() -> None:
    addresses = ("10.0.0.1/24", "192.0.2.10/24", "2001:db8::1/64")
    assert listed(addresses, 42) == "10.0.0.1/24, 192.0.2.10/24, 2001:db8::1/64"
    assert listed(addresses, 30) == "10.0.0.1/24, 192.0.2.10/24 +1"
    assert listed(addresses, 28) == "10.0.0.1/24 +2"
    assert listed(addresses, 14) == "10.0.0.1/24 +2"
    columns = (Column("NAME", lambda row: row[0], 1), Column("ADDRESSES", lambda row: row[1], 2, 12))
    shown = lines(40, columns, [("a" * 60, addresses), ("b", addresses[:1])])
    assert shown[1].endswith("  10.0.0.1/24 +2")
    assert shown[2].endswith("  10.0.0.1/24")


@given(st.lists(st.text(min_size=1, max_size=30), min_size=1, max_size=6), st.integers(0, 80))
def test_a_list_is_never_wider_and_never_hides_that_it_is_cut(items: list[str], cells: int) -> None:
    made = listed(items, cells)
    assert width(made) <= cells
    assert made == ", ".join(items) or "…" in made or re.search(r" \+\d+$", made) or not cells


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
