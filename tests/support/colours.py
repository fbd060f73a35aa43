"""What colours a screen really has, and whether they can be read: contrast (WCAG 2.2), and sight without a cone."""

from collections.abc import Iterator
from typing import NamedTuple

from rich.color import Color
from textual.app import App
from textual.geometry import Offset

from tests.support.screen import strips_of

Rgb = tuple[float, float, float]

XTERM = (
    "000000 cd0000 00cd00 cdcd00 0000ee cd00cd 00cdcd e5e5e5 7f7f7f ff0000 00ff00 ffff00 5c5cff ff00ff 00ffff ffffff"
)
VGA = (
    "000000 aa0000 00aa00 aa5500 0000aa aa00aa 00aaaa aaaaaa 555555 ff5555 55ff55 ffff55 5555ff ff55ff 55ffff ffffff"
)
"""The sixteen colours as xterm has them, and the Linux console."""


class Painted(NamedTuple):
    """Text in its colours."""

    text: str
    colour: Color | None
    ground: Color | None
    reverse: bool


def painted(app: App[None]) -> Iterator[Painted]:
    """Every piece of text on the screen as it is sent; not what lies behind a window and is dimmed for that."""
    screen = app.screen
    regions = [one.region for one in screen.children if one.display]
    filters = app.get_line_filters()
    for y, strip in enumerate(strips_of(app)):
        x = 0
        for line_filter in filters:
            strip = strip.apply_filter(line_filter, screen.background_colors[1])  # noqa: PLW2901
        for segment in strip:
            inside = any(region.contains_point(Offset(x, y)) for region in regions)
            if inside and segment.text.strip() and segment.style:
                style = segment.style
                yield Painted(segment.text, style.color, style.bgcolor, bool(style.reverse))
            x += segment.cell_length


def rgb(colour: Color, palette: str) -> Rgb:
    """The colour on a terminal with this palette, 0–255."""
    if colour.triplet:
        red, green, blue = colour.triplet
        return red, green, blue
    assert colour.number is not None, colour
    octets = bytes.fromhex(palette.split()[colour.number])
    return octets[0], octets[1], octets[2]


def contrast(one: Rgb, other: Rgb) -> float:
    """Contrast ratio, 1 to 21 (WCAG 2.2)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def linear(colour: Rgb) -> Rgb:
    """sRGB as light (IEC 61966-2-1)."""
    red, green, blue = ((c / 3294.6 if c <= 10.31475 else ((c / 255 + 0.055) / 1.055) ** 2.4) for c in colour)
    return red, green, blue


def _luminance(colour: Rgb) -> float:
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


WITHOUT = {
    "red cones": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "green cones": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "blue cones": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
"""How light is seen without one kind of cones (Machado, Oliveira, Fernandes 2009, severity 1)."""


def distance(one: Rgb, other: Rgb, without: str = "") -> float:
    """How far two colours are apart for an eye: CIE76 in CIELAB, 2.3 being just noticeable."""
    first, second = (_lab(_seen(linear(colour), without)) for colour in (one, other))
    return float(sum((a - b) ** 2 for a, b in zip(first, second, strict=True)) ** 0.5)


def _seen(light: Rgb, without: str) -> Rgb:
    if not without:
        return light
    red, green, blue = (
        min(1.0, max(0.0, sum(factor * part for factor, part in zip(row, light, strict=True))))
        for row in WITHOUT[without]
    )
    return red, green, blue


def _lab(light: Rgb) -> Rgb:
    red, green, blue = light
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883
    fx, fy, fz = (c ** (1 / 3) if c > 0.008856 else 7.787 * c + 16 / 116 for c in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)
