"""What a change can touch: the namespaces that it acts in, and those that hold the other ends of links there; the
containers and Docker networks that it acts on, and the members of networks that go."""

from collections.abc import Mapping, Set

from msgspec import Struct
from msgspec.structs import replace

from netui.core.changing.kernel import Read
from netui.model.acting import Action
from netui.model.action import CreateNamespace, CreateVeth, InNamespace, MoveLink, OnLink
from netui.model.container import Docker
from netui.model.relations import Relations
from netui.model.snapshot import Snapshot
from netui.operations.delta import Delta
from netui.operations.docker_state import DockerName, capture_docker
from netui.operations.docker_touched import docker_names, names_of
from netui.operations.given import Values
from netui.operations.identity import Places, where
from netui.operations.operation import Operation
from netui.operations.state import LinkState, SpaceState, World, capture
from netui.text import Name


class Scope(Struct, frozen=True):
    """The same, as it is kept."""

    names: tuple[Name, ...]
    aliases: dict[int, Name]
    docker: tuple[DockerName, ...]


class Touched:
    """Namespaces, containers and Docker networks; the namespaces recognised by their cookies.

    Also where they are called otherwise meanwhile.
    """

    def __init__(self, snapshot: Snapshot, actions: tuple[Action, ...]) -> None:
        self._docker = docker_names(actions, snapshot.docker)
        named = {name for one in actions for name in _names(one)}
        relations = Relations(snapshot)
        keys = {space.key for space in snapshot.namespaces.values() if where(relations, space).name in named}
        named |= {where(relations, snapshot.namespaces[key]).name for key in around(snapshot, keys)}
        self._names = frozenset(named)
        self._aliases = {
            space.cookie: where(relations, space).name
            for space in snapshot.namespaces.values()
            if space.cookie and where(relations, space).name in named
        }

    @classmethod
    def of(cls, delta: Delta, actions: tuple[Action, ...], born: Mapping[int, int]) -> "Touched":
        """The namespaces of a change that was made."""
        made = cls(Snapshot(), ())
        made._docker = names_of(delta.docker) | docker_names(actions, Docker())
        states: list[SpaceState | LinkState] = []
        for space in delta.spaces:
            states += [one for one in (space.before, space.after) if one is not None]
        for link in delta.links:
            states += [state for state in (link.before, link.after) if state is not None]
        places = [one.where if isinstance(one, SpaceState) else one.at.where for one in states]
        acted = (name for one in actions for name in _names(one))
        made._names = frozenset((*(place.name for place in places), *acted))
        made._aliases = {place.cookie: place.name for place in places if place.cookie}
        for old, new in born.items():
            if old in made._aliases:
                made._aliases[new] = made._aliases[old]
        return made

    @classmethod
    def within(cls, scope: Scope) -> "Touched":
        """What was kept."""
        made = cls(Snapshot(), ())
        made._names, made._aliases, made._docker = frozenset(scope.names), scope.aliases, frozenset(scope.docker)
        return made

    @property
    def scope(self) -> Scope:
        """It, to be kept."""
        return Scope(tuple(self._names), self._aliases, tuple(self._docker))

    def world(self, snapshot: Snapshot) -> World:
        """What is in them now."""
        world = capture(snapshot, self._names, self._aliases)
        return replace(world, docker=capture_docker(snapshot, self._docker)) if self._docker else world

    def keys(self, snapshot: Snapshot) -> set[int]:
        """Those of its namespaces that are there."""
        places = Places(Relations(snapshot), self._aliases)
        return {space.key for space in snapshot.namespaces.values() if places.of(space).name in self._names}

    @property
    def docker(self) -> bool:
        """Whether containers or Docker networks are among it, which have to be read then."""
        return bool(self._docker)


def read_for(read: Read, operation: Operation, values: Values) -> Snapshot:
    """The host now, for an operation to be planned: its facets of the namespaces alone that it can touch."""
    return read(operation.facets, of=lambda snapshot: around(snapshot, operation.concerned(snapshot, values)))


def around(snapshot: Snapshot, keys: Set[int]) -> set[int]:
    """Keys of these namespaces, and of those that hold the other ends of their links."""
    found = set(keys)
    for space in snapshot.namespaces.values():
        ends = {link.lower_namespace for link in space.links.values()} - {None}
        if space.key in keys:
            found |= {end for end in ends if end in snapshot.namespaces}
        elif ends & keys:
            found.add(space.key)
    return found


def _names(one: Action) -> tuple[Name, ...]:
    match one:
        case CreateVeth():
            return one.one.where.name, one.other.where.name
        case MoveLink():
            return one.link.where.name, one.to.name
        case OnLink():
            return (one.link.where.name,)
        case CreateNamespace():
            return (one.name,)
        case InNamespace():
            return (one.where.name,)
    return ()
