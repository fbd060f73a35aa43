"""`netui snapshot FILE`: everything that can be read, in a file that --from takes."""

from pathlib import Path

import click

from netui.cli.counted import counted
from netui.cli.output import Output, tell_limits
from netui.cli.settings import Settings, pass_settings, shared
from netui.cli.source import snapshot_of
from netui.core.reading import EVERY_FACET
from netui.core.state.files import write_new, write_whole
from netui.errors import SnapshotFileError
from netui.model.snapshot import Snapshot, encode
from netui.text import safe


@shared
@click.command("snapshot", help="Save everything that netui can read to FILE (- for standard output), for --from.")
@click.argument("file", type=click.Path())
@click.option("--force", is_flag=True, help="Replace FILE where it is there already.")
@pass_settings
def command(settings: Settings, file: str, force: bool) -> None:
    """Read, write, and say what was saved."""
    path = Path(file)
    if file != "-" and not force and _holds_something(path):
        raise _already(path)  # before much is read
    snapshot = snapshot_of(settings, EVERY_FACET)
    data = encode(snapshot)
    if file == "-":
        Output().json(data)
    else:
        save(path, data, force=force)
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


def save(path: Path, data: bytes, *, force: bool = False) -> None:
    """Write a snapshot file; one that is there is replaced by `force` alone: what it tells of would be lost.

    Pipes, devices and empty files (mktemp(1)) are written to. Raises SnapshotFileError.
    """
    lost = not path.exists() or _holds_something(path)
    write = write_new if lost and not force else write_whole
    try:
        write(path, data)
    except FileExistsError as error:
        raise _already(path) from error
    except OSError as error:
        raise SnapshotFileError(f"{safe(str(path))} cannot be written: {error.strerror}") from error


def _holds_something(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > 0


def _already(path: Path) -> SnapshotFileError:
    return SnapshotFileError(f"{safe(str(path))} is there already", hint="--force replaces it")
