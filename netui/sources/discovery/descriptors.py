"""Open descriptors of namespaces, and sockets that outlive every process of theirs."""

import os
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from netui.model.namespace import Holder
from netui.sources.discovery.found import Place, borrow, namespace_of_socket
from netui.sources.discovery.mounts import remote
from netui.sources.discovery.statx import identity
from netui.text import Name

Describe = Callable[[int], Holder | None]

_NEVER = (b"socket:", b"pipe:", b"anon_inode:", b"/dev/", b"/memfd:", b"mnt:", b"pid:", b"user:", b"ipc:", b"uts:")


class HeldDescriptor(NamedTuple):
    """One open file that is a network namespace."""

    inode: int
    holder: Holder
    path: bytes


def _descriptors(pids: Iterable[int]) -> Iterator[tuple[int, bytes, bytes, bytes]]:
    """Of every descriptor of other processes: the process, its number, its path, and what its link tells."""
    own = os.getpid()
    for pid in pids:
        if pid == own:
            continue
        try:
            numbers = os.listdir(b"/proc/%d/fd" % pid)
        except OSError:
            continue
        for number in numbers:
            path = b"/proc/%d/fd/%s" % (pid, number)
            try:
                text = os.readlink(path)
            except OSError:
                continue
            yield pid, number, path, text


def held(pids: Iterable[int], device: int, describe: Describe) -> Iterator[HeldDescriptor]:
    """Every descriptor of a network namespace that another process keeps open.

    A descriptor opened through a bind mount reads as that path, so the text of the link does not tell: stat does.
    """
    distant = remote()
    for pid, _, path, text in _descriptors(pids):
        if text.startswith(_NEVER) or (distant and text.startswith(distant)):
            continue
        try:
            where, inode = identity(path)
            if where != device or not _is_network(path, text):
                continue
        except OSError:
            continue
        who = describe(pid)
        if who:
            holder = Holder("fd", pid, 0, who.command, started=who.started, path=Name(path))
            yield HeldDescriptor(inode, holder, path)


def _is_network(path: bytes, text: bytes) -> bool:
    """Whether a file of nsfs is a network namespace and no other kind (NS_GET_NSTYPE)."""
    if text.startswith(b"net:["):
        return True
    if b":[" in text and not text.startswith(b"/"):
        return False
    import fcntl

    fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        return fcntl.ioctl(fd, 0xB703) == 0x40000000
    except OSError:
        return False
    finally:
        os.close(fd)


class SocketCache:
    """The namespaces of other processes' sockets; each socket is asked once, by its inode."""

    def __init__(self) -> None:
        self._known: dict[int, int] = {}

    def held(self, pids: Iterable[int], describe: Describe) -> Iterator[tuple[Place, int, Holder]]:
        """For each socket: where it is, the inode of its namespace, and who holds it."""
        known: dict[int, int] = {}
        for pid, number, path, text in _descriptors(pids):
            if not text.startswith(b"socket:["):
                continue
            socket = int(text[8:-1])
            inode = known.get(socket) or self._known.get(socket) or _ask(pid, int(number))
            if inode:
                known[socket] = inode
                who = describe(pid)
                if who:
                    holder = Holder("socket", pid, 0, who.command, started=who.started, path=Name(path))
                    yield Place(path, pid, int(number)), inode, holder
        self._known = known


def _ask(pid: int, number: int) -> int:
    try:
        borrowed = borrow(pid, number)
    except OSError:
        return 0
    try:
        namespace = namespace_of_socket(borrowed)
    except OSError:  # not a socket of a network namespace (AF_UNIX before Linux 4.10)
        return 0
    finally:
        os.close(borrowed)
    try:
        return os.fstat(namespace).st_ino
    finally:
        os.close(namespace)
