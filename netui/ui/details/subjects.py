"""Which namespace, bridge and containers an object's tabs are about."""

from collections.abc import Iterator

from netui.model.container import Container, Network
from netui.model.link import Link
from netui.ui.subject import Subject
from netui.ui.view import View


def home(view: View, subject: Subject) -> int | None:
    """Key of the namespace that a subject's lists are of; None where it has none, or none that is known."""
    key: int | None = subject.namespace
    if subject.kind == "container":
        key = view.snapshot.docker.containers[subject.id].namespace
    return key if key in view.spaces else None


def bridge_of(view: View, subject: Subject) -> Subject | None:
    """The bridge that a subject is, or that carries it; None for others."""
    if subject.kind == "network":
        return view.subject_of(view.relations.network_bridge(network_of(view, subject)))
    return subject if subject.kind == "link" and _link(view, subject).kind == "bridge" else None


def network_of(view: View, subject: Subject) -> Network:
    """The Docker network that the subject is."""
    return view.snapshot.docker.networks[subject.id]


def containers_of(view: View, subject: Subject) -> Iterator[Container]:
    """The containers whose published ports are a subject's: its own, its members', those in it.

    The ports of all containers are published in the namespace of their engine.
    """
    docker = view.snapshot.docker
    if subject.kind == "container":
        yield docker.containers[subject.id]
    elif subject.kind == "network":
        yield from (one for one, _ in view.relations.attached(network_of(view, subject)))
    elif subject.namespace == docker.namespace:
        yield from docker.containers.values()
    else:
        yield from view.relations.tenants(subject.namespace)


def _link(view: View, subject: Subject) -> Link:
    link = view.link(subject)
    assert link is not None  # the caller asked whether the subject exists
    return link
