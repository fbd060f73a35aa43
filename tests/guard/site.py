"""A topology that was built, with sshd in it and somebody logged in."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from msgspec import Struct

from tests.guard.operations import EVERYWHERE
from tests.guard.ssh import Server, Session
from tests.guard.topologies import Names, Topology


class Site(Struct, frozen=True):
    """It."""

    topology: Topology
    names: Names
    sessions: tuple[Session, ...]
    folder: Path
    """For the state of netui, too."""

    @property
    def environment(self) -> dict[str, str]:
        """For a netui there: its own state folder, and no ssh of whoever runs the tests."""
        known = {name: value for name, value in os.environ.items() if not name.startswith(("SSH_", "NETUI_"))}
        return {**known, "XDG_STATE_HOME": str(self.folder), "DOCKER_HOST": "unix:///nonexistent.sock"}


@contextmanager
def site(topology: Topology, number: int = 0) -> Iterator[Site]:
    """Build it, log in, and take it all away again."""
    names = Names(f"nt{os.getpid() % 10000}g{number}")
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="ntg", dir=memory if memory.is_dir() else None))
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder)
        stack.callback(names.clear)
        names.make(topology.script + EVERYWHERE)
        server = Server(folder, names["s"], topology.address)
        stack.callback(server.stop)
        sessions = []
        for client in topology.clients:
            sessions.append(server.login(names[client]))
            stack.callback(sessions[-1].end)
        names.run(topology.afterwards)
        yield Site(topology, names, tuple(sessions), folder)
