"""Files that netui writes: whole or not there, and for their owner alone, as they tell much about a host."""

import contextlib
import os
import stat
import tempfile
from pathlib import Path


def write_whole(path: Path, data: bytes) -> None:
    """Write a file, in place of one that is there. A link is followed.

    Raises OSError where it cannot be written; what was there then stays.
    """
    if path.exists() and not stat.S_ISREG(path.stat().st_mode):
        path.write_bytes(data)  # a pipe or a device, which cannot be replaced
        return
    target = Path(os.path.realpath(path))
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)  # mode 0600
    try:
        _fill(handle, data)
        Path(name).replace(target)
    except BaseException:
        _forget(name)
        raise


def write_new(path: Path, data: bytes) -> None:
    """Write a file where none is yet. Raises FileExistsError where there is one, or a link; and OSError."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        _fill(handle, data)
    except BaseException:
        _forget(path)
        raise


def _fill(handle: int, data: bytes) -> None:
    with open(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _forget(path: Path | str) -> None:
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)
