"""The JSON Schema (draft 2020-12) of what `--json` prints."""

from typing import Any

from netui.objects.registry import OBJECTS, Object
from netui.objects.row import schemas

_DRAFT = "https://json-schema.org/draft/2020-12/schema"


def schema(only: Object | None = None) -> dict[str, Any]:
    """The schema of one object's row, or of all objects by their nouns."""
    chosen = (only,) if only else OBJECTS
    references, definitions = schemas([one.row for one in chosen])
    if only:
        return {"$schema": _DRAFT, "title": only.noun, **references[0], "$defs": definitions}
    nouns = {one.noun: reference for one, reference in zip(chosen, references, strict=True)}
    return {"$schema": _DRAFT, "title": "netui", "type": "object", "properties": nouns, "$defs": definitions}
