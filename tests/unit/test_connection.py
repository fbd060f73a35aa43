"""Which sockets are ssh connections that came in: by who serves them, by the port, by what ssh said."""

import pytest

from netui.model.connection import Ends, ssh_sockets
from netui.model.socket import Process, Socket
from netui.text import Name

SSHD = (Process(10, Name(b"sshd-session")),)
SAID: Ends = ("10.0.0.1", 2222, "10.0.0.9", 50001)


def tcp(local_port: int, peer_port: int, *, state: str = "ESTAB", by: tuple[Process, ...] | None = SSHD) -> Socket:
    return Socket(
        "tcp", 2, "10.0.0.1", local_port, "10.0.0.9", peer_port, state, inode=local_port, uid=0, processes=by
    )


LISTENS = tcp(22, 0, state="LISTEN")


@pytest.mark.parametrize(
    ("sockets", "found"),
    [
        ((LISTENS, tcp(22, 50000)), {50000}),
        ((tcp(22, 50000),), {50000}),  # sshd was stopped; the session lives on
        ((tcp(2222, 0, state="LISTEN"), tcp(22, 50000)), {50000}),  # or listens elsewhere by now
        ((tcp(40000, 0, state="LISTEN"), tcp(40000, 50000)), {50000}),
        ((LISTENS, tcp(22, 50000, by=None)), {50000}),  # who serves it cannot be seen
        ((LISTENS, tcp(22, 50000, by=(Process(11, Name(b"nc")),))), set()),
        ((LISTENS, tcp(41234, 5432)), set()),  # a forward that sshd has opened
        ((LISTENS, tcp(41234, 22, by=(Process(12, Name(b"ssh")),))), set()),  # one that goes out
        ((tcp(22, 50000, state="TIME-WAIT"),), set()),
        ((tcp(2222, 50001, by=None),), {50001}),  # SSH_CONNECTION says so
    ],
)
def test_what_came_in_by_ssh(sockets: tuple[Socket, ...], found: set[int]) -> None:
    assert {one.peer_port for one in ssh_sockets(sockets, SAID)} == found
