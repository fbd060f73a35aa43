"""For tests of changes: a history in memory."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.support.runner import MEMORY, Hand


@pytest.fixture
def folder() -> Iterator[Path]:
    """Where the history lies."""
    with TemporaryDirectory(prefix="nt", dir=MEMORY) as made:
        yield Path(made)


@pytest.fixture
def hand(folder: Path) -> Hand:
    """Makes changes."""
    return Hand(folder)
