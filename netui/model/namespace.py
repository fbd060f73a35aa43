"""Network namespaces: what each holds, and what holds it (network_namespaces(7))."""

from typing import Literal

from msgspec import Struct

from netui.model.address import Address
from netui.model.firewall import Firewall
from netui.model.link import Counters, Link
from netui.model.neighbour import FdbEntry, Neighbour
from netui.model.route import Route, Rule
from netui.model.socket import Socket
from netui.text import Name

HolderKind = Literal["host", "named", "container", "process", "thread", "fd", "socket", "mount"]


class Holder(Struct, frozen=True, gc=False):
    """One thing that keeps a namespace alive."""

    kind: HolderKind
    pid: int = 0
    """Process that holds it; 0 for a bind mount in netui's own mount namespace."""
    tid: int = 0
    """For a thread: its id."""
    command: Name = Name()
    user: str = ""
    started: float = 0.0
    """Seconds since the epoch; 0 where unknown."""
    path: Name = Name()
    """Where it is held: /run/netns/red, /proc/812/fd/7."""


class Namespace(Struct, frozen=True):
    """One network namespace, with everything that it isolates."""

    key: int
    """Identity within one snapshot; never used twice in a run."""
    inode: int
    device: int = 0
    """st_dev of nsfs; with `inode` its address. Inode numbers are used again at once."""
    cookie: int = 0
    """SO_NETNS_COOKIE: never used twice while the host is up; 0 where it could not be read."""
    names: tuple[Name, ...] = ()
    """File names under /run/netns, as `ip netns` knows them."""
    host: bool = False
    """The namespace that netui was started in."""
    holders: tuple[Holder, ...] = ()
    readable: bool = True
    """False where its contents may not be read; then an empty list means unknown, not none."""
    links: dict[int, Link] = {}
    """By ifindex."""
    addresses: tuple[Address, ...] = ()
    routes: tuple[Route, ...] = ()
    rules: tuple[Rule, ...] = ()
    neighbours: tuple[Neighbour, ...] = ()
    fdb: tuple[FdbEntry, ...] = ()
    counters: dict[int, Counters] | None = None
    """By ifindex; None while nobody looks."""
    sockets: tuple[Socket, ...] | None = None
    firewall: Firewall | None = None
    sysctls: dict[str, str] | None = None
    """By dotted name (net.ipv4.ip_forward)."""
    filled: bool = True
    """False until routes, rules, neighbours and fdb were read for the first time."""
