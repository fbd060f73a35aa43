"""The terminal program: one host, shown in several modes."""

import contextlib
import os
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Protocol, runtime_checkable

from textual.app import App, ScreenStackError
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.driver import Driver as TextualDriver
from textual.events import Event, Key, MouseDown
from textual.filter import ANSIToTruecolor, NoColor

from netui.config.finding import config_path
from netui.core.eventlog import EventLog
from netui.core.host import Host, Interest
from netui.errors import NetuiError
from netui.model.acting import Action
from netui.model.snapshot import Snapshot
from netui.text import safe
from netui.ui import keynames
from netui.ui.comfort import SLOW_LINE, SLOW_PERIOD, Comfort
from netui.ui.driver import Driver, RoundTrip
from netui.ui.feed import Arrived, Feed
from netui.ui.keynames import key_of
from netui.ui.keys import groups
from netui.ui.presenting import MASKED, PresentedChanges, Presenting
from netui.ui.screens.explore import Explore
from netui.ui.screens.menu import PRINT
from netui.ui.screens.mode import Mode
from netui.ui.style import REVERSED, THEMES, sheets
from netui.ui.subject import Subject
from netui.ui.turns import Turns
from netui.ui.view import View
from netui.ui.vigil import Vigil, Waits

if TYPE_CHECKING:
    from netui.core.changing.changes import Changes
    from netui.core.changing.runner import Done
    from netui.core.guard.pending import Pending
    from netui.ui.carrying import Carrier


@runtime_checkable
class Renewed(Protocol):
    """A screen over the explorer that depends on what the host is now."""

    def renew(self, snapshot: Snapshot) -> None:
        """The host has changed."""


class NetuiApp(App[None]):
    """Shows a host that was started before. `who` is the user who looks, `ascii_only` avoids UTF-8."""

    ENABLE_COMMAND_PALETTE = False
    DEFAULT_MODE = "explore"
    BINDING_GROUP_TITLE = "Everywhere"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q", "quit", "quit", id="app.quit", tooltip="end netui"),
        Binding("ctrl+c", "quit", "quit", show=False, priority=True, id="app.interrupt", tooltip="end netui"),
        Binding("ctrl+f", "freeze", "freeze", show=False, id="app.freeze",
                tooltip="freeze what is shown, or follow the host again"),
        Binding("M", "mouse", "mouse", show=False, id="app.mouse",
                tooltip="mouse off, so that the terminal selects text; or on again"),
        Binding("f2", "mode('explore')", "explore", key_display="F2", id="app.explore",
                tooltip="lists, and the detail of what is selected"),
        Binding("f3", "mode('map')", "map", key_display="F3", id="app.map", tooltip="where everything stands"),
        Binding("f4", "mode('events')", "events", key_display="F4", id="app.events",
                tooltip="what has happened since netui began to look"),
        Binding("ctrl+t", "present", "presentation", show=False, id="app.present",
                tooltip="for an audience: more room, the keys pressed, commands as they run; or no more"),
        Binding("H", "mask", "hide addresses", show=False, id="app.mask",
                tooltip="letters for addresses and MACs but their last part, the same ones each time; or show them"),
        Binding("P", "picture", "picture", show=False, id="app.picture",
                tooltip="save the screen as it is to an SVG file"),
        Binding("ctrl+z", "suspend_process", "suspend", show=False, priority=True, id="app.suspend",
                tooltip="back to the shell that netui was started in; fg leads here again"),
        Binding("question_mark,f1", "help", "help", key_display="?", id="app.help", tooltip="keys of this place"),
    ]  # fmt: skip

    def __init__(
        self,
        host: Host,
        *,
        who: str = "",
        ascii_only: bool = False,
        changes: "Changes | None" = None,
        comfort: Comfort | None = None,
    ) -> None:
        super().__init__(driver_class=Driver, css_path=sheets(ascii_only=ascii_only))
        self._comfort = comfort or Comfort()
        config = self._comfort.config
        self._colourless = self.no_color
        """Whether the environment wants no colours, whatever the theme."""
        for theme in THEMES.values():
            self.register_theme(theme)
        self.set_reactive(App.theme, config.theme)
        self._dress()
        self.stylesheet.set_variables(self.get_css_variables())
        keynames.use(self._comfort.keymap)
        self.set_keymap({identity: ",".join(keys) for identity, keys in self._comfort.keymap.items()})
        self.set_class(ascii_only, "-ascii")
        self._host = host
        self._eventlog = EventLog(host)
        self._told = 0
        """Number of the last change that the screen was told of."""
        self._view = View(host.store.snapshot, eventlog=self._eventlog)
        self._who = who
        self._presenting = Presenting(self)
        self._changes = PresentedChanges(changes, self._presenting) if changes else None
        refusal = self._refusal = changes.refusal if changes else "A saved snapshot cannot be changed."
        self._explore = Explore(who, live=host.live, unchangeable=refusal, comfort=self._comfort)
        self._shown: dict[str, Mode] = {}
        """The modes that were shown already, by name."""
        self._makers: dict[str, Callable[[], Mode]] = {
            "explore": lambda: self._explore,
            "map": lambda: self._a_map(who, refusal),
            "events": self._events,
        }
        """How each mode is made when it is shown first: its modules are imported then."""
        for name in self._makers:
            self.add_mode(name, partial(self._make, name))
        self._waiting: Pending | None = None
        self._awaited: Action | None = None
        """What was made here, and is not on the screen yet."""
        self._feed: Feed | None = None
        self._interest: Interest = frozenset()
        self._first_shown = False
        self._leaving: int | None = None
        """The exit status that was asked for before there was a screen to leave."""
        self._slow = config.slow == "on"
        self._frozen = False
        self._mouse = config.mouse
        self._vigil: Vigil | None = None
        self._turns = Turns(self, super().on_event)
        self.fault = ""
        """Where the screen has failed, safe to show; empty while all is well."""

    def _events(self) -> Mode:
        from netui.ui.screens.events import Events

        done = self._changes.entries if self._changes else None
        return Events(self._who, done, live=self._host.live, unchangeable=self._refusal)

    def _make(self, name: str) -> Mode:
        made = self._shown[name] = self._makers[name]()
        if self._slow:
            made.slow()
        return made

    def _a_map(self, who: str, refusal: str) -> Mode:
        from netui.ui.screens.map import Map

        return Map(who, live=self._host.live, unchangeable=refusal)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The key of the mode that is shown means nothing, and of a screen that says it is too small nearly none."""
        shown = self._shown.get(self.current_mode)
        if shown and shown.has_class("-small") and self.screen is shown:
            return action in ("quit", "suspend_process")
        return action != "mode" or parameters[0] != self.current_mode

    @property
    def mode(self) -> Mode:
        """The mode that is shown, also where something lies over it."""
        return self._shown[self.current_mode]

    async def action_mode(self, name: str) -> None:
        """Show the host in another mode; it goes to what is selected in the one that is left."""
        await self._go(name, self.mode.subject)

    async def on_mode_elsewhere(self, message: Mode.Elsewhere) -> None:
        """Show an object in another mode."""
        await self._go(message.mode, message.subject)

    async def _go(self, name: str, subject: Subject | None) -> None:
        await self.switch_mode(name)
        mode = self.mode
        mode.freeze(time.strftime("%H:%M:%S", time.localtime(self._view.frozen)) if self._frozen else "")
        mode.await_word(self._waiting)
        mode.present(self._view)
        if subject and subject != mode.subject and self._view.exists(subject):
            mode.select(subject)
        self._look(mode.interest)
        self._presenting.follow()

    async def on_event(self, event: Event) -> None:
        """A key waits for its turn."""
        if isinstance(event, Key | MouseDown) and not event.is_forwarded:
            self._awaited = None
        if isinstance(event, Key) and not event.is_forwarded:
            self._presenting.press(event)
            await self._turns.take(event)
        else:
            await super().on_event(event)

    def leave(self, status: int) -> None:
        """End with this exit status; a screen that is just being put up is put up before."""
        self._leaving = status
        if self._feed:
            self.exit(return_code=status)

    def on_mount(self) -> None:
        """Show what is known, and listen for more; the host reads the rest once that was painted."""
        self._feed = Feed(self._host.store, self, self._show, self._comfort.period)
        self._show()
        self.call_after_refresh(self._painted)
        if self._leaving is not None:
            self.exit(return_code=self._leaving)

    def _painted(self) -> None:
        self._first_shown = True
        self._host.watch(self._interest)
        if self._changes:
            self._vigil = Vigil(self._changes, self)
        if self._changes and (self._host.live or not self._changes.refusal):
            self.run_worker(self._look_for_broken, thread=True, exit_on_error=False)

    def _look_for_broken(self) -> None:
        """In a thread: where an earlier netui was killed in a change, ask what is to become of that."""
        try:
            found = self._changes and self._changes.broken()
        except NetuiError:
            return
        if self._changes and found:
            self._carrier(self._changes).recover()

    def on_mode_looking(self, message: Mode.Looking) -> None:
        """Something else is looked at."""
        if message.mode is self.mode:
            self._look(message.interest)

    def _look(self, interest: Interest) -> None:
        """Have facets read; before the first frame is painted, that waits."""
        self._interest = interest
        if self._first_shown:
            self._host.watch(self._interest)

    def on_unmount(self) -> None:
        """Hear no more."""
        self._eventlog.close()
        if self._vigil:
            self._vigil.close()
        if self._feed:
            self._feed.close()

    def on_arrived(self, _: Arrived) -> None:
        """The host has changed."""
        if self._feed:
            self._feed.take()

    def _show(self) -> None:
        with contextlib.suppress(ScreenStackError):  # an update may come while the screens go
            self._show_now()

    def _show_now(self) -> None:
        if not self._frozen:
            entries = self._eventlog.since(self._told)
            self._told = entries[0].number if entries else self._told
            self._view = View(self._host.store.snapshot, self._view)
            self.mode.present(self._view, [entry.change for entry in reversed(entries)])
            self._go_to_awaited()
            top = self.screen_stack[-1]
            if isinstance(top, Renewed):
                top.renew(self._view.snapshot)

    def on_mode_refresh_wanted(self) -> None:
        """Read everything again; it shows at once, or when what is frozen goes on."""
        self._host.refresh()

    def _carrier(self, changes: "Changes") -> "Carrier":
        from netui.ui.carrying import Carrier

        return Carrier(self, changes, self._host, say=self.say, copy=self.copy_text, done=self._welcome)

    def _welcome(self, done: "Done") -> None:
        """Go to what was made, now or once the host tells of it, unless a key is pressed before."""
        from netui.ui.made import made_first

        self._awaited = made_first(done.entry.ended.actions) if done.entry.ended else None
        self._go_to_awaited()

    def _go_to_awaited(self) -> None:
        if self._awaited:
            from netui.ui.made import subject_of

            subject = subject_of(self._view, self._awaited)
            if subject:
                self._awaited = None
                self.mode.welcome(subject)

    def on_mode_operation_wanted(self, message: Mode.OperationWanted) -> None:
        """Show the form of an operation."""
        if self._changes:
            self._carrier(self._changes).operate(message.operation, message.values)

    def on_mode_back_wanted(self, message: Mode.BackWanted) -> None:
        """Show what undo, or redo, would do."""
        if self._changes:
            self._carrier(self._changes).back(message.act)

    def on_waits(self, message: Waits) -> None:
        """Another change waits to be kept, or none any more."""
        self._waiting = message.waiting
        self.mode.await_word(message.waiting)
        if self._changes and message.before:
            self._carrier(self._changes).tell(message.before, message.back, kept=message.kept)

    @property
    def waiting(self) -> "Pending | None":
        """The change that waits to be kept, as far as the screen knows."""
        return self._waiting

    def on_mode_decided(self, message: Mode.Decided) -> None:
        """Keep what waits, or put it back."""
        if self._changes:
            self._carrier(self._changes).decide(message.waiting, keep=message.keep)

    def on_mode_log_wanted(self) -> None:
        """Show what netui ran, and what others did."""
        if self._changes:
            self._carrier(self._changes).log(self._eventlog)

    def on_mode_copied(self, message: Mode.Copied) -> None:
        """Copy what was chosen."""
        key = key_of("explore.copy", "y")
        self.copy_text(message.what, message.text, f"Nothing to paste? {key} {PRINT} prints it.")

    def say(self, notice: str) -> None:
        """Show a sentence in the mode that is shown."""
        self.mode.say(notice)

    def copy_text(self, what: str, text: str, otherwise: str = "") -> None:
        """Send a text to the clipboard of the terminal that one sits at. That does not tell whether it took it:
        `otherwise` says what works where it did not.
        """
        from netui.ui.clipboard import sequence, told

        if not text:  # it would empty the clipboard
            self.say("There is nothing here to copy.")
            return
        if self._driver:
            self._driver.write(sequence(text, os.environ))
        self.say(told(what, text, self.size.width, os.environ, otherwise))

    def action_freeze(self) -> None:
        """Let what is shown stand still, or follow the host again."""
        if not self._host.live:
            self.say(self.mode.reason("freeze"))
            return
        self._frozen = not self._frozen
        self._view.frozen = time.time() if self._frozen else 0.0
        self.mode.freeze(time.strftime("%H:%M:%S") if self._frozen else "")
        if self._frozen:
            key = key_of("app.freeze", "ctrl+f")
            self.say(f"Frozen: nothing moves until {key} is pressed again. Nothing is lost meanwhile.")
        else:
            self._show()
            self.say("Live again.")

    def action_mouse(self) -> None:
        """Give the mouse back to the terminal, or take it again."""
        driver = self._driver
        if not isinstance(driver, Driver):
            return
        self._mouse = not self._mouse
        key = key_of("app.mouse", "M")
        if self._mouse:
            driver.take_mouse()
            self.say(f"Mouse on: a click chooses, twice opens, the wheel moves. {key} switches it off.")
        else:
            driver.leave_mouse()
            self.say(f"Mouse off: the terminal selects and copies text itself. {key} switches it on.")

    def action_suspend_process(self) -> None:
        """Stop, and give the terminal back to the shell; Textual takes it again once that continues netui."""
        from netui.ui.foreground import under_job_control

        if under_job_control():
            super().action_suspend_process()
        else:
            self.say(f"No shell waits here that could go on meanwhile. {key_of('operation.shell', 'E')} opens one.")

    def action_wear(self, name: str) -> None:
        """Put on another theme."""
        self.theme = name
        self._dress()
        path = self._comfort.config.path or safe(str(config_path()))
        if self._colourless:
            self.say("NO_COLOR is set: no theme has colours here.")
        else:
            keep = f'theme = "{name}" below [screen] in {path} keeps it'
            self.say(f"Theme {name}, until netui ends; {keep}.")

    def _dress(self) -> None:
        """What of a theme no style sheet says: whether colours are sent, and which."""
        self.no_color = self._colourless or self.theme == "monochrome"
        self._filters = [ANSIToTruecolor(self.ansi_theme, enabled=not self.native_ansi_color)]
        if self.no_color:
            self._filters.append(NoColor())
        self.set_class(self.theme in REVERSED, "-reversed")

    def _build_driver(self, headless: bool, inline: bool, mouse: bool, size: tuple[int, int] | None) -> TextualDriver:
        driver = super()._build_driver(headless, inline, mouse, size)
        if isinstance(driver, Driver):
            driver.sparing = self._slow
            driver.measuring = not self._slow and self._comfort.measures(os.environ)
        return driver

    def on_round_trip(self, message: RoundTrip) -> None:
        """A line that takes long is spared from now on."""
        if message.seconds > SLOW_LINE and not self._slow:
            self._slow = True
            for mode in self._shown.values():
                mode.slow()
            if self._feed:
                self._feed.period = max(self._feed.period, SLOW_PERIOD)
            if isinstance(self._driver, Driver):
                self._driver.spare()
            took = f"{message.seconds * 1000:.0f} ms"
            self.say(f'A slow line: the terminal answers after {took}. Fewer updates; slow = "off" ends that.')

    def pop_screen(self) -> AwaitComplete:
        """What an audience sees goes on over the screen below."""
        popped = super().pop_screen()
        self._presenting.follow()
        return popped

    def action_present(self) -> None:
        """Present, or no more."""
        if self._presenting.toggle():
            hide, end = key_of("app.mask", "H"), key_of("app.present", "ctrl+t")
            self.say(f"Presentation: keys and commands are shown below. {hide} hides addresses. {end} ends it.")
        else:
            self.say("The presentation has ended.")
        self._explore.arrange_again()

    def action_mask(self) -> None:
        """Hide addresses and MACs from an audience, or show them again."""
        self.toggle_class(MASKED)
        self._presenting.redraw()
        hidden = self.has_class(MASKED)
        if hidden:
            self.say("Addresses and MACs are hidden, the same one by the same letters. What is copied is real.")
        else:
            self.say("Addresses and MACs are shown.")

    def action_picture(self) -> None:
        """Save the screen to a file."""
        from netui.ui.picture import take

        self.say(take(self))

    def _fatal_error(self) -> None:
        """A fault of the screen. Textual would write the values of variables too, as they are."""
        from netui.core.state.crash import described

        error = sys.exc_info()[1]
        self.fault = described(error) if error else "no traceback"
        self._close_messages_no_wait()

    def action_help(self) -> None:
        """The keys of the place where one is."""
        from netui.ui.screens.help import Help

        self.push_screen(Help(groups(self.mode.active_bindings.values())))
