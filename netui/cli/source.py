"""Where a reading command takes its snapshot from: this host now, or a file."""

from pathlib import Path

from netui.cli.settings import Settings
from netui.core.reading import Want, read_snapshot
from netui.errors import SnapshotFileError, SourceError
from netui.model.snapshot import Snapshot, decode
from netui.text import safe


def snapshot_of(settings: Settings, facets: frozenset[str] = frozenset(), *, docker: bool = True) -> Snapshot:
    """The snapshot that a command works on. Raises SnapshotFileError, SourceError."""
    if settings.saved:
        return load(settings.saved)
    return read(facets, docker=docker, namespace=settings.namespace)


def read(facets: frozenset[str] = frozenset(), *, docker: bool = True, namespace: str = "") -> Snapshot:
    """This host now. Raises SourceError where netlink itself is refused."""
    try:
        return read_snapshot(Want(facets, docker=docker, namespace=namespace))
    except OSError as error:
        raise SourceError(f"netlink is refused: {error.strerror or error}", hint="see netui doctor") from error


def load(path: str) -> Snapshot:
    """A saved snapshot. Raises SnapshotFileError."""
    shown = safe(path)
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise SnapshotFileError(f"{shown} cannot be read: {error.strerror}") from error
    try:
        return decode(data)
    except SnapshotFileError as error:
        raise SnapshotFileError(f"{shown}: {error.message}", hint=error.hint) from error
