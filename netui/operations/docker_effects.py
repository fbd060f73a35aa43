"""What has to be true of containers and Docker networks once actions were carried out."""

from collections.abc import Callable, Iterable

from netui.model import docker_action as act
from netui.model.acting import Action
from netui.operations.docker_state import ContainerState, DockerState
from netui.text import safe

Told = tuple[tuple[str, ...], str, Callable[[DockerState], bool]]


def unmet_of_docker(actions: Iterable[Action], now: DockerState | None) -> list[str]:
    """What the actions should have done and what is not so, in sentences."""
    expected = {told[0]: told for told in map(_expect, actions) if told}
    if now is None:
        return ["Docker does not tell what came of it"] if expected else []
    return [sentence for _about, sentence, holds in expected.values() if not holds(now)]


def _expect(one: Action) -> Told | None:
    """What one action is about, a sentence for where it did not come true, and the test."""
    match one:
        case act.ConnectContainer(network=network, container=container):
            return _place(container.name, network.name, there=True)
        case act.DisconnectContainer(network=network, container=container):
            return _place(container.name, network.name, there=False)
        case act.CreateNetwork(network=network):
            return _network(network.name, there=True)
        case act.RemoveNetwork(network=network):
            return _network(network.name, there=False)
        case act.OnContainer():
            return _expect_of_container(one)
    return None


def _expect_of_container(one: act.OnContainer) -> Told | None:
    match one:
        case act.CreateContainer(container=container):
            return _state(container.name, "was not made", lambda _one: True)
        case act.StartContainer(container=container) | act.UnpauseContainer(container=container):
            return _state(container.name, "does not run", lambda one: one.state not in ("created", "paused"))
        case act.StopContainer(container=container):
            return _state(container.name, "still runs", lambda one: one.phase == "stopped")
        case act.PauseContainer(container=container):
            return _state(container.name, "is not paused", lambda one: one.phase == "paused")
        case act.RemoveContainer(container=container):
            said = f"there is still a container {safe(container.name)}"
            return ("state", container.name), said, lambda now: container.name not in now.containers
    return None


def _state(name: str, said: str, fits: Callable[[ContainerState], bool]) -> Told:
    """What ends by itself at once has run, too."""

    def holds(now: DockerState) -> bool:
        return name in now.containers and fits(now.containers[name])

    return ("state", name), f"{safe(name)} {said}", holds


def _place(container: str, network: str, *, there: bool) -> Told:
    def holds(now: DockerState) -> bool:
        state = now.containers.get(container)
        found = state is not None and any(one.network.name == network for one in state.endpoints)
        return found is there

    said = "not" if there else "still"
    return ("place", container, network), f"{safe(container)} is {said} on {safe(network)}", holds


def _network(name: str, *, there: bool) -> Told:
    said = "there is no" if there else "there is still a"
    return ("network", name), f"{said} network {safe(name)}", lambda now: (name in now.networks) is there
