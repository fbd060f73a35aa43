"""The log file: what netui met while it ran, for who looks for a fault. Off unless it is asked for."""

import logging
import os
import time
from pathlib import Path

from netui.core.host import Host
from netui.core.state.secrets import masked
from netui.core.state.statefiles import LOG, LOG_SIZE, OLDER_LOG, folder, opened
from netui.errors import UsageError
from netui.model.diff import Change
from netui.model.snapshot import Snapshot
from netui.text import safe, safe_lines

LEVELS = ("error", "warning", "info", "debug")
logger = logging.getLogger("netui")


class _File(logging.Handler):
    """Writes lines to the log; the file is begun again when it is full."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._fd = opened(path, os.O_APPEND)

    def emit(self, record: logging.LogRecord) -> None:
        """One record, in one write, so that two netuis do not mix their lines."""
        when = time.strftime("%Y-%m-%dT%H:%M:%S", time.localtime(record.created))
        head = f"{when}.{int(record.msecs):03d} {record.process} {record.levelname.lower()} "
        try:
            if os.fstat(self._fd).st_size >= LOG_SIZE:
                self._begin_again()
            text = head + safe_lines(masked(record.getMessage())).replace("\n", "\n    ") + "\n"
            os.write(self._fd, text.encode("utf-8", "backslashreplace"))
        except OSError:
            pass  # a full disk ends no netui

    def _begin_again(self) -> None:
        if os.stat(self._path).st_ino == os.fstat(self._fd).st_ino:  # another netui may have done it
            self._path.rename(self._path.with_name(OLDER_LOG))
        os.close(self._fd)
        self._fd = opened(self._path, os.O_APPEND)

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._fd)
        super().close()


def begin(level: str) -> None:
    """Log from now on. Raises UsageError for a level that there is not, and where nothing can be written."""
    if level not in LEVELS:
        raise UsageError(f"{safe(level)} is no level of the log", hint=f"the levels are {', '.join(LEVELS)}")
    try:
        handler = _File(folder() / LOG)
    except OSError as error:
        raise UsageError(f"the log cannot be written: {error.strerror}", hint="see XDG_STATE_HOME") from error
    logger.addHandler(handler)
    logger.setLevel(level.upper())
    logger.propagate = False


def follow(host: Host) -> None:
    """Log what becomes of a host: limits, Docker, failures; at debug, every change by kind."""
    known = host.store.snapshot

    def hear(snapshot: Snapshot, changes: tuple[Change, ...]) -> None:
        nonlocal known
        before, known = known, snapshot
        for limit in snapshot.limits:
            if limit not in before.limits:
                logger.warning("limit: %s: %s", limit.subject, limit.message)
        if snapshot.docker.status != before.docker.status:
            logger.info("docker: %s → %s %s", before.docker.status, snapshot.docker.status, snapshot.docker.reason)
        for change in changes:
            logger.debug("%s %s in namespace %s: %r", change.kind, change.action, change.namespace, change.identity)

    host.store.subscribe(hear)
    logger.info("looking at %s", "a live host" if host.live else "a saved snapshot")
