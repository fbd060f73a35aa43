"""Where the style sheets are, and the one theme."""

from pathlib import Path, PurePath

from textual.theme import Theme

_PACKAGE = Path(__file__).parent.parent

THEME = Theme(
    name="netui",
    primary="#7aa2c8",
    secondary="#5f7f9c",
    accent="#8fb8de",
    success="#8fb573",
    warning="#d3a65c",
    error="#d9746c",
    foreground="#c8ccd4",
    background="#14171b",
    surface="#14171b",
    panel="#1c2127",
    dark=True,
    variables={
        "faint": "#7f8893",
        "strong": "#eef0f3",
        "edge": "#39414b",
        "cursor-ground": "#2b4157",
        "resting-ground": "#222830",
    },
)
"""Dark and calm. Style sheets take every colour from its variables."""


def sheet(name: str) -> Path:
    """A style sheet: of the installed package, else of the checkout."""
    inside = _PACKAGE / "css"
    return (inside if inside.is_dir() else _PACKAGE.parent / "css") / f"{name}.tcss"


def sheets(*, ascii_only: bool = False) -> list[str | PurePath]:
    """The style sheets of the program."""
    return [sheet(name) for name in ("ink", "explore", "presenting", *(("ascii",) if ascii_only else ()))]
