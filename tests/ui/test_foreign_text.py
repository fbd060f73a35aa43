"""A saved snapshot may hold any text in any place: it is refused, or the screen shows it as text."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from netui.errors import SnapshotFileError
from netui.model.snapshot import Snapshot, decode, encode
from netui.ui.details import detail, titles
from netui.ui.document import lay_out
from netui.ui.lists import LISTINGS
from netui.ui.palette import objects
from netui.ui.sentences import sentence
from netui.ui.view import View
from tests.support.objects import full_host

_EVIL = "\x1b[31m\u202e\n"
_KEYS = ("id", "network_id")
"""What other parts of a snapshot refer to."""


def _texts(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any, Any]]:
    """Every text in the JSON: where, what holds it, and its key in that."""
    for key, one in value.items() if isinstance(value, dict) else enumerate(value):
        here = (*path, "*" if isinstance(key, int) or key.isdigit() else key)
        if isinstance(one, str):
            yield here, value, key
        elif isinstance(one, dict | list):
            yield from _texts(one, here)


def _shown(view: View) -> Iterator[str]:
    """All text of all lists, details, sentences, and of the palette."""
    subjects = {row: None for one in LISTINGS for key in view.spaces for row in one.rows(view, key)}
    for one in LISTINGS:
        for key in view.spaces:
            yield one.title(view, key)
            yield from one.empty(view, key)
            yield from (cell.text for row in one.rows(view, key) for cell in one.cells(view, row))
    for subject in subjects:
        yield sentence(view, subject)
        for title in titles(view, subject):
            document = detail(view, subject, title)
            yield document.title
            yield from (cell.text for line in lay_out(document.lines, 500) for cell in line.spans)
    for entry in objects(view):
        yield f"{entry.text} {entry.detail}"


def _read(written: dict[str, Any]) -> Snapshot | None:
    try:
        return decode(json.dumps(written).encode())
    except SnapshotFileError:
        return None


def test_no_text_of_a_snapshot_reaches_the_screen_as_it_is() -> None:
    written = json.loads(encode(full_host()))
    written["limits"] = [{"subject": "docker", "message": "it hangs", "hint": "restart it"}]
    refused, tried = set(), set()
    for path, holder, key in _texts(written):
        place = path[0] + "/" + "/".join(path[-3:])
        if place in tried or path[-1] in _KEYS:
            continue
        tried.add(place)
        before = holder[key]
        holder[key] = before + _EVIL
        snapshot = _read(written)
        holder[key] = before
        if snapshot is None:
            refused.add(path[-1])
            continue
        wrong = [text for text in _shown(View(snapshot)) if not text.isprintable()]
        assert not wrong, (path, wrong[0])
    assert {"mac", "local", "destination", "gateway", "error", "message", "hint"} <= refused
    assert len(tried - refused) > 40


@pytest.mark.parametrize("told", ["/run/docker.sock: läuft nicht → „warten“", "a\\x1bb"])
def test_a_toldin_any_language_is_read(told: str) -> None:
    written = json.loads(encode(full_host()))
    written["limits"] = [{"subject": "docker", "message": told, "hint": ""}]
    assert decode(json.dumps(written).encode()).limits[0].message == told
