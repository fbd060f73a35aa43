"""What a sandbox with a Docker engine leaves on the host, control groups and files, is removed by its warden.

The warden lives outside, in a session of its own: it outlives whoever started the sandbox, also when that is killed.
"""

import os
import select
import signal
from pathlib import Path

from netui.sandbox import leftovers
from netui.sandbox.recipe import Recipe


def new_cgroup() -> str:
    """A name for the parent of an engine's control groups, in every hierarchy."""
    return f"netui-{os.urandom(4).hex()}"


class Warden:
    """A forked process that waits for the end of `init`; none where the recipe has no engine."""

    def __init__(self, recipe: Recipe, init: int) -> None:
        self._pid = 0
        if recipe.cgroup:
            self._keep(init, recipe.cgroup)

    def _keep(self, init: int, cgroup: str) -> None:
        files, end = leftovers.host_files(), os.pidfd_open(init)
        self._pid = os.fork()
        if self._pid:
            os.close(end)
            return
        try:
            os.setsid()
            for number in (signal.SIGHUP, signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
                signal.signal(number, signal.SIG_IGN)
            select.select([end], [], [])  # the first process ends after all others of its pid namespace
            leftovers.remove_cgroups(Path(cgroup))
            leftovers.remove_host_files(files)
        finally:
            os._exit(0)

    def wait(self) -> None:
        """Until it has removed everything."""
        if self._pid:
            os.waitpid(self._pid, 0)
