"""`netui config`: the default configuration, where the file is, and whether it can be used."""

import click

from netui.cli.output import Output
from netui.cli.settings import Settings, pass_settings, shared
from netui.config.finding import config_path
from netui.config.reading import load
from netui.errors import UsageError
from netui.text import safe


@shared
@click.command("config", help="The default configuration, with comments, and where its file is.")
@click.option("--path", is_flag=True, help="Print where the file is, or would be.")
@click.option("--check", is_flag=True, help="Check the file, and say nothing where it can be used.")
@pass_settings
def command(settings: Settings, path: bool, check: bool) -> None:
    """Print, locate or check. Raises ConfigError for a file that cannot be used."""
    if path and check:
        raise UsageError("--path and --check are two questions", hint="ask one")
    if settings.json:
        raise UsageError("a configuration is TOML: --json means nothing here")
    if path:
        Output().lines([safe(str(config_path()))])
    elif check:
        settings.screen().check(load())
    else:
        Output().lines(settings.screen().default_config())
