"""Every theme can be read: contrast of all text that is drawn, colours where they may be, and none where not."""

import re
from itertools import combinations

import pytest
from rich.color import ColorType
from textual.color import Color

from netui.config.options import THEMES as NAMES
from netui.config.options import Config
from netui.core.host import StillHost
from netui.ui.app import NetuiApp
from netui.ui.comfort import Comfort
from netui.ui.style import THEMES, sheet
from tests.support.colours import VGA, WITHOUT, XTERM, contrast, distance, painted, rgb
from tests.support.snapshots import small_host
from tests.ui.states import STATES

LEAST = 4.5
_LINES = "─━│╭╮╰╯▐ "
"""Frames, which nobody reads."""
_LOOKED_AT = (
    "links-large", "container-small", "rates-large", "routes-small", "published-small", "holders-small",
    "docker-denied-large", "filter-nothing-small", "palette-reason-small", "copy-small", "marked-large", "help-small",
    "not-root-large", "form-done-small", "form-wrong-small", "form-delete-large", "read-only-small",
    "consent-small", "countdown-large", "broken-off-contested", "events-large", "events-filter-small", "map-large",
    "map-folded-small", "map-near-small", "log-small", "palette-change-small", "form-choose-small", "filter-small",
    "presenting-command-small", "presenting-large", "sort-small", "hostile-large", "docker-hung-small",
)  # fmt: skip

_SAYS = {
    "consent-small": "could cut you off",
    "countdown-large": "47 s",
    "broken-off-contested": "✗",
    "events-large": "-  \nroute 10.0.0.0/24 on red0 removed",
    "map-large": "! DOWN",
    "help-small": "In a list",
    "log-small": "others",
    "form-wrong-small": "✗",
    "palette-reason-small": "lo has no peer",
    "links-large": "no carrier",
}
"""What tells the state in words or signs, so that nobody needs colours for it."""


def test_style_sheets_take_every_colour_from_what_all_themes_have() -> None:
    said = set().union(*(theme.variables for theme in THEMES.values())) - {"ansi-background", "ansi-foreground"}
    said |= {"primary", "accent", "success", "warning", "error", "foreground", "background"}
    for theme in THEMES.values():
        assert said - set(theme.variables) - set(vars(theme)) == set()
    for file in sheet("ink").parent.glob("*.tcss"):
        text = re.sub(r"/\*.*?\*/", "", file.read_text(), flags=re.DOTALL)
        assert set(re.findall(r"\$([a-z-]+)", text)) <= said, file.name
        assert not re.search(r"(?:color|background|border[a-z-]*)\s*:[^;]*(?:#[0-9a-f]{3}|%)", text), file.name


def test_the_themes_are_those_of_the_configuration() -> None:
    assert tuple(THEMES) == NAMES


@pytest.mark.parametrize("name", _LOOKED_AT)
async def test_all_text_has_contrast_in_every_theme(name: str) -> None:
    state = next(one for one in STATES if one.name == name)
    app = state.app()
    faint = []
    async with app.run_test(size=state.size) as pilot:
        await state.lead(pilot)
        for theme in THEMES:
            app.action_wear(theme)
            await pilot.pause()
            await pilot.pause()
            pieces = list(painted(app))
            assert len(pieces) > 10
            for one in pieces:
                if not one.text.strip(_LINES):
                    continue
                assert one.colour and one.ground
                if theme == "monochrome":
                    assert one.colour.is_default and one.ground.is_default, one
                    continue
                for palette in (XTERM, VGA) if theme == "ansi-16" else (XTERM,):
                    told = contrast(rgb(one.colour, palette), rgb(one.ground, palette))
                    if told < LEAST:
                        faint.append(
                            f"{theme}: {told:.2f} {one.text.strip()!r} {one.colour.name} on {one.ground.name}"
                        )
    assert not faint, "\n".join(sorted(set(faint)))


@pytest.mark.parametrize("name", _SAYS)
async def test_without_colours_a_state_is_told_by_words_and_signs(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    state = next(one for one in STATES if one.name == name)
    app = state.app()
    async with app.run_test(size=state.size) as pilot:
        await state.lead(pilot)
        await pilot.pause()
        await pilot.pause()
        pieces = list(painted(app))
        text = "\n".join(one.text for one in pieces)
        assert _SAYS[name] in text, text
        assert all(one.colour and one.colour.is_default and one.ground and one.ground.is_default for one in pieces)


@pytest.mark.parametrize("without", sorted(WITHOUT))
def test_states_are_told_apart_without_a_kind_of_cones(without: str) -> None:
    theme = THEMES["colour-blind"]
    inks = [Color.parse(str(one)).rgb for one in (theme.success, theme.warning, theme.error)]
    assert all(distance(one, other, without) > 20 for one, other in combinations(inks, 2))


@pytest.mark.parametrize("theme", ["ansi-16", "monochrome"])
async def test_the_sixteen_colours_and_none(theme: str) -> None:
    app = NetuiApp(StillHost(small_host()), who="root", comfort=Comfort(Config(theme=theme)))
    allowed = {ColorType.STANDARD} if theme == "ansi-16" else {ColorType.DEFAULT}
    async with app.run_test(size=(160, 48)) as pilot:
        for keys in ((), ("j", "colon"), ("escape", "question_mark")):
            await pilot.press(*keys)
            await pilot.pause()
            pieces = list(painted(app))
            assert {colour.type for one in pieces for colour in (one.colour, one.ground) if colour} <= allowed
            assert any(one.reverse for one in pieces) or theme == "ansi-16" or "question_mark" in keys
