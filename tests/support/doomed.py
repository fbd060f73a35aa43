"""netui that is killed in the middle of a change: `python -m tests.support.doomed` takes jobs, a line of JSON each.

For each it forks a process that makes the change and kills itself by SIGKILL where the job says: before it carries
out an action, when the journal has that it begins, or after, before the journal has anything more.
"""

import json
import os
import signal
import subprocess
import sys
import traceback
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct

from netui.core.changing.carrying import Carrier
from netui.core.changing.kernel import Read, Writer
from netui.core.changing.local import read as read_all
from netui.core.changing.runner import Runner
from netui.core.history.history import History
from netui.model.acting import Action
from netui.operations.registry import find, operations
from netui.operations.several import Several
from tests.support.runner import read as read_kernel

Moment = Literal["before", "after"]
_MESSAGES = ("fibmsg", "ifaddrmsg", "ifinfmsg", "ndmsg", "rtmsg")
_LATE = ("psutil", *(f"pyroute2.netlink.rtnl.{name}" for name in _MESSAGES))
"""What netui imports when it needs it: here before a process is forked, or each would import it anew."""


class Job(Struct, frozen=True):
    """A change, and where it is killed."""

    folder: str
    name: str
    """Of the history; empty for that of this boot and host."""
    act: str
    """do, undo, redo, finish, revert."""
    number: int
    """Of the action, from 0 on."""
    moment: Moment
    operation: str = ""
    """For do: link.move."""
    values: dict[str, Any] = {}
    several: tuple[str, ...] = ()
    """What it is done to at once, where it is done to several."""
    docker: bool = False
    environment: dict[str, str] = {}


class _Doomed:
    def __init__(self, job: Job) -> None:
        self._writer: Writer = Carrier()
        self._job = job
        self._count = 0

    def carry_out(self, action: Action) -> None:
        """Make the change, and end."""
        here = self._count == self._job.number
        self._count += 1
        if here and self._job.moment == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        try:
            self._writer.carry_out(action)
        finally:  # also where it was refused
            if here:
                os.kill(os.getpid(), signal.SIGKILL)


def _work(job: Job) -> None:
    os.environ.update(job.environment)
    read: Read = read_all if job.docker else read_kernel
    runner = Runner(History(Path(job.folder), job.name), _Doomed(job), read)
    if job.act == "do":
        noun, _, verb = job.operation.partition(".")
        operation = find(noun, verb)
        assert operation
        runner.run(Several(operation, job.several) if job.several else operation, job.values)
    elif job.act in ("undo", "redo"):
        runner.undo() if job.act == "undo" else runner.redo()
    else:
        runner.recover("finish" if job.act == "finish" else "revert")


def main() -> None:
    """Take jobs until the input ends; tell of each whether it was killed, done, or failed, and how."""
    for name in _LATE:
        import_module(name)
    operations()
    for line in sys.stdin:
        job = msgspec.convert(json.loads(line), Job)
        if job.docker:
            import_module("docker")
        child = os.fork()
        if not child:
            status = 0
            try:
                _work(job)
            except BaseException:  # noqa: BLE001 - whatever it is, the test tells it
                traceback.print_exc()
                status = 1
            os._exit(status)
        _pid, status = os.waitpid(child, 0)
        told = {-signal.SIGKILL: "killed", 0: "done"}
        print(told.get(os.waitstatus_to_exitcode(status), "failed"), flush=True)


class Executioner:
    """Has changes begun and killed."""

    def __init__(
        self, folder: Path, name: str = "test", *, docker: bool = False, environment: dict[str, str] | None = None
    ) -> None:
        self._folder = folder
        self._name = name
        self._docker = docker
        self._environment = environment or {}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.doomed"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def __call__(
        self, act: str, number: int, moment: Moment, operation: str = "", values: dict[str, Any] | None = None, *,
        several: tuple[str, ...] = (),
    ) -> str:  # fmt: skip
        """How it went: killed, done where it ended before, or failed."""
        job = {
            "folder": str(self._folder), "name": self._name, "act": act, "number": number, "moment": moment,
            "operation": operation, "values": values or {}, "several": several, "docker": self._docker,
            "environment": self._environment,
        }  # fmt: skip
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        return self._process.stdout.readline().strip()

    def close(self) -> None:
        """End it."""
        self._process.communicate()


if __name__ == "__main__":
    main()
