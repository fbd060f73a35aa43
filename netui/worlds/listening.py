"""A process that listens, so that a world has something that answers."""

import os
import signal
import socket
from contextlib import suppress

from netui.sources import syscalls
from netui.worlds.declared import Listener

_ANSWER = "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\n{} in {}, at your service\n"


def listen(listener: Listener) -> None:
    """Begin to listen in the calling thread's network namespace, in a daemon.

    When this returns, connections are taken. Raises OSError: EADDRINUSE, EACCES for a port below 1024.
    """
    door = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    with door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind(("0.0.0.0", listener.port))
        door.listen()
        between = os.fork()
        if between == 0:
            try:
                os.setsid()  # keys of the terminal are not for it
                if os.fork() == 0:
                    _serve(door, listener)
            finally:
                os._exit(0)
    os.waitpid(between, 0)


def _serve(door: socket.socket, listener: Listener) -> None:
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    syscalls.set_command(listener.command)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(nowhere, fd)
    os.dup2(door.fileno(), 3)
    os.closerange(4, os.sysconf("SC_OPEN_MAX"))
    answer = _ANSWER.format(listener.command, listener.namespace).encode()
    ear = socket.socket(fileno=3)
    while True:
        with suppress(OSError):
            caller, _address = ear.accept()
            with caller:
                caller.settimeout(2)
                caller.recv(4096)
                caller.sendall(answer)
