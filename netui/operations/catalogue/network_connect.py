"""`netui network connect shop web --ip 10.0.0.9 --alias www`: as `docker network connect`."""

from collections.abc import Iterator

from netui.model.container import Container, Network
from netui.model.docker_action import ConnectContainer
from netui.operations.checks_docker import (
    alias_remarks,
    aliases,
    chosen_address,
    connectable,
    runs,
)
from netui.operations.docker_state import container_at, network_at
from netui.operations.field import Field, Problem
from netui.operations.given import Given
from netui.operations.kinds_docker import ALIAS, IP4, IP6, container_that, network_that
from netui.operations.operation import Operation, Plan
from netui.text import safe

PLACE = (
    Field("ip", IP4, "its IPv4 address there; Docker chooses one where none is given"),
    Field("ip6", IP6, "its IPv6 address there"),
    Field("alias", ALIAS, "a further name by which others there reach it; may be given several times", many=True),
)
"""How a container is on a network."""


def _open(given: Given, network: Network) -> bool:
    """Whether the container, or any, can join the network."""
    containers = [given["container"]] if "container" in given else given.snapshot.docker.containers.values()
    return any(not any(connectable(given.snapshot.docker, one, network)) for one in containers)


def _free(given: Given, container: Container) -> bool:
    """Whether the container can join the network, or any."""
    networks = [given["network"]] if "network" in given else given.snapshot.docker.networks.values()
    return any(not any(connectable(given.snapshot.docker, container, one)) for one in networks)


class NetworkConnect(Operation):
    """Add a network to a container."""

    noun = "network"
    verb = "connect"
    summary = "Add a network to a container: it gets a further interface, and keeps the networks that it has."
    key = "c"
    several = "container"
    singly = ("ip", "ip6")
    fields = (
        Field("network", network_that(_open), "the network", required=True, positional=True),
        Field("container", container_that(_free), "the container", required=True, positional=True),
        *PLACE,
    )

    def faults(self, given: Given) -> Iterator[Problem]:
        """Modes that cannot, networks that it has, addresses that would spoil it."""
        network, container = given["network"], given["container"]
        yield from connectable(given.snapshot.docker, container, network)
        yield from chosen_address(given, network, container)
        yield from aliases(given, network)

    def build(self, given: Given) -> Plan:
        """One step."""
        network, container = given["network"], given["container"]
        warnings = list(alias_remarks(given, network, container))
        if not runs(container):
            warnings.append(f"{safe(container.name)} does not run: it gets its address when it starts")
        return self.planned(
            f"{safe(network.name)} {safe(container.name)}", connecting(given, network), warnings=tuple(warnings)
        )


def connecting(given: Given, network: Network) -> ConnectContainer:
    """The step, with the fields of `PLACE`."""
    return ConnectContainer(
        network_at(given.snapshot.docker, network), container_at(given["container"]), given.get("ip", ""),
        given.get("ip6", ""), given.get("alias", ()),
    )  # fmt: skip


OPERATION = NetworkConnect()
