"""The sockets of one network namespace, as `ss -tuwnap -0` lists them."""

import errno

from netui.errors import DeniedError
from netui.model.socket import Socket
from netui.sources.dump import DumpSocket
from netui.sources.netlink.constants import NETLINK_SOCK_DIAG
from netui.sources.processes import Owners
from netui.sources.sockets.diag import PROTOCOLS, Kind, diag_sockets
from netui.sources.sockets.tables import packet_sockets, ping_sockets, table_sockets

__all__ = ["read_sockets"]

_NO_DIAG = (errno.ENOENT, errno.EPROTONOSUPPORT, errno.EAFNOSUPPORT, errno.EOPNOTSUPP)
_REFUSED = (errno.EPERM, errno.EACCES)


def read_sockets(owners: Owners) -> tuple[Socket, ...]:
    """TCP, UDP, raw, ping and packet sockets of the namespace that the calling thread is in.

    Asked by sock_diag(7); where the kernel lacks it for a protocol, read from /proc/net, which tells neither
    the link that a socket is bound to nor whether it takes IPv4 too. Raises DeniedError where the kernel refuses.
    """
    found: list[Socket] = []
    try:
        with DumpSocket(NETLINK_SOCK_DIAG) as channel:
            for kind in PROTOCOLS:
                found += _of_protocol(channel, kind, owners)
    except OSError as error:
        if error.errno not in (*_NO_DIAG, *_REFUSED):
            raise
        if error.errno in _REFUSED:
            raise DeniedError(
                "the kernel refused to list the sockets (sock_diag)",
                hint="a security policy (seccomp, SELinux, AppArmor) forbids it here",
            ) from error
        found = [one for kind in PROTOCOLS for one in table_sockets(kind, owners)]
    found += ping_sockets(owners)
    found += packet_sockets(owners)
    return tuple(found)


def _of_protocol(channel: DumpSocket, kind: Kind, owners: Owners) -> list[Socket]:
    try:
        return diag_sockets(channel, kind, owners)
    except OSError as error:
        if error.errno not in _NO_DIAG:
            raise
        return table_sockets(kind, owners)
