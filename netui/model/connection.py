"""Inbound ssh connections, told by the sockets of a namespace (sshd(8), ssh(1): SSH_CONNECTION)."""

import ipaddress
from collections.abc import Iterable, Iterator

from msgspec import Struct

from netui.model.socket import Socket

SSH_PORT = 22
_EPHEMERAL = 32768
"""Connections that this host has opened have local ports from here on (ip_local_port_range, ip(7))."""
_SERVERS = frozenset((b"sshd", b"sshd-session", b"sshd-auth", b"dropbear", b"tinysshd"))
"""comm of what serves ssh; sshd-session since OpenSSH 9.8."""

Ends = tuple[str, int, str, int]
"""Local address and port, the peer's address and port."""


class Connection(Struct, frozen=True):
    """One established inbound ssh connection; without a peer what may be there, and may not be seen."""

    namespace: int
    """Key of the namespace that its socket is in."""
    local: str
    local_port: int
    peer: str
    peer_port: int
    ifindex: int = 0
    """Link that the socket is bound to, as for link-local addresses; 0 for none."""
    pid: int = 0
    """The process that serves it; 0 where that may not be seen."""
    who: str = ""
    """User and terminal as sshd titles its process (root@pts/3), safe text; empty where that may not be seen."""
    uid: int = 0
    """Of the socket, which routing rules can ask for."""
    container: str = ""
    """Id of the container that the process is in; empty for none, or where that may not be seen."""

    @property
    def title(self) -> str:
        """It in words: ssh from 10.0.0.2 (root@pts/3, pid 812)."""
        if not self.peer:
            return "ssh, if there is any (sockets may not be listed here),"
        known = [one for one in (self.who, f"pid {self.pid}" if self.pid else "") if one]
        return f"ssh from {self.peer}" + (f" ({', '.join(known)})" if known else "")

    @property
    def family(self) -> int:
        """AF_INET (2) or AF_INET6 (10)."""
        return 10 if ":" in self.peer else 2


def ssh_sockets(sockets: Iterable[Socket], said: Ends | None, *, anybody: bool = False) -> Iterator[Socket]:
    """Those of established inbound ssh connections among the TCP sockets of one namespace.

    A session outlives its listener: sshd may be stopped, or listen elsewhere by now. Where the process cannot be
    seen, the listener or the port tells. `said` is what SSH_CONNECTION says. With `anybody` every connection that may
    be inbound counts, while it is not known yet who serves it.
    """
    known = [one for one in sockets if one.protocol == "tcp"]
    listening = {one.local_port for one in known if one.state == "LISTEN"}
    served = {one.local_port for one in known if one.state == "LISTEN" and _serves(one)} | {SSH_PORT}
    for one in known:
        if one.state != "ESTAB":
            continue
        inbound = one.local_port in listening or one.local_port < _EPHEMERAL
        hidden = not one.processes and one.local_port in served
        if (inbound and (anybody or _serves(one) or hidden)) or ends(one) == said:
            yield one


def _serves(socket: Socket) -> bool:
    return any(bytes(process.command) in _SERVERS for process in socket.processes or ())


def ends(socket: Socket) -> Ends:
    """Both ends, IPv4 as such where the socket is of IPv6 and takes both."""
    return plain(socket.local_address), socket.local_port, plain(socket.peer_address), socket.peer_port


def plain(address: str) -> str:
    """::ffff:10.0.0.1 as 10.0.0.1."""
    return address.removeprefix("::ffff:") if address.startswith("::ffff:") and "." in address else address


def said_by(environment: str) -> Ends | None:
    """What SSH_CONNECTION says; None where it says nothing that can be read."""
    words = environment.split()
    if len(words) != 4 or not (words[1].isdigit() and words[3].isdigit()):
        return None
    peer, peer_port, local, port = words
    try:
        known = [str(ipaddress.ip_address(one.partition("%")[0])) for one in (local, peer)]
    except ValueError:
        return None
    return plain(known[0]), int(port), plain(known[1]), int(peer_port)
