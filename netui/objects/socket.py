"""Sockets with the processes that hold them (`ss -tuwnap`)."""

from collections.abc import Iterator

from netui.errors import UsageError
from netui.model import socket as model
from netui.model.namespace import Namespace
from netui.objects.column import Column
from netui.objects.directory import Directory
from netui.objects.row import Row, Shown
from netui.objects.words import nothing
from netui.text import Name, safe


class Process(Row, frozen=True, gc=False):
    """A process that holds a socket."""

    pid: int
    command: Name
    user: str = ""


class Socket(Row, frozen=True, gc=False):
    """One socket of one namespace."""

    namespace: Name
    protocol: str
    local: str
    """ADDRESS:PORT, [ADDRESS]:PORT for IPv6."""
    peer: str
    state: str
    process: Process | None
    """The first that holds it; null for none, or where it may not be read: see `processes`."""
    processes: tuple[Process, ...] | None
    """null where /proc does not tell."""
    link: Name | None
    """The link that it is bound to."""
    uid: int
    inode: int
    receive_queue: int
    send_queue: int


def rows(directory: Directory) -> list[Socket]:
    """All sockets that could be read, of the namespaces asked for."""
    return list(_rows(directory))


def _rows(directory: Directory) -> Iterator[Socket]:
    for space in directory.spaces:
        for one in space.sockets or ():
            yield _row(directory, space, one)


def _row(directory: Directory, space: Namespace, one: model.Socket) -> Socket:
    processes = None if one.processes is None else tuple(map(process, one.processes))
    return Socket(
        directory.name(space.key),
        one.protocol,
        ending(one.local_address, one.local_port, one.family),
        ending(one.peer_address, one.peer_port, one.family),
        one.state,
        processes[0] if processes else None,
        processes,
        directory.link_name(space, one.ifindex),
        one.uid,
        one.inode,
        one.receive_queue,
        one.send_queue,
    )


def process(one: model.Process) -> Process:
    """A process as it is told."""
    return Process(one.pid, one.command, one.user)


def ending(address: str, port: int, family: int) -> str:
    """One end of a socket, ADDRESS:PORT or [ADDRESS]:PORT, with * for a port that is not set."""
    if family not in (2, 10):
        return f"*:{port or '*'}"
    return f"{f'[{address}]' if ':' in address else address}:{port or '*'}"


def named(directory: Directory, wanted: str) -> list[Socket]:
    """The sockets of that local port, or ADDRESS:PORT. Raises NotFoundError, UsageError."""
    if not wanted.rpartition(":")[2].isdigit():
        raise UsageError(f"{safe(wanted)}: a socket is named by its port", hint="netui socket show 53")
    whole = ":" in wanted
    found = [row for row in _rows(directory) if wanted == (row.local if whole else row.local.rpartition(":")[2])]
    if not found:
        raise nothing(directory, "socket", wanted)
    return found


def _process(row: Socket) -> Shown:
    if row.processes is None:
        return Shown("may not be read")
    return Shown(", ".join(f"{one.command} {one.pid}" for one in row.processes))


COLUMNS = (
    Column("NAMESPACE", lambda row: row.namespace, 1),
    Column("PROTOCOL", lambda row: row.protocol, 1),
    Column("LOCAL", lambda row: row.local, 1, 12),
    Column("PEER", lambda row: row.peer, 2, 12),
    Column("STATE", lambda row: row.state, 1, state=True),
    Column("PROCESS", _process, 2, 10),
    Column("LINK", lambda row: row.link, 4),
)
