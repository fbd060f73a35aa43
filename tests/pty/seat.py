"""Somebody at a terminal: presses keys, and reads what the screen shows then."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.pty.picture import Picture
from tests.pty.terminal import DEADLINE, Terminal, netui

ESCAPE, TAB, BACK_TAB, ENTER, LIST = "\x1b", "\t", "\x1b[Z", "\r", "\x0f"


class Seat:
    """Keys go in, words come out."""

    def __init__(self, terminal: Terminal, rows: int, columns: int) -> None:
        self.terminal = terminal
        self._picture = Picture(rows, columns)
        self._fed = 0

    def press(self, *keys: str) -> None:
        """Press keys, or type texts; what comes in one does not wait for what it shows."""
        for one in keys:
            self.terminal.type(one.encode())

    @property
    def words(self) -> str:
        """What the screen shows, without its frames."""
        octets = self.terminal.octets
        self._picture.feed(octets[self._fed :])
        self._fed = len(octets)
        return self._picture.words

    @property
    def lines(self) -> list[str]:
        """The same, line by line."""
        assert self.words
        return self._picture.lines

    def sees(self, *texts: str) -> None:
        """Wait until all of these are shown."""
        self._waits(lambda: all(text in self.words for text in texts), f"{texts} not shown")

    def sees_no(self, text: str) -> None:
        """Wait until this is not shown any more."""
        self._waits(lambda: text not in self.words, f"{text!r} still shown")

    def _waits(self, done: Callable[[], bool], what: str) -> None:
        end = time.monotonic() + DEADLINE
        while not done():
            if time.monotonic() > end or self.terminal.ended():
                raise AssertionError(what + ":\n" + "\n".join(self.lines))
            self.terminal.read(0.05)

    def does(self, *keys: str, sees: str) -> None:
        """Press keys once this is not shown, for then it would tell nothing about them, and wait until it is."""
        if any(keys):
            self._waits(lambda: sees not in self.words, f"{sees!r} is shown before {keys}")
        self.press(*keys)
        self.sees(sees)

    def leaves(self, *, without: str) -> None:
        """Press Esc, and wait until this is not shown any more."""
        self.sees(without)
        self.press(ESCAPE)
        self.sees_no(without)

    def goes_to(self, name: str) -> None:
        """Jump to an object by its name."""
        self.does(":", sees="Commands and objects")
        self.press(name)
        self._waits(lambda: self.words.count(name) > 1, f"{name} is not found")
        self.press(ENTER)
        self.sees_no("Commands and objects")


@contextmanager
def seat(folder: Path, *arguments: str, rows: int = 30, columns: int = 100, **environment: str) -> Iterator[Seat]:
    """netui without Docker, with a history of its own; it must end well."""
    environment = {"XDG_STATE_HOME": str(folder), "DOCKER_HOST": "unix:///nonexistent/x"} | environment
    with netui(*arguments, rows=rows, columns=columns, **environment) as terminal:
        one = Seat(terminal, rows, columns)
        one.sees("live")
        yield one
        one.press("\x03")
        assert terminal.end() == 0
        assert b"Traceback" not in terminal.octets
