"""Finds the established inbound ssh connections of this host, and what each runs over."""

import os
from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import TypeVar

from netui.errors import NetuiError
from netui.model.carriers import Carriers, carriers
from netui.model.connection import Connection, Ends, ends, plain, said_by, ssh_sockets
from netui.model.namespace import Namespace
from netui.model.relations import Relations
from netui.model.route import Route
from netui.model.rules import Transport
from netui.model.snapshot import Snapshot
from netui.model.socket import Socket
from netui.operations.identity import Places
from netui.sources.netlink.lookup import route_to
from netui.sources.netlink.writing.door import inside
from netui.sources.processes import container_of, socket_owners
from netui.sources.ssh import session_of, tcp_sockets

T = TypeVar("T")


def lifelines(snapshot: Snapshot) -> tuple[Carriers, ...]:
    """One for each connection; empty where there is none. A namespace that may not be entered tells nothing.

    Where one may be entered, and its sockets may not be listed, SSH_CONNECTION tells; else there may be a connection,
    and each device of a default route stands for its way.
    """
    relations = Relations(snapshot)
    places = Places(relations)
    found = tuple(_connections(snapshot, places))
    if not found:
        return ()

    @cache
    def lookup(
        namespace: int, destination: str, source: str = "", ifindex: int = 0, transport: Transport | None = None
    ) -> Route | None:
        space = snapshot.namespaces.get(namespace)
        return _there(places, space, lambda: route_to(destination, source, ifindex, transport)) if space else None

    return tuple(carriers(relations, one, lookup) for one in found)


def _there(places: Places, space: Namespace, call: Callable[[], T]) -> T | None:
    """Call inside a namespace; None where it may not be entered, or has ended."""
    where = places.of(space)
    if not space.host and not where.path:
        return None
    try:
        with inside(where):
            return call()
    except (OSError, NetuiError):
        return None


def _connections(snapshot: Snapshot, places: Places) -> Iterator[Connection]:
    said = said_by(os.environ.get("SSH_CONNECTION", ""))
    owners = cache(socket_owners)  # a look at every process: at most once, and only where it is worth while
    unseen, refused = [], []

    def look(space: Namespace) -> tuple[Socket, ...] | None:
        try:
            return tcp_sockets()
        except (OSError, NetuiError):
            refused.append(space)
            return None

    for space in snapshot.namespaces.values():
        sockets = _there(places, space, partial(look, space))
        if sockets is None:
            unseen.append(space)
        elif any(ssh_sockets(sockets, said, anybody=True)):
            told = _there(places, space, lambda: tcp_sockets(owners())) or sockets
            yield from (_connection(space, one) for one in ssh_sockets(told, said))
    if said:  # only the environment tells of a connection there
        ours = [_unseen(space, said) for space in unseen if any(one.local == said[0] for one in space.addresses)]
        yield from ours
        refused = [] if ours else refused
    for space in refused:
        yield Connection(space.key, "", 0, "", 0)


def _connection(space: Namespace, socket: Socket) -> Connection:
    local, local_port, peer, peer_port = ends(socket)
    titles = [(session_of(process.pid), process.pid) for process in socket.processes or ()]
    who, pid = max(titles, key=lambda one: ("@" in one[0], one[0]), default=("", 0))
    return Connection(
        space.key, local, local_port, peer, peer_port, socket.ifindex, pid, who, socket.uid, container_of(pid)
    )


def _unseen(space: Namespace, said: Ends) -> Connection:
    local, local_port, peer, peer_port = said
    return Connection(space.key, plain(local), local_port, plain(peer), peer_port)
