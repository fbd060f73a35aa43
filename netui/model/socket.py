"""Sockets and the processes that hold them (`ss -tuwnap`, sock_diag(7))."""

from msgspec import Struct

from netui.text import Name


class Process(Struct, frozen=True, gc=False):
    """A process as far as it matters here: who holds a namespace or a socket."""

    pid: int
    command: Name
    """comm of /proc/PID/stat: at most 15 bytes, chosen by the process itself."""
    user: str = ""
    started: float = 0.0
    """Seconds since the epoch; 0 where unknown."""


class Socket(Struct, frozen=True):
    """One TCP, UDP, raw or packet socket in one namespace."""

    protocol: str
    """tcp, udp, raw."""
    family: int
    local_address: str
    local_port: int
    peer_address: str
    peer_port: int
    state: str
    """As `ss` prints it: LISTEN, ESTAB, UNCONN, TIME-WAIT, …"""
    inode: int
    uid: int
    ifindex: int = 0
    """Link that the socket is bound to; 0 for none."""
    processes: tuple[Process, ...] | None = ()
    """Who holds it open; None where /proc does not tell."""
