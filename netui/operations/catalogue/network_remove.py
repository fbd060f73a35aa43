"""`netui network remove shop yard`: as `docker network rm`."""

from collections.abc import Iterator

from netui.model.docker_action import RemoveNetwork
from netui.operations.checks_network import needed, removable
from netui.operations.docker_state import network_at
from netui.operations.field import Field, Problem
from netui.operations.given import Given
from netui.operations.kinds_docker import network_that
from netui.operations.operation import Operation, Plan
from netui.text import safe

LOST = "the network's id"


class NetworkRemove(Operation):
    """Remove Docker networks."""

    noun = "network"
    verb = "remove"
    summary = "Remove Docker networks that no running container is on; undo makes them again, with their members."
    key = "d"
    undo = "partial"
    lost = LOST
    destructive = True
    several = "network"
    fields = (
        Field(
            "network",
            network_that(lambda given, one: not any(removable(given, one))),
            "the networks",
            required=True,
            positional=True,
            many=True,
        ),
    )

    def faults(self, given: Given) -> Iterator[Problem]:
        """None of Docker's own, none in use."""
        for network in given["network"]:
            yield from removable(given, network)

    def build(self, given: Given) -> Plan:
        """A step for each."""
        networks = dict.fromkeys(one.id for one in given["network"])
        docker = given.snapshot.docker
        found = [docker.networks[one] for one in networks]
        return self.planned(
            " ".join(safe(one.name) for one in found),
            *(RemoveNetwork(network_at(docker, one)) for one in found),
            warnings=tuple(told for one in found for told in needed(given, one)),
        )


OPERATION = NetworkRemove()
