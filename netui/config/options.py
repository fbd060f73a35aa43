"""The options of config.toml with what each may be; keys and columns are known to the terminal program alone."""

from collections.abc import Mapping
from typing import Any, Literal

from msgspec import Struct

THEMES = ("dark", "light", "high-contrast", "colour-blind", "ansi-16", "monochrome")
Slow = Literal["auto", "on", "off"]
Confirm = Literal["destructive", "always", "never"]


class Config(Struct, frozen=True):
    """What config.toml says, or the default of it."""

    theme: str = "dark"
    mouse: bool = True
    slow: Slow = "auto"
    updates: int = 20
    refresh: Mapping[str, float] = {}
    """Seconds between two readings, by facet; those that the file does not name have their usual ones."""
    confirm: Confirm = "destructive"
    read_only: bool = False
    endpoint: str = ""
    columns: Mapping[str, tuple[str, ...]] = {}
    """Titles in lower case, by list; lists that the file does not name show all."""
    keys: Mapping[str, tuple[str, ...]] = {}
    """Keys by the id of a binding; what the file does not name keeps its own."""
    path: str = ""
    """The file, safe to show; empty where there is none."""
    lines: Mapping[str, int] = {}
    """Where in the file each option stands: `screen.theme`."""

    def place(self, option: str) -> str:
        """`FILE, line 3`: where an option was said."""
        line = self.lines.get(option, 0)
        return f"{self.path}, line {line}" if line else self.path


class Option(Struct, frozen=True):
    """One option."""

    section: str
    name: str
    default: Any
    about: str
    """What it is, for the printed default."""
    field: str = ""
    """Its field of `Config`; empty for its own name."""
    allowed: tuple[str, ...] = ()
    """For a word: which ones there are."""
    least: float = 0
    most: float = 0
    schemes: tuple[str, ...] = ()
    """For an address: what may stand before its ://."""

    @property
    def path(self) -> str:
        """`screen.theme`"""
        return f"{self.section}.{self.name}"

    @property
    def values(self) -> str:
        """What it may be, in words."""
        if isinstance(self.default, bool):
            return "true, false"
        if self.allowed:
            return ", ".join(f'"{one}"' for one in self.allowed)
        if isinstance(self.default, (int, float)):
            return f"a number from {self.least:g} to {self.most:g}"
        return f'"", "none", or an address such as "unix:///run/docker.sock" ({", ".join(self.schemes)})'

    def fits(self, value: Any) -> bool:
        """Whether it may be that."""
        if isinstance(self.default, bool):
            return isinstance(value, bool)
        if self.allowed:
            return isinstance(value, str) and value in self.allowed
        if isinstance(self.default, str):
            return value in ("", "none") or (
                isinstance(value, str) and value.startswith(tuple(f"{one}://" for one in self.schemes))
            )
        whole = isinstance(self.default, int)
        number = isinstance(value, int if whole else (int, float)) and not isinstance(value, bool)
        return number and self.least <= value <= self.most


def _seconds(name: str, default: float, about: str) -> Option:
    return Option("refresh", name, default, f"seconds between two readings of {about}", "refresh", (), 0.5, 60)


OPTIONS = (
    Option("screen", "theme", "dark", "the colours; NO_COLOR in the environment means monochrome", allowed=THEMES),
    Option("screen", "mouse", True, "whether the mouse is netui's at the start; M switches it"),
    Option(
        "screen", "slow", "auto", "fewer updates for a slow line; auto measures the line of ssh",
        allowed=("auto", "on", "off"),
    ),
    Option("screen", "updates", 20, "times a second that the screen follows the host at most", least=1, most=60),
    _seconds("counters", 1.0, "the traffic of the links in sight"),
    _seconds("sockets", 1.0, "the sockets that are looked at"),
    _seconds("firewall", 2.0, "the packet filters that are looked at"),
    _seconds("sysctls", 2.0, "the sysctls that are looked at"),
    Option(
        "changes", "confirm", "destructive",
        "what the command line asks about first; always means undo, redo and recover, too",
        allowed=("destructive", "always", "never"),
    ),
    Option("changes", "read-only", False, "refuse to change anything", "read_only"),
    Option(
        "docker", "endpoint", "", 'as DOCKER_HOST, which goes before it; "" as docker finds it, "none" to ask none',
        schemes=("unix", "tcp", "ssh", "http", "https"),
    ),
)  # fmt: skip
COLUMNS, KEYS = "columns", "keys"
"""Sections whose options are known to the terminal program."""
SECTIONS = (*dict.fromkeys(one.section for one in OPTIONS), COLUMNS, KEYS)


class Binding(Struct, frozen=True):
    """One key binding of the terminal program, as it is without a configuration."""

    id: str
    keys: tuple[str, ...]
    does: str
    place: str
    """Title of the place that has it."""


class Known(Struct, frozen=True):
    """What the terminal program has to configure."""

    bindings: tuple[Binding, ...]
    columns: Mapping[str, tuple[str, ...]]
    """Titles in lower case, by list, left to right."""
