"""Draws a form: fields, what can be chosen, what is wrong, and the commands as they grow."""

from collections.abc import Iterator
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.events import Click, Key, Paste
from textual.message import Message

from netui.operations.field import Field
from netui.text import safe
from netui.ui.cells import Cell, cell_width, cells_width, fit, shorten, wrap
from netui.ui.forms.entry import Entry
from netui.ui.forms.form import Choice, Form
from netui.ui.keynames import key_of
from netui.ui.ink import BAD, CURSOR, FAINT, KEY, STRONG, WARN
from netui.ui.widgets.drawn import Drawn, Line

_LABEL = 17
_BOX = 30
_NARROW_BOX = 24
_LEAST_HELP = 12
"""Cells in which the beginning of a field's help still tells something."""
_LEAST_FIELDS = 3
"""Lines of fields that stay, whatever is told below them."""
_LEAST_HEIGHT = 14
"""As the style sheet has it."""
_FRAME = 2
"""Lines of the border."""
_UNDO = {
    "full": "Can be undone with {undo}.",
    "partial": "{undo} undoes it, but for {lost}.",
    "none": "Cannot be undone.",
    "again": "{redo} does it again.",
}


class FormPane(Drawn, can_focus=True):
    """The fields of a form, one a line, and below them what would be done.

    | key | does |
    |---|---|
    | tab, down / shift+tab, up | next, previous field |
    | right at the end | take what is offered |
    | space | a flag: on or off |
    | enter | do it, or go to what has to be mended |
    | ctrl+o | choose from what there is |
    """

    BINDING_GROUP_TITLE = "In a form"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab,down", "go(1)", "next", key_display="Tab", id="form.next", tooltip="next field"),
        Binding("shift+tab,up", "go(-1)", "previous", show=False, id="form.previous", tooltip="previous field"),
        Binding("enter", "submit", "do it", key_display="Enter", id="form.submit",
                tooltip="do it, or go to what has to be mended"),
        Binding("ctrl+o", "choose", "choose", key_display="^o", id="form.choose",
                tooltip="choose from what there is"),
    ]  # fmt: skip

    class Submitted(Message):
        """The form is to be carried out; nothing is wrong with it."""

    class Choosing(Message):
        """What is offered for the field is to be shown as a list."""

    class Edited(Message):
        """Something was typed."""

    class Moved(Message):
        """One is in another field."""

    def __init__(self, form: Form) -> None:
        super().__init__()
        self.form = form
        self.refusal: tuple[str, str] = ("", "")
        """Why it was refused, and what would help; safe text."""
        self.running = False
        self._index = self._first_open()
        self._top = 0
        self._height = _LEAST_HEIGHT
        """Lines that it was seen to need, with its border."""
        self._shown: list[Line] = []
        self._rows: list[int] = []
        """Number of the field in each line."""

    def _first_open(self) -> int:
        missing = {field.name for field in self.form.missing}
        names = [field.name for field in self.form.fields]
        return next((number for number, name in enumerate(names) if name in missing), 0)

    @property
    def field(self) -> Field | None:
        """The field that one is in; None in a form without any."""
        fields = self.form.fields
        return fields[self._index] if fields else None

    # drawing

    def draw(self) -> None:
        """Show the form as it is now; it grows as it needs to, and shrinks only with the terminal."""
        self.adapt()
        self.renew()

    def adapt(self) -> None:
        """The lines for this size: as many fields as there is room for, the one that one is in among them."""
        width, height = self.size
        fields = [
            (number, line)
            for number, field in enumerate(self.form.fields)
            for line in self._field(number, field, width)
        ]
        above, below = self._above(width), list(self._below(width))
        self._grow(len(above) + len(fields) + len(below) + _FRAME)
        below = below[: max(3, height - min(len(fields), _LEAST_FIELDS))]
        room = max(1, height - len(below))
        here = [position for position, (number, _) in enumerate(fields) if number == self._index]
        if here:
            self._top = min(max(self._top, here[-1] - room + 1), here[0])
        self._top = max(0, min(self._top, len(fields) - room))
        seen = [line for _, line in fields[self._top : self._top + room]]
        above = above if len(above) + len(seen) <= room else []
        self._rows = [*[-1] * len(above), *(number for number, _ in fields[self._top : self._top + room])]
        hidden = len(fields) - len(seen)
        self.border_subtitle = f"{hidden} more lines" if hidden > 0 else None
        self._shown = [*above, *seen, *below]

    def _grow(self, needed: int) -> None:
        if needed > self._height:
            self._height = needed
            self.styles.height = needed

    def _above(self, width: int) -> list[Line]:
        """What it does; left out where there is no room."""
        return [*_sentences(self.form.operation.summary, width, FAINT), ((), "")]

    def line(self, y: int, _width: int) -> Line:
        """A field, or what would be done."""
        return self._shown[y] if y < len(self._shown) else ((), "")

    def _field(self, number: int, field: Field, width: int) -> Iterator[Line]:
        here = number == self._index and not self.running
        entry = self.form.entry(field)
        label = field.name.replace("_", " ")
        sign = "▸ " if here else "  "
        required = field.required and not self.form.values.get(field.name)
        cells = [Cell(sign), Cell(fit(label, _LABEL, cut="end"), STRONG if here else "" if required else FAINT)]
        box = _BOX if width >= 84 else _NARROW_BOX
        cells += self._flag(entry) if isinstance(entry, Choice) else self._box(entry, box, here=here)
        room = width - cells_width(cells) - 2
        wrong = self.form.wrong(field) if field.name in self.form.touched else ""
        if wrong and not here:
            cells.append(Cell("  " + shorten("✗ " + wrong, room, "end"), BAD))
        elif cell_width(field.help) <= room:
            cells.append(Cell("  " + field.help, FAINT))
        elif not here and room > _LEAST_HELP:
            cells.append(Cell("  " + shorten(field.help, room, "end"), FAINT))
        yield cells, ""
        if here and cell_width(field.help) > room and not wrong:
            yield from _under(field.help, width, FAINT)
        if here and wrong:
            yield from _under(f"✗ {wrong}", width, BAD)
        elif here and isinstance(entry, Entry):
            offers = self._offers(field, width)
            if offers:
                yield offers, ""

    @staticmethod
    def _flag(entry: Choice) -> list[Cell]:
        return [Cell("[x]" if entry.on else "[ ]", KEY if entry.on else "")]

    def _box(self, entry: Entry, width: int, *, here: bool) -> list[Cell]:
        if not here:
            return [Cell("["), Cell(fit(safe(entry.text), width)), Cell("]")]
        if entry.whole:
            text = shorten(safe(entry.text), width)
            return [Cell("["), Cell(text, CURSOR), Cell(" " * (width - cell_width(text))), Cell("]")]
        before, under, behind = entry.window(width)
        ghost = self._ghost(entry) if not behind else ""
        if ghost:
            under, ghost = ghost[0], shorten(ghost[1:], max(0, width - cell_width(before) - 2), "end")
        used = cell_width(before) + cell_width(under) + cell_width(behind) + cell_width(ghost)
        rest = " " * max(0, width - used)
        return [Cell("["), Cell(before), Cell(under, CURSOR), Cell(behind), Cell(ghost, FAINT), Cell(rest), Cell("]")]

    def _ghost(self, entry: Entry) -> str:
        """The rest of what is offered first, where it begins as was typed."""
        if not entry.text or entry.cursor < len(entry.text):
            return ""
        offers = self.form.offers(self.field) if self.field else []
        first = offers[0].text if offers else ""
        return safe(first[len(entry.text) :]) if first.startswith(entry.text) else ""

    def _offers(self, field: Field, width: int) -> list[Cell]:
        offers = self.form.offers(field)
        if not offers or (len(offers) == 1 and offers[0].text == self.form.values.get(field.name)):
            return []
        cells = [Cell(" " * (_LABEL + 2))]
        room = width - _LABEL - 4
        for offer in offers:
            text = shorten(safe(offer.text), 24)
            if cell_width(text) + 2 > room:
                cells.append(Cell("…", FAINT))
                break
            room -= cell_width(text) + 2
            cells.append(Cell(text + "  ", FAINT))
        return cells

    def _below(self, width: int) -> Iterator[Line]:
        """What is wrong or missing; else what would be done."""
        yield (), ""
        message, hint = self.refusal
        if message:
            yield from _marked("✗", message, width, BAD)
            yield from _marked(" ", hint, width, FAINT)
            yield (), ""
        plan = self.form.plan
        if plan is None:
            yield from self._lacking(width)
            return
        for command in plan.commands:
            for number, text in enumerate(wrap(command, max(8, width - 4))):
                yield (Cell("    " if number else "  "), Cell(text, STRONG)), ""
        for warning in plan.warnings:
            yield from _marked("!", warning, width, WARN)
        yield (), ""
        if self.form.operation.runs == "change":
            undo = "again" if self.form.operation.noun == "undo" else plan.undo
            keys = {"undo": key_of("explore.undo", "z"), "redo": key_of("explore.redo", "Z")}
            told = "Running …" if self.running else _UNDO[undo].format(lost=plan.lost, **keys)
            yield from _sentences(told, width, WARN if plan.undo != "full" else FAINT)

    def _lacking(self, width: int) -> Iterator[Line]:
        for problem in self.form.faults():
            if problem.field == "" or problem.field not in self.form.touched:
                yield from _marked("✗", problem.message, width, WARN)
                yield from _marked(" ", problem.hint, width, FAINT)
        missing = [field.name.replace("_", " ") for field in self.form.missing]
        if missing:
            yield from _sentences(f"Still needed: {', '.join(missing)}.", width, FAINT)

    # keys

    def on_key(self, event: Key) -> None:
        """What is typed goes into the field."""
        if self.running:
            event.stop()
            event.prevent_default()
            return
        if self.field is None:
            return
        entry = self.form.entry(self.field)
        taken = self._toggle(entry, event) if isinstance(entry, Choice) else self._type(entry, event)
        if taken:
            event.stop()
            event.prevent_default()
            self.draw()

    def _toggle(self, choice: Choice, event: Key) -> bool:
        if event.key not in ("space", "x", "left", "right"):
            return bool(event.is_printable)
        choice.on = not choice.on if event.key in ("space", "x") else event.key == "right"
        self._edited()
        return True

    def _type(self, entry: Entry, event: Key) -> bool:
        before = entry.text
        if event.key == "right" and (ghost := self._ghost(entry)):
            entry.set(entry.text + ghost)
        elif event.is_printable and event.character:
            entry.insert(event.character)
        elif not entry.key(event.key):
            return False
        if entry.text != before:
            self._edited()
        return True

    def _edited(self) -> None:
        self.refusal = ("", "")
        if self.field:
            self.form.changed(self.field)
        self.post_message(self.Edited())

    def on_paste(self, event: Paste) -> None:
        """The first line of what is pasted."""
        event.stop()
        entry = self.form.entry(self.field) if self.field else None
        if isinstance(entry, Entry) and not self.running:
            entry.insert("".join(event.text.splitlines()[:1]))
            self._edited()
            self.draw()

    def action_go(self, by: int) -> None:
        """The field after or before this one; what was typed into it may be called wrong from now on."""
        if self.field is None:
            return
        if self.form.values.get(self.field.name):
            self.form.touched.add(self.field.name)
        self._index = (self._index + by) % len(self.form.fields)
        self.post_message(self.Moved())
        self.draw()

    def take(self, text: str) -> None:
        """Put what was chosen into the field."""
        entry = self.form.entry(self.field) if self.field else None
        if isinstance(entry, Entry):
            entry.set(text)
            self._edited()
        self.draw()

    def action_choose(self) -> None:
        """Show what can be chosen as a list."""
        if self.field and self.form.offers(self.field):
            self.post_message(self.Choosing())

    def action_submit(self) -> None:
        """Do it, or go to what has to be mended."""
        if self.running:
            return
        if self.form.plan is not None:
            self.post_message(self.Submitted())
            return
        self.form.touched.update(problem.field for problem in self.form.problems)
        wrong = self.form.first_wrong()
        self._index = wrong if wrong >= 0 else self._index
        self.draw()

    def on_click(self, event: Click) -> None:
        """A click goes to a field; on a flag it turns it."""
        offset = event.get_content_offset(self)
        if offset is None or self.running or not 0 <= offset.y < len(self._rows):
            return
        self._index = self._rows[offset.y]
        entry = self.form.entry(self.form.fields[self._index])
        if isinstance(entry, Choice):
            entry.on = not entry.on
            self._edited()
        self.draw()


def _sentences(text: str, width: int, ink: str) -> Iterator[Line]:
    for part in wrap(text, max(8, width - 4)) if text else ():
        yield (Cell("  "), Cell(part, ink)), ""


def _marked(sign: str, text: str, width: int, ink: str) -> Iterator[Line]:
    """Text behind a sign: it begins with names as they are, so that it is no sentence."""
    for part in wrap(text, max(8, width - 6)) if text else ():
        yield (Cell(f"  {sign} "), Cell(part, ink)), ""
        sign = " "


def _under(text: str, width: int, ink: str) -> Iterator[Line]:
    """Text below a field's box."""
    for part in wrap(text, max(8, width - _LABEL - 4)):
        yield (Cell(" " * (_LABEL + 2)), Cell(part, ink)), ""
