"""`netui container unpause web`: as `docker unpause`."""

from collections.abc import Iterator

from netui.model.docker_action import UnpauseContainer
from netui.operations.docker_state import container_at
from netui.operations.field import Field, Problem
from netui.operations.given import Given
from netui.operations.kinds_docker import container_that
from netui.operations.operation import Operation, Plan
from netui.text import safe


class ContainerUnpause(Operation):
    """Let a paused container go on."""

    noun = "container"
    verb = "unpause"
    summary = "Let a paused container's processes go on."
    several = "container"
    fields = (
        Field(
            "container",
            container_that(lambda _given, one: one.state == "paused"),
            "the container",
            required=True,
            positional=True,
        ),
    )

    def faults(self, given: Given) -> Iterator[Problem]:
        """It has to be paused."""
        container = given["container"]
        if container.state != "paused":
            yield Problem("container", f"{safe(container.name)} is not paused: it is {container.state}")

    def build(self, given: Given) -> Plan:
        """One step."""
        container = given["container"]
        return self.planned(safe(container.name), UnpauseContainer(container_at(container)))


OPERATION = ContainerUnpause()
