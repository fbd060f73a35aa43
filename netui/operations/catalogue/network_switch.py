"""`netui network switch web shop backyard`: connect to one network, then disconnect from the other, as one plan."""

from collections.abc import Iterator

from netui.model.container import Network
from netui.model.docker_action import AnyDockerAction, DisconnectContainer
from netui.operations.catalogue.network_connect import PLACE, connecting
from netui.operations.checks_docker import (
    LOST_NAME,
    alias_remarks,
    aliases,
    chosen_address,
    connectable,
    leavable,
    leaving_remarks,
    lost_with,
    place_on,
)
from netui.operations.docker_state import container_at, network_at
from netui.operations.field import Field, Problem
from netui.operations.given import Given
from netui.operations.kinds_docker import CONTAINER, network_that
from netui.operations.operation import Operation, Plan
from netui.text import safe


def _left(given: Given, network: Network) -> bool:
    return "container" not in given or not any(leavable(given.snapshot.docker, given["container"], network))


def _joined(given: Given, network: Network) -> bool:
    docker, leaving = given.snapshot.docker, given.get("network")
    return "container" not in given or not any(connectable(docker, given["container"], network, leaving))


class NetworkSwitch(Operation):
    """Change a container's network for another."""

    noun = "network"
    verb = "switch"
    summary = "Change a container's network for another: connect to the new one, then leave the old one."
    undo = "partial"
    lost = LOST_NAME
    fields = (
        Field("container", CONTAINER, "the container", required=True, positional=True),
        Field(
            "network", network_that(_left), "the network that it leaves", required=True, positional=True, word="FROM"
        ),
        Field("to", network_that(_joined), "the network that it joins", required=True, positional=True, word="TO"),
        *PLACE,
    )

    def faults(self, given: Given) -> Iterator[Problem]:
        """As for both parts."""
        container, old, new = given["container"], given["network"], given["to"]
        yield from leavable(given.snapshot.docker, container, old)
        for problem in connectable(given.snapshot.docker, container, new, leaving=old):
            yield problem._replace(field="to" if problem.field == "network" else problem.field)
        yield from chosen_address(given, new, container)
        yield from aliases(given, new)

    def build(self, given: Given) -> Plan:
        """Two steps; `none` is left first, for it tolerates no other network."""
        docker, container = given.snapshot.docker, given["container"]
        old, new = given["network"], given["to"]
        place = place_on(container, old)
        assert place is not None  # or it could not be left
        steps: list[AnyDockerAction] = [
            connecting(given, new), DisconnectContainer(network_at(docker, old), container_at(container)),
        ]  # fmt: skip
        if "none" in (old.name, new.name):
            steps.reverse()
        warnings = (*alias_remarks(given, new, container), *leaving_remarks(container, old, last=False))
        title = f"{safe(container.name)} {safe(old.name)} {safe(new.name)}"
        return self.planned(title, *steps, warnings=warnings, lost=lost_with(docker, container, place))


OPERATION = NetworkSwitch()
