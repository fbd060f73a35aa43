"""The daemon's event stream: what each event makes worth reading again.

https://docs.docker.com/reference/api/engine/version/v1.41/#tag/System/operation/SystemEvents
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from netui.sources.docker.raw import mapping, text

if TYPE_CHECKING:
    from docker import APIClient
    from docker.types.daemon import CancellableStream

_CONTAINER_ACTIONS = frozenset(
    ("create", "start", "restart", "die", "died", "stop", "pause", "unpause", "rename", "update", "destroy", "remove",
     "init", "cleanup")
)  # fmt: skip
_NETWORK_ACTIONS = frozenset(("create", "destroy", "remove", "update", "prune"))
_ATTACHING = frozenset(("connect", "disconnect"))
_IMAGE_ACTIONS = frozenset(("delete", "import", "load", "pull", "remove", "tag", "untag"))
_DAEMON_ACTIONS = frozenset(("reload",))
# What health checks do every few seconds (exec_create, exec_start, exec_die) stays in the daemon.
_FILTERS = {
    "type": ["container", "network", "image", "daemon"],
    "event": sorted(_CONTAINER_ACTIONS | _NETWORK_ACTIONS | _ATTACHING | _IMAGE_ACTIONS | _DAEMON_ACTIONS),
}


class Touched(Struct, frozen=True):
    """What an event says has changed."""

    container: str = ""
    """Id of a container; empty for none."""
    networks: bool = False
    images: bool = False
    everything: bool = False


def touched(event: Mapping[str, Any], engine: str = "docker") -> Touched | None:
    """What to read again after an event; None for those that change nothing here."""
    actor = mapping(event, "Actor")
    identity, attributes = text(actor, "ID"), mapping(actor, "Attributes")
    action, podman = text(event, "Action"), engine == "podman"
    match event.get("Type"):
        case "container" if action in _CONTAINER_ACTIONS:
            return Touched(identity, networks=podman)  # Podman tells nothing of networks that come and go
        case "network" if action in _ATTACHING:
            return Touched(text(attributes, "container") or (identity if podman else ""))
        case "network" if action in _NETWORK_ACTIONS:
            return Touched(networks=True)
        case "image" if action in _IMAGE_ACTIONS:
            return Touched(images=True)
        case "daemon" if action in _DAEMON_ACTIONS:
            return Touched(everything=True)
    return None


class EventReader:
    """One thread that hands on events as they come, and nothing else: a slow reader blocks the daemon.

    `ended` is called once, with the error or with None where the stream just ended.
    """

    def __init__(
        self,
        connect: Callable[[], APIClient],
        engine: str,
        deliver: Callable[[Mapping[str, Any]], None],
        ended: Callable[[Exception | None], None],
    ) -> None:
        self._connect, self._engine, self._deliver, self._ended = connect, engine, deliver, ended
        self._lock = threading.Lock()
        self._stream: CancellableStream | None = None
        self._closed = False
        self.opened = threading.Event()
        """Set once the daemon has accepted the request, or the attempt is over."""
        self._thread = threading.Thread(target=self._read, name="docker-events", daemon=True)
        self._thread.start()

    def _read(self) -> None:
        failure: Exception | None = None
        client = None
        try:
            client = self._connect()
            for event in self._open(client):
                if isinstance(event, Mapping):  # else it is no daemon's
                    self._deliver(event)
        except Exception as error:  # noqa: BLE001 - a thread's edge; closing a stream under urllib3 raises anything
            failure = error
        finally:
            if client is not None:
                client.close()
            self.opened.set()
            self._ended(failure)

    def _open(self, client: APIClient) -> CancellableStream:
        # The headers come before the daemon has subscribed: what happens in between is asked for by `since`,
        # as text, because docker-py truncates anything else.
        since = time.time_ns() - 1_000_000_000
        stream = client.events(
            since=f"{since // 1_000_000_000}.{since % 1_000_000_000:09d}",
            filters=_FILTERS if self._engine == "docker" else None,
            decode=True,
        )
        with self._lock:
            self._stream = stream
        if self._closed:
            self.close()
        self.opened.set()
        return stream

    def close(self) -> None:
        """End the stream from any thread; returns at once."""
        self._closed = True
        with self._lock:
            stream, self._stream = self._stream, None
        if stream is not None:
            try:
                stream.close()
            except (OSError, AttributeError):
                return  # it ended by itself in this moment

    def join(self, timeout: float) -> None:
        """Wait for the thread to end, `timeout` seconds at most."""
        self._thread.join(timeout)
