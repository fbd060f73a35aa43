"""Draws a change that was broken off: its steps, and what finishing or reverting it would do."""

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from msgspec import Struct
from textual.binding import Binding, BindingType
from textual.events import Click
from textual.message import Message

from netui.core.changing.broken import Broken
from netui.core.history.record import Recovery
from netui.text import safe
from netui.ui.cells import Cell, cell_width, wrap
from netui.ui.ink import BAD, CURSOR, FAINT, GOOD, KEY, STRONG, WARN
from netui.ui.widgets.drawn import Drawn, Line

HOW: tuple[Recovery, ...] = ("finish", "revert", "leave")
WORDS: dict[Recovery, str] = {"finish": "Finish", "revert": "Revert", "leave": "Leave it"}
_ABOUT: dict[Recovery, str] = {
    "finish": "Does the rest of it:",
    "revert": "Takes back what was done of it:",
    "leave": "It stays as it is, and is not asked for again; undo can still take it back.",
}
_NOTHING: dict[Recovery, str] = {
    "finish": "All of it is done: nothing is left to do.",
    "revert": "Nothing of it is there: nothing is left to take back.",
}
_INKS = {"done": GOOD, "begun": WARN, "": FAINT}
_MARK = 7
_LEAST = 3
"""Lines of each list that stay, whatever else is told."""
_FRAME = 2


class Offer(Struct, frozen=True):
    """What one way would do, or why it cannot."""

    commands: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    refusal: str = ""
    hint: str = ""


class RecoveryPane(Drawn, can_focus=True):
    """What was broken off, and the ways on.

    | key | does |
    |---|---|
    | tab, right / shift+tab, left | next, previous way |
    | f r l | choose a way |
    | enter | go that way |
    """

    BINDING_GROUP_TITLE = "In the dialog"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab,right,down", "go(1)", "next", key_display="Tab", id="recovery.next", tooltip="next way"),
        Binding("shift+tab,left,up", "go(-1)", "previous", show=False, id="recovery.previous",
                tooltip="previous way"),
        Binding("f", "choose('finish')", "finish", show=False, id="recovery.finish", tooltip="finish it"),
        Binding("r", "choose('revert')", "revert", show=False, id="recovery.revert", tooltip="take it back"),
        Binding("l", "choose('leave')", "leave it", show=False, id="recovery.leave", tooltip="leave it as it is"),
        Binding("enter", "submit", "do it", key_display="Enter", id="recovery.submit", tooltip="go the chosen way"),
    ]  # fmt: skip

    class Chosen(Message):
        """Another way is looked at."""

    class Submitted(Message):
        """The way is to be gone."""

    def __init__(self, broken: Broken, offers: Mapping[Recovery, Offer]) -> None:
        super().__init__()
        self._broken = broken
        self._offers = dict(offers)
        self.how: Recovery = next((one for one in HOW if not self._offers[one].refusal), "leave")
        self.running = False
        self._shown: list[Line] = []
        self._height = 0
        self._ways_at = 0
        """The line of the ways."""

    @property
    def offer(self) -> Offer:
        """What the chosen way would do."""
        return self._offers[self.how]

    def refuse(self, message: str, hint: str) -> None:
        """Say why it was not done."""
        self.running = False
        self._offers[self.how] = Offer(refusal=message, hint=hint)
        self.draw()

    def draw(self) -> None:
        """Show it as it is now."""
        self.adapt()
        self.renew()

    def adapt(self) -> None:
        """The lines for this size: of long lists what tells most."""
        width, height = self.size
        about = [*_sentence(self._about, width), ((), "")]
        steps, at = self._steps(width)
        below = list(self._below(width))
        self._height = max(self._height, len(about) + len(steps) + 3 + len(below) + _FRAME)
        self.styles.height = self._height  # it grows with the ways that are looked at, and does not jump
        room = max(2 * _LEAST, height - len(about) - 3)
        share = max(_LEAST, room - min(len(below), max(_LEAST, room - len(steps))))
        steps = _part(steps, share if len(below) > _LEAST else max(share, room - len(below)), at)
        below = _part(below, room - len(steps), 0)
        self._ways_at = len(about) + len(steps) + 1
        self._shown = [*about, *steps, ((), ""), (self._ways(), ""), ((), ""), *below]

    @property
    def _about(self) -> str:
        begun = self._broken.entry.begun
        return f"{self._broken.sentence}. {begun.who} had begun it, in process {begun.pid}, which has ended."

    def _steps(self, width: int) -> tuple[list[Line], int]:
        """The change's own commands, and the line of the one that was begun last."""
        lines: list[Line] = []
        at = 0
        for command, mark in self._broken.marks:
            at = len(lines) if mark == "begun" else at
            sign = {"done": "✓ done", "begun": "? begun", "": ""}[mark]
            for number, part in enumerate(wrap(command, max(8, width - _MARK - 5))):
                shown = "" if number else sign
                ink = _INKS[mark]
                lines.append(((Cell(f"  {shown:<{_MARK}}  ", ink), Cell(part, "" if mark else FAINT)), ""))
        return lines, at

    def _ways(self) -> Sequence[Cell]:
        cells = [Cell("  ")]
        for how in HOW:
            word = f"[ {WORDS[how]} ]"
            ink = CURSOR if how == self.how else FAINT if self._offers[how].refusal else KEY
            cells += [Cell(word, ink), Cell("  ")]
        return cells

    def _below(self, width: int) -> Iterator[Line]:
        """What the chosen way would do, or why it cannot."""
        offer = self.offer
        if self.running:
            yield from _sentence("Running …", width)
            return
        if offer.refusal:
            yield from _told("✗", offer.refusal, width, BAD)
            yield from _told(" ", offer.hint, width, FAINT)
            return
        nothing = _NOTHING.get(self.how)
        yield from _sentence(_ABOUT[self.how] if offer.commands or nothing is None else nothing, width)
        for command in offer.commands:
            for number, part in enumerate(wrap(command, max(8, width - 6))):
                yield (Cell("      " if number else "    "), Cell(part, STRONG)), ""
        for warning in offer.warnings:
            yield from _told("!", warning, width, WARN)

    def line(self, y: int, _width: int) -> Line:
        """A step, the ways, or what would be done."""
        return self._shown[y] if y < len(self._shown) else ((), "")

    # keys

    def action_go(self, by: int) -> None:
        """The next way, or the one before."""
        self.action_choose(HOW[(HOW.index(self.how) + by) % len(HOW)])

    def action_choose(self, how: Recovery) -> None:
        """Look at a way."""
        if not self.running:
            self.how = how
            self.post_message(self.Chosen())
            self.draw()

    def action_submit(self) -> None:
        """Go the way, where it can be gone."""
        if not self.running and not self.offer.refusal:
            self.post_message(self.Submitted())

    def on_click(self, event: Click) -> None:
        """A click on a way looks at it."""
        offset = event.get_content_offset(self)
        if offset is None or offset.y != self._ways_at:
            return
        start = 2
        for how in HOW:
            end = start + cell_width(WORDS[how]) + 4
            if start <= offset.x < end:
                self.action_choose(how)
            start = end + 2


def _sentence(text: str, width: int) -> Iterator[Line]:
    for part in wrap(text, max(8, width - 4)):
        yield (Cell("  "), Cell(part, FAINT)), ""


def _told(sign: str, text: str, width: int, ink: str) -> Iterator[Line]:
    for part in wrap(safe(text) if not text.isprintable() else text, max(8, width - 6)) if text else ():
        yield (Cell(f"  {sign} "), Cell(part, ink)), ""
        sign = " "


def _part(lines: list[Line], room: int, at: int) -> list[Line]:
    """As many of the lines as there is room for, that one among them; and how many are left out."""
    if len(lines) <= room:
        return lines
    top = max(0, min(at - (room - 1) // 2, len(lines) - room + 1))
    left = len(lines) - room + 1
    return [*lines[top : top + room - 1], ((Cell(f"  … {left} more lines", FAINT),), "")]
