"""The calls that a session makes, each on a thread where it may block, and the threads' end."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from netui.model.container import Container, Network
from netui.sources.docker import reading
from netui.sources.docker.client import Engine, api_client, ask_engine
from netui.sources.docker.endpoint import DockerEndpoint
from netui.sources.docker.events import EventReader
from netui.sources.docker.inventory import Listing
from netui.sources.docker.lane import Lane, Post

if TYPE_CHECKING:
    from docker import APIClient

T = TypeVar("T")

TIMEOUT = 30.0
"""Seconds that any one call may take."""
_INSPECTORS = 3  # inspecting a container blocks while it starts: the others must not wait for it


class Connection:
    """A client for requests, one for events, and their threads.

    Each call returns at once; `then` is posted with what the daemon answered or with the exception.
    """

    def __init__(self, endpoint: DockerEndpoint, post: Post) -> None:
        self._endpoint = endpoint
        self._hand_over = post
        self._closed = False
        self._engine = Engine("", "", "")
        self._client: APIClient | None = None
        self._reader: EventReader | None = None
        self._control = Lane("control", 1, self._post)
        self._inspectors = Lane("inspect", _INSPECTORS, self._post)

    def _post(self, task: Callable[[], None]) -> None:
        self._hand_over(lambda: None if self._closed else task())

    def open(
        self,
        on_event: Callable[[Mapping[str, Any]], None],
        on_end: Callable[[Exception], None],
        then: Callable[[tuple[Engine, Listing] | Exception], None],
    ) -> None:
        """Ask who answers, subscribe to its events, then list everything. To be called first, and once."""
        self._control.run(lambda: self._open(on_event, on_end), then)

    def _open(
        self, on_event: Callable[[Mapping[str, Any]], None], on_end: Callable[[Exception], None]
    ) -> tuple[Engine, Listing]:
        first = api_client(self._endpoint, timeout=TIMEOUT)
        try:
            engine = self._engine = ask_engine(first)
        finally:
            first.close()

        def another() -> "APIClient":
            return api_client(self._endpoint, timeout=TIMEOUT, api_version=engine.api_version)

        self._client = another()
        self._reader = EventReader(
            another,
            engine.name,
            lambda event: self._post(lambda: on_event(event)),
            lambda error: self._post(lambda: on_end(error or EOFError("the daemon closed its event stream"))),
        )
        if not self._reader.opened.wait(TIMEOUT):
            raise TimeoutError("the daemon did not open its event stream")
        if self._closed:  # while this went on
            self.close()
            raise InterruptedError
        return engine, self._listing(self._client)

    def _listing(self, client: "APIClient") -> Listing:
        entries = map(reading.listed_container, client.containers(all=True))
        return Listing({one.id: one for one in entries}, self._networks(client))

    def _networks(self, client: "APIClient") -> dict[str, Network]:
        read = (reading.network(entry, self._engine.name) for entry in client.networks())
        return {one.id: one for one in read}

    @property
    def usable(self) -> bool:
        """Whether the calls below may be made."""
        return self._client is not None

    @property
    def _opened(self) -> "APIClient":
        if self._client is None:
            raise RuntimeError("the connection is not open")
        return self._client

    def list(self, then: Callable[[Listing | Exception], None]) -> None:
        """List everything."""
        client = self._opened
        self._control.run(lambda: self._listing(client), then)

    def networks(self, then: Callable[[dict[str, Network] | Exception], None]) -> None:
        """List the networks alone."""
        client = self._opened
        self._control.run(lambda: self._networks(client), then)

    def images(self, then: Callable[[tuple[str, ...] | Exception], None]) -> None:
        """List the names of the images that are here."""
        client = self._opened
        self._inspectors.run(lambda: reading.images(client.images()), then)

    def ping(self, then: Callable[[bool | Exception], None]) -> None:
        """Ask for a sign of life."""
        client = self._opened
        self._control.run(lambda: bool(client.ping()), then)

    def inspect(self, identity: str, then: Callable[[Container | Exception | None], None]) -> None:
        """Read one container; None where it is gone."""
        client = self._opened

        def call() -> Container | None:
            from docker.errors import NotFound

            try:
                return reading.container(client.inspect_container(identity))
            except NotFound:
                return None

        self._inspectors.run(call, then)

    def close(self) -> None:
        """End it at once, whatever the daemon does; nothing is posted any more."""
        self._closed = True
        self._control.close()
        self._inspectors.close()
        if self._reader:
            self._reader.close()
        if self._client:
            self._client.close()

    def join(self, timeout: float) -> None:
        """Wait for the threads to end, `timeout` seconds for each at most."""
        self._control.join(timeout)
        self._inspectors.join(timeout)
        if self._reader:
            self._reader.join(timeout)
