"""Who starts netui in these tests: root, and a user without any privilege. What they start can be told by a mark."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import Struct

from tests.pty.terminal import ROOT, Terminal
from tests.support.nobody import NOBODY, Nobody

MARK = "NETUI_TESTED_BY"
"""An environment variable that everything started from here inherits."""


class Caller(Struct, frozen=True):
    """One user, and how netui is started as him."""

    uid: int
    python: str
    environment: dict[str, str]

    @property
    def mark(self) -> str:
        """What stands in the environment of all that this caller started."""
        return f"{MARK}={self.environment[MARK]}"

    def netui(self, *words: str) -> tuple[str, ...]:
        """The words that start netui."""
        return (self.python, "-m", "netui", *words)

    def options(self) -> dict[str, Any]:
        """For subprocess: who, where, and with which environment."""
        groups: dict[str, Any] = {"extra_groups": []} if self.uid else {}
        return {"env": self.environment, "cwd": "/", "user": self.uid, "group": self.uid, **groups}

    def run(self, *words: str, seconds: float = 30) -> subprocess.CompletedProcess[str]:
        """`netui WORDS…`, to its end."""
        return self.execute(*self.netui(*words), seconds=seconds)

    def execute(self, *words: str, seconds: float = 30) -> subprocess.CompletedProcess[str]:
        """A command, to its end."""
        done: subprocess.CompletedProcess[str] = subprocess.run(
            words, **self.options(), capture_output=True, text=True, timeout=seconds, check=False
        )
        return done

    def inside(self, script: str, *options: str) -> str:
        """What a shell prints in a new sandbox. The script has to succeed."""
        done = self.run("sandbox", *options, "--", "sh", "-ec", script)
        assert done.returncode == 0, done.stderr + done.stdout
        return done.stdout

    @contextlib.contextmanager
    def terminal(self, *words: str, rows: int = 24, columns: int = 80) -> Iterator[Terminal]:
        """netui on a terminal."""
        one = Terminal(self.become(*self.netui(*words)), rows=rows, columns=columns)
        try:
            yield one
        finally:
            one.close()

    def become(self, *words: str) -> Sequence[str]:
        """A command that root executes, and that this caller then is."""
        variables = [f"{name}={value}" for name, value in self.environment.items()]
        other = ("setpriv", f"--reuid={self.uid}", f"--regid={self.uid}", "--clear-groups") if self.uid else ()
        return ("env", "-i", *variables, *other, *words)


def root() -> Caller:
    """root, with this checkout."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "LC_ALL": "C.UTF-8",
                   "TERM": "xterm-256color"}  # fmt: skip
    return Caller(0, sys.executable, {**environment, "HISTFILE": "", MARK: f"root-{os.getpid()}"})


def unprivileged(user: Nobody) -> Caller:
    """The user of `tests.support.nobody`, with a copy of this checkout."""
    environment: dict[str, str] = user.options(LC_ALL="C.UTF-8")["env"]
    return Caller(NOBODY, user.python, {**environment, "HISTFILE": "", MARK: f"nobody-{os.getpid()}"})
