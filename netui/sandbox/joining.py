"""A second terminal in a sandbox that runs already.

Only in one's own: a process of root that enters a user's namespaces stays root of the host, and the user, who is
root in there, may trace it and use what it holds. So every namespace has to belong to a user namespace that the
caller made, and is checked through the same descriptors by which it is entered.

Three forks lead in. The first enters, and waits only for the second, which makes the third and ends: the third,
which runs what was asked for, is then a child of the sandbox's first process. Were its parent outside, a joiner
that is stopped would keep the sandbox from ending. A pipe tells the third of the joiner's end, and brings back its
exit status.
"""

import os
import select
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress

from netui.errors import SandboxError
from netui.sandbox.launching import GRACE, run_forked, status_of
from netui.sandbox.running import Running
from netui.sources import syscalls

_KINDS = {
    "user": syscalls.CLONE_NEWUSER,  # first: it gives the right to enter the others
    "mnt": syscalls.CLONE_NEWNS,
    "net": syscalls.CLONE_NEWNET,
    "uts": syscalls.CLONE_NEWUTS,
    "pid": syscalls.CLONE_NEWPID,
}
_GONE = "the sandbox has ended"


def join(sandbox: Running, inside: Callable[[], int]) -> int:
    """Run `inside` in a sandbox; returns its exit status.

    To be called by a process with one thread. Raises SandboxError where it is somebody else's, or has ended.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    result, told = os.pipe()
    lifeline, alive = os.pipe()
    with _namespaces(sandbox) as spaces:
        way = os.fork()
        if way == 0:
            os.close(result)
            os.close(alive)
            run_forked(lambda: _enter(spaces, inside, told, lifeline))
    os.close(told)
    os.close(lifeline)
    if os.waitpid(way, 0)[1]:
        os.close(alive)
        raise SandboxError(_GONE)
    for number in (signal.SIGINT, signal.SIGQUIT):
        signal.signal(number, signal.SIG_IGN)
    said = os.read(result, 8)
    os.close(alive)
    return int(said) if said else 128 + signal.SIGKILL  # the sandbox has ended, and took everything with it


@contextmanager
def _namespaces(sandbox: Running) -> Iterator[list[tuple[int, int]]]:
    """Descriptors of the sandbox's namespaces with their kinds, in the order of entering. Raises SandboxError."""
    with ExitStack() as open_fds:
        found: dict[str, int] = {}
        try:
            for kind in _KINDS:
                path = f"/proc/{sandbox.pid}/ns/{kind}"
                found[kind] = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
                open_fds.callback(os.close, found[kind])
        except PermissionError as error:
            raise _somebody_elses(sandbox) from error
        except OSError as error:
            raise SandboxError(_GONE) from error
        _check(sandbox, found)
        if _is_own(found["net"], "net"):
            raise SandboxError(_GONE)  # and its number belongs to another process now
        if _is_own(found["user"], "user"):
            del found["user"]  # a sandbox of root's; one's own cannot be entered again
        yield [(fd, _KINDS[kind]) for kind, fd in found.items()]


def _is_own(fd: int, kind: str) -> bool:
    """Whether that is the caller's own namespace. No descriptor of it stays: it would lead out of the sandbox."""
    own = os.open(f"/proc/self/ns/{kind}", os.O_RDONLY | os.O_CLOEXEC)
    try:
        return os.path.sameopenfile(fd, own)
    finally:
        os.close(own)


def _check(sandbox: Running, found: dict[str, int]) -> None:
    """Whether all of it is the caller's own. Raises SandboxError."""
    others = (fd for kind, fd in found.items() if kind != "user")
    own = syscalls.owner_uid(found["user"]) == os.geteuid() == sandbox.owner
    if not own or not all(_owned_by(found["user"], fd) for fd in others):
        raise _somebody_elses(sandbox)


def _owned_by(user_namespace: int, namespace: int) -> bool:
    try:
        owner = syscalls.owning_namespace(namespace)
    except PermissionError:  # it is no namespace that the caller can see from here
        return False
    try:
        return os.path.sameopenfile(owner, user_namespace)
    finally:
        os.close(owner)


def _somebody_elses(sandbox: Running) -> SandboxError:
    return SandboxError(
        f"sandbox {sandbox.pid} belongs to user {sandbox.owner}: only its owner may join it",
        hint="whoever entered it would be at the mercy of who made it" if os.geteuid() == 0 else "",
    )


def _enter(spaces: list[tuple[int, int]], inside: Callable[[], int], told: int, lifeline: int) -> int:
    folder = os.readlink("/proc/self/cwd")
    try:
        for fd, kind in spaces:
            syscalls.setns(fd, kind)
            os.close(fd)
    except OSError:  # it ended a moment ago: what else could be refused was checked
        return 1
    with suppress(OSError):
        os.chdir(folder)  # entering a mount namespace leads to its root
    between = os.fork()
    if between == 0:
        if os.fork() == 0:
            run_forked(lambda: _live(inside, told, lifeline))
        os._exit(0)
    os.waitpid(between, 0)
    return 0


def _live(inside: Callable[[], int], told: int, lifeline: int) -> int:
    """A child of the sandbox's first process: what was asked for is its child, and ends with the joiner."""
    child = os.fork()
    if child == 0:
        os.close(told)
        os.close(lifeline)
        run_forked(inside)
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    end = os.pidfd_open(child)
    ready, _, _ = select.select([end, lifeline], [], [])
    if end not in ready:
        _end(child, end)
    status = status_of(os.waitpid(child, 0)[1])
    with suppress(BrokenPipeError):
        os.write(told, b"%d" % status)
    return status


def _end(child: int, end: int) -> None:
    """The joiner is gone: what ran for it is asked to end, then killed."""
    os.kill(child, signal.SIGHUP)
    os.kill(child, signal.SIGCONT)
    ready, _, _ = select.select([end], [], [], GRACE)
    if not ready:
        os.kill(child, signal.SIGKILL)
