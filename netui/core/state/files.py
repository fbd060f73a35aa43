"""Files that netui writes: whole or not there, and for their owner alone, as they tell much about a host."""

import contextlib
import errno
import os
import stat
import tempfile
from pathlib import Path


def write_whole(path: Path, data: bytes) -> None:
    """Write a file, in place of one that is there. A link is followed, unless somebody laid it in a shared folder.

    Raises OSError where it cannot be written; what was there then stays.
    """
    if _is_laid(path):
        raise PermissionError(errno.EACCES, "it is somebody else's link in a shared folder", str(path))
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


def _is_laid(path: Path) -> bool:
    """Whether it is a link that the kernel would not follow on opening (fs.protected_symlinks, proc(5)): renaming
    something to where it leads would go round that.
    """
    try:
        link, folder = path.lstat(), path.parent.stat()
    except OSError:
        return False
    shared = folder.st_mode & stat.S_ISVTX and folder.st_mode & stat.S_IWOTH
    return bool(stat.S_ISLNK(link.st_mode) and shared and link.st_uid not in (os.geteuid(), folder.st_uid))


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
