"""What netui runs on and as: user, capabilities, terminal, programs, versions."""

import os
import platform
import pwd
import shutil
import sys
from importlib.metadata import PackageNotFoundError, version

from netui import __version__
from netui.objects.row import Row
from netui.sources.privileges import effective

_CAPABILITIES = (
    ("CAP_NET_ADMIN", 12, "links and addresses of every namespace", "contents of other namespaces stay hidden"),
    ("CAP_SYS_ADMIN", 21, "live events and routes of every namespace",
     "netui hears only the namespaces that have an id here, and enters none"),
    ("CAP_SYS_PTRACE", 19, "the namespaces of other users' processes", "those of other users' processes stay hidden"),
    ("CAP_DAC_READ_SEARCH", 2, "descriptors and mounts of other users' processes",
     "namespaces held by those alone may stay hidden"),
    ("CAP_NET_BROADCAST", 11, "events of namespaces from outside", "live events of this namespace alone"),
    ("CAP_NET_RAW", 13, "ping from any namespace", "ping needs net.ipv4.ping_group_range"),
)  # fmt: skip
"""Number as in linux/capability.h, what it gives, and what netui does without it."""
_PROGRAMS = (
    ("ip", "commands that netui shows cannot be run here"),
    ("iptables-save", "iptables rules cannot be read"),
    ("nft", "nftables rules cannot be read"),
    ("nsenter", "commands for nameless namespaces cannot be run here"),
)
_LIBRARIES = ("textual", "pyroute2", "docker", "psutil", "msgspec", "click")
_SYSTEM_PATH = ":/usr/local/sbin:/usr/sbin:/sbin"


class Capability(Row, frozen=True, gc=False):
    """One capability(7) that netui uses."""

    name: str
    held: bool
    gives: str
    without: str
    """What netui does where it is missing."""


class Terminal(Row, frozen=True, gc=False):
    """Where the output goes."""

    output: bool
    """Whether that is a terminal."""
    name: str
    """$TERM."""
    colours: str
    """none, 8, 256 or 16 million."""
    encoding: str
    utf8: bool
    columns: int
    rows: int
    within: str
    """tmux, screen or ssh; empty for none."""


class Program(Row, frozen=True, gc=False):
    """A program that netui calls or shows commands for."""

    name: str
    path: str
    """Empty where it is not found."""
    without: str


class Surroundings(Row, frozen=True, gc=False):
    """All of it."""

    netui: str
    python: str
    kernel: str
    libraries: dict[str, str]
    user: str
    capabilities: tuple[Capability, ...]
    terminal: Terminal
    programs: tuple[Program, ...]


def surroundings() -> Surroundings:
    """As they are now."""
    return Surroundings(
        __version__,
        f"{platform.python_version()} {sys.executable}",
        f"{platform.release()} {platform.machine()}",
        {name: _version(name) for name in _LIBRARIES},
        _user(),
        _capabilities(),
        _terminal(),
        tuple(Program(name, _path(name), without) for name, without in _PROGRAMS),
    )


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "not installed"


def _user() -> str:
    number = os.geteuid()
    try:
        return f"{pwd.getpwuid(number).pw_name} ({number})"
    except KeyError:
        return str(number)


def _capabilities() -> tuple[Capability, ...]:
    held = effective()
    return tuple(Capability(name, bool(held >> bit & 1), gives, no) for name, bit, gives, no in _CAPABILITIES)


def _terminal() -> Terminal:
    size = shutil.get_terminal_size((80, 24))
    encoding = sys.stdout.encoding or ""
    return Terminal(
        sys.stdout.isatty(),
        os.environ.get("TERM", ""),
        _colours(),
        encoding,
        encoding.casefold().replace("-", "") == "utf8",
        size.columns,
        size.lines,
        _within(),
    )


def _colours() -> str:
    term = os.environ.get("TERM", "")
    if os.environ.get("NO_COLOR"):
        return "none (NO_COLOR)"
    if term in ("", "dumb"):
        return "none"
    if os.environ.get("COLORTERM", "") in ("truecolor", "24bit"):
        return "16 million"
    return "256" if "256" in term else "8"


def _within() -> str:
    if os.environ.get("TMUX"):
        return "tmux"
    if os.environ.get("STY"):
        return "screen"
    return "ssh" if os.environ.get("SSH_CONNECTION") else ""


def _path(program: str) -> str:
    return shutil.which(program, path=os.environ.get("PATH", "") + _SYSTEM_PATH) or ""
