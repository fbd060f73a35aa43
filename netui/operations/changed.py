"""One thing before and after a change."""

from typing import Generic, Literal, TypeVar

from msgspec import Struct

Side = Literal["before", "after"]
T = TypeVar("T")


class Changed(Struct, Generic[T], frozen=True):
    """One link, namespace, container or network; None where there was, or is, none."""

    before: T | None
    after: T | None

    def toward(self, side: Side) -> tuple[T | None, T | None]:
        """What is expected to be there, and what is wanted."""
        return (self.after, self.before) if side == "before" else (self.before, self.after)
