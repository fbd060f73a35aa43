"""The worlds by name."""

from importlib import import_module

from netui.errors import NotFoundError, UsageError
from netui.text import safe
from netui.worlds.declared import World

NAMES = ("empty", "rooms", "office", "docker", "sites", "big")
"""In the order in which one may want to see them. Each is declared in the module of its name."""


def find_world(name: str, *, size: int = 0, engine: bool = False) -> World:
    """The world of that name; with `size`, that of so many namespaces; with `engine`, as a Docker engine makes it.

    Raises NotFoundError, and UsageError where the world has no size, or not that one.
    """
    if name not in NAMES:
        raise NotFoundError(f"there is no world {safe(name)}", hint=f"there are {', '.join(NAMES)}")
    module = import_module(f"netui.worlds.{name}")
    if name == "big":
        if size and not 2 <= size <= module.MOST:
            raise UsageError(f"the world big has from 2 to {module.MOST} namespaces")
        found = module.world(size or module.SIZE)
    elif size:
        raise UsageError(f"the world {name} has one size", hint="--size goes with --world big")
    else:
        found = (getattr(module, "ENGINE", None) if engine else None) or module.WORLD
    assert isinstance(found, World)
    return found
