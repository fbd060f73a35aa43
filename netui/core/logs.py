"""A container's log, line by line, for as long as somebody reads it: over the container's restarts too."""

import threading
import time
from collections import deque
from collections.abc import Callable

from netui.errors import GoneError, NetuiError
from netui.model.log import LogRequest, Run
from netui.sources.docker.logs import LogSource
from netui.text import written

LONGEST = 4_000
"""Characters of a line that are kept."""
_PAUSE = 0.1
"""Seconds from one telling to the next."""
_GULP = 1 << 20
"""Octets that are read from one telling to the next: a log that pours leaves time for others."""
_AGAIN = 1.0
"""Seconds until it is asked whether a container that had ended runs again."""

Tell = Callable[[list[str], str], None]
"""Hears the lines that have come, safe to show, and what became of the container or of reading it."""


class LogReader:
    """Reads one log; `read` tells of it. At most `limit` lines are told at once: the last ones."""

    def __init__(self, request: LogRequest, tell: Tell, *, limit: int) -> None:
        self._source = LogSource(request)
        self._tell = tell
        self._changed = threading.Condition()
        self._lines: deque[str] = deque(maxlen=limit)
        self._rest = b""
        """A line whose end has not come yet."""
        self._state: str | None = None
        """What became of the container or of reading it, while that is not told."""
        self._taken = 0
        self._ended = threading.Event()

    def close(self) -> None:
        """End `read`, from any thread; returns at once."""
        self._ended.set()
        with self._changed:
            self._changed.notify_all()
        self._source.close()

    def read(self) -> None:
        """Tell what there is and what comes, until `close`. Failures are told."""
        threading.Thread(target=self._pump, name="log", daemon=True).start()
        known = ""
        while not self._ended.is_set():
            with self._changed:
                self._changed.wait_for(lambda: self._lines or self._state is not None or self._ended.is_set())
                lines, self._taken = list(self._lines), 0
                self._lines.clear()
                known, self._state = known if self._state is None else self._state, None
                self._changed.notify_all()
            if not self._ended.is_set():
                self._tell(lines, known)
            self._ended.wait(_PAUSE)

    # in a thread of its own: a silent log blocks it

    def _pump(self) -> None:
        since = 0.0
        while not self._ended.is_set():
            try:
                for chunk in self._source.chunks(since):
                    self._take(chunk)
                    if self._ended.is_set():
                        return
                since = time.time()
                run = self._source.run()
                self._say(run.told)
                since = self._next(run) or since
            except NetuiError as error:
                self._say(f"{error.message}. {error.hint}".strip())
                if isinstance(error, GoneError):
                    return
                since = since or time.time()
                self._ended.wait(_AGAIN)

    def _next(self, last: Run) -> float:
        """Wait until it runs again, or still does; returns since when, 0 for the same run."""
        while not self._ended.wait(_AGAIN):
            run = self._source.run()
            if run.running:
                self._say("")
                return run.began if run.started != last.started or not last.running else 0.0
        return 0.0

    def _say(self, state: str) -> None:
        with self._changed:
            self._end_line()
            self._state = state
            self._changed.notify_all()

    def _take(self, chunk: bytes) -> None:
        with self._changed:
            *lines, self._rest = (self._rest + chunk).split(b"\n")
            self._lines.extend(map(_line, lines))
            if len(self._rest) > LONGEST * 4:  # what comes without an end is cut into lines
                self._end_line()
            self._taken += len(chunk)
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._taken < _GULP or self._ended.is_set())

    def _end_line(self) -> None:
        if self._rest:
            self._lines.append(_line(self._rest))
            self._rest = b""


def _line(octets: bytes) -> str:
    text = written(octets[: LONGEST * 4])
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
