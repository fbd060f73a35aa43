"""How keys and the mouse reach the program, and how long the line takes."""

import time

from textual.drivers.linux_driver import LinuxDriver
from textual.events import CursorPosition
from textual.message import Message


class RoundTrip(Message):
    """The terminal has answered a question after so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds


class Driver(LinuxDriver):
    """Textual's, which survives octets that are not UTF-8: a Latin-1 terminal sends one for each umlaut."""

    measuring = False
    """Whether the terminal is to be asked, once, how long it takes to answer. A terminal multiplexer on this side
    of the line answers itself."""
    sparing = False
    """Whether the mouse is told of by its buttons and wheel alone, not by every move."""
    _asked = 0.0

    def start_application_mode(self) -> None:
        """Take the terminal; what was written before the question delays its answer, as it delays what follows."""
        super().start_application_mode()  # type: ignore[no-untyped-call]
        if self.measuring:
            self.measuring = False
            self._asked = time.monotonic()
            self.write("\x1b[6n")
            self.flush()

    def process_message(self, message: Message) -> None:
        """In the input thread: a busy program adds nothing to what is measured."""
        if isinstance(message, CursorPosition) and self._asked:
            message = RoundTrip(time.monotonic() - self._asked)
            self._asked = 0.0
        super().process_message(message)

    def run_input_thread(self) -> None:
        """Read keys until the end. What is not UTF-8 is no key here; Textual would end (its issue 6456)."""
        while True:
            try:
                super().run_input_thread()
            except UnicodeDecodeError:
                continue
            return

    def take_mouse(self) -> None:
        """Have the terminal report clicks, moves and the wheel."""
        self._mouse = True
        self._enable_mouse_support()
        self.flush()

    def leave_mouse(self) -> None:
        """Leave the mouse to the terminal, which then selects text itself."""
        self._disable_mouse_support()
        self._mouse = False

    def spare(self) -> None:
        """Have no moves of the mouse told from now on."""
        self.sparing = True
        self._enable_mouse_support()
        self.flush()

    def _enable_mouse_support(self) -> None:
        super()._enable_mouse_support()
        if self._mouse and self.sparing:
            self.write("\x1b[?1003l\x1b[?1000h")
