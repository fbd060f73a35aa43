"""Waits for what an engine does for as long as it gives signs of life: some of it takes as long as it takes."""

import queue
import threading
from collections.abc import Callable

from netui.sources.docker.client import api_client
from netui.sources.docker.endpoint import DockerEndpoint

SILENCE = 2.0
"""Seconds without an answer after which the engine is asked for a sign of life, and that this may take."""


def awaited(call: Callable[[], None], endpoint: DockerEndpoint) -> None:
    """Call; raises what that raises, and TimeoutError where the engine does not even say that it lives.

    The call then ends in its own time, in a thread that nobody waits for.
    """
    outcome: queue.SimpleQueue[Exception | None] = queue.SimpleQueue()

    def work() -> None:
        try:
            call()
        except Exception as error:  # noqa: BLE001 - a thread's edge: it is raised where it is waited for
            outcome.put(error)
        else:
            outcome.put(None)

    threading.Thread(target=work, name="docker-change", daemon=True).start()
    while True:
        try:
            error = outcome.get(timeout=SILENCE)
        except queue.Empty:
            if not _lives(endpoint):
                raise TimeoutError("the engine does not answer") from None
        else:
            if error is not None:
                raise error
            return


def _lives(endpoint: DockerEndpoint) -> bool:
    """Whether it answers, or is gone: what waits for it is told of that then."""
    from docker.errors import DockerException
    from requests.exceptions import RequestException, Timeout

    client = api_client(endpoint, timeout=SILENCE)
    try:
        client.ping()
    except Timeout:
        return False
    except (DockerException, RequestException, OSError):
        return True
    finally:
        client.close()
    return True
