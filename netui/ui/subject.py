"""What can be selected: one namespace, link, container or Docker network."""

from typing import Literal

from msgspec import Struct

Kind = Literal["namespace", "link", "container", "network"]


class Subject(Struct, frozen=True):
    """Names one object for as long as it exists. Bridges are links."""

    kind: Kind
    namespace: int = -1
    """Key of the namespace; for a link, of the one that it is in. -1 for Docker's objects."""
    ifindex: int = 0
    id: str = ""
    """Docker's id of a container or network."""


def a_namespace(key: int) -> Subject:
    """The namespace with that key."""
    return Subject("namespace", key)


def a_link(namespace: int, ifindex: int) -> Subject:
    """The link with that ifindex in that namespace."""
    return Subject("link", namespace, ifindex)


def a_container(identity: str) -> Subject:
    """The container with that id."""
    return Subject("container", id=identity)


def a_network(identity: str) -> Subject:
    """The Docker network with that id."""
    return Subject("network", id=identity)
