"""A document narrowed to the lines that hold a text, or fit what stands behind a prefix, as in lists."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from netui.errors import UsageError
from netui.objects.filter import FIELDS, fits, parse_filter
from netui.text import safe
from netui.ui.cells import Cell
from netui.ui.document import Grid, Line

_PLACES = {"ns": ("in", "lives in")}
"""Titles and labels under which namespaces stand, besides those of the public fields."""

Test = Callable[[Sequence[str], Sequence[str]], bool]
"""Whether texts fit, of which each has a title; both in lower case."""


class Narrowed(NamedTuple):
    """What is left of a document."""

    lines: list[Line | Grid]
    shown: int
    """How many lines and rows hold the text; headings do not count."""
    total: int


def narrowed(lines: Sequence[Line | Grid], text: str) -> Narrowed:
    """The lines and rows that fit every word of `text`, whatever its case, with the headings over them."""
    tests = [_test(word) for word in text.split()]
    found: list[Line | Grid] = []
    heading: Line | None = None
    shared: tuple[Cell, ...] = ()
    shown = total = 0
    holds = False
    for line in lines:
        if isinstance(line, Line) and (line.heading or not line.spans):
            heading = line if line.heading else None
            shared = line.spans if line.shared else ()
            continue
        if isinstance(line, Grid):
            titles = [column.title for column in line.columns]
            rows = [number for number, cells in enumerate(line.rows) if _fit(titles, cells, tests)]
            total += len(line.rows)
            shown += len(rows)
            holds = bool(rows)
            kept: Line | Grid = Grid(
                line.columns,
                [line.rows[number] for number in rows],
                [line.targets[number] for number in rows],
                [line.objects[number] for number in rows],
            )
        elif line.joined:
            kept = line
        else:
            cells = (*shared, *line.spans)
            holds, kept = _fit([line.spans[0].text.strip()] * len(cells), cells, tests), line
            total += 1
            shown += holds
        if holds:
            if heading:
                found += ([Line()] if found else []) + [heading]
                heading = None
            found.append(kept)
    return Narrowed(found, shown, total)


def _fit(titles: Sequence[str], cells: Sequence[Cell], tests: Sequence[Test]) -> bool:
    lower = [title.casefold() for title in titles]
    texts = [cell.text.strip().casefold() for cell in cells]
    return all(test(lower, texts) for test in tests)


def _test(word: str) -> Test:
    prefix, colon, wanted = word.casefold().partition(":")
    sought = safe(wanted)
    if colon and prefix == "ip":
        return _address(word)
    if colon and prefix in FIELDS:
        places = (*FIELDS[prefix], *_PLACES.get(prefix, ()))
        return lambda titles, texts: any(
            title in places and fits(prefix, sought, text.replace(" ", "-") if prefix == "state" else text)
            for title, text in zip(titles, texts, strict=True)
        )
    plain = safe(word).casefold()
    return lambda _titles, texts: plain in " ".join(texts)


def _address(word: str) -> Test:
    try:
        holds = parse_filter((word,))
    except UsageError:  # it is no address, or none yet
        return lambda _titles, _texts: False
    return lambda _titles, texts: holds(texts)
