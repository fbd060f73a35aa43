"""Writes screenshots/*.svg from the tests' hand-made world: `python -m tests.screenshots`."""

import asyncio
import os
import re
import time
from pathlib import Path

os.environ["TEXTUAL_ANIMATIONS"] = "none"
os.environ["TZ"] = "UTC"

from tests.ui.states import STATES, State

FOLDER = Path(__file__).resolve().parents[1] / "screenshots"


_INDENTED = re.compile(r'x="([\d.]+)" (y="[\d.]+") textLength="([\d.]+)"([^>]*)>((?:&#160;)+)(?=[^<&]|&#(?!160;))')
_CELL = 12.2
"""Width of a character in the pictures."""


def _placed(svg: str) -> str:
    """Some viewers drop blanks at the beginning of a text: put it where its first letter stands."""

    def moved(match: re.Match[str]) -> str:
        x, y, length, more, blanks = match.groups()
        shift = _CELL * (len(blanks) // len("&#160;"))
        return f'x="{float(x) + shift:.1f}" {y} textLength="{float(length) - shift:.1f}"{more}>'

    return _INDENTED.sub(moved, svg)


async def _taken(state: State) -> str:
    app = state.app()
    async with app.run_test(size=state.size) as pilot:
        await pilot.press(*state.keys)
        await pilot.pause()
        return _placed(app.export_screenshot(title="netui"))


def main() -> None:
    """One picture for each state."""
    time.tzset()
    FOLDER.mkdir(exist_ok=True)
    for state in STATES:
        (FOLDER / f"{state.name}.svg").write_text(asyncio.run(_taken(state)), encoding="utf-8")


if __name__ == "__main__":
    main()
