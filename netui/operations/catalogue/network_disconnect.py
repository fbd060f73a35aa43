"""`netui network disconnect shop web`: as `docker network disconnect`."""

from collections.abc import Iterator

from netui.model.container import Container, Network
from netui.model.docker_action import DisconnectContainer
from netui.operations.checks_docker import LOST_NAME, leavable, leaving_remarks, lost_with, place_on
from netui.operations.docker_state import container_at, network_at
from netui.operations.field import Field, Problem
from netui.operations.given import Given
from netui.operations.kinds_docker import container_that, network_that
from netui.operations.operation import Operation, Plan
from netui.text import safe


def _has(given: Given, network: Network) -> bool:
    """Whether the container, or any, can leave the network."""
    docker = given.snapshot.docker
    containers = [given["container"]] if "container" in given else docker.containers.values()
    return any(not any(leavable(docker, one, network)) for one in containers)


def _is_on(given: Given, container: Container) -> bool:
    """Whether the container can leave the network, or any."""
    docker = given.snapshot.docker
    networks = [given["network"]] if "network" in given else docker.networks.values()
    return any(not any(leavable(docker, container, one)) for one in networks)


class NetworkDisconnect(Operation):
    """Take a network from a container."""

    noun = "network"
    verb = "disconnect"
    summary = "Take a network from a container; after the last one lo alone remains, there is no fall-back."
    key = "x"
    undo = "partial"
    lost = LOST_NAME
    several = "container"
    fields = (
        Field("network", network_that(_has), "the network", required=True, positional=True),
        Field("container", container_that(_is_on), "the container", required=True, positional=True),
    )

    def faults(self, given: Given) -> Iterator[Problem]:
        """It has to be there."""
        yield from leavable(given.snapshot.docker, given["container"], given["network"])

    def build(self, given: Given) -> Plan:
        """One step."""
        docker, network, container = given.snapshot.docker, given["network"], given["container"]
        place = place_on(container, network)
        assert place is not None  # or it could not be left
        last = len(container.endpoints) == 1
        step = DisconnectContainer(network_at(docker, network), container_at(container))
        return self.planned(
            f"{safe(network.name)} {safe(container.name)}", step,
            warnings=tuple(leaving_remarks(container, network, last=last)), lost=lost_with(docker, container, place),
        )  # fmt: skip


OPERATION = NetworkDisconnect()
