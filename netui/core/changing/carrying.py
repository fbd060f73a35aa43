"""Whoever carries an action out: the kernel's writer or the container engine's."""

from netui.model.acting import Action
from netui.model.docker_action import DockerAction
from netui.sources.netlink.writer import Writer


class Carrier:
    """Hands each action to the writer that it belongs to. For one thread."""

    def __init__(self) -> None:
        self._kernel = Writer()

    def carry_out(self, action: Action) -> None:
        """Make one change. Raises ChangeError and SourceError, as the writers do."""
        if isinstance(action, DockerAction):
            from netui.sources.docker.writer import DockerWriter

            DockerWriter().carry_out(action)
        else:
            self._kernel.carry_out(action)
