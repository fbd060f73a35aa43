"""How the screen was left: columns, order of rows, room for the panes. Kept in the state folder, for the next start.

It is no configuration: netui writes it itself, and starts as usual where it cannot be read.
"""

import os
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from netui.core.state.folder import prepare, state_folder

_LARGEST = 1 << 16
Word = Annotated[str, Meta(max_length=64)]
Words = Annotated[tuple[Word, ...], Meta(max_length=32)]


class Layout(Struct, frozen=True, omit_defaults=True):
    """What is remembered. Names that nobody knows any more are left alone by who reads them."""

    hidden: Annotated[dict[Word, Words], Meta(max_length=16)] = {}
    """Titles of columns that are not shown, by list; lists that are not in it show what is usual."""
    orders: Annotated[dict[Word, tuple[Word, bool]], Meta(max_length=16)] = {}
    """Title of the column that a list is sorted by, and whether backwards."""
    enlarged: Annotated[int, Meta(ge=0, le=2)] = 0
    pane: Word = ""
    """The list that was enlarged."""
    share: Annotated[int, Meta(ge=30, le=70)] = 50
    """Hundredths of the width that the lists take beside the detail."""


def recall(folder: Path | None = None) -> Layout:
    """What was remembered; the usual where there is nothing, or nothing that can be read."""
    path = (folder or state_folder()) / "layout.json"
    try:
        file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
        with open(file, "rb") as opened:
            if os.fstat(file).st_uid != os.geteuid():
                return Layout()
            return msgspec.json.decode(opened.read(_LARGEST), type=Layout)
    except (OSError, msgspec.MsgspecError, ValueError):
        return Layout()


def remember(layout: Layout, folder: Path | None = None) -> None:
    """Write it, whole or not at all. A folder that cannot be written, or is not ours alone, is left as it is."""
    folder = folder or state_folder()
    with suppress(OSError):
        if prepare(folder):
            scratch = folder / f"layout.{os.getpid()}"
            file = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
            with open(file, "wb") as opened:
                opened.write(msgspec.json.encode(layout))
            scratch.replace(folder / "layout.json")
