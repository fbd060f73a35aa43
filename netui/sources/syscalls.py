"""System calls that Python 3.11 has no door to: namespaces, mounts, and what a process is told at its parent's end.

Each raises OSError with the kernel's errno; the message begins with the call's name. See the man page of each.
"""

import ctypes
import fcntl
import os
import struct

CLONE_NEWNS = 0x00020000
CLONE_NEWUTS = 0x04000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000
MS_BIND = 0x1000
MS_REC = 0x4000
MS_SLAVE = 0x80000
MS_NOSUID, MS_NODEV, MS_NOEXEC = 2, 4, 8
_MNT_DETACH = 2
_PR_SET_PDEATHSIG = 1
_PR_SET_NAME = 15
_NS_GET_USERNS = 0xB701  # linux/nsfs.h
_NS_GET_OWNER_UID = 0xB704

_libc = ctypes.CDLL(None, use_errno=True)


def _checked(result: int, call: str) -> None:
    if result:
        number = ctypes.get_errno()
        raise OSError(number, f"{call}: {os.strerror(number)}")


def unshare(flags: int) -> None:
    """Into new namespaces of these kinds (CLONE_NEW…); EINVAL for a new user namespace while threads run."""
    _checked(_libc.unshare(flags), "unshare")


def setns(fd: int, kind: int) -> None:
    """Into the namespace behind `fd`, which has to be of this kind."""
    _checked(_libc.setns(fd, kind), "setns")


def mount(source: str, target: str, kind: str, flags: int = 0, data: str = "") -> None:
    """mount(2); `kind` is the file system's type, empty for a bind mount or a change of propagation."""
    words = [os.fsencode(word) or None for word in (source, target, kind)]
    _checked(_libc.mount(*words, ctypes.c_ulong(flags), os.fsencode(data) or None), "mount")


def unmount(target: str) -> None:
    """Take a mount and those below it away, in use or not (umount2(2), MNT_DETACH)."""
    _checked(_libc.umount2(os.fsencode(target), _MNT_DETACH), "umount")


def set_command(name: str) -> None:
    """What the calling process is called in /proc/PID/comm; 15 octets are kept."""
    _libc.prctl(_PR_SET_NAME, os.fsencode(name), 0, 0, 0)


def die_with_parent(number: int) -> None:
    """Get this signal when the thread that forked this process ends; a parent that ended before is not noticed."""
    _checked(_libc.prctl(_PR_SET_PDEATHSIG, number, 0, 0, 0), "prctl")


def owner_uid(user_namespace: int) -> int:
    """The user who made the user namespace behind a descriptor, as the caller's own namespace numbers him."""
    answer = bytearray(4)
    fcntl.ioctl(user_namespace, _NS_GET_OWNER_UID, answer)
    return int(struct.unpack("=I", answer)[0])


def owning_namespace(namespace: int) -> int:
    """A descriptor of the user namespace that owns the namespace behind another; EPERM where it is out of reach."""
    return fcntl.ioctl(namespace, _NS_GET_USERNS)
