"""The line that tells of a change which is put back unless somebody keeps it."""

from typing import TYPE_CHECKING

from netui.ui.cells import Cell, cell_width, cells_width, shorten
from netui.ui.ink import BAD, KEY, STRONG, WARN
from netui.ui.keynames import key_of
from netui.ui.widgets.drawn import Drawn, Line

if TYPE_CHECKING:
    from textual.timer import Timer

    from netui.core.guard.pending import Pending

_PERIOD = 0.2


class Countdown(Drawn):
    """Shown while a change waits: how long still, and the keys that decide."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: Pending | None = None
        self.display = False
        self._clock: Timer | None = None

    def on_mount(self) -> None:
        """The seconds go, while there are any."""
        self._clock = self.set_interval(_PERIOD, self.renew, pause=self.waiting is None)

    def present(self, waiting: "Pending | None") -> None:
        """Show that this one waits; None for none."""
        self.waiting = waiting
        self.display = waiting is not None
        if self._clock:
            (self._clock.resume if waiting else self._clock.pause)()
        self.renew()

    def line(self, _y: int, width: int) -> Line:
        """The change, the seconds, the keys; the connection where there is room for it."""
        one = self.waiting
        if one is None:
            return (), ""
        keep, back = key_of("explore.keep", "K"), key_of("explore.undo", "z")
        keys = (Cell(keep, KEY), Cell(" keeps it  "), Cell(back, KEY), Cell(" puts it back now "))
        told = (Cell(" is put back in "), Cell(f"{one.left:.0f} s", BAD))
        room = width - cells_width((*told, *keys)) - 3
        title = Cell(" " + shorten(one.title, room, "end"), STRONG)
        room -= cells_width((title,))
        why = Cell(f"  {one.why}" if one.why and cell_width(one.why) + 2 <= room else "", WARN)
        gap = Cell(" " * max(2, width - cells_width((title, *told, why, *keys))))
        return (title, *told, why, gap, *keys), ""
