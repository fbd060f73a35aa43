"""How keys reach the program."""

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
