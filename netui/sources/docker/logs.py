"""What a container's program wrote, as the engine keeps it (GET /containers/ID/logs of the Engine API).

docker-py is imported with the first request. Every call may block: not for the UI thread, but for `close`.
"""

import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeVar

from netui.errors import NetuiError
from netui.model.log import LogRequest, Run
from netui.sources.docker.client import api_client
from netui.sources.docker.endpoint import DockerEndpoint, resolve
from netui.sources.docker.presence import answers
from netui.sources.docker.raw import mapping, number, text
from netui.sources.docker.refusals import refusal, unanswered

if TYPE_CHECKING:
    from docker import APIClient
    from docker.types.daemon import CancellableStream

T = TypeVar("T")

_TIMEOUT = 10.0
"""Seconds for each answer; a log that is followed may be silent for as long as it likes."""
_API = "1.41"


class LogSource:
    """One container's log. `chunks` and `run` raise ChangeError with the engine's own sentence, and its kinds."""

    def __init__(self, request: LogRequest, endpoint: DockerEndpoint | None = None) -> None:
        self._request = request
        self._endpoint = endpoint or resolve()
        self._lock = threading.Lock()
        self._stream: CancellableStream | None = None
        self._closed = False

    def chunks(self, since: float = 0.0) -> Iterator[bytes]:
        """Octets as they come, of both streams, cut anywhere; none from before `since` (seconds since the epoch)."""
        request = self._request
        client = self._client()
        try:
            stream = self._asked(
                lambda: client.logs(
                    request.container.reference, stream=True, follow=request.follow, timestamps=request.timestamps,
                    tail="all" if request.tail is None or since else request.tail, since=since or None,
                )
            )  # fmt: skip
            with self._lock:
                self._stream = stream
                if self._closed:
                    stream.close()
            yield from stream
        except (OSError, AttributeError) as error:  # urllib3, under which the stream was closed
            if not self._closed:
                raise self._refusal(error) from error
        finally:
            with self._lock:
                self._stream = None
            client.close()

    def run(self) -> Run:
        """Whether the container runs now."""
        client = self._client()
        try:
            told = self._asked(lambda: client.inspect_container(self._request.container.reference))
        finally:
            client.close()
        state = mapping(told, "State")
        started = text(state, "StartedAt")
        return Run(
            bool(state.get("Running")), "" if started.startswith("0001-") else started, number(state, "ExitCode")
        )

    def close(self) -> None:
        """End `chunks`, from any thread; returns at once."""
        self._closed = True
        with self._lock:
            stream = self._stream
        if stream is not None:
            try:
                stream.close()
            except (OSError, AttributeError):
                return  # it ended by itself in this moment

    def _client(self) -> "APIClient":
        if self._endpoint.path or self._endpoint.error:
            answer = answers(self._endpoint)
            if answer.status != "connecting":
                raise unanswered(answer)
        return api_client(self._endpoint, timeout=_TIMEOUT, api_version=_API)

    def _asked(self, call: Callable[[], T]) -> T:
        from docker.errors import DockerException
        from requests.exceptions import RequestException

        try:
            return call()
        except (DockerException, RequestException, OSError) as error:
            raise self._refusal(error) from error

    def _refusal(self, error: Exception) -> NetuiError:
        return refusal(error, self._endpoint)
