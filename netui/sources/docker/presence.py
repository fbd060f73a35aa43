"""Whether something answers at an endpoint, asked with one connection at most."""

import errno
import grp
import os
import socket
import stat
import struct
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct

from netui.model.container import DockerStatus
from netui.sources import sandboxed
from netui.sources.docker.activation import activation, daemons
from netui.sources.docker.endpoint import DockerEndpoint, others
from netui.text import safe

_START = "systemctl start docker"
_SANDBOX = "on the host: sudo netui sandbox --docker"
RESTART = "restart the daemon: systemctl restart docker"


class Answer(Struct, frozen=True):
    """What a connection to the endpoint came to."""

    status: DockerStatus
    """connecting where something accepts; else absent, refused, denied, hung or failed."""
    reason: str = ""
    hint: str = ""
    pid: int = 0
    """The daemon's process; 0 where it cannot be told."""
    sleeping: bool = False
    """True where systemd would start the daemon, so that netui did not connect."""


def answers(endpoint: DockerEndpoint, timeout: float = 0.5) -> Answer:
    """Whether something accepts connections at the endpoint.

    A daemon that is stopped or hung by a signal still accepts: that shows only when it is asked something.
    """
    if not endpoint.url:
        return Answer("failed", endpoint.error, endpoint.hint)
    return _unix(endpoint, timeout) if endpoint.path else _tcp(endpoint, timeout)


def _unix(endpoint: DockerEndpoint, timeout: float) -> Answer:
    path = endpoint.path
    waiting = activation(path)
    if waiting and not waiting.daemons:
        return Answer("absent", "Docker is stopped; a connection would make systemd start it", _START, sleeping=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(timeout)
        try:
            connection.connect(path)
            peer = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
        except OSError as error:
            return failed_connect(error, endpoint)
    pid, _, _ = struct.unpack("3i", peer)
    return Answer("connecting", pid=_daemon(pid))


def _daemon(listener: int) -> int:
    """The daemon behind a listener: systemd makes the socket, and SO_PEERCRED tells who called listen(2)."""
    if listener != 1:
        return listener
    running = daemons()
    try:
        stated = int(Path("/run/docker.pid").read_text())
    except (OSError, ValueError):
        stated = 0
    if stated in running:
        return stated
    return running[0] if len(running) == 1 else listener


def _tcp(endpoint: DockerEndpoint, timeout: float) -> Answer:
    parts = urlsplit(endpoint.url)
    try:
        socket.create_connection((parts.hostname or "", parts.port or 0), timeout).close()
    except OSError as error:
        return failed_connect(error, endpoint)
    return Answer("connecting")


def failed_connect(error: OSError, endpoint: DockerEndpoint) -> Answer:
    """What an error of connect(2) means, and what would help."""
    where = safe(endpoint.path or endpoint.url)
    if not endpoint.path:
        return _unreachable(error, where)
    hint, start = others(endpoint), _SANDBOX if sandboxed.world() else _START
    if isinstance(error, TimeoutError) or error.errno == errno.EAGAIN:
        return Answer("hung", f"{where} takes no more connections: the daemon hangs", RESTART)
    match error.errno:
        case errno.ENOENT:
            return Answer("absent", f"nothing is at {where}: Docker is not installed or not running", hint or start)
        case errno.ECONNREFUSED:
            return Answer("refused", f"{where} is there, but no daemon listens", hint or start)
        case errno.EACCES | errno.EPERM:
            return Answer("denied", f"{where} may not be opened by this user", f"sudo netui{_group(endpoint.path)}")
        case _:
            return Answer("failed", f"{where}: {safe(error.strerror or str(error))}", hint)


def _unreachable(error: OSError, where: str) -> Answer:
    """The same of a daemon that is asked over TCP, maybe on another host."""
    hint = f"see whether {where} is the daemon's address, and whether it is let through"
    if isinstance(error, TimeoutError):
        return Answer("hung", f"{where} does not answer", hint)
    status: DockerStatus = "refused" if error.errno == errno.ECONNREFUSED else "failed"
    why = "nothing listens there" if status == "refused" else safe(error.strerror or str(error))
    return Answer(status, f"{where}: {why}", hint)


def _group(path: str) -> str:
    """The group whose members may open the socket, as the end of a hint; empty where its members may not."""
    try:
        status = os.stat(path)
        name = safe(grp.getgrgid(status.st_gid).gr_name)
    except (OSError, KeyError):
        return ""
    return f", or become a member of the group {name}" if status.st_mode & stat.S_IWGRP else ""
