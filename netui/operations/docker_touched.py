"""Which containers and Docker networks a change can touch."""

from collections.abc import Iterable, Iterator

from netui.model import docker_action as act
from netui.model.acting import Action
from netui.model.container import Docker
from netui.operations.docker_delta import DockerDelta
from netui.operations.docker_state import DockerName


def docker_names(actions: Iterable[Action], docker: Docker) -> frozenset[DockerName]:
    """What the actions are about, and the members of networks that they remove."""
    return frozenset(name for one in actions for name in _names(one, docker))


def _names(one: Action, docker: Docker) -> Iterator[DockerName]:
    match one:
        case act.ConnectContainer() | act.DisconnectContainer():
            yield "container", one.container.name
            yield "network", one.network.name
        case act.OnContainer():
            yield "container", one.container.name
        case act.CreateNetwork():
            yield "network", one.network.name
        case act.RemoveNetwork(network=network):
            yield "network", network.name
            for container in docker.containers.values():
                if any(end.network_id == network.id for end in container.endpoints):
                    yield "container", container.name


def names_of(delta: DockerDelta) -> frozenset[DockerName]:
    """What a change changed, and the networks that containers were on."""
    found: set[DockerName] = set()
    for network in delta.networks:
        found |= {("network", state.at.name) for state in (network.before, network.after) if state}
    for container in delta.containers:
        for box in (container.before, container.after):
            if box is not None:
                found.add(("container", box.at.name))
                found |= {("network", one.network.name) for one in box.endpoints}
    return frozenset(found)
