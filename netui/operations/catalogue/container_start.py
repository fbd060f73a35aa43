"""`netui container start web`: as `docker start`."""

from collections.abc import Iterator

from netui.model.docker_action import StartContainer
from netui.operations.checks_container import startable, stopped
from netui.operations.checks_docker import runs
from netui.operations.docker_state import container_at
from netui.operations.field import Field, Problem
from netui.operations.given import Given
from netui.operations.kinds_docker import container_that
from netui.operations.operation import Operation, Plan
from netui.text import safe


class ContainerStart(Operation):
    """Start a container."""

    noun = "container"
    verb = "start"
    summary = "Start a container that was made, or has ended."
    key = "u"
    several = "container"
    fields = (
        Field(
            "container",
            container_that(lambda _given, one: not runs(one)),
            "the container",
            required=True,
            positional=True,
        ),
    )

    def faults(self, given: Given) -> Iterator[Problem]:
        """It has to be stopped, with all that it needs."""
        yield from stopped(given["container"])
        yield from startable(given, given["container"])

    def build(self, given: Given) -> Plan:
        """One step."""
        container = given["container"]
        return self.planned(safe(container.name), StartContainer(container_at(container)))


OPERATION = ContainerStart()
