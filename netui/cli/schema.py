"""`netui schema [OBJECT]`."""

import json
from importlib import import_module
from typing import Any

import click

from netui.cli.output import Output
from netui.cli.settings import shared
from netui.objects.row import schemas

_COMMANDS = {
    "tree": ("objects.tree", "Root"),
    "map": ("topology.written", "Map"),
    "events": ("objects.changes", "Event"),
    "diff": ("objects.changes", "Event"),
    "doctor": ("cli.doctor", "Report"),
}
"""Commands whose --json is no list of objects: module and class of one element."""


@shared
@click.command(
    "schema",
    help="The JSON Schema of what --json prints, of one OBJECT or of all; also tree, map, events, diff, doctor.",
)
@click.argument("object", required=False)
def command(object: str | None) -> None:
    """Print it."""
    from netui.objects.registry import find
    from netui.objects.schema import schema

    found = _of_command(object) if object in _COMMANDS else schema(find(object) if object else None)
    Output().json(json.dumps(found, indent=2).encode())


def _of_command(name: str) -> dict[str, Any]:
    (reference,), definitions = schemas([getattr(import_module(f"netui.{_COMMANDS[name][0]}"), _COMMANDS[name][1])])
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": name,
        **reference,
        "$defs": definitions,
    }
