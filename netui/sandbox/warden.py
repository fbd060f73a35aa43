"""What a sandbox with a Docker engine leaves on the host, control groups and files, is removed by its warden.

The warden lives outside, in a session of its own: it outlives whoever started the sandbox, also when that is killed.
"""

import os
import select
import signal
from pathlib import Path

from netui.sandbox import leftovers
from netui.sandbox.recipe import Recipe

_AGAIN = 0.02


def new_cgroup() -> str:
    """A name for the parent of an engine's control groups, in every hierarchy."""
    return f"netui-{os.urandom(4).hex()}"


class Warden:
    """A forked process that sees to the end of `init`; none where the recipe has no engine.

    `alive` is a pipe that `init` alone holds open for writing, and so ends when `init` begins to end.
    """

    def __init__(self, recipe: Recipe, init: int, alive: int) -> None:
        self._pid = 0
        if recipe.cgroup:
            self._keep(init, alive, Path(recipe.cgroup))

    def _keep(self, init: int, alive: int, cgroup: Path) -> None:
        files, end = leftovers.host_files(), os.pidfd_open(init)
        self._pid = os.fork()
        if self._pid:
            os.close(end)
            return
        try:
            os.setsid()
            for number in (signal.SIGHUP, signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
                signal.signal(number, signal.SIG_IGN)
            os.read(alive, 1)
            _await(end, cgroup)
            leftovers.remove_cgroups(cgroup)
            leftovers.remove_host_files(files)
        finally:
            os._exit(0)

    def wait(self) -> None:
        """Until it has removed everything."""
        if self._pid:
            os.waitpid(self._pid, 0)


def _await(end: int, cgroup: Path) -> None:
    """Until the first process has ended, and with it all others of its pid namespace.

    It waits for each of them, and what is in a paused container cannot even be killed.
    """
    while not select.select([end], [], [], _AGAIN)[0]:
        leftovers.thaw(cgroup)
