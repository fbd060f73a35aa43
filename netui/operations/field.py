"""What an operation asks for: its fields, how each is read, what is offered for it. No form, no command line."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import Struct

if TYPE_CHECKING:
    from netui.operations.given import Given


class Offer(NamedTuple):
    """Something to choose, with what it is. All text is safe; as a field's value it means the object all the same."""

    text: str
    about: str = ""


class Kind(Struct, frozen=True):
    """What sort of thing a field takes."""

    name: str
    """A word for it: link, namespace, address; forms and help show it."""
    read: Callable[["Given", str], Any]
    """Makes a value of what was typed. Raises ValueError with a sentence."""
    offer: Callable[["Given"], Iterator[Offer]] | None = None
    """What there is, from the snapshot; None where anything may be typed."""


class Field(Struct, frozen=True):
    """One thing that an operation asks for."""

    name: str
    """Also the option of the command line, with `_` as `-`."""
    kind: Kind
    help: str
    required: bool = False
    positional: bool = False
    many: bool = False
    """Several words; the value is a tuple."""
    short: tuple[str, ...] = ()
    """Further names of its option: -p."""
    spellings: tuple[str, ...] = ()
    """Further words for it in ip(8) and bridge(8). Where a field has some, all fields of its operation may be
    written as there, without dashes: `from 10.0.0.0/24 table 100`.
    """
    default: str = ""
    """What stands for nothing typed, as it would be typed; empty for none."""
    word: str = ""
    """How help calls its value: ADDRESS; the kind's name in capitals where empty."""

    @property
    def metavar(self) -> str:
        """How help calls its value."""
        return self.word or self.kind.name.upper().replace(" ", "-")

    @property
    def flag(self) -> bool:
        """Whether it is there or not, and takes no value."""
        return self.kind.name == "flag"


class Problem(NamedTuple):
    """Why a change cannot be made as it is asked for."""

    field: str
    """The one that is wrong; empty where none alone is."""
    message: str
    hint: str = ""
    status: int = 1
    """Exit status for it: 2 where the words themselves were wrong."""
