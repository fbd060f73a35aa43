"""Sockets of ssh connections, and what their processes say of themselves (sock_diag(7), sshd(8))."""

from pathlib import Path

from netui.model.socket import Socket
from netui.sources.dump import DumpSocket
from netui.sources.netlink.constants import NETLINK_SOCK_DIAG
from netui.sources.processes import Owners
from netui.sources.sockets.diag import ESTABLISHED, LISTENING, PROTOCOLS, diag_sockets
from netui.sources.sockets.tables import table_sockets
from netui.text import safe

_NOBODY = Owners({}, complete=False)


def tcp_sockets(owners: Owners | None = None) -> tuple[Socket, ...]:
    """Listening and established TCP sockets of the namespace that the calling thread is in.

    Where sock_diag is refused, /proc/net tells them, in every state. Raises OSError or DeniedError where that is
    refused too. Without owners nothing is told of processes, which takes far longer to find.
    """
    states, known = ESTABLISHED | LISTENING, owners or _NOBODY
    kinds = [kind for kind in PROTOCOLS if kind.protocol == "tcp"]
    try:
        with DumpSocket(NETLINK_SOCK_DIAG) as channel:
            return tuple(one for kind in kinds for one in diag_sockets(channel, kind, known, states))
    except OSError:
        if not Path("/proc/thread-self/net/tcp").exists():
            raise
        return tuple(one for kind in kinds for one in table_sockets(kind, known))


def session_of(pid: int) -> str:
    """User and terminal as sshd titles its process: root@pts/3; empty where it does not."""
    try:
        title = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[0]
    except OSError:
        return ""
    name, colon, who = title.rpartition(b": ")
    if not colon or not name.startswith(b"sshd"):
        return ""
    return safe(who.split(b" ")[0])
