"""The running engine, for the length of a test."""

from collections.abc import Iterator
from contextlib import contextmanager

from netui.core.live import LiveHost


@contextmanager
def living() -> Iterator[LiveHost]:
    """One that has read everything once."""
    host = LiveHost(docker=False)
    host.start()
    host.watch(frozenset())
    assert host.complete.wait(10)
    yield host
    host.stop()
