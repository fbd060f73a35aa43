"""This host, live: one engine thread owns the store; a second one, the scout, does what takes long.

The engine thread waits on the event socket and on its inbox. Scans of /proc and costly facets are made by the
scout, Docker is asked by threads of its own source; each puts what it learnt into the inbox as something to call.
"""

import os
import selectors
import socket
import threading
import time
from collections.abc import Callable, Mapping
from queue import SimpleQueue
from types import MappingProxyType

import msgspec

from netui.core.containers import placed
from netui.core.host import Interest
from netui.core.reading import boot_id, docker_limits
from netui.core.scout import Scout, task
from netui.core.store import Store
from netui.model.container import Docker
from netui.model.namespace import HolderKind
from netui.model.snapshot import Limit, Snapshot, Update
from netui.sources import sandboxed
from netui.sources.discovery import Found
from netui.sources.discovery.scan import RUN_NETNS
from netui.sources.inotify import DirectoryWatch
from netui.sources.netlink.census import NAMES, Address
from netui.sources.netlink.engine import Engine
from netui.sources.netlink.observer import EVENT_BUFFER
from netui.sources.netlink.space import Facet
from netui.text import safe

_GATHER = 0.003
"""Seconds that the first event waits for more to come."""
_DUTY = 2
"""The store is updated again after this many times what the last update took: keys come first in a storm."""
_MOST_WAIT = 0.1
_FIRST_FRAME = 0.3
"""Seconds that everything but the host's own links waits for a screen to be painted."""
_FILL = 0.02
"""Seconds of reading routes and rules before events get their turn."""
_NAME_WAIT = 0.002


class LiveHost:
    """The host that netui runs on.

    `docker` False leaves the container engine alone. `event_buffer` asks for another size of the event socket's
    buffer, in octets. `noted` are further limits that the caller knows of.
    """

    live = True

    def __init__(
        self,
        *,
        docker: bool = True,
        event_buffer: int = EVENT_BUFFER,
        noted: tuple[Limit, ...] = (),
        periods: Mapping[str, float] = MappingProxyType({}),
    ) -> None:
        """`noted` are limits that are known before; `periods` the seconds between two readings, by facet."""
        host = Snapshot(hostname=socket.gethostname(), sandbox=sandboxed.world(), boot_id=boot_id(), limits=noted)
        self.store = Store(host)
        self.failure = ""
        self.trace = ""
        self.complete = threading.Event()
        """Set once everything was read for the first time; what changes after that just happened."""
        self._docker_wanted = docker
        self._event_buffer = event_buffer
        self._inbox: SimpleQueue[Callable[[Engine], None]] = SimpleQueue()
        self._wake = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._painted = threading.Event()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="engine", daemon=True)
        self._scout = Scout(self._post, periods)
        self._docker_raw: Docker | None = None
        self._docker_told: Docker | None = None
        self._stop_docker: Callable[[], None] = lambda: None
        self._ask_docker: Callable[[], None] = lambda: None
        self._interest: Interest = frozenset()
        self._names_again = 0.0
        self._fill_due = True

    # for front ends, from any thread

    def start(self) -> None:
        """Begin to watch. The host's own links come first, within some milliseconds."""
        self._thread.start()

    def stop(self) -> None:
        """End every thread; returns within a second, also where the container engine hangs."""
        self._ending.set()
        self._painted.set()
        self._scout.stop()
        self._poke()
        if self._thread.ident is not None:
            self._thread.join(1.0)
        if not self._thread.is_alive():
            os.close(self._wake)

    def watch(self, interest: Interest) -> None:
        """Keep these facets read, and no others. The first call says that the screen is painted."""
        self._painted.set()
        self._post(lambda engine: self._watch(engine, interest))

    def refresh(self) -> None:
        """Read everything again."""
        self._post(lambda engine: engine.refresh())
        self._scout.look()
        self.refresh_docker()

    def refresh_docker(self) -> None:
        """Ask the container engine again: what it does to stopped containers makes no event."""
        self._post(lambda _engine: self._ask_docker())

    # between threads

    def _post(self, call: Callable[[Engine], None]) -> None:
        self._inbox.put(call)
        self._poke()

    def _poke(self) -> None:
        if not self._ending.is_set() or self._thread.is_alive():
            os.eventfd_write(self._wake, 1)

    # the engine thread

    def _run(self) -> None:
        try:
            engine = Engine(event_buffer=self._event_buffer)
        except OSError as error:
            self._fail(f"netlink is refused: {error.strerror}", "see netui doctor")
            return
        engine.noted.extend(self.store.snapshot.limits)
        try:
            self._follow(engine)
        except Exception as error:  # noqa: BLE001 - nobody else would tell that the screen is not live any more
            from netui.core.state.crash import described

            self.trace = described(error)
            self._fail(f"netui's engine has failed: {safe(repr(error))}", "end netui: it then tells where")

    def _fail(self, why: str, hint: str) -> None:
        self.failure = why
        self.store.apply(Update(limits=(*self.store.snapshot.limits, Limit("netlink", why, hint))))

    def _follow(self, engine: Engine) -> None:
        watch = None
        try:
            watch = DirectoryWatch(RUN_NETNS)
        except OSError as error:
            engine.noted.append(
                Limit(
                    "names",
                    f"names of namespaces are noticed within seconds, not at once: inotify: {error.strerror}",
                    "see fs.inotify.max_user_instances",
                )
            )
        try:
            engine.read_host()
            self._publish(engine)
            self._painted.wait(_FIRST_FRAME)
            self._begin(engine)
            self._loop(engine, watch)
        finally:
            self._stop_docker()
            if watch:
                watch.close()
            engine.close()

    def _begin(self, engine: Engine) -> None:
        self._names(engine)
        self._publish(engine)
        self._scout.start(engine.scanner)
        if self._docker_wanted:
            self._start_docker()

    def _loop(self, engine: Engine, watch: DirectoryWatch | None) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(engine.observer, selectors.EVENT_READ)
            selector.register(self._wake, selectors.EVENT_READ)
            if watch:
                selector.register(watch, selectors.EVENT_READ, watch)
            heard, due, next_update = 0.0, 0.0, 0.0
            while not self._ending.is_set():
                for key, _ in selector.select(self._patience(heard, due, next_update)):
                    if watch and key.data is watch:
                        watch.drain()
                        self._names_again = time.monotonic()
                called = self._call(engine)
                if engine.hear() or called:
                    heard = heard or time.monotonic()
                now = time.monotonic()
                if self._names_again and now >= self._names_again:
                    self._names(engine)
                    heard = heard or now
                if self._fill_due:
                    self._fill_due = engine.read_parts(limit=_FILL)
                    heard = heard or now
                if (heard or (due and now >= due)) and now >= max(heard + _GATHER, next_update):
                    due = engine.settle()
                    heard = 0.0
                    if engine.census.unexplained:
                        self._scout.look()
                    self._publish(engine)
                    if self._scout.reported and not self._fill_due:
                        self.complete.set()
                    ended = time.monotonic()
                    next_update = ended + min(_DUTY * (ended - now), _MOST_WAIT)

    def _patience(self, heard: float, due: float, next_update: float) -> float | None:
        if self._fill_due:
            return 0.0
        moments = [moment for moment in (due, self._names_again) if moment]
        if heard:
            moments.append(max(heard + _GATHER, next_update))
        return max(0.0, min(moments) - time.monotonic()) if moments else None

    def _call(self, engine: Engine) -> bool:
        try:
            os.eventfd_read(self._wake)
        except BlockingIOError:
            return False
        while not self._inbox.empty():
            self._inbox.get()(engine)
        self._fill_due = True  # a scan may have told where to enter what was known by its id alone
        return True

    def _names(self, engine: Engine) -> None:
        found = engine.scanner.names()
        self._take(engine, found, NAMES)
        # The name of a new namespace is there a moment before its mount.
        self._names_again = 0.0 if engine.scanner.settled else self._later()

    def _later(self) -> float:
        return time.monotonic() + _NAME_WAIT

    def _take(self, engine: Engine, found: dict[Address, Found], kinds: frozenset[HolderKind]) -> None:
        engine.take(found, kinds)
        self._fill_due = True

    def _watch(self, engine: Engine, interest: Interest) -> None:
        self._interest = interest
        wanted: dict[int, set[Facet]] = {}
        for facet, key in interest:
            wanted.setdefault(key, set()).add(facet)
        for space in engine.census:
            for facet in list(space.watched):
                if facet not in wanted.get(space.key, ()):
                    space.watch(facet, None)
        self._look(engine)

    def _look(self, engine: Engine) -> None:
        """Let the scout know where what is watched is read now."""
        spaces = engine.census.spaces
        self._scout.watch([task(spaces[key], facet) for facet, key in sorted(self._interest) if key in spaces])

    def _start_docker(self) -> None:
        from netui.sources.docker.endpoint import resolve
        from netui.sources.docker.source import DockerSource

        def told(docker: Docker) -> None:
            self._post(lambda _engine: self._heard_docker(docker))

        source = DockerSource(resolve(), told)
        source.start()
        self._stop_docker, self._ask_docker = source.stop, source.refresh

    def _heard_docker(self, docker: Docker) -> None:
        self._docker_raw = docker
        self._docker_told = None

    def _publish(self, engine: Engine) -> None:
        if self._interest:
            self._look(engine)
        docker = None
        if self._docker_raw is not None:
            known = placed(self._docker_raw, engine)
            if known != self._docker_told:
                docker = self._docker_told = known
        update = engine.update(awaited=False)
        limits = update.limits if update else None
        if docker is not None or limits is not None:
            limits = (*engine.limits(), *docker_limits(self._docker_told or Docker()))
        if update is None and docker is None:
            return
        update = update or Update()
        self.store.apply(msgspec.structs.replace(update, docker=docker, limits=limits))
