"""Every operation, once: each module of `catalogue` has one, as OPERATION."""

import pkgutil
from functools import cache
from importlib import import_module

from netui.operations import catalogue
from netui.operations.operation import Operation

NOUNS = (
    "namespace",
    "veth",
    "link",
    "address",
    "route",
    "rule",
    "neighbour",
    "fdb",
    "wire",
    "ping",
    "network",
    "container",
)
"""The order of help and README."""


@cache
def operations() -> tuple[Operation, ...]:
    """All of them, by noun, then by verb."""
    names = (module.name for module in pkgutil.iter_modules(catalogue.__path__))
    found = [import_module(f"{catalogue.__name__}.{name}").OPERATION for name in names]
    return tuple(sorted(found, key=lambda one: (NOUNS.index(one.noun), one.verb)))


def of_noun(noun: str) -> tuple[Operation, ...]:
    """Those of one noun."""
    return tuple(one for one in operations() if one.noun == noun)


def find(noun: str, verb: str = "") -> Operation | None:
    """The one with these words; None for none."""
    return next((one for one in operations() if (one.noun, one.verb) == (noun, verb)), None)
