"""The map as a widget: draws the lines that are in sight; the cursor goes from link to link, wherever they stand."""

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.events import Click
from textual.message import Message

from netui.model.relations import LinkRef
from netui.topology.drawing import Drawing, Rates
from netui.topology.graph import Graph
from netui.topology.layout import Geometry, Place, layout
from netui.ui.cells import Cell, cell_width
from netui.ui.ink import CURSOR, FAINT
from netui.ui.widgets.drawn import Line, Scrolled

_LEAST = 60


class MapPane(Scrolled, can_focus=True):
    """A map with a cursor that stays on its object, and that on its line, while others come and go."""

    BINDING_GROUP_TITLE = "On the map"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "vertical(-1)", "Up", show=False, id="chart.up", tooltip="to what stands above"),
        Binding("down,j", "vertical(1)", "Down", show=False, id="chart.down", tooltip="to what stands below"),
        Binding("left,h", "across(-1)", "Left", show=False, id="chart.left",
                tooltip="along the wire to the left, or to what stands there"),
        Binding("right,l", "across(1)", "Right", show=False, id="chart.right",
                tooltip="along the wire to the right, or to what stands there"),
        Binding("pageup", "page(-1)", "Page up", show=False, id="chart.page-up", tooltip="a screenful up"),
        Binding("pagedown", "page(1)", "Page down", show=False, id="chart.page-down", tooltip="a screenful down"),
        Binding("home,g", "edge(0)", "First", show=False, id="chart.first", tooltip="to the top"),
        Binding("end,G", "edge(-1)", "Last", show=False, id="chart.last", tooltip="to the bottom"),
    ]  # fmt: skip

    class Moved(Message):
        """The cursor went elsewhere."""

    class Opened(Message):
        """What is under the cursor was clicked twice."""

    def __init__(self, rates: Rates) -> None:
        super().__init__(id="map")
        self._rates = rates
        self._graph = Graph((), ())
        self._folded: frozenset[int] = frozenset()
        self._geometry: Geometry | None = None
        self._drawing: Drawing | None = None
        self._cursor: LinkRef | None = None

    # what is shown

    @property
    def cursor(self) -> LinkRef | None:
        """The link under the cursor; with ifindex 0, the namespace; None on an empty map."""
        return self._cursor

    def show(self, graph: Graph, folded: frozenset[int]) -> None:
        """Show this map. The cursor stays on its object; where that is gone, it goes to what stands nearest."""
        if (graph, folded) != (self._graph, self._folded) or self._geometry is None:
            before = self._place
            self._graph, self._folded = graph, folded
            self._lay_out(before)
        self.renew()

    def _lay_out(self, before: Place | None) -> None:
        self._geometry = layout(self._graph, max(_LEAST, self.size.width - 1), self._folded)
        self._drawing = Drawing(self._geometry, ascii_only=self.app.has_class("-ascii"), rates=self._rates)
        known = self._geometry.by_ref
        if self._cursor not in known:
            home = LinkRef(self._cursor.namespace, 0) if self._cursor else None
            near = self._nearest(known.values(), before.x, before.y) if before else None
            first = next(iter(known.values()), None)
            self._cursor = home if home in known else near.ref if near else first.ref if first else None
        now = self._place
        if before and now:
            self._top += now.y - before.y
        self._settle()

    @property
    def _place(self) -> Place | None:
        return self._geometry.by_ref.get(self._cursor) if self._geometry and self._cursor else None

    @staticmethod
    def _nearest(places: Iterable[Place], x: int, y: int) -> Place | None:
        return min(places, key=lambda one: (abs(one.y - y), abs(one.x - x)), default=None)

    def move_to(self, ref: LinkRef) -> bool:
        """Put the cursor there, telling nobody; False where that is not on the map."""
        if self._geometry is None or ref not in self._geometry.by_ref:
            return False
        self._cursor = ref
        self._settle()
        self.renew()
        return True

    @property
    def seen(self) -> frozenset[int]:
        """Keys of the namespaces of which links are in sight."""
        if self._geometry is None:
            return frozenset()
        last = self._top + self.room
        return frozenset(
            one.ref.namespace
            for one in self._geometry.places
            if self._top <= one.y < last and one.row and not one.leaf and one.ref.namespace is not None
        )

    # geometry

    @property
    def length(self) -> int:
        """Lines of the map."""
        return self._geometry.height if self._geometry else 0

    @property
    def room(self) -> int:
        """Lines that there is room for."""
        return max(1, self.size.height)

    def _settle(self) -> None:
        """Keep the cursor in sight, with a line around it, and the window within the map."""
        place = self._place
        if place:
            self._top = min(max(self._top, place.y - self.room + 2), max(0, place.y - 1))
        self._top = max(0, min(self._top, self.length - self.room))

    def adapt(self) -> None:
        """Columns depend on the width."""
        if self._geometry is not None:
            self._lay_out(self._place)

    # drawing

    def line(self, y: int, width: int) -> Line:
        """A line of the map, the words under the cursor marked; at the right, where the window is."""
        at = self._top + y
        if self._drawing is None or at >= self.length:
            empty = y == 0 and not self.length
            return ((Cell("  Nothing is known yet.", FAINT),) if empty else ()), ""
        cells: list[Cell] = []
        room = width - 1
        for piece in self._drawing.line(at):
            text = piece.text[: max(0, room)]
            marked = piece.ref is not None and piece.ref == self._cursor
            cells.append(Cell(text, (CURSOR if self.has_focus else "resting") if marked else piece.ink))
            room -= cell_width(text)
        if self._thumb(y):
            cells.append(Cell(" " * room))
            cells.append(Cell("▐"))
        return cells, ""

    def _thumb(self, y: int) -> bool:
        total, seen = self.length, self.room
        if total <= seen:
            return False
        size = max(1, seen * seen // total)
        start = (seen - size) * self._top // (total - seen)
        return start <= y < start + size

    # keys and mouse

    def action_vertical(self, by: int) -> None:
        """To the next place above or below, in the same column."""
        here = self._place
        if here and self._geometry:
            column = [one for one in self._geometry.places if one.leaf == here.leaf and (one.y - here.y) * by > 0]
            self._go(self._nearest(column, here.x, here.y))

    def action_across(self, by: int) -> None:
        """Along a wire to that side; else to what stands there at the same height."""
        here = self._place
        if here is None or self._geometry is None:
            return
        known = self._geometry.by_ref
        ends = [known[one] for one in self._graph.ends.get(here.ref, ()) if one in known]
        wired = [one for one in ends if one.leaf == (by > 0)]
        if wired and (by < 0 or not here.leaf):
            self._go(wired[0])
        elif here.leaf != (by > 0):
            others = [one for one in self._geometry.places if one.leaf == (by > 0)]
            self._go(self._nearest(others, here.x, here.y))

    def action_page(self, pages: int) -> None:
        """A screenful up or down."""
        here = self._place
        if here and self._geometry:
            column = [one for one in self._geometry.places if one.leaf == here.leaf]
            self._go(self._nearest(column, here.x, here.y + pages * self.room))

    def action_edge(self, index: int) -> None:
        """To the top, or the bottom."""
        if self._geometry and self._geometry.places:
            self._go(sorted(self._geometry.places, key=lambda one: (one.y, one.x))[index])

    def _go(self, place: Place | None) -> None:
        if place and place.ref != self._cursor:
            self._cursor = place.ref
            self._settle()
            self.renew()
            self.post_message(self.Moved())

    def on_click(self, event: Click) -> None:
        """A click selects, a second one opens."""
        offset = event.get_content_offset(self)
        if offset is None or self._geometry is None:
            return
        y = self._top + offset.y
        under = [one for one in self._geometry.places if one.y == y and one.x <= offset.x < one.x + one.width]
        if under:
            self._go(under[0])
            if event.chain == 2:
                self.post_message(self.Opened())
