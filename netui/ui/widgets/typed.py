"""A line of text that is typed: a filter, or what the palette looks for."""

from textual.events import Key, Paste
from textual.message import Message

from netui.text import safe
from netui.ui.cells import Cell, cell_width, cells_width
from netui.ui.ink import CURSOR, FAINT, KEY
from netui.ui.widgets.drawn import Drawn, Line


class TypedLine(Drawn, can_focus=True):
    """Text typed behind a prompt, told letter by letter. `hint` stands behind it where there is room."""

    class Changed(Message):
        """The text is another one."""

        def __init__(self, line: "TypedLine", text: str) -> None:
            super().__init__()
            self.line = line
            self.text = text

        @property
        def control(self) -> "TypedLine":
            """The line."""
            return self.line

    class Ended(Changed):
        """It was ended: by Enter, or by Esc, which leaves no text."""

        def __init__(self, line: "TypedLine", text: str, *, kept: bool) -> None:
            super().__init__(line, text)
            self.kept = kept

    def __init__(self, prompt: str, hint: str, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._prompt = prompt
        self._hint = hint
        self._text = ""
        self._selected = False
        """Whether what is typed next takes the place of the text."""

    def begin(self, text: str) -> None:
        """Edit this text: letters take its place, as in a form; backspace, right and end keep it."""
        self._text, self._selected = text, bool(text)
        self.renew()

    def line(self, _y: int, width: int) -> Line:
        """The text, its end in sight."""
        shown = safe(self._text)
        while shown and cell_width(shown) > width - 4:
            shown = shown[1:]
        ink = CURSOR if self._selected else ""
        cells = (Cell(f" {self._prompt}", KEY), Cell(shown, ink), Cell(" ", CURSOR), Cell(f"   {self._hint}", FAINT))
        return (cells if cells_width(cells) <= width else cells[:3]), ""

    def on_key(self, event: Key) -> None:
        """Letters go into the text; no letter is a command here."""
        if event.key == "enter":
            self.post_message(self.Ended(self, self._text, kept=True))
        elif event.key == "escape":
            self._take("")
            self.post_message(self.Ended(self, "", kept=False))
        elif event.key == "backspace":
            self._change(self._text[:-1])
        elif event.key == "ctrl+u":
            self._change("")
        elif event.key == "ctrl+w":
            self._change(self._text.rstrip().rpartition(" ")[0])
        elif event.key in ("right", "end"):
            self._take(self._text)
        elif event.is_printable and event.character:
            self._change(self._kept + event.character)
        else:
            return
        event.stop()
        event.prevent_default()

    def on_paste(self, event: Paste) -> None:
        """The first line of what is pasted."""
        event.stop()
        self._change(self._kept + "".join(event.text.splitlines()[:1]))

    @property
    def _kept(self) -> str:
        return "" if self._selected else self._text

    def _take(self, text: str) -> None:
        self._text, self._selected = text, False
        self.renew()

    def _change(self, text: str) -> None:
        self._take(text)
        self.post_message(self.Changed(self, text))
