"""The scout: scans of /proc, and costly facets while somebody looks, in a thread of their own."""

import math
import threading
import time
from collections.abc import Callable, Mapping
from functools import cache, partial
from types import MappingProxyType
from typing import Any, NamedTuple

from netui.core.facets import PERIOD, read_facet
from netui.model.link import Counters
from netui.sources.discovery import Place, Scanner
from netui.sources.netlink.census import EVERYTHING, PROCESSES
from netui.sources.netlink.engine import Engine
from netui.sources.netlink.space import Facet, Space
from netui.text import Name

Post = Callable[[Callable[[Engine], None]], None]


class Task(NamedTuple):
    """A facet to be kept read, and where."""

    facet: Facet
    key: int
    places: tuple[Place, ...]
    address: tuple[int, int]
    links: tuple[Name, ...]
    """Names of the namespace's links, where the facet depends on them."""
    host: bool


def task(space: Space, facet: Facet) -> Task:
    """The task of reading a facet of a namespace as it is now."""
    links = space.names_of_links if facet == "sysctls" else ()
    return Task(facet, space.key, space.places, space.address, links, space.host)


_PROCESSES_EVERY = 2.0
_EVERYTHING_EVERY = 4.0
_SHARE = 1000
"""A scan is made again after at least this many times what it took: at most 0.1 % of a processor."""
_OLD = 3
"""Periods after which a reading of counters serves no rate any more: nobody looked meanwhile."""
_SOONEST = 0.2
"""Seconds between two full scans, however many are asked for."""


class Scout:
    """Hands what it learns to `post`, to be called in the engine's thread."""

    def __init__(self, post: Post, periods: Mapping[str, float] = MappingProxyType({})) -> None:
        self._post = post
        self._periods = {facet: periods.get(facet, usual) for facet, usual in PERIOD.items()}
        """Seconds between two readings, by facet."""
        self._condition = threading.Condition()
        self.reported = False
        """Whether the first full scan has reached the engine."""
        self._ending = False
        self._look_at = 0.0
        self._last_look = 0.0
        self._tasks: list[Task] = []
        self._due: dict[tuple[Facet, int], float] = {}
        self._counted: dict[int, tuple[float, dict[int, Counters]]] = {}
        """When the counters of a namespace were read last, and what they were."""
        self._thread: threading.Thread | None = None

    def start(self, scanner: Scanner) -> None:
        """Begin, with a full scan."""
        self._thread = threading.Thread(target=self._run, args=(scanner,), name="scout", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End after what is being read now; bounded by the time limits of the readings."""
        with self._condition:
            self._ending = True
            self._condition.notify()

    def look(self) -> None:
        """Make a full scan soon."""
        with self._condition:
            self._look_at = min(self._look_at, max(time.monotonic(), self._last_look + _SOONEST))
            self._condition.notify()

    def watch(self, tasks: list[Task]) -> None:
        """Keep these facets read, and no others."""
        if tasks == self._tasks:
            return
        with self._condition:
            self._tasks = tasks
            wanted = {(one.facet, one.key) for one in tasks}
            self._due = {place: self._due.get(place, 0.0) for place in wanted}
            self._condition.notify()

    def _run(self, scanner: Scanner) -> None:
        try:
            self._scan(scanner)
        except Exception as error:  # noqa: BLE001 - the engine's thread tells it
            self._post(partial(_raise, error))

    def _scan(self, scanner: Scanner) -> None:
        processes_at = 0.0
        while True:
            with self._condition:
                while not self._ending and (wait := self._wait(processes_at)) > 0:
                    self._condition.wait(wait)
                if self._ending:
                    return
                now = time.monotonic()
                tasks = [one for one in self._tasks if self._due.get((one.facet, one.key), 0) <= now]
            began = time.monotonic()
            if began >= self._look_at:
                self._scan_everything(scanner)
                processes_at = time.monotonic() + _PROCESSES_EVERY
            elif began >= processes_at:
                found = scanner.processes()
                self._post(lambda engine, found=found: engine.take(found, PROCESSES))  # type: ignore[misc]
                ended = time.monotonic()
                processes_at = ended + max(_PROCESSES_EVERY, _SHARE * (ended - began))
            self._read(tasks)

    def _wait(self, processes_at: float) -> float:
        return min(self._look_at, processes_at, *self._due.values()) - time.monotonic()

    def _scan_everything(self, scanner: Scanner) -> None:
        began = time.monotonic()
        with self._condition:
            self._look_at = math.inf
        scanner.forget()
        found = scanner.everything()
        ended = time.monotonic()
        with self._condition:
            self._last_look = ended
            later = ended + max(_EVERYTHING_EVERY, _SHARE * (ended - began))
            self._look_at = min(self._look_at, later)  # somebody may have asked meanwhile

        def told(engine: Engine) -> None:
            engine.take(found, EVERYTHING)
            self.reported = True

        self._post(told)

    def _read(self, tasks: list[Task]) -> None:
        @cache
        def owners() -> Any:
            from netui.sources.processes import socket_owners

            return socket_owners()

        for facet, key, places, address, links, host in tasks:
            began = time.monotonic()
            value = read_facet(facet, places, address, links, host=host, owners=owners)
            ended = time.monotonic()
            if facet == "counters" and value:
                value = self._rated(key, ended, value)
            with self._condition:
                if (facet, key) in self._due:
                    self._due[facet, key] = ended + max(self._periods[facet], 10 * (ended - began))
            self._post(lambda engine, f=facet, k=key, v=value: _told(engine, f, k, v))  # type: ignore[misc]

    def _rated(self, key: int, now: float, read: dict[int, Counters]) -> dict[int, Counters]:
        """The counters with their rates since the last reading, if that was not long ago."""
        before, counted = self._counted.get(key, (0.0, {}))
        self._counted = {key: (now, read)}
        seconds = now - before
        if not 0 < seconds < _OLD * self._periods["counters"]:
            return read
        return {index: one.rated(counted[index], seconds) if index in counted else one for index, one in read.items()}


def _raise(error: Exception, _engine: Engine) -> None:
    raise error


def _told(engine: Engine, facet: Facet, key: int, value: Any) -> None:
    space = engine.census.spaces.get(key)
    if space:
        space.watch(facet, value)
        if facet == "counters":
            engine.look_again(space)
