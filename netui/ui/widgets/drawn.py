"""The base of every widget here: it draws its lines itself, from cells whose text was made safe before.

No markup is parsed and no renderable measured: a line is a few segments. A line that would look the same is not
sent to the terminal again.
"""

from collections.abc import Iterable, Iterator, Sequence

from rich.segment import Segment
from rich.style import Style
from textual.content import Content
from textual.events import MouseScrollDown, MouseScrollUp
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from netui.ui.cells import Cell, cell_width
from netui.ui.ink import CURSOR, FAINT
from netui.width import in_ascii

_WHEEL = 3
"""Lines that one turn of the wheel moves."""

Line = tuple[Sequence[Cell], str]
"""The cells of a line, together at most as wide as the widget, and the ink under all of them."""


class Drawn(Widget):
    """Draws line by line. Subclasses give the cells of each line; inks are component classes of the screen."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._styles_by_ink: dict[tuple[str, str], Style] = {}
        self._drawn: dict[int, Line] = {}
        self._fitted = Size()

    def line(self, y: int, width: int) -> Line:
        """What stands in line `y`."""
        raise NotImplementedError

    def renew(self) -> None:
        """Draw the lines again that are not what was drawn last."""
        width = self.size.width
        changed = [y for y, known in self._drawn.items() if self.line(y, width) != known]
        if changed:
            self.refresh(*(Region(0, y, width, 1) for y in changed))

    def titled(self, text: str) -> Content:
        """A title as this terminal, and this audience, may see it; `text` is safe."""
        if self.app.has_class("-masked"):
            text = "".join(cell.text for cell in _masked((Cell(text),)))
        return Content(in_ascii(text) if self.app.has_class("-ascii") else text)

    def forget(self) -> None:
        """Draw everything again, with other inks and in other places."""
        self._drawn.clear()
        self._styles_by_ink.clear()
        self.adapt()
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line, filled up to the widget's width."""
        width = self.size.width
        self._fit_once()
        cells, base = self._drawn[y] = self.line(y, width)
        return Strip(self._segments(cells, base, width)).crop(0, width)

    def _segments(self, cells: Iterable[Cell], base: str, width: int) -> list[Segment]:
        """Runs of one ink; blanks take the ink of what they follow, which is fewer octets to send.

        Not so at a cursor, which is seen on a blank too.
        """
        ascii_only = self.app.has_class("-ascii")
        runs: list[tuple[str, str]] = []
        if self.app.has_class("-masked"):
            cells = _masked(tuple(cells))
        if base == CURSOR and self.app.has_class("-presenting"):  # one bright bar, whatever it says
            cells = [Cell(cell.text) for cell in cells]
        for text, ink in (*cells, Cell("")):
            width -= cell_width(text)
            shown = in_ascii(text) if ascii_only else text
            bare = not shown.strip(" ") and CURSOR not in (ink, runs[-1][1] if runs else "")
            if runs and (runs[-1][1] == ink or bare):
                runs[-1] = runs[-1][0] + shown, runs[-1][1]
            else:
                runs.append((shown, ink))
        last, ink = runs[-1]
        runs[-1] = last + " " * max(0, width), ink
        return [Segment(text, self.ink(ink, base)) for text, ink in runs]

    def ink(self, name: str, base: str = "") -> Style:
        """The style of an ink, on that of `base`, on the widget's own."""
        found = self._styles_by_ink.get((name, base))
        if found is None:
            found = self.rich_style
            under, over = (name, base) if base == CURSOR and self.app.has_class("-reversed") else (base, name)
            if base and name == FAINT:  # too faint on any other ground
                under, over = base, ""
            for one in (under, over):
                if one:
                    found += self.screen.get_component_rich_style(one, partial=True)
            self._styles_by_ink[name, base] = found
        return found

    def on_resize(self) -> None:
        """Lines that are out of sight now are not compared any more; the others may look different."""
        self._drawn = {y: line for y, line in self._drawn.items() if y < self.size.height}
        self._fit_once()
        self.renew()

    def _fit_once(self) -> None:
        if self._fitted != self.size:  # the first frame is drawn before Resize is told
            self._fitted = self.size
            self.adapt()

    def adapt(self) -> None:
        """Fit what is shown to the size."""

    def notify_style_update(self) -> None:
        """Inks change with the theme and with the focus."""
        self._styles_by_ink.clear()
        super().notify_style_update()


def _masked(cells: Sequence[Cell]) -> Iterator[Cell]:
    """The cells without addresses: an address may stand in several of them, and gets as many characters."""
    from netui.ui.pseudonyms import masked

    text, start = masked("".join(cell.text for cell in cells)), 0
    for cell in cells:
        yield Cell(text[start : start + len(cell.text)], cell.ink)
        start += len(cell.text)


class Scrolled(Drawn):
    """What shows a window on more lines than there is room for."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._top = 0

    @property
    def length(self) -> int:
        """How many lines there are."""
        raise NotImplementedError

    @property
    def room(self) -> int:
        """How many lines there is room for."""
        raise NotImplementedError

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """The wheel moves the window, not the cursor."""
        event.stop()
        self._scroll(_WHEEL)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """The wheel moves the window, not the cursor."""
        event.stop()
        self._scroll(-_WHEEL)

    def _scroll(self, lines: int) -> None:
        self._top = max(0, min(self._top + lines, self.length - self.room))
        self.renew()
