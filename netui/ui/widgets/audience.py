"""What an audience sees besides the screen itself: the keys that were pressed last, and commands as they run."""

from collections import deque
from collections.abc import Sequence

from netui.ui.cells import Cell, cell_width, cells_width, wrap
from netui.ui.ink import BAD, FAINT, GOOD, STRONG
from netui.ui.keynames import key_of
from netui.ui.widgets.drawn import Drawn, Line

_KEYS = 6
_MARGIN = 3
_MOST = 8
"""Lines of commands that are shown at most."""


class Audience(Drawn):
    """A band below everything. Commands stay until the second key after them: the first may only close a form."""

    def __init__(self) -> None:
        super().__init__()
        self._pressed: deque[str] = deque(maxlen=_KEYS)
        self._commands: Sequence[str] = ()
        self._result = Cell("")
        self._since = 0
        """Keys pressed since the commands ran."""

    def take_over(self, other: "Audience") -> None:
        """Go on as another one, which was on a screen that is not on top any more."""
        self._pressed, self._since = other._pressed, other._since
        self._commands, self._result = other._commands, other._result

    def on_mount(self) -> None:
        """As high as what is shown."""
        self._fit()

    def press(self, key: str) -> None:
        """Show a key; safe text."""
        self._pressed.append(key)
        self._since += 1
        if self._commands and self._since > 1:
            self._commands = ()
        self._fit()

    def run(self, commands: Sequence[str]) -> None:
        """Show commands that run now; safe text."""
        self._commands, self._result, self._since = commands, Cell("running …", FAINT), 0
        self._fit()

    def end(self, result: str, *, well: bool) -> None:
        """Show how they ended."""
        self._result = Cell(result, GOOD if well else BAD)
        self._fit()

    def _fit(self) -> None:
        lines = self._lines(self.size.width or 80)
        self.styles.height = len(lines)
        self.refresh()

    def _lines(self, width: int) -> list[Sequence[Cell]]:
        lines: list[Sequence[Cell]] = []
        room = max(8, width - 2 * _MARGIN - 2)
        if self._commands:
            told = [part for one in self._commands for part in self._wrapped(one, room)]
            if len(told) > _MOST:
                told = [*told[: _MOST - 1], [Cell(" " * _MARGIN), Cell(f"… and {len(told) - _MOST + 1} more lines")]]
            lines += [(), *told, [Cell(" " * (_MARGIN + 2)), self._result], ()]
        keys = [Cell(" " * _MARGIN), *(Cell(f"{key}   ", STRONG) for key in self._pressed)]
        keys_help = f"{key_of('app.mask', 'H')} hides addresses, {key_of('app.present', 'ctrl+t')} ends"
        room = width - cells_width(keys) - cell_width(keys_help) - _MARGIN
        hint = [Cell(" " * room), Cell(keys_help, FAINT)] if room > 0 else []
        return [*lines, *([] if lines else [()]), [*keys, *hint], ()]

    @staticmethod
    def _wrapped(command: str, room: int) -> list[Sequence[Cell]]:
        first, *others = wrap(command, room)
        return [
            [Cell(" " * _MARGIN), Cell("$ ", FAINT), Cell(first, STRONG)],
            *([Cell(" " * (_MARGIN + 4)), Cell(one, STRONG)] for one in others),
        ]

    def line(self, y: int, width: int) -> Line:
        """Commands, then keys."""
        lines = self._lines(width)
        return (lines[y] if y < len(lines) else ()), ""
