"""Bind mounts of network namespaces, in every mount namespace (proc_pid_mountinfo(5))."""

import os
import re
from collections.abc import Callable, Iterable, Iterator

from netui.model.namespace import Holder
from netui.sources.sandboxed import world
from netui.text import Name

_OCTAL = re.compile(rb"\\([0-7]{3})")
_NETWORK_FILE_SYSTEMS = (b"nfs", b"nfs4", b"cifs", b"smb3", b"ceph", b"9p", b"afs", b"glusterfs")


def unescaped(path: bytes) -> bytes:
    r"""A path as it is, from mountinfo's form (`\040` for a space)."""
    return _OCTAL.sub(lambda match: bytes((int(match.group(1), 8),)), path)


def held(pids: Iterable[int], describe: Callable[[int], Holder | None]) -> Iterator[tuple[int, Holder, bytes]]:
    """Each bind mount of a network namespace but those in /run/netns: inode, holder, path to open it by.

    A mount namespace is read through the first process that lives in it.
    """
    own = _mount_namespace(b"self")
    sandboxed = bool(world())
    seen = set()
    for pid in (0, *pids):
        space = own if pid == 0 else _mount_namespace(b"%d" % pid)
        if space is None or space in seen:
            continue
        seen.add(space)
        for inode, path in nsfs(b"/proc/%s/mountinfo" % (b"%d" % pid if pid else b"self")):
            if pid == 0:
                if not path.startswith((b"/run/netns/", b"/var/run/netns/")) and _stands(inode, path, sandboxed):
                    yield inode, Holder("mount", path=Name(path)), path
                continue
            who = describe(pid)
            if who:
                way = b"/proc/%d/root%s" % (pid, path)
                yield inode, Holder("mount", pid, 0, who.command, started=who.started, path=Name(path)), way


def _mount_namespace(pid: bytes) -> bytes | None:
    try:
        return os.readlink(b"/proc/" + pid + b"/ns/mnt")
    except OSError:
        return None


def _stands(inode: int, path: bytes, sandboxed: bool) -> bool:
    """Whether a mount is not covered by another one. In a sandbox, what may not be reached is the host's."""
    try:
        return os.stat(path).st_ino == inode
    except PermissionError:
        return not sandboxed
    except OSError:
        return False


def nsfs(mountinfo: bytes) -> Iterator[tuple[int, bytes]]:
    """Inode and mount point of each bind mount of a network namespace; none where that may not be read."""
    try:
        with open(mountinfo, "rb") as file:
            data = file.read()
    except OSError:
        return
    if b" - nsfs " not in data:
        return
    for line in data.split(b"\n"):  # a path may hold any other end of a line
        if b" - nsfs " in line:
            fields = line.split(b" ")
            if fields[3].startswith(b"net:["):
                yield int(fields[3][5:-1]), unescaped(fields[4])


def remote() -> tuple[bytes, ...]:
    """Where file systems are mounted that may not answer: nothing below is to be stat'ed."""
    found = []
    try:
        with open("/proc/self/mountinfo", "rb") as file:
            lines = file.read().removesuffix(b"\n").split(b"\n")
    except OSError:
        return ()
    for line in lines:
        before, _, after = line.partition(b" - ")
        kind = after.split(b" ", 1)[0]
        if kind in _NETWORK_FILE_SYSTEMS or kind.startswith(b"fuse"):
            found.append(unescaped(before.split(b" ")[4]))
    return tuple(found)
