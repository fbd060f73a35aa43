"""Threads for calls that may block for as long as a daemon pleases."""

import queue
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

Post = Callable[[Callable[[], None]], None]
"""Hands a piece of work to the thread that owns the state."""


class Lane:
    """A few daemon threads that run calls in order and post each outcome.

    They are daemon threads because a call to a hung daemon ends only at its timeout: leaving does not wait.
    """

    def __init__(self, name: str, threads: int, post: Post) -> None:
        self._post = post
        self._waiting: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._threads = [
            threading.Thread(target=self._work, name=f"docker-{name}-{number}", daemon=True)
            for number in range(threads)
        ]
        for thread in self._threads:
            thread.start()

    def run(self, call: Callable[[], T], then: Callable[[T | Exception], None]) -> None:
        """Run `call` on a thread of the lane, then post `then` with what it returned or raised."""

        def piece() -> None:
            try:
                outcome: T | Exception = call()
            except Exception as error:  # noqa: BLE001 - a thread's edge: whoever asked decides what it means
                outcome = error
            self._post(lambda: then(outcome))

        self._waiting.put(piece)

    def _work(self) -> None:
        while piece := self._waiting.get():
            piece()

    def close(self) -> None:
        """Take no more calls; what waits is dropped, what runs ends in its own time."""
        while not self._waiting.empty():
            try:
                self._waiting.get_nowait()
            except queue.Empty:
                break
        for _ in self._threads:
            self._waiting.put(None)

    def join(self, timeout: float) -> None:
        """Wait for each thread to end, `timeout` seconds at most."""
        for thread in self._threads:
            thread.join(timeout)
