"""The least that a Textual program can be: what the first frame of netui is measured against."""

from textual.app import App, ComposeResult
from textual.widgets import Static


class Empty(App[None]):
    """One line of text."""

    def compose(self) -> ComposeResult:
        yield Static("empty app is painted")


if __name__ == "__main__":
    Empty().run()
