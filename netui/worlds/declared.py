"""What a world declares: the objects of a network, and which traffic has to pass and which must not.

A place is written NAMESPACE/LINK; `host` is the namespace that the world is raised in.
"""

from msgspec import Struct


class End(Struct, frozen=True):
    """One end of a veth pair."""

    at: str
    addresses: tuple[str, ...] = ()
    bridge: str = ""
    """Of whose ports it is one: a bridge in the same namespace."""
    up: bool = True


class Veth(Struct, frozen=True):
    """A veth pair."""

    one: End
    other: End


class Bridge(Struct, frozen=True):
    """A bridge, which is up."""

    at: str
    addresses: tuple[str, ...] = ()


class Vxlan(Struct, frozen=True):
    """A vxlan link, a port of a bridge of its namespace, which is up."""

    at: str
    identifier: int
    local: str
    remote: str
    bridge: str


class Route(Struct, frozen=True):
    """A route of the main table."""

    namespace: str
    destination: str
    gateway: str


class Setting(Struct, frozen=True):
    """A sysctl."""

    namespace: str
    name: str
    value: str


class Filter(Struct, frozen=True):
    """Packet filters, as `nft -f` takes them."""

    namespace: str
    rules: str


class Listener(Struct, frozen=True):
    """A process that answers HTTP on a TCP port, and lives in its namespace."""

    namespace: str
    command: str
    """What it is called; 15 octets."""
    port: int


class Container(Struct, frozen=True):
    """A container of the private Docker engine, where the world has one; its image is busybox."""

    name: str
    port: int
    """TCP port on which it answers HTTP."""
    published: int = 0
    """The host's port that leads there; 0 for none."""


class Traffic(Struct, frozen=True):
    """Something that is sent, and has to arrive or must not."""

    source: str
    """Namespace, or container:NAME."""
    to: str
    """ADDRESS for an ICMP echo, ADDRESS:PORT for a TCP connection."""
    passes: bool
    because: str
    """Why, in a clause."""


class World(Struct, frozen=True):
    """A declared network."""

    name: str
    summary: str
    """One sentence."""
    namespaces: tuple[str, ...] = ()
    bridges: tuple[Bridge, ...] = ()
    veths: tuple[Veth, ...] = ()
    vxlans: tuple[Vxlan, ...] = ()
    routes: tuple[Route, ...] = ()
    settings: tuple[Setting, ...] = ()
    filters: tuple[Filter, ...] = ()
    listeners: tuple[Listener, ...] = ()
    containers: tuple[Container, ...] = ()
    traffic: tuple[Traffic, ...] = ()


def split(place: str) -> tuple[str, str]:
    """Namespace and link of a place."""
    namespace, _, link = place.partition("/")
    return namespace, link
