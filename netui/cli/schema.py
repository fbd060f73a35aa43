"""`netui schema [OBJECT]`."""

import json

import click

from netui.cli.output import Output
from netui.cli.settings import shared


@shared
@click.command("schema", help="The JSON Schema of what --json prints, of one OBJECT or of all.")
@click.argument("object", required=False)
def command(object: str | None) -> None:
    """Print it."""
    from netui.objects.registry import find
    from netui.objects.schema import schema

    Output().json(json.dumps(schema(find(object) if object else None), indent=2).encode())
