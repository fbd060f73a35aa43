"""`netui container remove web`: as `docker rm`."""

from collections.abc import Iterator

from netui.model.docker_action import RemoveContainer
from netui.operations.checks_container import sharers
from netui.operations.checks_docker import runs
from netui.operations.docker_state import container_at
from netui.operations.field import Field, Problem
from netui.operations.given import Given
from netui.operations.kinds import FLAG
from netui.operations.kinds_docker import CONTAINER
from netui.operations.operation import Operation, Plan
from netui.text import safe


class ContainerRemove(Operation):
    """Remove a container."""

    noun = "container"
    verb = "remove"
    summary = "Remove a container with all that it wrote; nothing brings it back."
    key = "d"
    undo = "none"
    destructive = True
    several = "container"
    fields = (
        Field("container", CONTAINER, "the container", required=True, positional=True),
        Field("force", FLAG, "also where it runs", short=("-f",)),
        Field("volumes", FLAG, "with its volumes that have no name", short=("-v",)),
    )

    def faults(self, given: Given) -> Iterator[Problem]:
        """It has to be stopped, or to be forced."""
        container = given["container"]
        if runs(container) and not given.get("force"):
            yield Problem("container", f"{safe(container.name)} runs", "stop it first, or --force")

    def build(self, given: Given) -> Plan:
        """One step."""
        container = given["container"]
        step = RemoveContainer(container_at(container), given.get("force", False), given.get("volumes", False))
        return self.planned(safe(container.name), step, warnings=tuple(sharers(given, container)),
                            lost="the container, and what it wrote")  # fmt: skip


OPERATION = ContainerRemove()
