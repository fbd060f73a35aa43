"""Every public object, once: its words, what must be read for it, its rows, its columns."""

from collections.abc import Callable
from typing import Any

from msgspec import Struct

from netui.errors import UsageError
from netui.model.naming import find_namespace
from netui.objects import (
    address,
    bridge,
    container,
    fdb,
    firewall,
    link,
    namespace,
    neighbour,
    network,
    port,
    route,
    rule,
    socket,
)
from netui.objects.column import Column
from netui.objects.directory import Directory
from netui.objects.row import Row
from netui.objects.words import is_address
from netui.text import safe


class Object(Struct, frozen=True):
    """One noun of the command line."""

    noun: str
    summary: str
    row: type[Row]
    rows: Callable[[Directory], list[Any]]
    """Those of the namespaces asked for."""
    columns: tuple[Column, ...]
    named: Callable[[Directory, str], list[Any]]
    """The rows of that name, in the namespaces asked for. Raises NotFoundError and UsageError."""
    aliases: tuple[str, ...] = ()
    facets: frozenset[str] = frozenset()
    """What is read besides namespaces, links and addresses."""
    docker: bool = True
    """Whether Docker is asked: namespaces are named after containers."""
    of_docker: bool = False
    """Whether there is none of it without Docker."""
    placed: bool = True
    """Whether each is in one namespace, so that NAMESPACE/NAME names it."""

    def shown(self, directory: Directory, wanted: str) -> list[Any]:
        """The rows that `show NAME` means: NAME as it stands, or NAMESPACE/NAME.

        Names may hold slashes themselves (10.0.0.1/24, TABLE/CHAIN). Raises NotFoundError and UsageError.
        """
        try:
            return self.named(directory, wanted)
        except UsageError as error:
            where, slash, name = wanted.partition("/")
            if not (slash and self.placed):
                raise
            try:
                space = find_namespace(directory.relations, where)
            except UsageError as unknown:
                if is_address(where):  # it was not meant
                    raise error from None
                raise type(error)(error.message, hint=unknown.message) from None
        return self.named(Directory(directory.snapshot, space=space), name)


OBJECTS: tuple[Object, ...] = (
    Object("namespace", "Network namespaces, and what keeps each alive.",
           namespace.Namespace, namespace.rows, namespace.COLUMNS, namespace.named, ("ns",), placed=False),
    Object("link", "Links of all namespaces, with their peers.",
           link.Link, link.rows, link.COLUMNS, link.named),
    Object("address", "Addresses of links.",
           address.Address, address.rows, address.COLUMNS, address.named, ("addr",)),
    Object("route", "Routes of all tables.",
           route.Route, route.rows, route.COLUMNS, route.named, (), frozenset({"routes"})),
    Object("rule", "Routing policy rules.",
           rule.Rule, rule.rows, rule.COLUMNS, rule.named, (), frozenset({"rules"})),
    Object("neighbour", "Neighbours: ARP and NDP entries.",
           neighbour.Neighbour, neighbour.rows, neighbour.COLUMNS, neighbour.named, ("neigh",),
           frozenset({"neighbours"})),
    Object("bridge", "Bridges with their ports.",
           bridge.Bridge, bridge.rows, bridge.COLUMNS, bridge.named, ("br",)),
    Object("fdb", "Forwarding database entries of bridges and VXLAN devices.",
           fdb.FdbEntry, fdb.rows, fdb.COLUMNS, fdb.named, (), frozenset({"fdb"})),
    Object("socket", "Sockets with the processes that hold them.",
           socket.Socket, socket.rows, socket.COLUMNS, socket.named, (), frozenset({"sockets"})),
    Object("firewall", "Packet filter rules with their counters.",
           firewall.FirewallRule, firewall.rows, firewall.COLUMNS, firewall.named, (), frozenset({"firewall"})),
    Object("container", "Containers, and where each is in the network.",
           container.Container, container.rows, container.COLUMNS, container.named, of_docker=True,
           placed=False),
    Object("network", "Docker networks, with the bridge of each.",
           network.Network, network.rows, network.COLUMNS, network.named, of_docker=True,
           placed=False),
    Object("port", "Published ports, followed to the process that answers.",
           port.Port, port.rows, port.COLUMNS, port.named, (), frozenset({"sockets", "firewall"}), of_docker=True,
           placed=False),
)  # fmt: skip


def find(noun: str) -> Object:
    """The object of that noun or alias. Raises UsageError."""
    for one in OBJECTS:
        if noun == one.noun or noun in one.aliases:
            return one
    known = ", ".join(one.noun for one in OBJECTS)
    raise UsageError(f"no object is called {safe(noun)}", hint=f"there are {known}")
