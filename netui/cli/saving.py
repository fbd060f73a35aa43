"""`netui snapshot FILE`: everything that can be read, in a file that --from takes."""

from pathlib import Path

import click

from netui.cli.counted import counted
from netui.cli.output import Output, tell_limits
from netui.cli.settings import Settings, pass_settings, shared
from netui.cli.source import snapshot_of
from netui.core.reading import EVERY_FACET
from netui.core.state.files import write_whole
from netui.errors import SnapshotFileError
from netui.model.snapshot import Snapshot, encode
from netui.text import safe


@shared
@click.command("snapshot", help="Save everything that netui can read to FILE (- for standard output), for --from.")
@click.argument("file", type=click.Path())
@pass_settings
def command(settings: Settings, file: str) -> None:
    """Read, write, and say what was saved."""
    snapshot = snapshot_of(settings, EVERY_FACET)
    data = encode(snapshot)
    if file == "-":
        Output().json(data)
    else:
        save(Path(file), data)
        Output().lines([f"{safe(file)}: {_contents(snapshot)}"])
    tell_limits(snapshot.limits)


def _contents(snapshot: Snapshot) -> str:
    links = sum(len(space.links) for space in snapshot.namespaces.values())
    return ", ".join(
        (
            counted(len(snapshot.namespaces), "namespace"),
            counted(links, "link"),
            counted(len(snapshot.docker.containers), "container"),
        )
    )


def save(path: Path, data: bytes) -> None:
    """Write a snapshot file. Raises SnapshotFileError."""
    try:
        write_whole(path, data)
    except OSError as error:
        raise SnapshotFileError(f"{safe(str(path))} cannot be written: {error.strerror}") from error
