"""What netui is started with."""

from pathlib import Path

import pytest

from netui.model.snapshot import encode
from tests.support.snapshots import small_host


@pytest.fixture
def saved(tmp_path: Path) -> str:
    """A snapshot in a file."""
    path = tmp_path / "small.json"
    path.write_bytes(encode(small_host()))
    return str(path)
