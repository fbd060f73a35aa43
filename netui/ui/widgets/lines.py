"""The lines above and below the panes: where one is, what is selected, which keys work."""

import time
from collections.abc import Sequence
from typing import NamedTuple

from netui.model.snapshot import Snapshot
from netui.text import safe
from netui.ui.cells import Cell, cell_width, cells_width, shorten, wrap
from netui.ui.ink import BAD, FAINT, GOOD, KEY, STRONG, WARN
from netui.ui.keynames import key_of
from netui.ui.view import View
from netui.ui.widgets.drawn import Drawn, Line
from netui.ui.wording import count

_NARROW = 100


def _upstream(version: str) -> str:
    """A version without what a distribution writes behind it: 20.10.24 of 20.10.24+dfsg1."""
    return version.partition("+")[0]


class TopLine(Drawn):
    """The host's name, how much there is, who looks, and whether what is shown follows the host."""

    def __init__(self, who: str, *, live: bool, unchangeable: bool = False, mode: str = "") -> None:
        super().__init__()
        self._who = who
        self._mode = f"netui {mode}".rstrip()
        self._unchangeable = unchangeable
        self._live = live
        self._view = View(Snapshot())
        self._resyncing = False
        self._frozen = ""
        self._slow = False

    def slow(self) -> None:
        """Say that the screen follows seldom, for a slow line."""
        self._slow = True
        self.renew()

    def freeze(self, since: str) -> None:
        """Say that what is shown stands still since that time of day; "" for no more."""
        self._frozen = since
        self.renew()

    def present(self, view: View) -> None:
        """Show the view's host."""
        if self._lost(view) != self._lost(self._view) and self._lost(view):
            self._resyncing = True
            self.set_timer(2.0, self._resynced)
        self._view = view
        self.renew()

    def _resynced(self) -> None:
        self._resyncing = False
        self.renew()

    @staticmethod
    def _lost(view: View) -> str:
        return " ".join(one.message for one in view.snapshot.limits if one.subject == "events")

    def line(self, _y: int, width: int) -> Line:
        """Counts give way where the line is narrow, then the host's name."""
        right = self._right(narrow=width < _NARROW)
        room = width - cells_width(right)
        name = Cell(shorten(safe(self._view.snapshot.hostname), 30), STRONG)
        left = [Cell(f" {self._mode}  ", FAINT), name]
        if self._view.snapshot.sandbox:
            left.append(Cell("  sandbox", WARN))
        for counts in self._counts():
            middle = Cell(counts, FAINT)
            if cells_width(left) + 3 + cell_width(counts) + 2 <= room:
                gap = max(3, (room - cell_width(counts)) // 2 - cells_width(left)) if width >= _NARROW else 3
                left += [Cell(" " * gap), middle]
                break
        space = room - cells_width(left)
        if space < 1:
            return (Cell(shorten(safe(self._view.snapshot.hostname), width), STRONG),), ""
        return (*left, Cell(" " * space), *right), ""

    def _counts(self) -> list[str]:
        view = self._view
        few = f"{len(view.spaces)} ns  {count(view.link_count, 'link')}"
        numbers = [
            count(len(view.spaces), "namespace"),
            count(view.link_count, "link"),
            count(len(view.bridges), "bridge"),
        ]
        if not view.containers and view.snapshot.docker.status != "live":  # none is known, which is not none
            return [" · ".join(numbers), few]
        numbers.append(count(len(view.containers), "container"))
        return [" · ".join(numbers), f"{few}  {numbers[-1]}", few]

    def _right(self, *, narrow: bool) -> list[Cell]:
        docker = self._view.snapshot.docker
        engine = shorten(safe(docker.engine or "docker"), 12)
        known = Cell(engine if narrow else f"{engine} {shorten(_upstream(safe(docker.version)), 12)}".rstrip())
        states = {
            "live": known,
            "connecting": Cell("docker …", FAINT),
            "unasked": Cell("without docker", FAINT),
            "absent": Cell("no docker", FAINT),
        }
        told = states.get(docker.status, Cell(f"docker {docker.status}", WARN))
        dot = Cell(" · ", FAINT)
        only = (Cell("read-only", WARN), dot) if self._unchangeable and self._live else ()
        spared = (Cell("slow line", FAINT), dot) if self._slow and not narrow else ()
        return [Cell(self._who), dot, told, dot, *only, *spared, self._state(), Cell(" ")]

    def _state(self) -> Cell:
        snapshot = self._view.snapshot
        if not self._live:
            how = "recorded" if any(one.subject == "sandbox" for one in snapshot.limits) else "saved"
            return Cell(time.strftime(f"{how} %Y-%m-%d %H:%MZ", time.gmtime(snapshot.taken)), WARN)
        if self._frozen:
            return Cell(f"frozen {self._frozen}", WARN)
        if any(one.subject == "netlink" for one in snapshot.limits):
            return Cell("not live", BAD)
        if self._resyncing:
            return Cell("resync", WARN)
        limits = len(snapshot.limits)
        return Cell(f"live, {count(limits, 'limit')}", WARN) if limits else Cell("live", GOOD)


class SentenceLine(Drawn):
    """What one should know about what is selected: as many whole sentences as fit."""

    def __init__(self) -> None:
        super().__init__()
        self._text = ""

    def say(self, text: str) -> None:
        """Show safe text."""
        self._text = text
        self.renew()

    def line(self, _y: int, width: int) -> Line:
        """The sentences that fit; the first is cut where even that does not."""
        room = width - 2
        text = self._text
        while cell_width(text) > room and ". " in text:
            text = text[: text.rindex(". ") + 1]
        return (Cell(" "), Cell(shorten(text, room, "end"))), ""


class Hint(NamedTuple):
    """One key in the line of keys."""

    key: str
    word: str
    able: bool = True
    """Whether it can do anything now; where not, it is grey, and says why when it is pressed."""


class KeyLine(Drawn):
    """The keys that do something here."""

    def __init__(self) -> None:
        super().__init__()
        self._keys: tuple[Hint, ...] = ()

    def present(self, keys: Sequence[Hint]) -> None:
        """Show these keys; the first ones stay longest, the last two always."""
        self._keys = tuple(keys)
        self.renew()

    def line(self, _y: int, width: int) -> Line:
        """As many keys as fit."""
        last = [cell for key in self._keys[-2:] for cell in self._cells(key)]
        shown = [Cell(" ")]
        room = width - 1 - cells_width(last)
        for key in self._keys[:-2]:
            cells = self._cells(key)
            room -= cells_width(cells)
            if room < 0:
                break
            shown += cells
        return (*shown, *last), ""

    @staticmethod
    def _cells(hint: Hint) -> tuple[Cell, ...]:
        if not hint.able:
            return (Cell(f"{hint.key} {hint.word}  ", FAINT),)
        return Cell(hint.key, KEY), Cell(f" {hint.word}  ")


class TooSmall(Drawn):
    """What is said in a terminal that is too small."""

    def __init__(self, columns: int, rows: int) -> None:
        super().__init__()
        self._needed = (columns, rows)

    def line(self, y: int, width: int) -> Line:
        """One sentence with the size that is needed."""
        columns, rows = self._needed
        here = self.app.size
        size = f"{here.width}×{here.height}"
        told = f"netui needs {columns}×{rows} cells; this terminal has {size}. {key_of('app.quit', 'q')} quits."
        lines = wrap(told, max(1, width))
        return ((Cell(lines[y]),) if y < len(lines) else ()), ""
