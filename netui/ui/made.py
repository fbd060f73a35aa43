"""What a change has made, and where the screen shows it once the host tells of it."""

from collections.abc import Iterable, Iterator

from netui.model.acting import Action
from netui.model.action import CreateLink, CreateNamespace, CreateVeth, LinkAt, Where
from netui.model.docker_action import CreateContainer, CreateNetwork
from netui.model.naming import namespace_name
from netui.ui.subject import Subject, a_container, a_link, a_namespace, a_network
from netui.ui.view import Space, View

_MAKES = (CreateNamespace, CreateVeth, CreateLink, CreateContainer, CreateNetwork)


def made_first(actions: Iterable[Action]) -> Action | None:
    """The first of these actions that makes an object; None where none does."""
    return next((one for one in actions if isinstance(one, _MAKES)), None)


def subject_of(view: View, action: Action) -> Subject | None:
    """What the action has made, of a veth pair the end named first; None while the view does not show it."""
    return next(_found(view, action), None)


def _found(view: View, action: Action) -> Iterator[Subject]:
    docker = view.snapshot.docker
    match action:
        case CreateNamespace():
            yield from (a_namespace(key) for key, one in view.spaces.items() if action.name in one.namespace.names)
        case CreateVeth():
            yield from _links(view, action.one)
        case CreateLink():
            yield from _links(view, action.link)
        case CreateContainer():
            name = action.container.name
            yield from (a_container(one.id) for one in docker.containers.values() if one.name == name)
        case CreateNetwork():
            name = action.network.name
            yield from (a_network(one.id) for one in docker.networks.values() if one.name == name)


def _links(view: View, at: LinkAt) -> Iterator[Subject]:
    for key, space in view.spaces.items():
        if _is(view, space, at.where):
            yield from (a_link(key, one.ifindex) for one in space.namespace.links.values() if one.name == at.name)


def _is(view: View, space: Space, where: Where) -> bool:
    one = space.namespace
    if where.inode:
        return (one.inode, one.device) == (where.inode, where.device)
    return namespace_name(view.relations, one) == where.name
