"""A form that is being filled in: its keys, and as many of its lines as there is room for."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.events import Click, Key, Paste
from textual.message import Message

from netui.operations.field import Field
from netui.ui.forms.entry import Entry
from netui.ui.forms.form import Choice, Form
from netui.ui.keynames import key_of
from netui.ui.widgets.drawn import Drawn, Line
from netui.ui.widgets.form_lines import FormLines

_LEAST_FIELDS = 3
"""Lines of fields that stay, whatever is told below them."""
_LEAST_HEIGHT = 14
"""As the style sheet has it."""
_FRAME = 2
"""Lines of the border."""


class FormPane(Drawn, can_focus=True):
    """The fields of a form, one a line, and below them what would be done.

    | key | does |
    |---|---|
    | tab, down / shift+tab, up | next, previous field |
    | right at the end | take what is offered |
    | space | a flag: on or off |
    | enter | do it, or go to what has to be mended |
    | ctrl+o | choose from what there is |
    | page up, page down | more of what would be done, where it is long |
    """

    BINDING_GROUP_TITLE = "In a form"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab,down", "go(1)", "next", key_display="Tab", id="form.next", tooltip="next field"),
        Binding("shift+tab,up", "go(-1)", "previous", show=False, id="form.previous", tooltip="previous field"),
        Binding("enter", "submit", "do it", key_display="Enter", id="form.submit",
                tooltip="do it, or go to what has to be mended"),
        Binding("pagedown", "scroll_told(1)", "more", show=False, id="form.page-down",
                tooltip="more of what would be done, where it is long"),
        Binding("pageup", "scroll_told(-1)", "back", show=False, id="form.page-up",
                tooltip="what would be done, from its beginning"),
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
        self._lines = FormLines(form)
        self.refusal: tuple[str, str] = ("", "")
        """Why it was refused, and what would help; safe text."""
        self.running = False
        self._index = self._first_open()
        self._top = 0
        self._below = 0
        """The first line that is shown of what would be done."""
        self._height = _LEAST_HEIGHT if form.fields else 0
        """Lines that it was seen to need, with its border."""
        self._subtitle = ""
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

    @property
    def ghost(self) -> str:
        """What right at the end would add: the rest of what is offered first."""
        entry = self.form.entry(self.field) if self.field else None
        return self._lines.ghost(self.field, entry) if self.field and isinstance(entry, Entry) else ""

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
            for line in self._lines.field(field, width, here=number == self._index and not self.running)
        ]
        above = self._lines.above(width)
        below = list(self._lines.below(width, self.refusal, running=self.running))
        self._grow(len(above) + len(fields) + len(below) + _FRAME)
        most = max(3, height - min(len(fields), _LEAST_FIELDS))
        cut = max(0, len(below) - most)
        self._below = min(self._below, cut)
        below = below[self._below : self._below + most]
        room = max(1, height - len(below))
        here = [position for position, (number, _) in enumerate(fields) if number == self._index]
        if here:
            self._top = min(max(self._top, here[-1] - room + 1), here[0])
        self._top = max(0, min(self._top, len(fields) - room))
        seen = [line for _, line in fields[self._top : self._top + room]]
        above = above if len(above) + len(seen) <= room else []
        self._rows = [*[-1] * len(above), *(number for number, _ in fields[self._top : self._top + room])]
        hidden = len(fields) - len(seen) + cut
        more = f", {key_of('form.page-down', 'PgDn')} shows them" if cut else ""
        told = f"{hidden} more lines{more}" if hidden > 0 else ""
        if told != self._subtitle:
            self._subtitle = told
            self.call_after_refresh(self._entitle)  # while it is drawn, its border is not drawn again
        self._shown = [*above, *seen, *below]

    def _entitle(self) -> None:
        self.border_subtitle = self._subtitle or None

    def _grow(self, needed: int) -> None:
        if needed > self._height:
            self._height = needed
            self.styles.height = needed

    def line(self, y: int, _width: int) -> Line:
        """A field, or what would be done."""
        return self._shown[y] if y < len(self._shown) else ((), "")

    # keys

    def on_key(self, event: Key) -> None:
        """What is typed goes into the field."""
        if self.running and event.key != "escape":
            event.stop()
            event.prevent_default()
        if self.running:
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
        if event.key == "right" and (ghost := self.ghost):
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

    def action_scroll_told(self, by: int) -> None:
        """Show more of what would be done, or what stands before it."""
        self._below = max(0, self._below + by * max(1, self.size.height // 2))
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
        self.post_message(self.Moved())
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
        self.post_message(self.Moved())
        self.draw()
