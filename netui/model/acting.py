"""The base of every change that netui can ask for."""

from msgspec import Struct


class Action(Struct, frozen=True, tag=True):
    """The base of all. Its tag in JSON is the class's name."""
