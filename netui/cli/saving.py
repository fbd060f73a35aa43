"""`netui snapshot FILE`: everything that can be read, in a file that --from takes."""

import contextlib
import os
import stat
import tempfile
from pathlib import Path

import click

from netui.cli.counted import counted
from netui.cli.output import Output, tell_limits
from netui.cli.settings import Settings, pass_settings, shared
from netui.cli.source import snapshot_of
from netui.core.reading import EVERY_FACET
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
    """Write a file that is whole or not there, and that its owner alone may read: it tells much about a host.

    Raises SnapshotFileError.
    """
    try:
        if path.exists() and not stat.S_ISREG(path.stat().st_mode):
            path.write_bytes(data)  # a pipe or a device, which cannot be replaced
        else:
            _replace(Path(os.path.realpath(path)), data)
    except OSError as error:
        raise SnapshotFileError(f"{safe(str(path))} cannot be written: {error.strerror}") from error


def _replace(path: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # mode 0600
    try:
        with open(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name)
        raise
