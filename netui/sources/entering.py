"""Entering a network namespace for the length of a `with` block, in the calling thread alone (setns(2))."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from netui.sources.syscalls import CLONE_NEWNET, setns, unshare


class Traveller:
    """Moves the calling thread between namespaces, and knows the way home."""

    def __init__(self, home: int) -> None:
        self._home = home
        self._away = False

    def enter(self, fd: int) -> None:
        """Into the network namespace behind `fd`.

        Raises OSError: EPERM without CAP_SYS_ADMIN, EINVAL where `fd` is no network namespace.
        """
        setns(fd, CLONE_NEWNET)
        self._away = True

    def unshare(self) -> None:
        """Into a new network namespace. Raises OSError: EPERM, or ENOSPC where no more may be made."""
        unshare(CLONE_NEWNET)
        self._away = True

    def go_home(self) -> None:
        """Back to where this thread began; nothing where it is there."""
        if self._away:
            setns(self._home, CLONE_NEWNET)
            self._away = False


@contextmanager
def homecoming() -> Iterator[Traveller]:
    """Wherever the block moves this thread to, it ends where it began.

    A thread left abroad would keep a foreign namespace alive.
    """
    home = os.open("/proc/thread-self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
    traveller = Traveller(home)
    try:
        yield traveller
    finally:
        try:
            traveller.go_home()
        finally:
            os.close(home)


@contextmanager
def entered(fd: int) -> Iterator[None]:
    """Run the block inside the namespace behind `fd`; child processes started there live in it too.

    Raises OSError as `Traveller.enter` does.
    """
    with homecoming() as traveller:
        traveller.enter(fd)
        yield
