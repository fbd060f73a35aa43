"""`netui container shell web`: as `docker exec -it web sh`."""

import sys
from collections.abc import Iterator

from netui.operations.checks_docker import goes_on, runs
from netui.operations.docker_state import container_at
from netui.operations.field import Field, Problem
from netui.operations.given import Given
from netui.operations.kinds_docker import container_that
from netui.operations.operation import Plan, Program, Step
from netui.text import quote, safe

_FIND = 'exec "$(command -v bash || command -v ash || command -v sh)"'
"""What is best of the shells that the container has."""


class ContainerShell(Program):
    """Run a shell in a container."""

    noun = "container"
    verb = "shell"
    summary = "Open a shell in a container, bash where it has it; exit or Ctrl+D leaves, and the container goes on."
    key = "E"
    stays = True
    fields = (Field("container", container_that(goes_on), "the container", required=True, positional=True),)

    def faults(self, given: Given) -> Iterator[Problem]:
        """It has to run, and not to be paused."""
        container = given["container"]
        name = safe(container.name)
        if not runs(container):
            yield Problem("container", f"{name} does not run", f"netui container start {name}")
        elif container.state == "paused":
            yield Problem("container", f"{name} is paused", f"netui container unpause {name}")

    def told(self, given: Given) -> str:
        """The container, and how to leave it."""
        name = safe(given["container"].name)
        return f"A shell in the container {name}; exit or Ctrl+D leaves it, and the container goes on."

    def build(self, given: Given) -> Plan:
        """The command line, as it can be pasted."""
        name = given["container"].name
        line = f"docker exec --interactive --tty {quote(name)} sh -c {quote(_FIND)}"
        return Plan(f"container shell {safe(name)}", (Step(None, line),), undo="none")

    def argv(self, given: Given) -> list[bytes]:
        """The same by id; without a terminal, docker refuses to give it one."""
        terminal = [b"--tty"] if sys.stdin.isatty() else []
        identity = container_at(given["container"]).id.encode()
        return [b"docker", b"exec", b"--interactive", *terminal, identity, b"sh", b"-c", _FIND.encode()]


OPERATION = ContainerShell()
