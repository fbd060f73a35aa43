"""What a sandbox is made of: user, network, mount, pid and UTS namespaces, and its own /run, /proc and /sys.

`enter` is for a process with one thread, which afterwards can start none: its next child is the sandbox's first
process, and calls `furnish`. Each step that is refused raises StepError.
"""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from msgspec import Struct

from netui.sources import syscalls
from netui.sources.discovery.mounts import nsfs
from netui.sources.privileges import CAP_SYS_ADMIN, has_capability
from netui.sources.syscalls import MS_BIND, MS_NODEV, MS_NOEXEC, MS_NOSUID, MS_REC, MS_SLAVE

_KINDS = syscalls.CLONE_NEWNET | syscalls.CLONE_NEWNS | syscalls.CLONE_NEWPID | syscalls.CLONE_NEWUTS
_CGROUPS = "/sys/fs/cgroup"
_HOLDING = "/run/cgroup"
"""Where the control groups wait while /sys is mounted over them."""


class Recipe(Struct, frozen=True):
    """One sandbox."""

    world: str
    """Name of its world, by which it is found and which its hostname is."""
    user: bool
    """Whether it needs a user namespace: for everybody who lacks CAP_SYS_ADMIN."""
    cgroup: str = ""
    """Parent of the control groups of its Docker engine, which needs the host's; empty for none."""


class StepError(Exception):
    """A step was refused: `step` names it as one would type it, `number` is the errno."""

    def __init__(self, step: str, number: int) -> None:
        super().__init__(f"{step}: {os.strerror(number)}")
        self.step = step
        self.number = number


@contextmanager
def _step(name: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StepError(name, error.errno or 0) from error


def needs_user_namespace() -> bool:
    """Whether this user may make namespaces only inside a user namespace of his own."""
    return not has_capability(CAP_SYS_ADMIN)


def enter(recipe: Recipe) -> None:
    """Move the calling process into the sandbox's namespaces; its next child is their first process."""
    uid, gid = os.geteuid(), os.getegid()
    with _step(f"unshare {'--user ' if recipe.user else ''}--net --mount --pid --uts"):
        syscalls.unshare(_KINDS | (syscalls.CLONE_NEWUSER if recipe.user else 0))
    if recipe.user:
        # Without "deny" the kernel takes no gid_map from a user without privilege (user_namespaces(7)).
        for name, text in (("setgroups", "deny"), ("uid_map", f"0 {uid} 1"), ("gid_map", f"0 {gid} 1")):
            with _step(f"writing /proc/self/{name}"):
                Path("/proc/self", name).write_text(text)
    with _step("sethostname"):
        socket.sethostname(recipe.world)


def furnish(recipe: Recipe) -> None:
    """Mount what is the sandbox's own, in its first process."""
    # Slave: what the host unmounts later goes here too, and nothing that is mounted here reaches the host.
    _mount("none", "/", "", MS_REC | MS_SLAVE)
    _mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC)
    for _, point in nsfs(b"/proc/self/mountinfo"):  # namespaces of the host that mounts would lead to
        with suppress(StepError):
            _mount("/dev/null", os.fsdecode(point), "", MS_BIND)
    _mount("tmpfs", "/run", "tmpfs", MS_NOSUID | MS_NODEV, "mode=755")
    for folder in ("/run/netns", "/run/lock"):
        Path(folder).mkdir()
    if recipe.cgroup:
        Path(_HOLDING).mkdir()
        _mount(_CGROUPS, _HOLDING, "", MS_BIND | MS_REC)
    _mount("sysfs", "/sys", "sysfs", MS_NOSUID | MS_NODEV | MS_NOEXEC)
    if recipe.cgroup:
        _mount(_HOLDING, _CGROUPS, "", MS_BIND | MS_REC)
        with _step(f"umount {_HOLDING}"):
            syscalls.unmount(_HOLDING)
        for folder in ("/etc/docker", "/opt/containerd"):  # what a daemon writes there is the sandbox's own
            with suppress(StepError):
                _mount("tmpfs", folder, "tmpfs", MS_NOSUID | MS_NODEV, "mode=755")


def _mount(source: str, target: str, kind: str, flags: int, data: str = "") -> None:
    words = f"-t {kind} {source} {target}" if kind else f"--make-rslave {target}" if flags & MS_SLAVE else target
    with _step(f"mount {words}"):
        syscalls.mount(source, target, kind, flags, data)
