"""`netui container stop web`: as `docker stop`."""

from collections.abc import Iterator

from netui.model.docker_action import StopContainer
from netui.operations.checks_container import running, sharers
from netui.operations.checks_docker import runs
from netui.operations.docker_state import container_at
from netui.operations.field import Field, Problem
from netui.operations.given import Given
from netui.operations.kinds import number
from netui.operations.kinds_docker import container_that
from netui.operations.operation import Operation, Plan
from netui.text import safe

LOST = "what its processes had in memory"
TIME = Field("time", number(0, 3600), "seconds until what does not end is killed", short=("-t",), default="10")


class ContainerStop(Operation):
    """Stop a container."""

    noun = "container"
    verb = "stop"
    summary = "End a container's processes; it stays, and can be started again."
    key = "U"
    undo = "partial"
    lost = LOST
    several = "container"
    fields = (
        Field(
            "container",
            container_that(lambda _given, one: runs(one)),
            "the container",
            required=True,
            positional=True,
        ),
        TIME,
    )

    def faults(self, given: Given) -> Iterator[Problem]:
        """It has to run."""
        yield from running(given["container"])

    def build(self, given: Given) -> Plan:
        """One step."""
        container = given["container"]
        step = StopContainer(container_at(container), given["time"])
        return self.planned(safe(container.name), step, warnings=tuple(sharers(given, container)))


OPERATION = ContainerStop()
