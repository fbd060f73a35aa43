"""Holds one new network namespace in one way: `python -I holder.py process|thread|fd|socket|mount`.

Prints one line, the inode of the namespace and the number of the thread or descriptor that holds it, and ends
when its input ends. Linux only knows the last holder of a namespace: each way here leaves no other.
"""

import ctypes
import os
import socket
import sys
import threading
import time
from collections.abc import Callable

CLONE_NEWNS, CLONE_NEWNET = 0x00020000, 0x40000000
MS_REC, MS_PRIVATE, MS_BIND = 0x4000, 0x40000, 0x1000
MNT_DETACH = 2
PR_SET_NAME = 15
MOUNTED = "/mnt/held \r\x1b\\"
COMMAND = b") S 1 (\n\x1b[1m"
"""Both as anybody may choose them, and as a careless reader of /proc would trip over."""

_libc = ctypes.CDLL(None, use_errno=True)


def _checked(result: int) -> None:
    if result:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def _mount(source: str, target: str, kind: str, flags: int) -> None:
    _checked(_libc.mount(source.encode(), target.encode(), kind.encode(), flags, None))


def _inode() -> int:
    return os.stat("/proc/thread-self/ns/net").st_ino


def _say(inode: int, number: int) -> None:
    print(inode, number, flush=True)


def _abroad(stay: Callable[[], int]) -> None:
    """Call `stay` in a new namespace, in a thread that ends then; said once the kernel knows it no more."""
    said: list[int] = []

    def run() -> None:
        _checked(_libc.unshare(CLONE_NEWNET))
        said.extend((_inode(), stay()))

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    while os.path.exists(f"/proc/self/task/{thread.native_id}"):
        time.sleep(0.001)
    _say(*said)


def _process() -> None:
    _checked(_libc.unshare(CLONE_NEWNET))
    _say(_inode(), 0)


def _thread() -> None:
    def live() -> None:
        _checked(_libc.unshare(CLONE_NEWNET))
        _say(_inode(), threading.get_native_id())
        threading.Event().wait()

    threading.Thread(target=live, daemon=True).start()


def _fd() -> None:
    _abroad(lambda: os.open("/proc/thread-self/ns/net", os.O_RDONLY))


def _socket() -> None:
    _abroad(lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).detach())


def _mounted() -> None:
    """In a mount namespace of its own, so that the mount is in no other."""
    _checked(_libc.unshare(CLONE_NEWNS))
    _mount("none", "/", "", MS_REC | MS_PRIVATE)
    _libc.umount2(b"/run/netns", MNT_DETACH)  # else the copies in here would hold those namespaces as well
    _mount("none", "/mnt", "tmpfs", 0)

    def mount() -> int:
        os.close(os.open(MOUNTED, os.O_WRONLY | os.O_CREAT, 0o600))
        _mount(f"/proc/{os.getpid()}/task/{threading.get_native_id()}/ns/net", MOUNTED, "none", MS_BIND)
        return 0

    _abroad(mount)


if __name__ == "__main__":
    _libc.prctl(PR_SET_NAME, COMMAND, 0, 0, 0)
    ways = {"process": _process, "thread": _thread, "fd": _fd, "socket": _socket, "mount": _mounted}
    ways[sys.argv[1]]()
    sys.stdin.read()
