"""What is asked of a container's log, and how it ended."""

from datetime import datetime

from msgspec import Struct

from netui.model.docker_action import ContainerAt


class LogRequest(Struct, frozen=True):
    """As the options of `docker logs`."""

    container: ContainerAt
    follow: bool = False
    timestamps: bool = False
    tail: int | None = None
    """Only so many of the last lines; None for all."""


class Run(Struct, frozen=True):
    """A container's run, as far as its log needs to know it."""

    running: bool
    started: str = ""
    """RFC 3339; empty where it never ran."""
    exit_status: int = 0

    @property
    def began(self) -> float:
        """When it was started, in seconds since the epoch; 0 where it never ran."""
        head, _, rest = self.started.removesuffix("Z").partition(".")
        if not head:
            return 0.0
        return datetime.fromisoformat(f"{head}.{rest[:6] or 0:0<6}+00:00").timestamp()  # Docker tells nine digits

    @property
    def told(self) -> str:
        """What became of it, in a few words; empty while it runs."""
        if self.running:
            return ""
        return f"it has ended, with exit status {self.exit_status}" if self.started else "it has never run"
