"""Directories whose entries come and go (inotify(7))."""

import ctypes
import os

_IN_CREATE, _IN_DELETE, _IN_MOVED, _IN_DELETE_SELF = 0x100, 0x200, 0xC0, 0x400
_MASK = _IN_CREATE | _IN_DELETE | _IN_MOVED | _IN_DELETE_SELF
_libc = ctypes.CDLL(None, use_errno=True)


class DirectoryWatch:
    """Readable (`fileno`) when an entry came or went in one of the directories."""

    def __init__(self, *paths: bytes) -> None:
        self._fd = _libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        if self._fd < 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number))
        self._paths = paths
        self.follow()

    def follow(self) -> None:
        """Watch the directories that are there now; where one is missing, its parent, for it to come."""
        for path in self._paths:
            for candidate in (path, path.rpartition(b"/")[0]):
                if _libc.inotify_add_watch(self._fd, candidate, _MASK) >= 0:
                    break

    def fileno(self) -> int:
        """The descriptor to wait on."""
        return int(self._fd)

    def drain(self) -> None:
        """Forget what was told; look at the directories themselves."""
        try:
            while os.read(self._fd, 1 << 16):
                pass
        except BlockingIOError:
            pass
        self.follow()

    def close(self) -> None:
        """End all watches."""
        os.close(self._fd)
