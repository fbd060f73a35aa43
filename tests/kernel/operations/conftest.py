"""For tests of changes: a history in memory. Each change is written to its end, and a disk would take its time."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.support.runner import Hand


@pytest.fixture
def folder() -> Iterator[Path]:
    """Where the history lies."""
    memory = Path("/dev/shm")
    with TemporaryDirectory(dir=memory if memory.is_dir() else None) as made:
        yield Path(made)


@pytest.fixture
def hand(folder: Path) -> Hand:
    """Makes changes."""
    return Hand(folder)
