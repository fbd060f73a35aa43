"""What a change did to containers and Docker networks, whether that is still so, and the way back."""

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from netui.model.docker_action import (
    AnyDockerAction,
    DisconnectContainer,
    NetworkAt,
    PauseContainer,
    RemoveContainer,
    RemoveNetwork,
    StartContainer,
    StopContainer,
    UnpauseContainer,
)
from netui.operations.changed import Changed, Side
from netui.operations.docker_state import (
    ContainerState,
    DockerState,
    EndpointState,
    NetworkState,
    Phase,
    connecting,
    creating,
)
from netui.text import safe

SILENT = "Docker does not tell what it runs"
"""Why nothing is known of a change of its."""
_NONE = "none"
Born = Mapping[str, str]
"""The id that a network or container has that was made again, by the one that it had before."""


class DockerDelta(Struct, frozen=True):
    """Everything of Docker's that one change changed."""

    containers: tuple[Changed[ContainerState], ...] = ()
    networks: tuple[Changed[NetworkState], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.containers or self.networks)


def conflicts_of_docker(now: DockerState | None, delta: DockerDelta, side: Side, born: Born) -> Iterator[str]:
    """The differences, in words, between what a change left (not `side`) and what is there now."""
    if not delta:
        return
    if now is None:
        yield SILENT
        return
    for network in delta.networks:
        left, other = network.toward(side)
        yield from _presence("network", left, other, now.networks, born)
        if left and other is None and side == "before":  # what is removed again may have had members
            joined = ", ".join(map(safe, now.members.get(left.at.name, ())))
            if joined:
                yield f"{safe(left.at.name)} has members now: {joined}"
    for container in delta.containers:
        was, before = container.toward(side)
        yield from _presence("container", was, before, now.containers, born)
        have = now.containers.get(was.at.name) if was else None
        if was and have:
            yield from _container_conflicts(have, was, before)


def _presence(
    noun: str,
    left: ContainerState | NetworkState | None,
    other: ContainerState | NetworkState | None,
    now: Mapping[str, ContainerState | NetworkState],
    born: Born,
) -> Iterator[str]:
    if left is None:
        if other is not None and other.at.name in now:
            yield f"there is a {noun} {safe(other.at.name)} again"
        return
    have = now.get(left.at.name)
    if have is None:
        yield f"the {noun} {safe(left.at.name)} is gone"
    elif have.at.id != latest(left.at.id, born):
        yield f"{safe(left.at.name)} is another {noun} now"


def latest(identity: str, born: Born) -> str:
    """The id that something has now, which may have been made again several times."""
    while identity in born:
        identity = born[identity]
    return identity


def _container_conflicts(have: ContainerState, left: ContainerState, other: ContainerState | None) -> Iterator[str]:
    name = safe(left.at.name)
    mine, theirs, there = _places(left), _places(other), _places(have)
    for network in mine.keys() | theirs.keys():
        if mine.get(network) == theirs.get(network):
            continue
        if network in mine and network not in there:
            yield f"{name} is no longer on {safe(network)}"
        elif network not in mine and network in there:
            yield f"{name} is on {safe(network)} again"
    if other is not None and left.phase not in (other.phase, have.phase):
        yield f"{name} is {have.phase} now, not {left.phase}"


def _places(state: ContainerState | None) -> dict[str, EndpointState]:
    return {one.network.name: one for one in state.endpoints} if state else {}


def restoration_of_docker(now: DockerState | None, delta: DockerDelta, side: Side) -> Iterator[AnyDockerAction]:
    """What brings containers and networks to that side of the change; nothing where it is so."""
    if now is None:
        return
    networks = [one.toward(side) for one in delta.networks]
    for _left, want in networks:
        if want is not None and want.at.name not in now.networks:
            yield creating(want)
    for container in delta.containers:
        was, wanted = container.toward(side)
        there = was or wanted
        have = now.containers.get(there.at.name) if there else None
        if have and wanted is None:
            yield RemoveContainer(have.at, force=True, volumes=True)
        elif have and wanted:
            yield from _reconnect(now, have, was, wanted)
            if was is None or was.phase != wanted.phase:
                yield from _rephase(have, wanted.phase)
    for left, want in networks:
        have_network = now.networks.get(left.at.name) if left else None
        if want is None and have_network is not None:
            yield RemoveNetwork(have_network.at)


def _reconnect(
    now: DockerState, have: ContainerState, left: ContainerState | None, want: ContainerState
) -> Iterator[AnyDockerAction]:
    """Join first, so that the container is never without a network; `none` tolerates no other beside it."""
    there, mine, wanted = _places(have), _places(left), _places(want)
    leaving = [one.network for name, one in there.items() if name in mine and name not in wanted]
    joining = [one for name, one in wanted.items() if _lacks(there.get(name), one, mine.get(name))]
    again = [one.network for one in joining if one.network.name in there]
    leave_first = any(one.network.name == _NONE for one in joining) or any(one.name == _NONE for one in leaving)
    yield from _leave(have, again)
    if leave_first:
        yield from _leave(have, leaving)
    for one in joining:
        network = now.networks.get(one.network.name)
        yield connecting(have.at, one, network.at if network else NetworkAt(one.network.name))
    if not leave_first:
        yield from _leave(have, leaving)


def _rephase(have: ContainerState, wanted: Phase) -> Iterator[AnyDockerAction]:
    """Start, stop, pause, unpause."""
    if have.phase == wanted:
        return
    if wanted == "stopped":
        yield StopContainer(have.at)
        return
    if have.phase == "stopped":
        yield StartContainer(have.at)
    if wanted == "paused":
        yield PauseContainer(have.at)
    elif have.phase == "paused":
        yield UnpauseContainer(have.at)


def _lacks(have: EndpointState | None, want: EndpointState, left: EndpointState | None) -> bool:
    """Whether a place that the change took, or spoilt, is not there as it was."""
    if want == left or want.dangling:
        return False
    return have is None or have.dangling


def _leave(container: ContainerState, networks: Iterable[NetworkAt]) -> Iterator[AnyDockerAction]:
    for network in networks:
        yield DisconnectContainer(network, container.at)


def docker_between(before: DockerState | None, after: DockerState | None) -> DockerDelta:
    """What differs between two readings; nothing where the engine did not tell one of them."""
    if before is None or after is None:
        return DockerDelta()
    boxes = [*before.containers, *(one for one in after.containers if one not in before.containers)]
    nets = [*before.networks, *(one for one in after.networks if one not in before.networks)]
    containers = (Changed(before.containers.get(one), after.containers.get(one)) for one in boxes)
    networks = (Changed(before.networks.get(one), after.networks.get(one)) for one in nets)
    return DockerDelta(
        tuple(one for one in containers if one.before != one.after),
        tuple(one for one in networks if one.before != one.after),
    )


def born_in_docker(delta: DockerDelta, side: Side, now: DockerState | None) -> dict[str, str]:
    """Which networks and containers were made again: the new id by the one before."""
    if now is None:
        return {}
    found: dict[str, str] = {}
    for network in delta.networks:
        wanted = network.toward(side)[1]
        if wanted and wanted.at.name in now.networks:
            found[wanted.at.id] = now.networks[wanted.at.name].at.id
    for container in delta.containers:
        state = container.toward(side)[1]
        if state and state.at.name in now.containers:
            found[state.at.id] = now.containers[state.at.name].at.id
    return {old: new for old, new in found.items() if old != new}
