"""A picture of the screen in a file: SVG, which any browser shows."""

import re
import time
from pathlib import Path
from typing import Any

from textual.app import App

from netui.core.state.files import write_new
from netui.text import safe

_MOST = 100
"""Pictures of one second."""
_INDENTED = re.compile(r'x="([\d.]+)" (y="[\d.]+") textLength="([\d.]+)"([^>]*)>((?:&#160;)+)(?=[^<&]|&#(?!160;))')
_CELL = 12.2
"""Width of a character in the pictures."""


def drawn(app: App[Any]) -> str:
    """What is on the screen, as SVG."""
    return placed(app.export_screenshot(title="netui"))


def placed(svg: str) -> str:
    """Some viewers drop blanks at the beginning of a text: put it where its first letter stands."""

    def moved(match: re.Match[str]) -> str:
        x, y, length, more, blanks = match.groups()
        shift = _CELL * (len(blanks) // len("&#160;"))
        return f'x="{float(x) + shift:.1f}" {y} textLength="{float(length) - shift:.1f}"{more}>'

    return _INDENTED.sub(moved, svg)


def take(app: App[Any]) -> str:
    """Save what is on the screen where netui was started, else at home; returns a sentence that says where it is."""
    data = drawn(app).encode("utf-8", "backslashreplace")
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
