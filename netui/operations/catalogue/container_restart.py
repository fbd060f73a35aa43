"""`netui container restart web`: as `docker restart`."""

from collections.abc import Iterator

from netui.model.docker_action import RestartContainer
from netui.operations.catalogue.container_stop import LOST, TIME
from netui.operations.checks_container import sharers, startable
from netui.operations.docker_state import container_at
from netui.operations.field import Field, Problem
from netui.operations.given import Given
from netui.operations.kinds_docker import CONTAINER
from netui.operations.operation import Operation, Plan
from netui.text import safe


class ContainerRestart(Operation):
    """Stop and start a container."""

    noun = "container"
    verb = "restart"
    summary = "Stop a container and start it again; it gets a new namespace."
    key = "r"
    undo = "partial"
    lost = LOST
    several = "container"
    fields = (Field("container", CONTAINER, "the container", required=True, positional=True), TIME)

    def faults(self, given: Given) -> Iterator[Problem]:
        """What it needs has to be there, or it would stop and not start."""
        container = given["container"]
        yield from startable(given, container)
        place = next((one for one in container.endpoints if one.phantom), None)
        if place is not None:
            name, told = safe(container.name), safe(place.network)
            yield Problem(
                "container",
                f"a failed connect left an entry of {told} in {name}: it would stop, and not start",
                f"stop {name}, disconnect it from {told}, start it",
            )

    def build(self, given: Given) -> Plan:
        """One step."""
        container = given["container"]
        step = RestartContainer(container_at(container), given["time"])
        return self.planned(safe(container.name), step, warnings=tuple(sharers(given, container)))


OPERATION = ContainerRestart()
