"""How keys and the mouse reach the program."""

from textual.drivers.linux_driver import LinuxDriver


class Driver(LinuxDriver):
    """Textual's, which survives octets that are not UTF-8: a Latin-1 terminal sends one for each umlaut."""

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
