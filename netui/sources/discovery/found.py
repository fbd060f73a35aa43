"""A namespace that was found: its address, its holders, and how to open it for a moment."""

import ctypes
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from netui.errors import GoneError
from netui.model.namespace import Holder
from netui.text import Name

_SIOCGSKNS = 0x894C
_SYS_PIDFD_GETFD = 438

_libc = ctypes.CDLL(None, use_errno=True)


class Place(NamedTuple):
    """Where a namespace can be opened: a path, or a socket that another process holds."""

    path: bytes
    pid: int = 0
    fd: int = -1
    """Number of a socket among the descriptors of `pid`; -1 where `path` is enough."""


class Found:
    """One namespace, as one scan saw it."""

    __slots__ = ("address", "holders", "names", "places")

    def __init__(self, address: tuple[int, int]) -> None:
        self.address = address
        """st_dev of nsfs and inode number."""
        self.names: list[Name] = []
        self.holders: list[Holder] = []
        self.places: list[Place] = []
        """The surest first."""


@contextmanager
def opened(places: tuple[Place, ...] | list[Place], address: tuple[int, int]) -> Iterator[int]:
    """A descriptor of the namespace at `address`, for as short as possible: it keeps the namespace alive.

    Raises GoneError where no place leads there any more, PermissionError where one does and may not be opened.
    """
    denied: OSError | None = None
    for place in places:
        try:
            fd = _open(place)
        except PermissionError as error:
            denied = error
            continue
        except OSError:
            continue
        try:
            status = os.fstat(fd)
            if (status.st_dev, status.st_ino) == address:
                yield fd
                return
        finally:
            os.close(fd)
    if denied:
        raise denied
    raise GoneError("the namespace has ended, or nothing that netui may open leads to it any more")


def _open(place: Place) -> int:
    if place.fd < 0:
        return os.open(place.path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    borrowed = borrow(place.pid, place.fd)
    try:
        return namespace_of_socket(borrowed)
    finally:
        os.close(borrowed)


def borrow(pid: int, fd: int) -> int:
    """A duplicate of another process's descriptor (pidfd_getfd(2)). Raises OSError."""
    pidfd = os.pidfd_open(pid)
    try:
        duplicate = _libc.syscall(_SYS_PIDFD_GETFD, pidfd, fd, 0)
        if duplicate < 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number))
        return int(duplicate)
    finally:
        os.close(pidfd)


def namespace_of_socket(socket: int) -> int:
    """A descriptor of the network namespace that a socket belongs to (SIOCGSKNS). Raises OSError."""
    return fcntl.ioctl(socket, _SIOCGSKNS)
