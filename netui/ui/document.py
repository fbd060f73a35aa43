"""A detail as text: facts under one another, small tables, and the objects that can be followed from it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from netui.ui.cells import Cell, Column, cell_width, fit, place, shorten, wrap
from netui.ui.ink import FAINT, HEADING, LINKED
from netui.ui.subject import Subject

LABEL_WIDTH = 13
_INDENT = 2
_CELL_LIMIT = 36
_GAP = 2


class Line(NamedTuple):
    """One line before it is fitted to a width."""

    spans: tuple[Cell, ...] = ()
    target: Subject | None = None
    """What is opened from here."""
    hang: int | None = None
    """Cells by which a line that is too long goes on below; None for one that is cut instead."""
    heading: bool = False
    """Stands over the lines that follow it, up to the next heading."""
    shared: bool = False
    """A heading that says something of each line under it: a filter finds them by its words too."""
    joined: bool = False
    """Explains the line above it, and tells nothing without that."""
    object: Any = None
    """What it shows, as `Shown` has it."""
    yielding: bool = False
    """Where it is cut, its second span loses its beginning first."""


class Grid(NamedTuple):
    """A table before it is fitted to a width."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    targets: Sequence[Subject | None]
    """What is opened from each row; as many as rows."""
    objects: Sequence[Any]
    """The public object that each row shows, None for none; as many as rows."""


class Document:
    """A detail that is being written, top to bottom."""

    def __init__(self, title: str, what: str) -> None:
        self.title = title
        """The object's name."""
        self.what = what
        """What kind of object it is, in a few words."""
        self.lines: list[Line | Grid] = []
        self.commands: tuple[str, ...] = ()
        """The commands that show the same."""

    def fact(self, label: str, *values: Cell | str, target: Subject | None = None) -> None:
        """One fact: its label at the left, its value beside it. Facts without a value are left out."""
        spans = tuple(Cell(value) if isinstance(value, str) else value for value in values)
        if not any(span.text for span in spans):
            return
        if target:
            spans = (Cell(spans[0].text, spans[0].ink or LINKED), *spans[1:])
        self.lines.append(Line((Cell(fit(label, LABEL_WIDTH), FAINT), *spans), target, LABEL_WIDTH))

    def figures(self, label: str, *values: Cell) -> None:
        """A fact whose parts stand in columns: where there is no room, the first one loses its beginning."""
        self.lines.append(Line((Cell(fit(label, LABEL_WIDTH), FAINT), *values), yielding=len(values) > 1))

    def section(self, title: str, number: int | None = None) -> None:
        """A heading, with how many there are."""
        if self.lines:
            self.lines.append(Line())
        counted = () if number is None else (Cell(f" {number}", FAINT),)
        self.lines.append(Line((Cell(title, HEADING), *counted), heading=True))

    def group(self, *spans: Cell) -> None:
        """A heading inside a section; what it says is true of each line under it."""
        self.lines.append(Line(spans, None, 0, heading=True, shared=True))

    def hanging(self, width: int, *cells: Cell, shows: Any = None) -> None:
        """A line whose first cell is `width` cells wide; where it is too long, it goes on below behind that."""
        self.lines.append(Line(cells, None, width, object=shows))

    def text(self, sentence: str, ink: str = "") -> None:
        """A sentence; blanks before it stay before each of its lines."""
        words = sentence.lstrip(" ")
        indent = len(sentence) - len(words)
        self.lines.append(Line((*((Cell(" " * indent),) if indent else ()), Cell(words, ink)), None, indent))

    def meaning(self, sentence: str) -> None:
        """What something is, for who does not know the term; nothing where there is nothing to say."""
        if sentence:
            self.lines.append(Line((Cell(sentence, FAINT),), None, 0, joined=True))

    def note(self, sentence: str, indent: int = LABEL_WIDTH) -> None:
        """What the line above means, in one sentence; nothing where there is nothing to say."""
        if sentence:
            self.lines.append(Line((Cell(" " * indent), Cell(sentence, FAINT)), None, indent, joined=True))

    def table(
        self,
        rows: Sequence[tuple[Sequence[Cell], Subject | None]],
        limit: int = 40,
        *,
        total: int = 0,
        rest: str = "",
    ) -> None:
        """Aligned rows; where there are more than `limit`, or than were given, how many more and where (`rest`)."""
        shown = rows[:limit]
        widths = _widths([cells for cells, _ in shown])
        for cells, target in shown:
            self.lines.append(Line(tuple(_aligned(cells, widths, target)), target))
        more = max(total, len(rows)) - len(shown)
        if more:
            self.lines.append(Line((Cell(f"  … and {more} more{rest}", FAINT),)))

    def grid(
        self,
        columns: Sequence[Column],
        rows: Sequence[Sequence[Cell]],
        targets: Sequence[Subject | None] = (),
        objects: Sequence[Any] = (),
    ) -> None:
        """A table with a heading, fitted to the width when that is known: columns of low priority go first.

        `targets`, where given, are what the rows lead to; the cell that names it has the ink LINKED. `objects` are
        what they show.
        """
        none = (None,) * len(rows)
        self.lines.append(Grid(columns, rows, targets or none, objects or none))

    def command(self, *commands: str) -> None:
        """The commands that show the same."""
        self.commands = tuple(filter(None, commands))
        for number, command in enumerate(self.commands):
            if not number:
                self.lines.append(Line())
            label = fit("" if number else "same as", LABEL_WIDTH)
            hang = None if "  " in command else LABEL_WIDTH  # wrapped at single blanks, a command stays what it is
            self.lines.append(Line((Cell(label, FAINT), Cell(command, FAINT)), None, hang))


def _widths(rows: Iterable[Sequence[Cell]]) -> list[int]:
    widths: list[int] = []
    for cells in rows:
        widths.extend([0] * (len(cells) - len(widths)))
        for index, cell in enumerate(cells):
            widths[index] = max(widths[index], min(cell_width(cell.text), _CELL_LIMIT))
    return widths


def _aligned(cells: Sequence[Cell], widths: Sequence[int], target: Subject | None) -> Iterator[Cell]:
    yield Cell(" " * _INDENT)
    last = len(cells) - 1
    for index, cell in enumerate(cells):
        if not widths[index] and index != last:
            continue
        ink = cell.ink or (LINKED if target and not index else "")
        if index == last:
            yield Cell(cell.text, ink)
        else:
            yield Cell(fit(cell.text, widths[index]), ink)
            yield Cell(" " * _GAP)


class Shown(NamedTuple):
    """One line as it stands on the screen."""

    spans: tuple[Cell, ...]
    target: Subject | None
    aside: bool = False
    """Explains other lines, stands over them, or is empty: a cursor passes over it."""
    object: Any = None
    """What it shows: the public object, where it is a row of a list; the command, where it tells one."""


def lay_out(lines: Sequence[Line | Grid], width: int, more: str = "") -> list[Shown]:
    """The lines fitted to `width` cells: wrapped where they may be, cut where not.

    Where a table leaves out columns it names them; `more` says what makes room for them.
    """
    shown: list[Shown] = []
    for line in lines:
        if isinstance(line, Grid):
            shown.extend(_gridded(line, width, more))
            continue
        total = sum(cell_width(span.text) for span in line.spans)
        if total <= width or width <= 0:
            shown.append(Shown(line.spans, line.target, line.joined or line.heading or not line.spans, line.object))
        elif line.hang is None:
            spans = _yielding(line.spans, total - width) if line.yielding else line.spans
            shown.append(Shown(tuple(cut(spans, width)), line.target))
        else:
            shown.extend(_wrapped(line, line.hang, width))
    return shown


def _gridded(grid: Grid, width: int, more: str) -> Iterator[Shown]:
    placed = place(grid.columns, width - _INDENT, _GAP)
    heading = [Cell(column.title, FAINT) for column in grid.columns]
    rows = zip(grid.rows, grid.targets, grid.objects, strict=True)
    for cells, target, shown_object in ((heading, None, None), *rows):
        spans = [Cell(" " * _INDENT)]
        for index, cells_wide in placed:
            column = grid.columns[index]
            text = fit(cells[index].text, cells_wide, right=column.right, cut=column.cut)
            spans += (Cell(text, cells[index].ink), Cell(" " * _GAP))
        yield Shown(tuple(spans[:-1]), target, cells is heading, shown_object)
    shown = {index for index, _ in placed}
    missing = ", ".join(column.title for index, column in enumerate(grid.columns) if index not in shown)
    if missing and grid.rows:
        told = Line((Cell(" " * _INDENT), Cell(f"no room for {missing}{more}", FAINT)), None, _INDENT, joined=True)
        yield from lay_out((told,), width)


def _yielding(spans: Sequence[Cell], surplus: int) -> list[Cell]:
    """The spans, the second of them without so much of its beginning."""
    label, first, *others = spans
    return [label, Cell(first.text[surplus:], first.ink), *others]


def cut(spans: Sequence[Cell], width: int) -> Iterator[Cell]:
    """The cells as far as they fit into `width`; the last is shortened."""
    for span in spans:
        taken = cell_width(span.text)
        if taken > width:
            yield Cell(shorten(span.text, width, "end"), span.ink)
            return
        yield span
        width -= taken


def _wrapped(line: Line, hang: int, width: int) -> Iterator[Shown]:
    """Words go on below, `hang` cells in; each keeps its ink."""
    room = max(8, width - hang)
    first = line.spans[0] if hang else Cell("")
    words = [
        Cell(piece, span.ink)
        for span in (line.spans[1:] if hang else line.spans)
        for word in span.text.replace("  ", " ").split(" ")
        for piece in wrap(word, room)
    ]
    row: list[Cell] = []
    taken = 0
    lead = first
    for word in words:
        size = cell_width(word.text)
        if row and taken + 1 + size > room:
            yield Shown((lead, *row), line.target if lead is first else None, line.joined, line.object)
            row, taken, lead = [], 0, Cell(" " * hang)
        if row and word.text:
            row.append(Cell(" "))
            taken += 1
        row.append(word)
        taken += size
    if row:
        yield Shown((lead, *row), line.target if lead is first else None, line.joined, line.object)
