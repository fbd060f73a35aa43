"""Named namespaces as `ip netns` makes them: files under /run/netns with namespaces mounted on them (ip-netns(8))."""

import ctypes
import errno
import fcntl
import os
import stat
from contextlib import suppress

from netui.model.action import CreateNamespace, DeleteNamespace, NameNamespace
from netui.sources.discovery.scan import RUN_NETNS
from netui.sources.entering import homecoming
from netui.sources.netlink.writing.door import opened
from netui.text import Name

_MS_BIND, _MS_REC, _MS_SHARED = 0x1000, 0x4000, 1 << 20
_MNT_DETACH = 2
_libc = ctypes.CDLL(None, use_errno=True)


def create(action: CreateNamespace) -> None:
    """Make a namespace and give it its name. Raises FileExistsError, OSError."""
    _share()
    path = _claim(action.name)
    try:
        with homecoming() as traveller:
            traveller.unshare()
            _mount(b"/proc/thread-self/ns/net", path, _MS_BIND)
    except OSError:
        os.unlink(path)
        raise


def name(action: NameNamespace) -> None:
    """Give a namespace that is there a name. Raises as `create`, and as `opened`."""
    with opened(action.where) as fd:
        _share()
        path = _claim(action.name)
        try:
            _mount(b"/proc/self/fd/%d" % fd, path, _MS_BIND)
        except OSError:
            os.unlink(path)
            raise


def delete(action: DeleteNamespace) -> None:
    """Take the name away; without any other holder the namespace ends. Raises as `opened`."""
    with opened(action.where):
        pass  # the one that was meant; not held any longer than that
    path = _path(action.name)
    if _libc.umount2(path, _MNT_DETACH) and ctypes.get_errno() != errno.EINVAL:
        raise _failure("umount")
    os.unlink(path)


def is_half_made(name: Name) -> bool:
    """Whether there is a file for the name, and no namespace on it: who made it was killed before that."""
    try:
        status, folder = os.lstat(_path(name)), os.lstat(RUN_NETNS)
    except OSError:
        return False
    return stat.S_ISREG(status.st_mode) and not status.st_size and status.st_dev == folder.st_dev


def _path(name: Name) -> bytes:
    raw = bytes(name)
    if raw in (b"", b".", b"..") or set(raw) & set(b"/\0"):
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
    return RUN_NETNS + b"/" + name


def _claim(name: Name) -> bytes:
    path = _path(name)
    os.close(os.open(path, os.O_RDONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0))
    return path


def _share() -> None:
    """Make /run/netns a shared mount, so that names come and go in every mount namespace that shares it."""
    with suppress(FileExistsError):
        os.mkdir(RUN_NETNS, 0o755)  # noqa: PTH102 - bytes
    folder = os.open(RUN_NETNS, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)  # as ip does: two at a time would mount it twice
        try:
            _mount(b"", RUN_NETNS, _MS_SHARED | _MS_REC)
        except OSError as error:
            if error.errno != errno.EINVAL:  # it is no mount yet
                raise
            _mount(RUN_NETNS, RUN_NETNS, _MS_BIND | _MS_REC)
            _mount(b"", RUN_NETNS, _MS_SHARED | _MS_REC)
    finally:
        os.close(folder)


def _mount(source: bytes, target: bytes, flags: int) -> None:
    if _libc.mount(source, target, b"none", ctypes.c_ulong(flags), None):
        raise _failure("mount")


def _failure(call: str) -> OSError:
    number = ctypes.get_errno()
    return OSError(number, f"{call}: {os.strerror(number)}")
