"""One line of text that is being typed: its characters, and where the next one goes."""

from netui.text import safe
from netui.ui.cells import cell_width


class Entry:
    """Text with a cursor."""

    def __init__(self, text: str = "", *, whole: bool = False) -> None:
        self.text = text
        self.cursor = len(text)
        self.whole = whole and bool(text)
        """Whether all of it is selected: what is typed takes its place."""

    def set(self, text: str) -> None:
        """Another text, with the cursor behind it."""
        self.text, self.cursor, self.whole = text, len(text), False

    def insert(self, text: str) -> None:
        """Put text where the cursor is, or in the place of what is selected."""
        if self.whole:
            self.set("")
        self.text = self.text[: self.cursor] + text + self.text[self.cursor :]
        self.cursor += len(text)

    def key(self, name: str) -> bool:
        """What a key of editing does; False for another key."""
        if self.whole and name in ("backspace", "delete"):
            self.set("")
            return True
        text, at = self.text, self.cursor
        if name == "left":
            self.cursor = max(0, at - 1)
        elif name == "right":
            self.cursor = min(len(text), at + 1)
        elif name in ("home", "ctrl+a"):
            self.cursor = 0
        elif name in ("end", "ctrl+e"):
            self.cursor = len(text)
        elif name == "backspace":
            self.text, self.cursor = text[: max(0, at - 1)] + text[at:], max(0, at - 1)
        elif name == "delete":
            self.text = text[:at] + text[at + 1 :]
        elif name == "ctrl+u":
            self.text, self.cursor = text[at:], 0
        elif name == "ctrl+k":
            self.text = text[:at]
        elif name == "ctrl+w":
            kept = text[:at].rstrip().rpartition(" ")[0]
            self.text, self.cursor = kept + text[at:], len(kept)
        else:
            return False
        self.whole = False
        return True

    def window(self, width: int) -> tuple[str, str, str]:
        """What is shown in `width` cells, safe: before the cursor, under it, behind it."""
        before, under, behind = (
            safe(self.text[: self.cursor]),
            safe(self.text[self.cursor : self.cursor + 1]) or " ",
            safe(self.text[self.cursor + 1 :]),
        )
        room = max(0, width - cell_width(under))
        while cell_width(before) > room:
            before = before[1:]
        room -= cell_width(before)
        while cell_width(behind) > room:
            behind = behind[:-1]
        return before, under, behind
