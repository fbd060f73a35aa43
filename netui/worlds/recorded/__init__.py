"""The worlds as they were once read in a sandbox, for where none can be made. Written by tests/record_worlds.py."""

from pathlib import Path

from netui.model.snapshot import Snapshot, decode

FOLDER = Path(__file__).parent


def recorded(name: str) -> Snapshot:
    """What was read of that world. Raises OSError where it was not recorded."""
    return decode((FOLDER / f"{name}.json").read_bytes())
