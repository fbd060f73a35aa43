"""`netui container pause web`: as `docker pause`."""

from collections.abc import Iterator

from netui.model.docker_action import PauseContainer
from netui.operations.checks_container import running
from netui.operations.checks_docker import goes_on
from netui.operations.docker_state import container_at
from netui.operations.field import Field, Problem
from netui.operations.given import Given
from netui.operations.kinds_docker import container_that
from netui.operations.operation import Operation, Plan
from netui.text import safe


class ContainerPause(Operation):
    """Freeze a container's processes."""

    noun = "container"
    verb = "pause"
    summary = "Freeze a container's processes; its interfaces stay, and the kernel still answers pings."
    several = "container"
    fields = (Field("container", container_that(goes_on), "the container", required=True, positional=True),)

    def faults(self, given: Given) -> Iterator[Problem]:
        """It has to run."""
        container = given["container"]
        yield from running(container)
        if container.state == "paused":
            yield Problem("container", f"{safe(container.name)} is paused already")

    def build(self, given: Given) -> Plan:
        """One step."""
        container = given["container"]
        return self.planned(safe(container.name), PauseContainer(container_at(container)))


OPERATION = ContainerPause()
