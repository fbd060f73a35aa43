"""Entering a network namespace for the length of a `with` block, in the calling thread alone (setns(2))."""

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager

CLONE_NEWNET = 0x40000000

_libc = ctypes.CDLL(None, use_errno=True)


def _checked(result: int, call: str) -> None:
    if result:
        number = ctypes.get_errno()
        raise OSError(number, f"{call}: {os.strerror(number)}")


def setns(fd: int) -> None:
    """Move the calling thread into the network namespace behind `fd`. Raises OSError."""
    _checked(_libc.setns(fd, CLONE_NEWNET), "setns")


def unshare() -> None:
    """Move the calling thread into a new network namespace. Raises OSError."""
    _checked(_libc.unshare(CLONE_NEWNET), "unshare")


@contextmanager
def homecoming() -> Iterator[int]:
    """Whatever namespace the block moves this thread to, it ends in the one that it began in.

    Yields a file descriptor of that namespace. A thread left abroad would keep a foreign namespace alive.
    """
    home = os.open("/proc/thread-self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
    try:
        yield home
    finally:
        setns(home)
        os.close(home)


@contextmanager
def entered(fd: int) -> Iterator[None]:
    """Run the block inside the namespace behind `fd`; child processes started there live in it too.

    Raises OSError: EPERM without CAP_SYS_ADMIN, EINVAL where `fd` is no network namespace.
    """
    with homecoming():
        setns(fd)
        yield
