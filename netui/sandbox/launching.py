"""Starting a sandbox, and seeing it to its end.

Three processes, each the parent of the next and each killed by the kernel when its parent ends: the outer one,
which stays on the host; the holder, which enters the namespaces and has no other work; and the sandbox's first
process, which only reaps. What runs in the sandbox are that one's children, so that all of it ends with it,
daemons included. The terminal's session and process group stay the caller's: keys work as everywhere.
"""

import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterable
from contextlib import suppress
from types import FrameType

import msgspec
from msgspec import Struct

from netui.errors import SandboxError
from netui.sandbox.recipe import Recipe, StepError, enter, furnish
from netui.sandbox.refusals import refused
from netui.sandbox.warden import Warden
from netui.sources import sandboxed, syscalls

GRACE = 1.0
"""Seconds that what runs in a sandbox has to end by itself once it was told to."""
_KEYS = (signal.SIGINT, signal.SIGQUIT)
_ENDS = (signal.SIGTERM, signal.SIGHUP)


class _Report(Struct, frozen=True):
    """What the inner processes tell the outer one, a line each."""

    pid: int = 0
    """The sandbox's first process, as the host numbers it."""
    ready: bool = False
    step: str = ""
    number: int = 0


def launch(recipe: Recipe, inside: Callable[[], int]) -> int:
    """Run `inside` in a new sandbox; returns its exit status once nothing of the sandbox is left running.

    To be called by a process with one thread. `inside` runs in a forked copy of it. Raises SandboxError, with
    the step that was refused; nothing has changed then.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    reports, told = os.pipe()
    going, go = os.pipe()
    holder = os.fork()
    if holder == 0:
        run_forked(lambda: _hold(recipe, inside, told, going, (reports, go)))
    os.close(told)
    os.close(going)
    return _see_to_the_end(recipe, holder, reports, go)


def _see_to_the_end(recipe: Recipe, holder: int, reports: int, go: int) -> int:
    try:
        with open(reports, "rb") as lines:
            init = _started(lines)
            warden = Warden(recipe, init, reports)
    except SandboxError:
        os.close(go)
        os.waitpid(holder, 0)
        raise
    _forward(init)
    os.write(go, b"g")
    os.close(go)
    _pid, status = os.waitpid(holder, 0)
    signal.setitimer(signal.ITIMER_REAL, 0)
    warden.wait()
    return status_of(status)


def _started(lines: Iterable[bytes]) -> int:
    """The sandbox's first process, once it is ready. Raises SandboxError."""
    init, ready = 0, False
    for line in lines:
        report = msgspec.json.decode(line, type=_Report)
        if report.step:
            raise refused(StepError(report.step, report.number))
        init, ready = init or report.pid, ready or report.ready
        if init and ready:
            return init
    raise SandboxError("the sandbox ended before it was ready")


def _forward(init: int) -> None:
    """A signal that asks for the end goes to what runs inside; what has not ended after `GRACE` is killed."""

    def ask(number: int, _frame: FrameType | None) -> None:
        with suppress(ProcessLookupError):
            os.kill(init, number)
        signal.setitimer(signal.ITIMER_REAL, GRACE)

    def kill(_number: int, _frame: FrameType | None) -> None:
        with suppress(ProcessLookupError):
            os.kill(init, signal.SIGKILL)

    for number in _KEYS:
        signal.signal(number, signal.SIG_IGN)
    for number in _ENDS:
        signal.signal(number, ask)
    signal.signal(signal.SIGALRM, kill)


def _hold(recipe: Recipe, inside: Callable[[], int], told: int, going: int, others: tuple[int, ...]) -> int:
    for fd in others:
        os.close(fd)
    for number in (*_KEYS, *_ENDS):
        signal.signal(number, signal.SIG_IGN)
    syscalls.set_command(sandboxed.HOLDER)
    try:
        enter(recipe)
    except StepError as error:
        _tell(told, _Report(step=error.step, number=error.number))
        return 1
    syscalls.die_with_parent(signal.SIGKILL)  # not before: a change of credentials takes it back
    init = os.fork()
    if init == 0:
        run_forked(lambda: _begin(recipe, inside, told, going))
    _tell(told, _Report(pid=init))
    os.close(told)
    os.close(going)
    return status_of(os.waitpid(init, 0)[1])


def _begin(recipe: Recipe, inside: Callable[[], int], told: int, going: int) -> int:
    """The sandbox's first process."""
    syscalls.die_with_parent(signal.SIGKILL)
    syscalls.set_command(sandboxed.MARK + recipe.world)
    try:
        furnish(recipe)
    except StepError as error:
        _tell(told, _Report(step=error.step, number=error.number))
        return 1
    _tell(told, _Report(ready=True))  # and then it stays open: its end tells of this process's end
    if not os.read(going, 1):  # the outer process has ended meanwhile
        return 1
    os.close(going)
    child = os.fork()
    if child == 0:
        os.close(told)
        for number in (*_KEYS, *_ENDS):
            signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
        syscalls.set_command("netui")
        run_forked(inside)
    for number in _ENDS:
        signal.signal(number, lambda number, _frame: _pass_on(child, number))
    return _reap(child)


def _pass_on(child: int, number: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(child, number)


def _reap(child: int) -> int:
    """Wait for whatever ends; returns the exit status of `child` when that has."""
    while True:
        pid, status = os.wait()
        if pid == child:
            return status_of(status)


def status_of(status: int) -> int:
    """What waitpid(2) told, as a shell tells it: 128 and the number of a signal."""
    code = os.waitstatus_to_exitcode(status)
    return code if code >= 0 else 128 - code


def _tell(fd: int, report: _Report) -> None:
    os.write(fd, msgspec.json.encode(report) + b"\n")


def run_forked(body: Callable[[], int]) -> None:
    """Everything that a forked process does; it never returns into what its parent was doing."""
    status = 1
    try:
        status = body()
        sys.stdout.flush()
        sys.stderr.flush()
    except SystemExit as error:
        status = error.code if isinstance(error.code, int) else 1
    except BaseException:  # noqa: BLE001 - nobody above would tell it
        traceback.print_exc()
    finally:
        os._exit(status)
