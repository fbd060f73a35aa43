"""Namespaces, links, addresses, routes, rules, neighbours and fdb of a host: read once, then kept true by events.

Runs in whichever thread calls it, always the same one. `core.live` gives it a thread; the command line reads
once and closes.
"""

import itertools
import os
import time

from netui.model.namespace import HolderKind
from netui.model.snapshot import Limit, Update
from netui.sources.discovery import Found, Scanner
from netui.sources.discovery.scan import foreign_proc
from netui.sources.netlink.census import Address, Census
from netui.sources.netlink.listener import Listener
from netui.sources.netlink.observer import EVENT_BUFFER, EventsLostError, Observer
from netui.sources.netlink.reader import Reader
from netui.sources.netlink.space import PARTS, Part, Space
from netui.text import Name

_MOST_PER_TURN = 2000
"""Datagrams taken from the event socket before the rest of the program gets its turn."""
_SHARE = 10
"""Stale parts of a namespace are read again after this many times what the last reading took."""

_LOOK_SHARE = 200
"""The same for links that are read again because somebody looks: 0.5 % of a processor at most."""

_NAMED = 6
"""Processes that a limit names; of the others it tells how many."""


class Engine:
    """One host's namespaces. Raises OSError from the constructor where netlink itself is refused."""

    def __init__(self, *, event_buffer: int = EVENT_BUFFER) -> None:
        self.scanner = Scanner()
        self.observer, self._no_observer = _observe(event_buffer)
        self.census = Census(self.observer, self.scanner.host)
        self.reader = Reader(self.census, self.observer)
        self.listener = Listener(self.census, self.observer, self.reader)
        self.noted: list[Limit] = []
        """What else is limited, as whoever runs the engine found."""
        self.overflows = 0
        """How often events were lost and everything was read again."""
        self._lost = False
        self._limits: tuple[Limit, ...] | None = None

    def close(self) -> None:
        """Let go of everything; the observer's namespace and its ids end here."""
        self.observer.close()

    def read_host(self) -> None:
        """Links and addresses of the host's namespace alone: what is on screen first."""
        self.reader.links(self.census.host())

    def take(self, found: dict[Address, Found], kinds: frozenset[HolderKind]) -> None:
        """Bring in a scan; see `Census.take`. Reads the links and addresses of what is new."""
        self.census.host()
        self.census.take(found, kinds)
        self.read_links()

    def read_links(self) -> None:
        """Links and addresses of every namespace that was not read yet."""
        self.reader.unread()
        if not self.observer.private:
            for space in self.census:
                if space.nsid is None and not space.host:
                    self.reader.links(space)
                    space.stale.update(PARTS)  # no event tells of it

    def read_parts(self, wanted: tuple[Part, ...] = PARTS, limit: float = 0.0) -> bool:
        """Stale routes, rules, neighbours and fdb; stops after `limit` seconds and tells whether more is due."""
        began = time.monotonic()
        want = set(wanted)
        due = [space for space in self.census if space.stale & want]
        for count in range(0, len(due), 64):
            self.reader.parts(due[count : count + 64], wanted)
            if limit and time.monotonic() - began > limit:
                return count + 64 < len(due)
        return False

    def hear(self) -> bool:
        """Take what waits on the event socket; returns whether there was anything."""
        for count in range(_MOST_PER_TURN):
            try:
                event = self.observer.receive()
            except EventsLostError:
                self._lost = True
                self.overflows += 1
                continue
            if event is None:
                return count > 0
            self.listener.hear(event)
        return True

    def settle(self) -> float:
        """Make the spaces true after events; returns the monotonic time when more is due, or 0."""
        if self._lost:
            self._lost = False
            self._resync()
        self.listener.settle()
        now, later = time.monotonic(), 0.0
        for key in list(self.listener.touched):
            space = self.census.spaces.get(key)
            if space is None or not space.stale:
                self.listener.touched.discard(key)
            elif space.not_before <= now:
                self._refresh(space)
                self.listener.touched.discard(key)
            else:
                later = min(later or space.not_before, space.not_before)
        return later

    def _refresh(self, space: Space) -> None:
        began = time.monotonic()
        self.reader.parts((space,))
        ended = time.monotonic()
        space.not_before = ended + _SHARE * (ended - began)

    def _resync(self) -> None:
        """Read everything again, as if for the first time."""
        self.listener.forget()
        for space in self.census:
            space.stale.update(PARTS)
            self.census.unread.add(space.key)
            self.listener.touched.add(space.key)
            space.not_before = 0.0
        self.reader.unread()

    def look_again(self, space: Space) -> None:
        """Read the links of a namespace that somebody looks at.

        Of a link that is down the kernel tells no change of its alias, group, other names or kind's options.
        """
        began = time.monotonic()
        if began >= space.look_not_before:
            self.reader.details(space)
            ended = time.monotonic()
            space.look_not_before = ended + _LOOK_SHARE * (ended - began)

    def refresh(self) -> None:
        """Read everything again, because somebody asked."""
        self._lost = True

    def update(self, *, awaited: bool = True) -> Update | None:
        """What changed since the last update, for the store; None for nothing.

        With `awaited` False, namespaces that a scan is about to name are left for the next update.
        """
        namespaces = dict.fromkeys(self.census.ended)
        self.census.ended.clear()
        changed = {
            space.key: space.frozen() for space in self.census if space.changed and self._known(space, awaited)
        }
        limits = self.limits()
        told = limits if limits != self._limits else None
        self._limits = limits
        if not changed and not namespaces and told is None:
            return None
        return Update(namespaces=namespaces | changed, limits=told)

    def _known(self, space: Space, awaited: bool) -> bool:
        return space.key not in self.census.unread and (awaited or not space.awaited)

    def limits(self) -> tuple[Limit, ...]:
        """What this user, on this kernel, may not see."""
        found = [*self._no_observer, *self.noted]
        if foreign_proc():
            found.append(_FOREIGN_PROC)
        denied = self.scanner.denied
        if denied:
            found.append(Limit("processes", _may_not_look_at(denied), _as_root("SYS_PTRACE")))
        closed = {space.key for space in self.census if not space.readable}
        if closed:
            found.append(Limit("namespaces", f"{_namespaces(len(closed))} may not be read", _as_root("NET_ADMIN")))
        refused = len(self.reader.refused & self.census.spaces.keys() - closed)
        if refused:
            found.append(
                Limit(
                    "routes",
                    f"{_namespaces(refused)} may not be entered: routes, rules and neighbours there are not known",
                    _as_root("SYS_ADMIN"),
                )
            )
        if self.overflows:
            found.append(
                Limit("events", f"events were lost {_times(self.overflows)}, and everything was read again", "")
            )
        return tuple(found)


def _namespaces(number: int) -> str:
    return "1 namespace" if number == 1 else f"{number} namespaces"


def _may_not_look_at(denied: dict[int, Name]) -> str:
    """Whose namespaces are hidden: the first of them by pid, which run longest."""
    named = [f"{command} {pid}" for pid, command in itertools.islice(denied.items(), _NAMED)]
    more = f" and {len(denied) - _NAMED} more" if len(denied) > _NAMED else ""
    whose = "1 process" if len(denied) == 1 else f"{len(denied)} processes"
    return f"the namespaces of {whose} may not be looked at: {', '.join(named)}{more}"


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"


def _as_root(capabilities: str) -> str:
    """The hint for what lacks a capability; none for root, to whom something else refuses."""
    return f"run netui as root (CAP_{capabilities})" if os.geteuid() else ""


_FOREIGN_PROC = Limit(
    "processes",
    "/proc is not the host's: netui runs in a pid namespace of its own, and sees only what lives there",
    "run netui on the host itself, or in a container with --pid host",
)


def _observe(event_buffer: int) -> tuple[Observer, tuple[Limit, ...]]:
    try:
        return Observer(event_buffer), ()
    except OSError as error:
        observer = Observer(event_buffer, private=False)
        if isinstance(error, PermissionError):
            why, hint = "CAP_SYS_ADMIN is missing", "run netui as root"
        else:
            why = f"no private namespace could be made ({error.strerror})"
            hint = "see max_net_namespaces in /proc/sys/user"
        reach = "of namespaces that have an id here" if observer.hears_all else "of this namespace alone"
        return observer, (Limit("events", f"{why}: live events {reach}", hint),)
