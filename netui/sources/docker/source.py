"""The container engine, watched: one complete `Docker` struct for every change, whatever the daemon does."""

import queue
import threading
import time
from collections.abc import Callable

from msgspec.structs import replace

from netui.model.container import Docker
from netui.sources.docker.activation import activation
from netui.sources.docker.endpoint import DockerEndpoint
from netui.sources.docker.failures import classify
from netui.sources.docker.presence import Answer, answers
from netui.sources.docker.session import LATE, Session
from netui.text import safe

_FIRST_RETRY, _LAST_RETRY = 0.1, 3.0
"""Seconds between attempts, at first and at most: what runs is to be told within five seconds of the answer."""
_LAST_RETRY_NEARBY = 2.0
"""Seconds between attempts where one costs a single call of connect(2) that fails at once."""
_LEAVING = 20.0
"""Seconds that a stopping daemon may take (its own limit is 15) before the socket is tried again."""
_PATIENCE = 1.0
"""Seconds that a command waits for an answer that a daemon owes."""
_KEPT = frozenset(("connecting", "hung", "failed"))
"""States in which what was read last is still shown."""


class DockerSource:
    """Follows one endpoint from `start` to `stop`: absent, live, hung, gone, back again.

    `on_change` gets each new state, in this source's own thread; it must only hand on. Connecting a stopped
    container to a network makes no event: whoever does that calls `refresh`.
    """

    def __init__(
        self, endpoint: DockerEndpoint, on_change: Callable[[Docker], None], *, patience: float = LATE
    ) -> None:
        self._endpoint = endpoint
        self._patience = patience
        self._on_change = on_change
        self._inbox: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._stopping = threading.Event()
        self._told = Docker()
        self._session: Session | None = None
        self._pid = 0
        self._retry_at = 0.0
        self._pause = _FIRST_RETRY
        self._left_at = 0.0
        self._thread = threading.Thread(target=self._work, name="docker", daemon=True)

    def start(self) -> None:
        """Begin to watch. Returns at once; `on_change` follows."""
        self._thread.start()

    def stop(self) -> None:
        """End it. Returns within a second, also where the daemon hangs."""
        self._stopping.set()
        self._inbox.put(lambda: None)
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(0.9)

    def refresh(self) -> None:
        """Read everything again, or try the endpoint again at once."""
        self._inbox.put(self._refresh)

    def _refresh(self) -> None:
        if self._session:
            self._session.refresh()
        else:
            self._retry_at = 0.0

    def _work(self) -> None:
        self._tell(Docker("connecting", safe(self._endpoint.url), self._endpoint.chosen_by))
        while not self._stopping.is_set():
            due = self._session.due if self._session else self._retry_at
            self._take(due - time.monotonic())
            if self._session:
                self._session.tick()
                self._review(self._session)
            elif time.monotonic() >= self._retry_at:
                self._attempt()
        if self._session:
            self._session.close()
            self._session.join(0.1)

    def _take(self, wait: float) -> None:
        """Do what was posted, waiting `wait` seconds for the first of it."""
        try:
            if wait > 0:
                self._inbox.get(timeout=min(wait, threading.TIMEOUT_MAX))()
            while not self._stopping.is_set():
                self._inbox.get_nowait()()
        except queue.Empty:
            return

    def _attempt(self) -> None:
        answer = self._knock()
        if answer.status == "connecting":
            self._pid = answer.pid
            self._session = Session(self._endpoint, self._inbox.put, patience=self._patience)
        else:
            self._down(answer)

    def _knock(self) -> Answer:
        path = self._endpoint.path
        if path and time.monotonic() < self._left_at + _LEAVING:
            held = activation(path)
            if held and self._pid in held.daemons:  # a connection now would make systemd start it again
                return Answer("refused", "Docker is stopping", sleeping=True)
        # Names of hosts are looked up in the session's threads, which may block.
        return answers(self._endpoint) if path or not self._endpoint.url else Answer("connecting")

    def _down(self, answer: Answer) -> None:
        nearby = answer.status in ("absent", "refused") and not answer.sleeping
        self._retry_at = time.monotonic() + self._pause
        self._pause = min(self._pause * 2, _LAST_RETRY_NEARBY if nearby else _LAST_RETRY)
        last = self._told if answer.status in _KEPT else replace(self._told, containers={}, networks={}, pid=0)
        self._tell(replace(last, status=answer.status, reason=answer.reason, hint=answer.hint))

    def _review(self, session: Session) -> None:
        """Tell what the session has come to."""
        if session.failure is not None:
            self._part(session, session.failure)
            return
        if session.ready and not session.late:
            self._tell(self._live(session))
        elif session.late and self._told.status != "hung":
            hang = classify(TimeoutError(), self._endpoint)
            last = self._live(session) if session.ready else self._told
            self._tell(replace(last, status="hung", reason=hang.reason, hint=hang.hint))

    def _live(self, session: Session) -> Docker:
        engine, view = session.engine, session.view
        return Docker(
            status="live",
            endpoint=self._told.endpoint,
            chosen_by=self._told.chosen_by,
            engine=engine.name,
            version=safe(engine.version),
            api_version=safe(engine.api_version),
            pid=self._pid,
            containers=view.containers,
            networks=view.networks,
            images=view.images,
        )

    def _part(self, session: Session, failure: Exception) -> None:
        session.close()
        self._session = None
        self._left_at = time.monotonic()
        if self._left_at - session.began > _LAST_RETRY:  # a stream that ends at once is no success
            self._pause = _FIRST_RETRY
        if isinstance(failure, EOFError) and session.ready:  # the stream ended: look at the socket what that means
            self._retry_at = self._left_at + self._pause
            self._pause = min(self._pause * 2, _LAST_RETRY)
        else:
            self._down(classify(failure, self._endpoint))

    def _tell(self, docker: Docker) -> None:
        if docker != self._told:
            self._told = docker
            self._on_change(docker)


def read_once(endpoint: DockerEndpoint, timeout: float = 5.0) -> Docker:
    """What the engine runs now, within `timeout` seconds; a daemon that does not answer is given up much sooner.

    Never raises for a daemon's failure: see its status.
    """
    told: queue.SimpleQueue[Docker] = queue.SimpleQueue()
    source = DockerSource(endpoint, told.put, patience=_PATIENCE)
    latest = Docker("connecting", safe(endpoint.url), endpoint.chosen_by)
    end = time.monotonic() + timeout
    source.start()
    try:
        while latest.status == "connecting":
            latest = told.get(timeout=max(0.0, end - time.monotonic()))
    except queue.Empty:
        if latest.status == "connecting":
            hang = classify(TimeoutError(), endpoint)
            latest = replace(latest, status="hung", reason=hang.reason, hint=hang.hint)
    finally:
        source.stop()
    return latest
