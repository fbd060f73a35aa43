"""Why a sandbox was refused: the step, the errno, the switches that are set, and what an administrator can do.

Only the switches tell one EPERM from another; where none is found set, the cause is only probable.
"""

import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from msgspec import Struct

from netui.errors import SandboxError
from netui.sandbox.recipe import StepError

_USER = Path("/proc/sys/user")
_KERNEL = Path("/proc/sys/kernel")
_SYSTEM_PATHS = "docker run --security-opt systempaths=unconfined --security-opt seccomp=unconfined"
_KINDS = ("user", "net", "mnt", "pid", "uts")


class Switch(Struct, frozen=True):
    """Something that is set on this machine and refuses sandboxes."""

    said: str
    """That it is set, as a clause."""
    cure: str
    """What an administrator can do."""


def refused(error: StepError) -> SandboxError:
    """What is to be said of a step that was refused."""
    name = errno.errorcode.get(error.number, str(error.number))
    message = f"a sandbox cannot be made here: {error.step}: {os.strerror(error.number)} ({name})"
    found = tuple(switches(error))
    if found:
        message += "; " + " and ".join(one.said for one in found)
        cure = "; ".join(one.cure for one in found)
    else:
        why, cure = _probably(error)
        message += f", probably {why}"
    return SandboxError(message, hint=f"an administrator can help: {cure}")


def switches(error: StepError) -> Iterator[Switch]:
    """Those that are set, and can be the cause of this refusal."""
    for applies, find in _SWITCHES:
        if applies(error):
            yield from find()


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace").strip()
    except OSError:
        return ""


def _unshared(error: StepError) -> bool:
    return error.step.startswith("unshare")


def _exhausted(error: StepError) -> bool:
    return _unshared(error) and error.number == errno.ENOSPC


def _forbidden(error: StepError) -> bool:
    return error.number in (errno.EPERM, errno.EACCES)


def _limits() -> Iterator[Switch]:
    for kind in _KINDS:
        name = f"user.max_{kind}_namespaces"
        if _text(_USER / f"max_{kind}_namespaces") == "0":
            yield Switch(f"{name} is 0", f"sysctl {name}=10000")


def _clone() -> Iterator[Switch]:
    if os.geteuid() and _text(_KERNEL / "unprivileged_userns_clone") == "0":
        yield Switch("kernel.unprivileged_userns_clone is 0", "sysctl kernel.unprivileged_userns_clone=1")


def _apparmor() -> Iterator[Switch]:
    if os.geteuid() and _text(_KERNEL / "apparmor_restrict_unprivileged_userns") == "1":
        yield Switch(
            "kernel.apparmor_restrict_unprivileged_userns is 1",
            "an AppArmor profile that allows userns, or sysctl kernel.apparmor_restrict_unprivileged_userns=0",
        )


def _seccomp() -> Iterator[Switch]:
    if "\nSeccomp:\t2" in _text(Path("/proc/self/status")):
        cure = "docker run --security-opt seccomp=unconfined" if _container() else "run netui without that filter"
        yield Switch("a seccomp filter is set", cure)


def _unmapped() -> Iterator[Switch]:
    uid = os.geteuid()
    spans = [tuple(map(int, line.split())) for line in _text(Path("/proc/self/uid_map")).splitlines()]
    if spans and not any(first <= uid < first + count for first, _outside, count in spans):
        yield Switch(f"user {uid} is not mapped in this user namespace", "run netui as a user that is")


def _selinux() -> Iterator[Switch]:
    if _text(Path("/sys/fs/selinux/enforce")) == "1":
        yield Switch("SELinux is enforcing", "setsebool -P deny_userns 0, or a policy that allows user_namespace")


def _contained() -> Iterator[Switch]:
    if _container():
        yield Switch("netui runs in a container, which hides parts of /proc and /sys", _SYSTEM_PATHS)


def _container() -> bool:
    return Path("/.dockerenv").exists() or Path("/run/.containerenv").exists()


_SWITCHES: tuple[tuple[Callable[[StepError], bool], Callable[[], Iterator[Switch]]], ...] = (
    (_exhausted, _limits),
    (lambda error: _unshared(error) and _forbidden(error), _clone),
    (lambda error: _forbidden(error) and "map" in error.step, _apparmor),
    (_forbidden, _seccomp),
    (lambda error: _unshared(error) and _forbidden(error), _unmapped),
    (lambda error: error.number == errno.EACCES, _selinux),
    (lambda error: error.step.startswith("mount") and _forbidden(error), _contained),
)


def _probably(error: StepError) -> tuple[str, str]:
    """The likely cause, and what would help against it, where no switch was found set."""
    if error.number == errno.ENOSPC:
        return "as many namespaces as are allowed exist already", "raise the limits in /proc/sys/user"
    if error.number == errno.EINVAL:
        return "because this kernel was built without such namespaces", "a kernel with CONFIG_USER_NS, CONFIG_NET_NS"
    if error.step.startswith("mount"):
        return "because parts of /proc or /sys are hidden from this process", "run netui on the host itself"
    if "map" in error.step:
        return "by a security module", "see the kernel's log for AppArmor or SELinux"
    return "by a seccomp filter, a chroot or a security module", "see the kernel's log"
