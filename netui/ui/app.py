"""The terminal program: one host, shown by screens."""

import traceback
from typing import ClassVar

from textual.app import App
from textual.binding import Binding, BindingType
from textual.filter import NoColor

from netui.core.host import Host, Interest
from netui.text import safe_lines
from netui.ui.driver import Driver
from netui.ui.feed import Arrived, Feed
from netui.ui.screens.explore import Explore
from netui.ui.style import THEME, sheets
from netui.ui.view import View


class NetuiApp(App[None]):
    """Shows a host that was started before. `who` is the user who looks, `ascii_only` avoids UTF-8."""

    ENABLE_COMMAND_PALETTE = False
    BINDING_GROUP_TITLE = "Everywhere"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q", "quit", "quit", id="app.quit", tooltip="end netui"),
        Binding("ctrl+c", "quit", "quit", show=False, priority=True, id="app.interrupt", tooltip="end netui"),
        Binding("question_mark,f1", "help", "help", key_display="?", id="app.help", tooltip="keys of this place"),
    ]

    def __init__(self, host: Host, *, who: str = "", ascii_only: bool = False) -> None:
        super().__init__(driver_class=Driver, css_path=sheets(ascii_only=ascii_only))
        self.register_theme(THEME)
        self.set_reactive(App.theme, THEME.name)
        self.stylesheet.set_variables(self.get_css_variables())
        if self.no_color:
            self._filters[-1] = NoColor()
        self.set_class(ascii_only, "-ascii")
        self._host = host
        self._view = View(host.store.snapshot)
        self._explore = Explore(who, live=host.live)
        self._feed: Feed | None = None
        self._interest: Interest = frozenset()
        self._first_shown = False
        self.fault = ""
        """Where the screen has failed, safe to show; empty while all is well."""

    def get_default_screen(self) -> Explore:
        """The explorer."""
        return self._explore

    def on_mount(self) -> None:
        """Show what is known, and listen for more; the host reads the rest once that was painted."""
        self._feed = Feed(self._host.store, self, self._show)
        self._show()
        self.call_after_refresh(self._painted)

    def _painted(self) -> None:
        self._first_shown = True
        self._host.watch(self._interest)

    def on_explore_looking(self, message: Explore.Looking) -> None:
        """Something else is looked at; before the first frame is painted, that waits."""
        self._interest = message.interest
        if self._first_shown:
            self._host.watch(self._interest)

    def on_unmount(self) -> None:
        """Hear no more."""
        if self._feed:
            self._feed.close()

    def on_arrived(self, _: Arrived) -> None:
        """The host has changed."""
        if self._feed:
            self._feed.take()

    def _show(self) -> None:
        self._view = View(self._host.store.snapshot, self._view)
        self._explore.present(self._view)

    def on_explore_refresh_wanted(self) -> None:
        """Read everything again."""
        self._host.refresh()

    def _fatal_error(self) -> None:
        """A fault of the screen. Textual would write the values of variables too, as they are."""
        self.fault = safe_lines(traceback.format_exc())
        self._close_messages_no_wait()

    def action_help(self) -> None:
        """The keys of the place where one is."""
        from netui.ui.screens.help import Help

        self.push_screen(Help(self._explore.bindings_here()))
