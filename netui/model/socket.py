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
    """tcp, udp, raw, icmp (ping sockets), packet."""
    family: int
    local_address: str
    """Of both families: "::" listens on all addresses, on IPv4 ones too unless `v6only`. Empty for packet sockets."""
    local_port: int
    """The protocol number for a raw socket, the echo identifier for icmp, the EtherType for packet."""
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
    receive_queue: int = 0
    """Octets not read yet; for a TCP listener the connections that wait to be accepted (`Recv-Q`)."""
    send_queue: int = 0
    """Octets not acknowledged yet; for a TCP listener how many connections may wait (`Send-Q`)."""
    v6only: bool = False
    """An IPv6 socket that takes no IPv4 (IPV6_V6ONLY); told while it listens or is not connected."""


STATES: dict[int, str] = {
    1: "ESTAB",
    2: "SYN-SENT",
    3: "SYN-RECV",
    4: "FIN-WAIT-1",
    5: "FIN-WAIT-2",
    6: "TIME-WAIT",
    7: "UNCONN",
    8: "CLOSE-WAIT",
    9: "LAST-ACK",
    10: "LISTEN",
    11: "CLOSING",
    12: "SYN-RECV",
}
"""The kernel's numbers (net/tcp_states.h), which UDP and raw sockets use too, in the words of `ss`."""
