"""`netui help [COMMAND]`: the same as --help."""

import click

from netui.cli.commands import find_command, suggestion
from netui.errors import UsageError
from netui.text import safe


@click.command("help", help="Help for a command.")
@click.argument("words", nargs=-1, metavar="[COMMAND]...")
@click.pass_context
def command(context: click.Context, words: tuple[str, ...]) -> None:
    """Walk down to the command and print its help."""
    place = context.parent or context
    for word in words:
        if place.parent is None:
            found = find_command(word)
        else:
            found = place.command.get_command(place, word) if isinstance(place.command, click.Group) else None
        if found is None:
            raise UsageError(f"there is no command {safe(word)}", hint=suggestion(word))
        place = click.Context(found, parent=place, info_name=found.name)
    click.echo(place.get_help())
