"""Which of the differences in containers and Docker networks are a change's own doing, and which somebody else's."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TypeVar

from msgspec.structs import replace

from netui.model import docker_action as act
from netui.model.acting import Action
from netui.operations.changed import Changed
from netui.operations.docker_delta import SILENT, DockerDelta
from netui.operations.docker_state import ContainerState, DockerState, EndpointState, NetworkState, Phase
from netui.text import safe

State = TypeVar("State", ContainerState, NetworkState)
_PHASES: dict[type[Action], tuple[Phase, ...]] = {
    act.StartContainer: ("running", "stopped"),  # its program may have ended
    act.StopContainer: ("stopped",),
    act.RestartContainer: ("running", "stopped"),
    act.PauseContainer: ("paused",),
    act.UnpauseContainer: ("running",),
}


def own_of_docker(
    before: DockerState | None, now: DockerState | None, begun: tuple[Action, ...]
) -> tuple[DockerDelta, tuple[str, ...], tuple[str, ...]]:
    """From how it was to how it is, without what somebody else changed; conflicts and additions as in `own.Own`."""
    if before is None or not any(isinstance(one, act.DockerAction) for one in begun):
        return DockerDelta(), (), ()
    if now is None:
        return DockerDelta(), (SILENT,), ()
    judge = _Judge(before, now, begun)
    containers = tuple(judge.container(*pair) for pair in _pairs(before.containers, now.containers))
    networks = tuple(judge.network(*pair) for pair in _pairs(before.networks, now.networks))
    delta = DockerDelta(tuple(filter(None, containers)), tuple(filter(None, networks)))
    return delta, tuple(judge.conflicts), tuple(judge.additions)


def _pairs(then: Mapping[str, State], now: Mapping[str, State]) -> Iterator[tuple[State | None, State | None]]:
    for name in dict.fromkeys((*then, *now)):
        yield then.get(name), now.get(name)


class _Judge:
    def __init__(self, before: DockerState, now: DockerState, begun: tuple[Action, ...]) -> None:
        self.conflicts: list[str] = []
        self.additions: list[str] = []
        self._now = now
        self._made: set[tuple[str, str]] = set()
        self._removed: set[tuple[str, str]] = set()
        self._places: dict[str, set[str]] = defaultdict(set)
        """By container: the networks that it was connected to, or disconnected from."""
        self._phases: dict[str, list[Phase]] = defaultdict(list)
        for one in begun:
            self._take(one, before)

    def _take(self, one: Action, before: DockerState) -> None:
        match one:
            case act.ConnectContainer() | act.DisconnectContainer():
                self._places[one.container.name].add(one.network.name)
            case act.CreateNetwork(network=network):
                self._made.add(("network", network.name))
            case act.RemoveNetwork(network=network):
                self._removed.add(("network", network.name))
                for name in before.members.get(network.name, ()):
                    self._places[name].add(network.name)
            case act.CreateContainer(container=container):
                self._made.add(("container", container.name))
                self._places[container.name].add(one.mode)
            case act.RemoveContainer(container=container):
                self._removed.add(("container", container.name))
            case act.OnContainer(container=container):
                self._phases[container.name] += _PHASES.get(type(one), ())

    def _is_own(self, noun: str, then: State | None, now: State | None) -> bool:
        """Whether something that came, went, or was made anew is this change's doing; else it is looked at."""
        there = now or then
        assert there is not None
        key, name = (noun, there.at.name), safe(there.at.name)
        if then is None:
            return key in self._made
        if now is None:
            touched = there.at.name in self._places or there.at.name in self._phases
            if key not in self._removed and touched:
                self.conflicts.append(f"the {noun} {name} is gone")
            return key in self._removed
        if then.at.id != now.at.id and key not in self._made:
            self.conflicts.append(f"{name} is another {noun} now")
            return False
        return True

    def network(self, then: NetworkState | None, now: NetworkState | None) -> Changed[NetworkState] | None:
        """One network."""
        if not self._is_own("network", then, now) or (then is not None and now is not None):
            return None
        if now is not None:
            name = now.at.name
            others = [one for one in self._now.members.get(name, ()) if name not in self._places.get(one, ())]
            if others:
                self.additions.append(f"{safe(name)} has members now: {', '.join(map(safe, others))}")
        return Changed(then, now)

    def container(self, then: ContainerState | None, now: ContainerState | None) -> Changed[ContainerState] | None:
        """One container."""
        if not self._is_own("container", then, now):
            return None
        if then is None and now is not None:
            self._check_made(now)
        if then is None or now is None:
            return Changed(then, now)
        want = replace(then, state=self._state(then, now), endpoints=self._endpoints(then, now))
        same = want.phase == now.phase and _by_network(want).keys() == _by_network(now).keys()
        return None if same and not any(one.dangling for one in now.endpoints) else Changed(want, now)

    def _check_made(self, now: ContainerState) -> None:
        name = now.at.name
        for place in now.endpoints:
            if place.network.name not in self._places[name] | {"bridge", "none", "host"}:
                self.additions.append(f"{safe(name)} is on {safe(place.network.name)} now")
        if now.phase not in ("stopped", *self._phases.get(name, ())):
            self.conflicts.append(f"{safe(name)} is {now.phase} now")

    def _state(self, then: ContainerState, now: ContainerState) -> str:
        if then.phase == now.phase:
            return then.state
        phases = self._phases.get(then.at.name)
        if phases and now.phase not in phases:
            self.conflicts.append(f"{safe(then.at.name)} is {now.phase} now")
        return then.state if phases and now.phase in phases else now.state

    def _endpoints(self, then: ContainerState, now: ContainerState) -> tuple[EndpointState, ...]:
        """Where it was, but on the networks that the change did not touch as it is now."""
        mine = self._places.get(then.at.name, set())
        kept = [one for one in then.endpoints if one.network.name in mine]
        return (*kept, *(one for one in now.endpoints if one.network.name not in mine))


def _by_network(state: ContainerState) -> dict[str, EndpointState]:
    return {one.network.name: one for one in state.endpoints}
