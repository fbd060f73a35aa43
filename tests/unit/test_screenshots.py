"""README shows the pictures that `python -m tests.screenshots` takes, and its parts work where no engine can run."""

import re
from pathlib import Path

import pytest

from netui.ui.picture import placed
from tests import screenshots
from tests.screenshots import FOLDER, PICTURES, Step, walk
from tests.support.screen import stage
from tests.support.snapshots import small_host

_README = Path(__file__).resolve().parents[2] / "README.md"


def test_readme_shows_every_picture_that_is_taken() -> None:
    shown = re.findall(r"!\[[^]]+\]\(screenshots/(.+?)\.svg\)", _README.read_text("utf-8"))
    assert sorted(shown) == sorted(picture.name for picture in PICTURES)
    assert sorted(shown) == sorted(file.stem for file in FOLDER.iterdir())


def test_what_is_indented_begins_at_its_first_letter() -> None:
    told = placed('<text x="0" y="20" textLength="48.8" clip-path="a">&#160;&#160;ab</text>')
    assert told == '<text x="24.4" y="20" textLength="24.4" clip-path="a">ab</text>'


async def test_a_step_waits_for_what_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    async with stage(small_host()) as one:
        await walk(one, (Step(("f3",), "docker0"), Step(("f2",), "Namespaces")))
        monkeypatch.setattr(screenshots, "_PATIENCE", 0.2)
        with pytest.raises(AssertionError, match="'nowhere' is not shown"):
            await walk(one, (Step(("j",), "nowhere"),))


def test_who_is_not_root_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    assert screenshots.refusal() == "The pictures show a private Docker engine, which needs root."
