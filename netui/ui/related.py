"""What lights up in the other panes when something is selected."""

from collections.abc import Iterator

from netui.model.container import Container
from netui.model.relations import LinkRef
from netui.ui.subject import Subject, a_container, a_link, a_namespace, a_network
from netui.ui.view import View


def related(view: View, subject: Subject) -> frozenset[Subject]:
    """Everything that belongs to the subject, without itself."""
    if not view.exists(subject):
        return frozenset()
    found = frozenset(_FINDERS[subject.kind](view, subject))
    return found - {subject}


def _of_namespace(view: View, subject: Subject) -> Iterator[Subject]:
    places = _wired(view, subject.namespace)
    yield from (a_link(*place) for place in places)
    yield from map(a_namespace, {namespace for namespace, _ in places})
    if view.snapshot.docker.networks:
        for row in view.spaces[subject.namespace].rows:
            yield from _served(view, row)
    for container in view.relations.tenants(subject.namespace):
        yield a_container(container.id)
        yield from _attached(view, container)


def _wired(view: View, key: int) -> set[tuple[int, int]]:
    """Masters and peers of all links of a namespace, and the peers' masters: (namespace, ifindex).

    As `_around` tells of one link. There may be thousands, and they are looked at again in every frame of a storm.
    """
    found: set[tuple[int, int]] = set()
    for link in view.spaces[key].namespace.links.values():
        if link.master:
            found.add((key, link.master))
        if link.kind == "veth" and link.lower:
            where = key if link.lower_namespace is None else link.lower_namespace
            space = view.spaces.get(where)
            far = space.namespace.links.get(link.lower) if space else None
            if far:
                found.add((where, far.ifindex))
                if far.master:
                    found.add((where, far.master))
    return found


def _of_link(view: View, subject: Subject) -> Iterator[Subject]:
    yield a_namespace(subject.namespace)
    yield from _around(view, subject)
    for port in view.ports(subject):
        row = a_link(subject.namespace, port.ifindex)
        yield row
        yield from _around(view, row)


def _around(view: View, subject: Subject) -> Iterator[Subject]:
    """A link's peer and its namespace, its master, its container and network."""
    link = view.link(subject)
    if link is None:
        return
    if link.master:
        yield a_link(subject.namespace, link.master)
    other = view.subject_of(view.peer(subject))
    if other:
        yield other
        yield a_namespace(other.namespace)
        far = view.link(other)
        if far and far.master:
            yield a_link(other.namespace, far.master)
    yield from _served(view, subject)


def _served(view: View, subject: Subject) -> Iterator[Subject]:
    """The container and the network that a link serves."""
    container, name = view.relations.docker_of(subject.namespace, subject.ifindex)
    if container:
        yield a_container(container.id)
    if name:
        yield from (a_network(one.id) for one in view.snapshot.docker.networks.values() if one.name == name)


def _of_container(view: View, subject: Subject) -> Iterator[Subject]:
    container = view.snapshot.docker.containers[subject.id]
    if container.namespace is not None and container.namespace in view.spaces:
        yield a_namespace(container.namespace)
        yield from (a_container(one.id) for one in view.relations.tenants(container.namespace))
        if not view.spaces[container.namespace].namespace.host:
            for row in view.spaces[container.namespace].rows:
                yield row
                yield from _around(view, row)
    yield from _attached(view, container)


def _attached(view: View, container: Container) -> Iterator[Subject]:
    for attachment in view.relations.attachments(container):
        if attachment.network:
            yield a_network(attachment.network.id)
        yield from _places(attachment.link, attachment.host_link, attachment.bridge)


def _of_network(view: View, subject: Subject) -> Iterator[Subject]:
    network = view.snapshot.docker.networks[subject.id]
    yield from _places(view.relations.network_bridge(network))
    for container, _ in view.relations.attached(network):
        yield a_container(container.id)
        if container.namespace is not None:
            yield a_namespace(container.namespace)
        for attachment in view.relations.attachments(container):
            if attachment.network is network:
                yield from _places(attachment.link, attachment.host_link)


def _places(*refs: LinkRef | None) -> Iterator[Subject]:
    for ref in refs:
        if ref and ref.namespace is not None:
            yield a_link(ref.namespace, ref.ifindex)


_FINDERS = {"namespace": _of_namespace, "link": _of_link, "container": _of_container, "network": _of_network}
