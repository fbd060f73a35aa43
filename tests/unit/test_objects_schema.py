"""The schema says what is printed, and all of it."""

import json
from typing import Any

import pytest

from netui.model import Snapshot
from netui.objects.registry import OBJECTS, Object, find
from netui.objects.schema import schema
from tests.support.json_schema import violations
from tests.support.objects import full_host, listed
from tests.support.snapshots import hostile_host, not_root


@pytest.mark.parametrize("kind", OBJECTS, ids=lambda one: one.noun)
@pytest.mark.parametrize("host", [full_host, hostile_host, not_root])
def test_rows_are_as_described(kind: Object, host: Any) -> None:
    described = json.loads(json.dumps(schema(kind)))
    assert described["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    for row in listed(kind.noun, host()):
        assert not list(violations(row, described, described))


@pytest.mark.parametrize("kind", OBJECTS, ids=lambda one: one.noun)
def test_a_row_without_one_of_its_fields_is_refused(kind: Object) -> None:
    described = schema(kind)
    row = listed(kind.noun, full_host())[0]
    (first, *_) = row
    broken = {name: value for name, value in row.items() if name != first}
    assert f"$: {first} is missing" in list(violations(broken, described, described))
    assert list(violations({**row, first: {"no": "such"}}, described, described))


def test_all_objects_at_once() -> None:
    described = json.loads(json.dumps(schema()))
    assert list(described["properties"]) == [one.noun for one in OBJECTS]
    rows = {one.noun: listed(one.noun, full_host())[0] for one in OBJECTS}
    assert not list(violations(rows, described, described))
    assert not listed("link", Snapshot())


def test_the_schema_says_what_an_empty_kind_means() -> None:
    (link,) = [one for one in schema(find("link"))["$defs"].values() if one.get("title") == "Link"]
    assert "loopback" in link["properties"]["kind"]["description"]
