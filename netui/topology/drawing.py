"""A map as lines of text: each is made when it is looked at, from what of the geometry crosses it."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import NamedTuple

from netui.model.relations import LinkRef
from netui.topology.graph import Row
from netui.topology.layout import Box, Geometry, Line, Place, Rail, indent
from netui.width import in_ascii, shortened
from netui.width import width as cells

_UP, _DOWN, _LEFT, _RIGHT = 1, 2, 4, 8
_CORNERS = {
    _UP | _DOWN: "│", _LEFT | _RIGHT: "─", _DOWN | _RIGHT: "╭", _DOWN | _LEFT: "╮", _UP | _RIGHT: "╰",
    _UP | _LEFT: "╯", _UP | _DOWN | _RIGHT: "├", _UP | _DOWN | _LEFT: "┤", _LEFT | _RIGHT | _DOWN: "┬",
    _LEFT | _RIGHT | _UP: "┴", _UP | _DOWN | _LEFT | _RIGHT: "┼", _LEFT: "─", _RIGHT: "─", _UP: "│", _DOWN: "│",
}  # fmt: skip
_BROKEN = {"─": "╌", "│": "┆"}

FAINT, STRONG, BAD, WARN, PLAIN, LINKED = "faint", "strong", "bad", "warn", "", "linked"
"""How a piece is drawn; a state always has a word or a sign too."""


class Piece(NamedTuple):
    """Part of a line: text, how it is drawn, and what it stands for."""

    text: str
    ink: str
    ref: LinkRef | None = None


Rates = Callable[[LinkRef], str]
"""What is told on a wire of a link's traffic, safe and short; empty for nothing."""


class Drawing:
    """Draws the lines of a map; `ascii_only` draws without UTF-8."""

    def __init__(self, geometry: Geometry, *, ascii_only: bool = False, rates: Rates | None = None) -> None:
        self.geometry = geometry
        self._ascii = ascii_only
        self._rates = rates
        self._boxes: defaultdict[int, list[Box]] = defaultdict(list)
        self._places: defaultdict[int, list[Place]] = defaultdict(list)
        self._rails: defaultdict[int, list[Rail]] = defaultdict(list)
        self._lines: defaultdict[int, list[Line]] = defaultdict(list)
        self._index()

    def _index(self) -> None:
        geometry = self.geometry
        for box in geometry.boxes:
            for y in range(box.y, box.y + box.height):
                self._boxes[y].append(box)
        for place in geometry.places:
            self._places[place.y].append(place)
        for rail in geometry.rails:
            for y in range(rail.y + 1, (rail.ports[-1] if rail.ports else rail.y) + 1):
                self._rails[y].append(rail)
        for line in geometry.lines:
            rows = [y for _, y in line.points]
            for y in range(min(rows), max(rows) + 1):
                self._lines[y].append(line)

    def lines(self) -> Iterator[str]:
        """Every line of the map as text."""
        for y in range(self.geometry.height):
            yield "".join(piece.text for piece in self.line(y)).rstrip()

    def line(self, y: int) -> list[Piece]:
        """One line, left to right, as wide as the map."""
        pieces = self._canvas(y).pieces()
        return [Piece(in_ascii(one.text), one.ink, one.ref) for one in pieces] if self._ascii else pieces

    def words_end(self, y: int) -> int:
        """Where a wire can begin that leads right from the words of a trunk's row."""
        return self._canvas(y).words_end

    def _canvas(self, y: int) -> "_Canvas":
        canvas = _Canvas(self.geometry.width)
        for box in self._boxes[y]:
            _frame(canvas, box, y)
        for line in self._lines[y]:
            _wire(canvas, line, y)
        canvas.settle()
        for rail in self._rails[y]:
            _rail(canvas, rail, y)
        for place in self._places[y]:
            self._words(canvas, place)
        for box in self._boxes[y]:
            _left_out(canvas, box, y)
        canvas.reach_out()
        return canvas

    def _words(self, canvas: "_Canvas", place: Place) -> None:
        row = place.row
        if row is None:
            box = next(one for one in self._boxes[place.y] if one.space.ref == place.ref)
            _title(canvas, box, place)
            return
        told = self.geometry.told.get(row.ref, "")
        traffic = self._rates(row.ref) if self._rates and not place.leaf else ""
        room = place.width - 2 - indent(row)
        wired = any(line for line in self._lines[place.y] if row.ref in (line.wire.a, line.wire.b))
        if traffic and wired and room - cells(traffic) - 4 >= cells(row.name):
            at = place.x + place.width - 2 - cells(traffic)  # a bit of the wire on either side
            canvas.write(at - 2, f" {traffic} ", LINKED, row.ref)
            room -= cells(traffic) + 4
        x = place.x + indent(row)
        for text, ink in _fitted(_parts(row, told), room):
            canvas.write(x, text + " ", ink, row.ref)
            x += cells(text) + 2
        if not place.leaf:
            canvas.words_end = x - 1


def _parts(row: Row, told: str) -> list[tuple[str, str]]:
    name = (row.name, BAD if row.broken and row.state != "no-carrier" else STRONG)
    trouble = (f"! {row.trouble}", BAD if row.state in ("down", "lower-down") else WARN) if row.trouble else ("", "")
    return [name, trouble, (row.note, FAINT if row.port else PLAIN), (f"→ {told}" if told else "", LINKED)]


def _fitted(parts: list[tuple[str, str]], room: int) -> list[tuple[str, str]]:
    """The parts in so many cells: trouble keeps its words, then the name; the notes give way."""
    name, trouble, *notes = parts
    room -= cells(trouble[0]) + 2 if trouble[0] else 0
    shown = [(shortened(name[0], max(1, room)), name[1])]
    room -= cells(shown[0][0]) + 2
    if trouble[0]:
        shown.append(trouble)
    for text, ink in notes:
        if text and room >= min(4, cells(text)):
            shown.append((shortened(text, room), ink))
            room -= cells(shown[-1][0]) + 2
    return shown


def _title(canvas: "_Canvas", box: Box, place: Place) -> None:
    space = box.space
    name = f"▸ {space.name}" if box.folded else space.name
    note = space.note
    if box.folded:
        told = f"{len(space.rows)} link{'' if len(space.rows) == 1 else 's'}"
        if box.hanging:
            told += f", {box.hanging} beside it"
        first = space.rows[0] if space.rows and box.leaf else None
        alone = first is not None and len(space.rows) == 1
        note = "  ".join(one for one in (note, first.note if first else "", "" if alone else told) if one)
    trouble = (f"! {space.trouble}", BAD) if space.trouble else ("", "")
    x = place.x + (1 if box.folded else 2)
    if not box.folded:
        canvas.write(x - 1, " ", PLAIN, place.ref)
    for text, ink in _fitted([(name, STRONG), trouble, (note, FAINT)], place.width - 4):
        canvas.write(x, text + " ", ink, place.ref)
        x += cells(text) + (2 if box.folded else 1)


def _left_out(canvas: "_Canvas", box: Box, y: int) -> None:
    space = box.space
    if box.folded or y != box.y + box.height - 2 or (space.rows and not space.left_out):
        return
    if space.left_out:
        text = f"… {space.left_out} more"
    else:
        text = "its links may not be read" if space.trouble == "may not be read" else "lo alone"
    canvas.write(box.x + 2, shortened(text, box.width - 4), FAINT, LinkRef(space.key, -1))


def _frame(canvas: "_Canvas", box: Box, y: int) -> None:
    left, right = box.x, box.x + box.width - 1
    if box.folded:
        return
    if y in (box.y, box.y + box.height - 1):
        side = _DOWN if y == box.y else _UP
        canvas.stroke(left, side | _RIGHT, FAINT)
        canvas.stroke(right, side | _LEFT, FAINT)
        for x in range(left + 1, right):
            canvas.stroke(x, _LEFT | _RIGHT, FAINT)
    else:
        canvas.stroke(left, _UP | _DOWN, FAINT)
        canvas.stroke(right, _UP | _DOWN, FAINT)


def _wire(canvas: "_Canvas", line: Line, y: int) -> None:
    broken = line.wire.broken
    ink = BAD if broken else PLAIN
    for (x1, y1), (x2, y2) in zip(line.points, line.points[1:], strict=False):
        if y1 == y2 == y:
            low, high = min(x1, x2), max(x1, x2)
            for x in range(low, high + 1):
                canvas.stroke(x, (_LEFT if x > low else 0) | (_RIGHT if x < high else 0), ink, broken=broken)
        elif x1 == x2 and min(y1, y2) <= y <= max(y1, y2):
            bits = (_UP if y > min(y1, y2) else 0) | (_DOWN if y < max(y1, y2) else 0)
            canvas.stroke(x1, bits, ink, broken=broken)
    if y == line.points[0][1]:  # from where the words of its row end
        x, toward = line.points[0][0], line.points[1][0]
        if toward > x:
            canvas.reach(x, ink, broken=broken)


def _rail(canvas: "_Canvas", rail: Rail, y: int) -> None:
    if y in rail.ports:
        canvas.write(rail.x, "┗━" if y == rail.ports[-1] else "┣━", PLAIN)
    else:
        canvas.write(rail.x, "┃", PLAIN)


class _Canvas:
    """One line: strokes that meet become corners and crossings; then words lie over them."""

    def __init__(self, width: int) -> None:
        self._bits: dict[int, int] = {}
        self._inks: dict[int, str] = {}
        self._broken: set[int] = set()
        self._reaches: list[tuple[int, str, bool]] = []
        self._width = width
        self._written: set[int] = set()
        self.words_end = 0
        """Where the words of a trunk's row end."""
        self._chars = [" "] * width
        self._styles: list[tuple[str, LinkRef | None]] = [(PLAIN, None)] * width

    def stroke(self, x: int, bits: int, ink: str, *, broken: bool = False) -> None:
        """Part of a line in one cell."""
        if broken and x not in self._bits:
            self._broken.add(x)
        self._bits[x] = self._bits.get(x, 0) | bits
        if ink != FAINT or x not in self._inks:
            self._inks[x] = ink

    def reach(self, x: int, ink: str, *, broken: bool) -> None:
        """A wire goes left from this cell, to where words are or a frame begins."""
        self._bits[x] = self._bits.get(x, 0) | _LEFT
        self._reaches.append((x, ink, broken))

    def settle(self) -> None:
        """Draw the strokes."""
        for x, bits in self._bits.items():
            if 0 <= x < self._width:
                char = _CORNERS.get(bits, " ")
                self._chars[x] = _BROKEN.get(char, char) if x in self._broken else char
                self._styles[x] = self._inks[x], None

    def reach_out(self) -> None:
        """Draw what goes left up to the words of its row."""
        for x, ink, broken in self._reaches:
            for at in range(self.words_end, x):
                if at not in self._bits and at not in self._written:
                    self._chars[at] = "╌" if broken else "─"
                    self._styles[at] = ink, None

    def write(self, x: int, text: str, ink: str, ref: LinkRef | None = None) -> None:
        """Words over what is there."""
        for char in text:
            size = cells(char)
            if x + size > self._width:
                return
            if not size:
                continue
            self._chars[x] = char
            self._styles[x] = ink, ref
            self._written.update(range(x, x + size))
            if size == 2:
                self._chars[x + 1] = ""
                self._styles[x + 1] = ink, ref
            x += size

    def pieces(self) -> list[Piece]:
        """Runs of one ink."""
        found: list[Piece] = []
        for char, (ink, ref) in zip(self._chars, self._styles, strict=True):
            if found and found[-1].ink == ink and found[-1].ref == ref:
                found[-1] = Piece(found[-1].text + char, ink, ref)
            else:
                found.append(Piece(char, ink, ref))
        return found


def text_lines(geometry: Geometry, *, ascii_only: bool = False) -> Iterator[str]:
    """The map as lines of text."""
    return Drawing(geometry, ascii_only=ascii_only).lines()
