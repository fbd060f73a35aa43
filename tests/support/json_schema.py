"""Checks data against a JSON Schema, as far as netui's schemas go (json-schema.org, draft 2020-12)."""

from collections.abc import Iterator
from typing import Any

_TYPES: dict[str, type | tuple[type, ...]] = {
    "null": type(None), "boolean": bool, "string": str, "integer": int, "number": (int, float), "array": list,
    "object": dict,
}  # fmt: skip
_KNOWN = frozenset(
    (
        "$ref", "$defs", "$schema", "title", "description", "default", "type", "anyOf", "enum", "properties",
        "required", "items", "prefixItems", "minItems", "maxItems", "additionalProperties",
    )
)  # fmt: skip


def violations(value: Any, schema: dict[str, Any], root: dict[str, Any], place: str = "$") -> Iterator[str]:
    """What in the value is not as the schema says. Raises AssertionError for a keyword that is not known here."""
    assert not set(schema) - _KNOWN, set(schema) - _KNOWN
    if "$ref" in schema:
        yield from violations(value, root["$defs"][schema["$ref"].removeprefix("#/$defs/")], root, place)
    if "anyOf" in schema and all(any(violations(value, one, root, place)) for one in schema["anyOf"]):
        yield f"{place}: fits none of {len(schema['anyOf'])}"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{place}: {value!r} is not in the list"
    if "type" in schema:
        yield from _of_type(value, schema["type"], place)
    if isinstance(value, dict):
        yield from _object(value, schema, root, place)
    if isinstance(value, list):
        yield from _array(value, schema, root, place)


def _of_type(value: Any, name: str, place: str) -> Iterator[str]:
    if not isinstance(value, _TYPES[name]) or (isinstance(value, bool) and name != "boolean"):
        yield f"{place}: {value!r} is no {name}"


def _object(value: dict[str, Any], schema: dict[str, Any], root: dict[str, Any], place: str) -> Iterator[str]:
    yield from (f"{place}: {name} is missing" for name in schema.get("required", ()) if name not in value)
    properties = schema.get("properties", {})
    for name, one in value.items():
        if name in properties:
            yield from violations(one, properties[name], root, f"{place}.{name}")
        elif properties:
            yield f"{place}: {name} is not described"
        elif isinstance(schema.get("additionalProperties"), dict):
            yield from violations(one, schema["additionalProperties"], root, f"{place}.{name}")


def _array(value: list[Any], schema: dict[str, Any], root: dict[str, Any], place: str) -> Iterator[str]:
    if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
        yield f"{place}: {len(value)} elements"
    first = schema.get("prefixItems", [])
    rest = schema.get("items")
    for number, one in enumerate(value):
        wanted = first[number] if number < len(first) else rest
        if isinstance(wanted, dict):
            yield from violations(one, wanted, root, f"{place}[{number}]")
        elif wanted is False:
            yield f"{place}: too long"
