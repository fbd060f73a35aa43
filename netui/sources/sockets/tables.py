"""Sockets from /proc/net, for what sock_diag does not tell (proc_pid_net(5), packet(7), icmp(7))."""

import errno
import socket
import sys

from netui.errors import DeniedError
from netui.model.socket import STATES, Socket
from netui.sources.netlink.constants import AF_INET, AF_INET6
from netui.sources.processes import Owners
from netui.sources.sockets.diag import Kind

_HERE = "/proc/thread-self/net/"
"""/proc/self would be the main thread's namespace."""
_PING = (Kind("icmp", socket.IPPROTO_ICMP, AF_INET), Kind("icmp", socket.IPPROTO_ICMPV6, AF_INET6))


def _rows(name: str) -> list[list[str]]:
    try:
        with open(_HERE + name, encoding="ascii") as file:
            return [line.split() for line in file.readlines()[1:]]
    except FileNotFoundError:  # the kernel has no such protocol
        return []
    except OSError as error:
        if error.errno not in (errno.EACCES, errno.EPERM):
            raise
        raise DeniedError(f"the kernel refused to list sockets ({_HERE}{name})") from error


def table_sockets(kind: Kind, owners: Owners) -> list[Socket]:
    """All sockets of one protocol and family. Raises DeniedError."""
    suffix = "6" if kind.family == AF_INET6 else ""
    found = []
    for row in _rows(kind.protocol + suffix):
        local_address, local_port = _end(row[1])
        peer_address, peer_port = _end(row[2])
        send, receive = (int(part, 16) for part in row[4].split(":"))
        inode = int(row[9])
        found.append(
            Socket(
                kind.protocol,
                kind.family,
                local_address,
                local_port,
                peer_address,
                peer_port,
                STATES.get(int(row[3], 16), f"state {row[3]}"),
                inode,
                int(row[7]),
                0,
                owners.processes(inode),
                receive_queue=receive,
                send_queue=send,
            )
        )
    return found


def _end(text: str) -> tuple[str, int]:
    """An address of 32-bit words in the machine's order, and a port, both in hexadecimal."""
    address, _, port = text.rpartition(":")
    words = [int(address[at : at + 8], 16).to_bytes(4, sys.byteorder) for at in range(0, len(address), 8)]
    family = AF_INET if len(words) == 1 else AF_INET6
    return socket.inet_ntop(family, b"".join(words)), int(port, 16)


def ping_sockets(owners: Owners) -> list[Socket]:
    """Datagram ICMP sockets; their local port is the identifier of their echo requests."""
    return [one for kind in _PING for one in table_sockets(kind, owners)]


def packet_sockets(owners: Owners) -> list[Socket]:
    """Packet sockets; their local port is the EtherType that they take (ETH_P_…, 3 for all)."""
    found = []
    for row in _rows("packet"):
        inode = int(row[8])
        found.append(
            Socket(
                "packet",
                socket.AF_PACKET,
                "",
                int(row[3], 16),
                "",
                0,
                "UNCONN",
                inode,
                int(row[7]),
                int(row[4]),
                owners.processes(inode),
                receive_queue=int(row[6]),
            )
        )
    return found
