"""Events: what has happened on the host since netui began to look, a line each, the newest last."""

import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from threading import Thread
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Resize
from textual.widget import Widget

from netui.core.history.history import Entry as Done
from netui.core.state.files import write_new, write_whole
from netui.errors import NetuiError, UsageError
from netui.model.diff import Change
from netui.objects.changes import Event, sentence
from netui.objects.told import as_json, as_text, clock, place
from netui.text import safe
from netui.ui import keys, operating
from netui.ui.cells import Cell, cell_width
from netui.ui.copying import Copyable
from netui.ui.details.events import named
from netui.ui.filling import Spot
from netui.ui.ink import BAD, FAINT, GOOD, WARN
from netui.ui.keynames import key_of
from netui.ui.screens.mode import LEAST_COLUMNS, LEAST_ROWS, Mode
from netui.ui.story import Story
from netui.ui.style import sheet
from netui.ui.subject import Subject
from netui.ui.view import View
from netui.ui.widgets.eventlist import EventList
from netui.ui.widgets.lines import KeyLine, SentenceLine, TooSmall, TopLine
from netui.ui.widgets.table import Key, Table
from netui.ui.widgets.typed import TypedLine

_INKS = {"added": GOOD, "removed": BAD}
_LATER = 1.0
"""Seconds after an event in which netui writes down that it was its own."""
_WIDEST_PLACE = 24


class Events(Mode):
    """Shows the story of a host. `done` reads what netui itself has changed; it may block, and raise NetuiError."""

    AUTO_FOCUS = "EventList"
    CSS_PATH = sheet("events")
    BINDING_GROUP_TITLE = "Events"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "filter", "filter", key_display="/", id="events.filter",
                tooltip="show what fits: ns: kind: ip: state: container: name: and plain text"),
        Binding("s", "save", "save", id="events.save", tooltip="write these events to a file"),
        Binding("escape", "back", "back", key_display="Esc", id="events.back",
                tooltip="fold what was unfolded; show all events again"),
    ]  # fmt: skip

    def __init__(
        self, who: str, done: Callable[[], Sequence[Done]] | None, *, live: bool, unchangeable: str = ""
    ) -> None:
        super().__init__(live=live, unchangeable=unchangeable)
        self._done = done
        self._since = time.time()
        self._story = Story()
        self._filter = ""
        self._wrong = ""
        """Why the filter fits nothing; empty where it can."""
        self._paused = ""
        self._reading = False
        self._target: Path | None = None
        """A file that is there already, and is replaced if Enter is pressed once more."""
        self._top = TopLine(who, live=live, unchangeable=bool(unchangeable), mode="events")
        self._list = EventList()
        self._sentence = SentenceLine()
        self._filter_line = TypedLine("/", "Enter keeps it, Esc shows all", id="filter")
        self._save_line = TypedLine("file ", "Enter writes it, Esc does not", id="save")
        self._filter_line.display = self._save_line.display = False
        self._keys = KeyLine()

    def compose(self) -> ComposeResult:
        """Top line, events, sentence, keys."""
        yield self._top
        yield self._countdown
        yield self._list
        yield self._sentence
        yield self._filter_line
        yield self._save_line
        yield self._keys
        yield TooSmall(LEAST_COLUMNS, LEAST_ROWS)

    def on_resize(self, event: Resize) -> None:
        """A terminal that is too small says so."""
        columns, rows = event.size
        self.refresh()
        self.set_class(columns < LEAST_COLUMNS or rows < LEAST_ROWS, "-small")
        self._show()

    # what is shown

    def present(self, view: View, _changes: Sequence[Change] = ()) -> None:
        """Show what has happened up to this view."""
        self._view = view
        self._top.present(view)
        if view.eventlog and view.eventlog.live and self._story.take(view.eventlog, view.frozen):
            self._ask_whose()
        self._show()

    def freeze(self, since: str) -> None:
        """Say that what is shown stands still since that time of day; "" for no more."""
        self._paused = since
        self._top.freeze(since)
        self._show()

    def select(self, subject: Subject) -> None:
        """Events are no place of an object: what is selected elsewhere leaves them as they are."""

    def _show(self) -> None:
        """The rows; at the last one, new events come into sight by themselves."""
        rows = [] if self._wrong else self._story.rows()
        places = max((cell_width(place(self._event(row))) for row in rows), default=0)
        self._list.follow(rows, self._cells, self._empty(), min(max(places, 9), _WIDEST_PLACE))
        self._entitle(len(rows))
        self._tell()

    def _event(self, row: Key) -> Event:
        return self._story.flood(int(str(row))).events[0].event

    def _cells(self, row: Key) -> tuple[Cell, ...]:
        flood = self._story.flood(int(str(row)))
        first = flood.events[0]
        event = first.event
        return (
            Cell(clock(first.time)[: self._list.clock_width], FAINT),
            Cell(place(event)),
            Cell(flood.sign, _INKS.get(event.action, WARN)),
            Cell(flood.text, FAINT if flood.upkeep else ""),
            Cell(safe(event.who) if event.who else "", FAINT),
        )

    def _empty(self) -> tuple[str, ...]:
        if not self._live:
            return ("A saved snapshot has no events: it is one moment.", "netui diff OLD NEW compares two of them.")
        if self._wrong:
            return self._wrong, f"{key_of('events.back', 'Esc')} shows all again."
        if self._filter and self._story.kept:
            return f"No event fits “{safe(self._filter)}”.", f"{key_of('events.back', 'Esc')} shows all again."
        began = time.strftime("%H:%M:%S", time.localtime(self._since))
        return (
            f"Nothing has changed since netui began to look, at {began}.",
            "Links, addresses, routes, neighbours, namespaces, containers: what comes, goes or changes is told here.",
        )

    def _entitle(self, shown: int) -> None:
        kept, total = self._story.kept, self._story.total
        words = [f"{kept}" if kept == total else f"the last {kept} of {total}"] if total else []
        if self._filter:
            words = [f"{len(self._story.fitting()) if not self._wrong else 0} of {kept}", f"/{safe(self._filter)}"]
        if self._paused:
            words.append(f"paused {self._paused}")
        elif self._live and shown and not self._list.at_end:
            words.append(f"{key_of('events.last', 'G')} follows again")
        self._list.entitle("  ".join(["Events", *words]))

    def _tell(self) -> None:
        """What the row under the cursor is about, and whether that is still there."""
        self._subject = self._here()
        self._sentence.say(self._notice or self._about())
        typing = self._filter_line.display or self._save_line.display
        bindings = () if typing else self.active_bindings.values()
        self._keys.present(keys.hints(self.app, bindings, self.reason, partial(operating.word, self._place)))

    @property
    def _row(self) -> int | None:
        return None if self._list.cursor is None else int(str(self._list.cursor))

    def _named(self) -> Subject | None:
        row = self._row
        return None if row is None else named(self._story.entry(row).change)

    def _here(self) -> Subject | None:
        found = self._named()
        return found if found and self._view.exists(found) else None

    def _about(self) -> str:
        row = self._row
        if row is None:
            return ""
        flood = self._story.flood(row)
        if len(flood.events) > 1:
            last = clock(flood.events[-1].time)
            return (
                f"{len(flood.events)} events {flood.common}, until {last}. {key_of('list.open', 'Enter')} shows each."
            )
        event = flood.events[0].event
        words = [f"{sentence(event)}."]
        if event.command:
            words.append(f"netui ran: {event.command}.")
        if not self._here():
            words.append("It is gone.")
        return " ".join(words)

    # who it was

    def _ask_whose(self) -> None:
        """Read, a moment later and beside the screen, which changes were netui's own."""
        if self._done and not self._reading:
            self._reading = True
            self.set_timer(_LATER, lambda: Thread(target=self._read, daemon=True).start())

    def _read(self) -> None:
        """In a thread of its own."""
        assert self._done
        try:
            done = self._done()
        except NetuiError:
            done = ()
        if self.app.is_running:
            self.app.call_from_thread(partial(self._attribute, done))

    def _attribute(self, done: Sequence[Done]) -> None:
        self._reading = False
        self._story.attribute(done)
        self._show()

    # keys

    @property
    def _place(self) -> str:
        return ""

    @property
    def _spot(self) -> Spot:
        return Spot("", self._subject)

    def reason(self, action: str) -> str:
        """Why an action can do nothing now, in a sentence; empty where it can."""
        if action == "open" and self._row is not None:
            flood = self._story.flood(self._row)
            return (
                "" if self._subject or len(flood.events) > 1 else "That is gone: there is nothing to show any more."
            )
        if action == "app.freeze":
            action = "freeze"
        if action == "copy" and self._row is not None:
            return ""
        if action == "save" and not self._story.kept:
            return "There is no event to save."
        return super().reason(action)

    def _means(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Whether a key means anything here."""
        if action == "back":
            return bool(self._filter or self._story.unfolded)
        return super()._means(action, parameters)

    def on_table_moved(self) -> None:
        """Another event is under the cursor."""
        self._notice = ""
        self._entitle(len(self._list.rows))
        self._tell()

    def on_table_opened(self, _: Table.Opened) -> None:
        """Show a flood line by line; an event's object in the explorer."""
        row = self._row
        if row is not None and self._story.open(row):
            self._show()
            return
        subject = self._here()
        if subject:
            self.post_message(self.Elsewhere("explore", subject))
        else:
            self.say(self.reason("open"))

    def action_back(self) -> None:
        """Fold what was unfolded; else all events again."""
        if self._story.close():
            self._show()
        else:
            self._narrow("")

    def action_filter(self) -> None:
        """Type what events must fit."""
        self._type(self._filter_line, self._filter, over=self._sentence)

    def action_save(self) -> None:
        """Ask for a file to write the events to that fit the filter."""
        if not self._story.kept:
            self.say(self.reason("save"))
            return
        self._target = None
        self._notice = "Where to? A name that ends in .txt gets text, any other one JSON, an object a line."
        self._type(self._save_line, f"netui-events-{time.strftime('%Y%m%d-%H%M%S')}.jsonl", over=self._keys)

    def _type(self, into: TypedLine, text: str, *, over: Widget) -> None:
        over.display, into.display = False, True
        into.begin(text)
        self.set_focus(into)
        self._tell()

    def _typed(self, into: TypedLine) -> None:
        self._sentence.display = self._keys.display = True
        into.display = False
        self.set_focus(self._list)
        self.call_after_refresh(self._tell)  # the keys of the list, once it has the focus

    def _narrow(self, text: str) -> None:
        self._filter, self._wrong = text, ""
        try:
            self._story.narrow(text.split())
        except UsageError as error:
            self._wrong = f"{error.message[:1].upper()}{error.message[1:]}: {error.hint}."
        self._show()

    @on(TypedLine.Changed, "#filter")
    def _filter_typed(self, message: TypedLine.Changed) -> None:
        self._narrow(message.text)

    @on(TypedLine.Ended, "#filter")
    def _filter_ended(self, message: TypedLine.Ended) -> None:
        self._typed(self._filter_line)
        self._narrow(message.text)

    @on(TypedLine.Ended, "#save")
    def _save_ended(self, message: TypedLine.Ended) -> None:
        self._notice = ""
        path = Path(message.text).expanduser()
        if not (message.kept and message.text) or self._written(path):
            self._typed(self._save_line)
        self._tell()

    def _written(self, path: Path) -> bool:
        """Write the events; False where a file is there already, and one has to say that it may go."""
        told = self._story.fitting()
        text = as_text(told) if path.suffix == ".txt" else as_json(told)
        write = write_whole if path == self._target else write_new
        try:
            write(path, text.encode("utf-8", "backslashreplace"))
        except FileExistsError:
            self._target = path
            self._notice = "That file is there already. Enter once more replaces it; Esc leaves it."
            return False
        except OSError as error:
            self._notice = f"{safe(str(path))} cannot be written: {error.strerror}."
            return True
        events = "1 event" if len(told) == 1 else f"{len(told)} events"
        self._notice = f"Saved {events} to {safe(str(path.absolute()))}."
        return True

    def action_copy(self) -> None:
        """Choose what to copy of the event under the cursor, and of its object."""
        from netui.ui.copying import copyables
        from netui.ui.screens import ask

        row = self._row
        if row is None:
            self.say("There is nothing here to copy.")
            return
        one = self._story.flood(row).events[0]
        offered = [
            Copyable("l", "this line", as_text([one]).rstrip()),
            Copyable("e", "event as JSON", as_json([one]).rstrip()),
        ]
        if one.event.command:
            offered.append(Copyable("r", "what netui ran", one.event.command))
        subject = self._here()
        own = copyables(self._view, [subject], subject.namespace) if subject else ()
        ask.copy(self.app, "Copy", [*offered, *own], self._copy)
