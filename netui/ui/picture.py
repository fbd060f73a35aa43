"""A picture of the screen in a file: SVG, which any browser shows."""

import time
from pathlib import Path
from typing import Any

from textual.app import App

from netui.core.state.files import write_new
from netui.text import safe

_MOST = 100
"""Pictures of one second."""


def take(app: App[Any]) -> str:
    """Save what is on the screen where netui was started, else at home; returns a sentence that says where it is."""
    data = app.export_screenshot(title="netui").encode("utf-8", "backslashreplace")
    failure = ""
    for folder in (Path.cwd(), Path.home()):
        try:
            path = _write(folder, data)
        except OSError as error:
            failure = error.strerror or str(error)
        else:
            return f"Saved {path.name} in {safe(str(folder))}."
    return f"The picture cannot be written: {failure}."


def _write(folder: Path, data: bytes) -> Path:
    stem = f"netui-{time.strftime('%Y%m%d-%H%M%S')}"
    for number in range(1, _MOST):
        path = folder / (f"{stem}.svg" if number == 1 else f"{stem}-{number}.svg")
        try:
            write_new(path, data)
        except FileExistsError:
            continue
        return path
    raise FileExistsError(17, "there are too many pictures of this second")
