"""Sysctls under /proc/sys/net, which shows the namespace of the thread that opens a file (proc_sys(5))."""

import errno
import os
from collections.abc import Iterable, Sequence
from contextlib import suppress

from netui.model.sysctl import GENERAL, PER_LINK4, PER_LINK6, link_sysctl
from netui.text import Name, unsafe

_BASE = b"/proc/sys/"
_SPECIAL = (Name(b"all"), Name(b"default"))
_SIZE = 4096


def read_sysctls(names: Sequence[Name]) -> dict[str, str]:
    """The known sysctls of the namespace that the calling thread is in, and of its links with those names.

    By dotted name, in one order. What the kernel lacks, or may not be read, is left out.
    """
    found: dict[str, str] = {}
    for name in GENERAL:
        _take(found, name, _BASE + name.replace(".", "/").encode())
    links = [*_SPECIAL, *(name for name in names if name not in _SPECIAL)]
    for family, keys in (("ipv4", PER_LINK4), ("ipv6", PER_LINK6)):
        for link in links:
            _read_link(found, family, link, keys)
    return found


def _read_link(found: dict[str, str], family: str, link: Name, keys: Iterable[str]) -> None:
    folder = _BASE + b"net/%s/conf/%s/" % (family.encode(), link)
    for key in keys:
        _take(found, link_sysctl(family, str(link), key), folder + key.encode())


def _take(found: dict[str, str], name: str, path: bytes) -> None:
    try:
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return
    with suppress(OSError):
        found[name] = " ".join(os.read(fd, _SIZE).decode("ascii", "replace").split())
    os.close(fd)


def write_sysctl(name: str, value: str) -> None:
    """Write one of the namespace that the calling thread is in. Raises OSError; EINVAL for a name that is a path."""
    parts = [unsafe(part.replace("/", ".")) for part in name.split(".")]
    if parts[0] != b"net" or any(part in (b"", b".", b"..") or b"\0" in part for part in parts):
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
    fd = os.open(_BASE + b"/".join(parts), os.O_WRONLY | os.O_CLOEXEC)
    try:
        os.write(fd, value.encode())
    finally:
        os.close(fd)
