"""The lines of a form: fields, what can be chosen, what is wrong, and the commands as they grow."""

from collections.abc import Iterator

from netui.operations.field import Field
from netui.text import safe
from netui.ui.cells import Cell, cell_width, cells_width, fit, shorten, wrap
from netui.ui.forms.entry import Entry
from netui.ui.forms.form import Choice, Form
from netui.ui.forms.wording import help_in_form, in_form
from netui.ui.ink import BAD, CURSOR, FAINT, KEY, STRONG, WARN
from netui.ui.keynames import key_of
from netui.ui.widgets.drawn import Line

_LABEL = 17
_BOX = 30
_NARROW_BOX = 24
_LEAST_HELP = 12
"""Cells in which the beginning of a field's help still tells something."""
_UNDO = {
    "full": "Can be undone with {undo}.",
    "partial": "{undo} undoes it, but for {lost}.",
    "none": "Cannot be undone.",
    "again": "{redo} does it again.",
}


class FormLines:
    """Writes a form, for a given width, without a terminal."""

    def __init__(self, form: Form) -> None:
        self._form = form

    def above(self, width: int) -> list[Line]:
        """What it does; left out where there is no room."""
        operation = self._form.operation
        blank = [((), "")] if self._form.fields else []
        return [*_sentences(in_form(operation.summary, operation), width, FAINT), *blank]

    def field(self, field: Field, width: int, *, here: bool) -> Iterator[Line]:
        """One field, with what is offered for it and what is wrong with it where one is `here`."""
        entry = self._form.entry(field)
        told = help_in_form(field.help)
        label = field.name.replace("_", " ")
        sign = "▸ " if here else "  "
        required = field.required and not self._form.values.get(field.name)
        cells = [Cell(sign), Cell(fit(label, _LABEL, cut="end"), STRONG if here else "" if required else FAINT)]
        box = _BOX if width >= 84 else _NARROW_BOX
        cells += self._flag(entry) if isinstance(entry, Choice) else self._box(field, entry, box, here=here)
        room = width - cells_width(cells) - 2
        problem = self._form.wrong(field)
        wrong = problem.message if problem else ""
        if wrong and not here:
            cells.append(Cell("  " + shorten("✗ " + wrong, room, "end"), BAD))
        elif cell_width(told) <= room:
            cells.append(Cell("  " + told, FAINT))
        elif not here and room > _LEAST_HELP:
            cells.append(Cell("  " + shorten(told, room, "end"), FAINT))
        yield cells, ""
        if here and cell_width(told) > room and not wrong:
            yield from _under(told, width, FAINT)
        if here and problem:
            yield from _under(f"✗ {wrong}", width, BAD)
            if not isinstance(entry, Entry) or not self.ghost(field, entry):
                yield from _under(in_form(problem.hint, self._form.operation), width, FAINT)
                return
        if here and isinstance(entry, Entry):
            offers = self._offers(field, width)
            if offers:
                yield offers, ""
            elif field.required and field.kind.offer and not entry.text and not self._form.offers(field):
                yield from _under("there is none here that fits", width, FAINT)

    @staticmethod
    def _flag(entry: Choice) -> list[Cell]:
        return [Cell("[x]" if entry.on else "[ ]", KEY if entry.on else "")]

    def _box(self, field: Field, entry: Entry, width: int, *, here: bool) -> list[Cell]:
        if not here:
            return [Cell("["), Cell(fit(safe(entry.text), width)), Cell("]")]
        if entry.whole:
            text = shorten(safe(entry.text), width)
            return [Cell("["), Cell(text, CURSOR), Cell(" " * (width - cell_width(text))), Cell("]")]
        before, under, behind = entry.window(width)
        ghost = self.ghost(field, entry) if not behind else ""
        if ghost:
            under, ghost = ghost[0], shorten(ghost[1:], max(0, width - cell_width(before) - 2), "end")
        used = cell_width(before) + cell_width(under) + cell_width(behind) + cell_width(ghost)
        rest = " " * max(0, width - used)
        return [Cell("["), Cell(before), Cell(under, CURSOR), Cell(behind), Cell(ghost, FAINT), Cell(rest), Cell("]")]

    def ghost(self, field: Field, entry: Entry) -> str:
        """The rest of what is offered first, where it begins as was typed."""
        if not entry.text or entry.whole or entry.cursor < len(entry.text):
            return ""
        offers = self._form.offers(field)
        first = offers[0].text if offers else ""
        return first[len(entry.text) :] if first.startswith(entry.text) else ""

    def _offers(self, field: Field, width: int) -> list[Cell]:
        offers = self._form.offers(field)
        if not offers or (len(offers) == 1 and offers[0].text == self._form.values.get(field.name)):
            return []
        cells = [Cell(" " * (_LABEL + 2))]
        room = width - _LABEL - 4
        for text in dict.fromkeys(shorten(offer.text, 24) for offer in offers):
            if cell_width(text) + 2 > room:
                cells.append(Cell("…", FAINT))
                break
            room -= cell_width(text) + 2
            cells.append(Cell(text + "  ", FAINT))
        return cells

    def below(self, width: int, refusal: tuple[str, str], *, running: bool) -> Iterator[Line]:
        """What is wrong or missing; else what would be done."""
        yield (), ""
        message, hint = refusal
        if message:
            yield from _marked("✗", message, width, BAD)
            yield from _marked(" ", in_form(hint, self._form.operation), width, FAINT)
            yield (), ""
        subjects = self._form.operation.subjects
        if subjects:
            yield from _marked("✓", f"{len(subjects)} are marked: {', '.join(subjects)}", width, STRONG)
            yield (), ""
        plan = self._form.plan
        if plan is None:
            yield from self._lacking(width)
            return
        for command in plan.commands:
            for number, text in enumerate(wrap(command, max(8, width - 4))):
                yield (Cell("    " if number else "  "), Cell(text, STRONG)), ""
        for warning in plan.warnings:
            yield from _marked("!", warning, width, WARN)
        yield (), ""
        if self._form.operation.runs == "change":
            undo = "again" if self._form.operation.noun == "undo" else plan.undo
            keys = {"undo": key_of("explore.undo", "z"), "redo": key_of("explore.redo", "Z")}
            ends = f"Running … {key_of('form.leave', 'Esc')} leaves it to itself."
            told = ends if running else _UNDO[undo].format(lost=plan.lost, **keys)
            yield from _sentences(told, width, WARN if plan.undo != "full" else FAINT)

    def _lacking(self, width: int) -> Iterator[Line]:
        for problem in self._form.faults():
            yield from _marked("✗", problem.message, width, WARN)
            yield from _marked(" ", in_form(problem.hint, self._form.operation), width, FAINT)
        missing = [field.name.replace("_", " ") for field in self._form.missing]
        if missing:
            yield from _sentences(f"Still needed: {', '.join(missing)}.", width, FAINT)


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
    for part in wrap(text, max(8, width - _LABEL - 4)) if text else ():
        yield (Cell(" " * (_LABEL + 2)), Cell(part, ink)), ""
