"""A ping: who is asked from where, and what came back (RFC 792, RFC 4443; or a TCP connect)."""

from msgspec import Struct

from netui.model.action import Where


class Target(Struct, frozen=True):
    """Who is asked."""

    address: str
    port: int = 0
    """0 for ICMP echo."""

    @property
    def family(self) -> int:
        """AF_INET or AF_INET6."""
        return 10 if ":" in self.address else 2

    def __str__(self) -> str:
        host = f"[{self.address}]" if self.family == 10 and self.port else self.address
        return f"{host}:{self.port}" if self.port else host


class Probe(Struct, frozen=True):
    """A ping, ready to run. Times in seconds."""

    where: Where
    target: Target
    count: int
    """0 for without end."""
    interval: float
    timeout: float


class Reply(Struct, frozen=True):
    """What came of one question."""

    number: int
    """From 1."""
    target: str
    answered: bool
    milliseconds: float
    """Until the answer, or until it was given up."""
    message: str = ""
    """Why there was no answer."""

    @property
    def line(self) -> str:
        """It in words."""
        if self.answered:
            return f"{self.number}  {self.target} answers after {self.milliseconds:.2f} ms"
        return f"{self.number}  {self.target}: {self.message}"
