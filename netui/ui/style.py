"""Where the style sheets are, and the themes. Style sheets take every colour from a theme's variables.

Text that is to be read has a contrast of at least 4.5:1 (WCAG 2.2, 1.4.3) in each; tests/ui/test_themes.py computes
it from what is drawn. No ink says anything that the text does not.
"""

from pathlib import Path, PurePath

from textual.theme import Theme

_PACKAGE = Path(__file__).parent.parent

REVERSED = frozenset(("high-contrast", "ansi-16", "monochrome"))
"""Themes in which the row under the cursor has one colour of text, whatever its inks are elsewhere."""


def _theme(name: str, *, dark: bool, colours: str, ansi: bool = False, **variables: str) -> Theme:
    """`colours`: primary, accent, success, warning, error, foreground, background, panel."""
    primary, accent, success, warning, error, foreground, background, panel = colours.split()
    return Theme(
        name=name,
        dark=dark,
        ansi=ansi,
        primary=primary,
        secondary=primary,
        accent=accent,
        success=success,
        warning=warning,
        error=error,
        foreground=foreground,
        background=background,
        surface=background,
        panel=panel,
        variables={
            "bar": panel,
            "cursor-text": foreground,
            "resting-style": "none",
            "linked-style": "none",
            "veil": f"{background} 60%",
        }
        | {key.replace("_", "-"): value for key, value in variables.items()},
    )


_DARK = _theme(
    "dark", dark=True,
    colours="#7aa2c8 #8fb8de #8fb573 #d3a65c #e3847c #c8ccd4 #14171b #1c2127",
    faint="#7f8893", strong="#eef0f3", edge="#39414b", cursor_ground="#23364a", resting_ground="#222830",
)  # fmt: skip
"""Calm: the default."""
_LIGHT = _theme(
    "light", dark=False,
    colours="#2b5a87 #0b559f #1b6837 #7d4a00 #ae2018 #24292f #fbfaf8 #edece8",
    faint="#5a626b", strong="#000000", edge="#b9bcc0", cursor_ground="#cddff2", resting_ground="#e6e8eb",
)  # fmt: skip
_HIGH_CONTRAST = _theme(
    "high-contrast", dark=True,
    colours="#9fdcff #9fdcff #8cff8c #ffdf5f #ffa79d #ffffff #000000 #000000",
    faint="#dcdcdc", strong="#ffffff", edge="#9a9a9a", cursor_ground="#ffffff", cursor_text="#000000",
    resting_ground="#303030",
)  # fmt: skip
_COLOUR_BLIND = _theme(
    "colour-blind", dark=True,
    colours="#a9b4c2 #c9cfd8 #63b7f0 #f2e66b #f08a3c #c8ccd4 #14171b #1c2127",
    faint="#8a939e", strong="#eef0f3", edge="#39414b", cursor_ground="#2c3540", resting_ground="#222830",
    linked_style="underline",
)  # fmt: skip
"""Good is blue, a warning yellow, bad orange (after Okabe and Ito): told apart without red or green cones."""
_ANSI = _theme(
    "ansi-16", dark=True, ansi=True,
    colours="ansi_bright_cyan ansi_bright_cyan ansi_bright_green ansi_bright_yellow ansi_bright_red "
            "ansi_bright_white ansi_black ansi_black",
    faint="ansi_white", strong="ansi_bright_white", edge="ansi_bright_black",
    cursor_ground="ansi_white", cursor_text="ansi_black", resting_ground="ansi_black", resting_style="underline",
    veil="transparent", ansi_background="ansi_black", ansi_foreground="ansi_bright_white",
)  # fmt: skip
"""The sixteen colours of the terminal's own palette."""
_MONOCHROME = _theme(
    "monochrome", dark=True,
    colours="#ffffff #ffffff #ffffff #ffffff #ffffff #ffffff #000000 #000000",
    faint="#ffffff", strong="#ffffff", edge="#ffffff", cursor_ground="#000000", resting_ground="#000000",
    resting_style="underline", veil="transparent",
)  # fmt: skip
"""The terminal's own two colours; nothing of these is sent."""

THEMES = {one.name: one for one in (_DARK, _LIGHT, _HIGH_CONTRAST, _COLOUR_BLIND, _ANSI, _MONOCHROME)}


def sheet(name: str) -> Path:
    """A style sheet: of the installed package, else of the checkout."""
    inside = _PACKAGE / "css"
    return (inside if inside.is_dir() else _PACKAGE.parent / "css") / f"{name}.tcss"


def sheets(*, ascii_only: bool = False) -> list[str | PurePath]:
    """The style sheets of the program."""
    return [sheet(name) for name in ("ink", "explore", "presenting", *(("ascii",) if ascii_only else ()))]
