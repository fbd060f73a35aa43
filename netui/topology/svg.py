"""The map as an SVG picture, in the places of the text."""

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from netui.topology.drawing import BAD, FAINT, LINKED, PLAIN, STRONG, WARN, Drawing
from netui.topology.layout import Box, Geometry
from netui.width import width as cells

_CELL, _LINE = 8, 18
"""Pixels of a cell."""
_COLOURS = {PLAIN: "#1f2933", FAINT: "#5b6672", STRONG: "#0b1117", BAD: "#a4261d", WARN: "#7a4b00", LINKED: "#1d5a92"}
_GROUND, _BOX, _EDGE = "#ffffff", "#f6f8fa", "#8b96a3"


def svg(geometry: Geometry) -> str:
    """A complete document, in UTF-8."""
    width, height = (geometry.width + 2) * _CELL, (geometry.height + 1) * _LINE
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
            f'viewBox="{-_CELL} {-_LINE // 2} {width} {height}" font-family="monospace" font-size="13">',
            f'<rect x="{-_CELL}" y="{-_LINE // 2}" width="{width}" height="{height}" fill="{_GROUND}"/>',
            *map(_box, geometry.boxes),
            *_lines(geometry),
            *_rails(geometry),
            *_words(geometry),
            "</svg>",
        )
    )


def _box(box: Box) -> str:
    x, y = _middle(box.x, box.y)
    width, height = (box.width - 1) * _CELL, max(0, box.height - 1) * _LINE
    if box.folded:
        y, height = y - _LINE // 2, _LINE
    title = f"<title>{escape(box.space.name)}</title>"
    look = f'rx="5" fill="{_BOX}" stroke="{_EDGE}"'
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" {look}>{title}</rect>'


def _middle(x: int, y: int) -> tuple[int, int]:
    return x * _CELL + _CELL // 2, y * _LINE + _LINE // 2


def _lines(geometry: Geometry) -> Iterator[str]:
    drawing = Drawing(geometry)
    for line in geometry.lines:
        (x, y), (toward, _) = line.points[:2]
        first = (drawing.words_end(y) if toward > x else x, y)  # from the words on; the text draws so far too
        points = " ".join(f"{x},{y}" for x, y in (_middle(*point) for point in (first, *line.points[1:])))
        broken = (
            f' stroke-dasharray="4 3" stroke="{_COLOURS[BAD]}"'
            if line.wire.broken
            else f' stroke="{_COLOURS[PLAIN]}"'
        )
        yield f'<polyline points="{points}" fill="none"{broken}/>'


def _rails(geometry: Geometry) -> Iterator[str]:
    for rail in geometry.rails:
        for y in rail.ports:
            x, top = _middle(rail.x, y)
            yield f'<path d="M{x} {top}h{2 * _CELL}" stroke="{_COLOURS[PLAIN]}" stroke-width="2"/>'
        if rail.ports:
            (x, top), (_, end) = _middle(rail.x, rail.y), _middle(rail.x, rail.ports[-1])
            yield f'<path d="M{x} {top + _LINE // 2}V{end}" stroke="{_COLOURS[PLAIN]}" stroke-width="3"/>'


def _words(geometry: Geometry) -> Iterator[str]:
    """The words of the drawing, on grounds that hide the lines behind them."""
    drawing = Drawing(geometry)
    for y in range(geometry.height):
        x = 0
        for piece in drawing.line(y):
            text = piece.text.strip(" ")
            if piece.ref is not None and text:
                left = (x + len(piece.text) - len(piece.text.lstrip(" "))) * _CELL
                width, middle = cells(text) * _CELL, y * _LINE + _LINE // 2
                yield f'<rect x="{left}" y="{middle - 7}" width="{width}" height="14" fill="{_BOX}"/>'
                weight = ' font-weight="bold"' if piece.ink in (STRONG, BAD) else ""
                yield (
                    f'<text x="{left}" y="{middle + 4}" textLength="{width}" xml:space="preserve" '
                    f"fill={quoteattr(_COLOURS[piece.ink])}{weight}>{escape(text)}</text>"
                )
            x += cells(piece.text)
