"""The explorer: five lists, the detail of what is selected, one sentence about it, and the keys that work."""

import time
from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import DescendantFocus, Resize
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget

from netui.core.host import Interest
from netui.model.diff import Change
from netui.model.snapshot import Snapshot
from netui.ui import ink, keys
from netui.ui.fresh import MOMENT, Fresh
from netui.ui.lists import INDEX, LISTINGS
from netui.ui.related import related
from netui.ui.sentences import no_peer, sentence
from netui.ui.subject import Subject, a_link, a_namespace
from netui.ui.view import View
from netui.ui.widgets.detail import DetailPane
from netui.ui.widgets.lines import KeyLine, SentenceLine, TooSmall, TopLine
from netui.ui.widgets.pane import ListPane
from netui.ui.widgets.table import Table
from netui.ui.widgets.typed import TypedLine

LEAST_COLUMNS, LEAST_ROWS = 60, 18
_WIDE, _TALL = 110, 36
_LINKS = 1
"""Index of the pane that has the focus first: its first frame tells most."""


class Explore(Screen[None]):
    """Shows a view, which `present` brings up to date; changes nothing."""

    AUTO_FOCUS = "#links"
    COMPONENT_CLASSES: ClassVar[set[str]] = set(ink.EVERY)
    BINDING_GROUP_TITLE = "Explore"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1", "pane(0)", "panes", key_display="1–5", id="explore.namespaces", tooltip="namespaces"),
        Binding("2", "pane(1)", "links", show=False, id="explore.links", tooltip="links of the namespace"),
        Binding("3", "pane(2)", "bridges", show=False, id="explore.bridges", tooltip="bridges"),
        Binding("4", "pane(3)", "containers", show=False, id="explore.containers", tooltip="containers"),
        Binding("5", "pane(4)", "networks", show=False, id="explore.networks", tooltip="Docker networks"),
        Binding("tab", "app.focus_next", "next", show=False, id="explore.next", tooltip="next pane"),
        Binding("shift+tab", "app.focus_previous", "previous", show=False, id="explore.previous",
                tooltip="previous pane"),
        Binding("l,right", "right", "detail", show=False, id="explore.right", tooltip="to the detail"),
        Binding("h,left", "left", "list", show=False, id="explore.left", tooltip="to the list"),
        Binding("escape", "back", "back", key_display="Esc", id="explore.back",
                tooltip="back to the detail that led here; out of the detail; show all rows again"),
        Binding("right_square_bracket,full_stop", "tab(1)", "tab", key_display="[ ]", id="explore.next-tab",
                tooltip="next tab of the detail"),
        Binding("left_square_bracket,comma", "tab(-1)", "tab", show=False, id="explore.previous-tab",
                tooltip="tab of the detail before this one"),
        Binding("p", "peer", "peer", id="explore.peer", tooltip="to the other end of a veth"),
        Binding("slash", "filter", "filter", key_display="/", id="explore.filter",
                tooltip="filter this list, or this detail"),
        Binding("colon,ctrl+p", "palette", "commands", key_display=":", id="explore.palette",
                tooltip="find a command or an object"),
        Binding("y", "copy", "copy", id="explore.copy", tooltip="copy name, address, MAC, command or JSON"),
        Binding("o", "sort", "sort", show=False, id="explore.sort", tooltip="sort this list by a column"),
        Binding("O", "reverse", "reverse", show=False, id="explore.reverse", tooltip="sort the other way round"),
        Binding("plus", "enlarge(1)", "enlarge", show=False, key_display="+", id="explore.enlarge",
                tooltip="give this pane more room"),
        Binding("underscore", "enlarge(-1)", "shrink", show=False, key_display="_", id="explore.shrink",
                tooltip="give this pane less room again"),
        Binding("R,ctrl+r", "refresh", "refresh", show=False, id="explore.refresh", tooltip="read everything again"),
    ]  # fmt: skip

    class Looking(Message):
        """What is looked at has changed: costly facets to be kept read."""

        def __init__(self, interest: Interest) -> None:
            super().__init__()
            self.interest = interest

    class RefreshWanted(Message):
        """Everything is to be read again."""

    class Copied(Message):
        """A text is to go to the clipboard; `what` tells what it is."""

        def __init__(self, what: str, text: str) -> None:
            super().__init__()
            self.what = what
            self.text = text

    def __init__(self, who: str, *, live: bool) -> None:
        super().__init__()
        self._view = View(Snapshot())
        self._chosen = -1
        """Key of the namespace whose links are shown."""
        self._subject: Subject | None = None
        self._interest: Interest = frozenset()
        self._tab = ""
        """Title of the tab of the detail that was chosen last; objects without it show their overview."""
        self._trail: list[Subject] = []
        """The objects that were left by following a line of their detail, the first one first."""
        self._notice = ""
        self._top = TopLine(who, live=live)
        self._panes = tuple(ListPane(listing) for listing in LISTINGS)
        self._current = self._panes[_LINKS]
        self._filtered: ListPane | DetailPane = self._current
        """What the filter that is typed narrows."""
        self._detail = DetailPane(id="detail")
        self._sentence = SentenceLine()
        self._filter_line = TypedLine("/", "Enter keeps it, Esc shows all")
        self._filter_line.display = False
        self._fresh = Fresh()
        self._enlarged = 0
        """0: all panes; 1: the others folded; 2: this pane alone."""
        self._keys = KeyLine()

    def compose(self) -> ComposeResult:
        """Top line, panes and detail, sentence, keys."""
        yield self._top
        yield Widget(Widget(*self._panes, id="panes"), self._detail, id="body")
        yield self._sentence
        yield self._filter_line
        yield self._keys
        yield TooSmall(LEAST_COLUMNS, LEAST_ROWS)

    def on_mount(self) -> None:
        """Begin in the links of the host."""
        self._current.add_class("-open")

    def on_resize(self, event: Resize) -> None:
        """What fits decides what is shown. A terminal that has its old size again may have lost what stood there."""
        columns, rows = event.size
        self.refresh()
        was_small, small = self.has_class("-small"), columns < LEAST_COLUMNS or rows < LEAST_ROWS
        self.set_class(small, "-small")
        self._arrange(columns, rows)
        if was_small and not small:
            self.call_after_refresh(self._focus_again)

    def _arrange(self, columns: int, rows: int) -> None:
        """Wide: the detail beside the lists. Tall: all lists open. Enlarged: the others folded, or away."""
        self.set_class(columns >= _WIDE, "-wide")
        self.set_class(rows >= _TALL and not self._enlarged, "-tall")
        self.set_class(self._enlarged > 1, "-largest")
        self._show_detail()

    def _focus_again(self) -> None:
        """What was hidden has lost the focus."""
        if self.focused is None:
            here = self._detail if self.has_class("-detail") else self._current
            self.set_focus(self._filter_line if self._filter_line.display else here)

    # what is shown

    def present(self, view: View, changes: Sequence[Change] = ()) -> None:
        """Show a view; cursors stay on their objects. What the changes touched is marked for a moment."""
        self._view = view
        if changes:
            self._fresh.take(changes, time.monotonic())
            self.set_timer(MOMENT, self._relate)
        spaces, *others = self._panes
        spaces.present(view, self._chosen)
        self._chosen = spaces.subject.namespace if spaces.subject else self._chosen
        for pane in others:
            pane.present(view, self._chosen)
        self._top.present(view)
        docker = view.snapshot.docker
        # The world `docker` explains itself in that pane.
        silent = docker.status not in ("live", "connecting") and view.snapshot.sandbox != "docker"
        self.set_class(silent and not docker.containers and not docker.networks, "-no-docker")
        self._tell()

    def _tell(self) -> None:
        """Bring everything that depends on the selection up to date."""
        subject = self._subject = self._current.subject
        view = self._view
        self._relate()
        self._show_detail()
        self._sentence.say(self._notice or (sentence(view, subject) if subject else ""))
        self._show_keys()

    def _relate(self) -> None:
        """Mark what belongs to the selection, and what is new."""
        subject, view = self._subject, self._view
        marks: frozenset[Subject] = related(view, subject) if subject else frozenset()
        signs = self._fresh.signs(time.monotonic())
        for pane in self._panes:
            pane.relate(marks, signs)

    def _show_detail(self) -> None:
        subject, view = self._subject, self._view
        reading = self._filtered if self._filter_line.has_focus else self.focused
        self.set_class(reading is self._detail, "-reading")
        if not self._detail_shown:
            self._look(frozenset())
            return
        from netui.ui.details import OVERVIEW, detail, interest, titles
        from netui.ui.document import Document

        if subject is None or not view.exists(subject):
            self._look(frozenset())
            self._detail.present(subject, Document("", ""))
            return
        tabs = titles(view, subject)
        active = self._tab if self._tab in tabs else OVERVIEW
        self._look(interest(view, subject, active))
        self._detail.present(subject, detail(view, subject, active), tabs, active)

    def _look(self, interest: Interest) -> None:
        """Have read what the detail needs, and the traffic of the links in sight."""
        lists_shown = not (self.has_class("-small") or (self._in_detail and self._detail_alone))
        if lists_shown and (self.has_class("-tall") or self._current is self._panes[_LINKS]):
            interest |= {("counters", self._chosen)} if self._chosen in self._view.spaces else frozenset()
        if interest != self._interest:
            self._interest = interest
            self.post_message(self.Looking(interest))

    def _show_keys(self) -> None:
        """The keys of the place where the focus is; grey those that can do nothing now."""
        bindings = () if self._filter_line.has_focus else self.active_bindings.values()
        self._keys.present(keys.hints(self.app, bindings, self.reason))

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool | None:
        """Whether a key means anything here; one that does and cannot act says why (`reason`)."""
        if action == "peer":
            return self._subject is not None and self._subject.kind == "link"
        if action == "tab":
            return bool(self._subject) and self._detail_shown
        if action == "back":
            return self._in_detail or bool(self._current.filter or self._current.marked)
        return True

    def reason(self, action: str) -> str:
        """Why an action can do nothing now, in a sentence; empty where it can."""
        subject = self._subject
        if action == "peer" and subject and self._peer() is None:
            return no_peer(self._view, subject)
        if action == "follow" and self._detail.target is None:
            return "This line names no other object."
        if action == "open" and subject is None:
            return "There is nothing here to open."
        if action == "copy" and subject is None:
            return "There is nothing here to copy."
        if action == "reverse" and not self._current.order[0]:
            return "This list stands in its usual order: o sorts it by a column."
        return ""

    @property
    def _in_detail(self) -> bool:
        return self.has_class("-detail") or self._detail.has_focus

    @property
    def _detail_alone(self) -> bool:
        """Whether the detail, where it is shown, takes the place of the lists."""
        return not self.has_class("-wide") or self._enlarged > 0

    @property
    def _detail_shown(self) -> bool:
        return self._in_detail or (self.has_class("-wide") and self._enlarged < 2)

    def _peer(self) -> Subject | None:
        subject = self._subject
        return self._view.subject_of(self._view.peer(subject)) if subject and subject.kind == "link" else None

    # moving

    def select(self, subject: Subject) -> None:
        """Go to an object: choose its namespace, and put the cursor on it in the pane that lists it."""
        if not self._view.exists(subject):
            self.say("That is gone.")
            return
        if subject.kind in ("namespace", "link"):
            self._choose(subject.namespace)
            self._panes[0].move_to(a_namespace(subject.namespace))
        pane = self._panes[INDEX[subject.kind]]
        if not pane.move_to(subject):
            pane.filter = ""
            pane.present(self._view, self._chosen)
            pane.move_to(subject)
        self._go_to(pane)

    def _choose(self, namespace: int) -> None:
        if namespace != self._chosen:
            self._chosen = namespace
            links = self._panes[_LINKS]
            links.filter = ""
            links.present(self._view, namespace)
            first = self._first_link(namespace)
            if first:
                links.move_to(first)

    def _first_link(self, namespace: int) -> Subject | None:
        space = self._view.spaces.get(namespace)
        return a_link(namespace, space.rows[0].ifindex) if space and space.rows else None

    def _go_to(self, pane: ListPane) -> None:
        self._trail = []
        self._detail.filter = ""
        self.remove_class("-detail")
        self.set_focus(pane)
        self._open(pane)
        self._tell()

    def _open(self, pane: ListPane) -> None:
        """At once: the next key may have been typed before the change of focus is told."""
        if pane is not self._current:
            self._current.remove_class("-open")
            self._current = pane
            self._current.add_class("-open")

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """The pane that has the focus is the one that is open, and what is selected is its row."""
        if isinstance(event.widget, ListPane) and event.widget is self.focused:
            self._open(event.widget)
        self._notice = ""
        self._tell()

    def on_table_moved(self, message: Table.Moved) -> None:
        """Another row is selected."""
        pane = message.table
        self._notice = ""
        if isinstance(pane, ListPane):
            self._follow(pane)
        if pane is self._current:
            self._tell()

    def _follow(self, pane: ListPane) -> None:
        """The links shown are those of the namespace under the cursor."""
        if pane is self._panes[0] and pane.subject:
            self._choose(pane.subject.namespace)

    def on_table_opened(self) -> None:
        """The detail, in its full height where there is no room beside the lists."""
        if self._subject is None:
            self.say(self.reason("open"))
        self.action_right()

    def on_detail_pane_followed(self, message: DetailPane.Followed) -> None:
        """A line of the detail named another object: its detail comes, and Esc leads back."""
        if message.subject is None:
            self.say(self.reason("follow"))
            return
        subject = self._subject
        trail = [*self._trail, subject] if subject else self._trail
        self.select(message.subject)
        if self._view.exists(message.subject):
            self.action_right()
            self._trail = trail

    def on_detail_pane_pointed(self) -> None:
        """Whether a line can be followed shows in the keys; why the one before could not is no news any more."""
        self._notice = ""
        self._tell()

    @on(TypedLine.Changed)
    def _filter_typed(self, message: TypedLine.Changed) -> None:
        self._narrow(self._filtered, message.text)
        self._tell()

    @on(TypedLine.Ended)
    def _filter_ended(self, message: TypedLine.Ended) -> None:
        self._narrow(self._filtered, message.text)
        self._sentence.display, self._filter_line.display = True, False
        self.set_focus(self._filtered)
        self._tell()

    def on_table_marked(self, message: Table.Marked) -> None:
        """A row was marked: the title counts them."""
        if isinstance(message.table, ListPane):
            message.table.present(self._view, self._chosen)
            self._show_keys()

    def say(self, notice: str) -> None:
        """Show a sentence in place of that about the selection, until something else is selected."""
        self._notice = notice
        self._tell()

    def freeze(self, since: str) -> None:
        """Say that what is shown stands still since that time of day; "" for no more."""
        self._top.freeze(since)

    # keys

    def action_pane(self, index: int) -> None:
        """Focus a pane."""
        self._go_to(self._panes[index])

    def action_right(self) -> None:
        """To the detail of what is selected."""
        if self._subject:
            if not self._in_detail:
                self._trail = []
            if not self.has_class("-wide"):
                self.add_class("-detail")
            self._show_detail()
            self.set_focus(self._detail)

    def action_left(self) -> None:
        """Back to the list."""
        if self._in_detail:
            self._go_to(self._current)

    def action_tab(self, by: int) -> None:
        """The tab after or before the one that is shown; after the last comes the first."""
        from netui.ui.details import titles

        if self._subject and self._view.exists(self._subject):
            tabs = titles(self._view, self._subject)
            now = tabs.index(self._tab) if self._tab in tabs else 0
            self._tab = tabs[(now + by) % len(tabs)]
            self._tell()

    def action_back(self) -> None:
        """All lines again; to the object whose detail led here; out of the detail; in a list, all rows again."""
        if self._in_detail and self._detail.filter:
            self._narrow(self._detail, "")
            return
        while self._in_detail and self._trail:
            before, trail = self._trail[-1], self._trail[:-1]
            if self._view.exists(before):
                self.select(before)
                self.action_right()
                self._trail = trail
                return
            self._trail = trail
        if self._in_detail:
            self._go_to(self._current)
        elif self._current.marked:
            self._current.retain_marks(())
            self._narrow(self._current, self._current.filter)
            self._tell()
        else:
            self._narrow(self._current, "")
            self._tell()

    def _narrow(self, place: ListPane | DetailPane, text: str) -> None:
        """Show only the rows of a list, or the lines of the detail, that hold the text."""
        place.filter = text
        if isinstance(place, ListPane):
            place.present(self._view, self._chosen)
            self._follow(place)

    def action_peer(self) -> None:
        """To the other end of a veth."""
        peer = self._peer()
        if peer:
            self.select(peer)
        else:
            self.say(self.reason("peer"))

    def action_filter(self) -> None:
        """Type what the rows of this list, or the lines of this detail, must hold."""
        self._filtered = self._detail if self._in_detail else self._current
        self._sentence.display, self._filter_line.display = False, True
        self._filter_line.begin(self._filtered.filter)
        self.set_focus(self._filter_line)

    def action_refresh(self) -> None:
        """Read everything again."""
        self.post_message(self.RefreshWanted())
        self.say("Everything is being read again.")

    def action_enlarge(self, by: int) -> None:
        """More or less room for the pane that has the focus."""
        size = self.app.size
        levels = (0, 1, 2) if size.height >= _TALL or self._in_detail else (0, 2)
        now = max(number for number, level in enumerate(levels) if level <= self._enlarged)
        self._enlarged = levels[max(0, min(now + by, len(levels) - 1))]
        self._arrange(size.width, size.height)
        self._tell()

    def action_sort(self) -> None:
        """Choose the column that this list is sorted by."""
        from netui.ui.screens import ask

        ask.order(self.app, self._current, lambda title: self._sort(title, reverse=False))

    def action_reverse(self) -> None:
        """Sort the other way round."""
        title, reverse = self._current.order
        if title:
            self._sort(title, reverse=not reverse)
        else:
            self.say(self.reason("reverse"))

    def _sort(self, title: str, *, reverse: bool) -> None:
        self._current.sort_by(title, reverse=reverse)
        self._narrow(self._current, self._current.filter)
        self._tell()

    def action_copy(self) -> None:
        """Choose what to copy of what is selected, of what is marked, or of the page that is read."""
        from netui.ui.copying import copyables, of_page
        from netui.ui.screens import ask

        known = [one for one in self._current.marked or (self._subject,) if isinstance(one, Subject)]
        subjects = [one for one in known if self._view.exists(one)]
        if not subjects:
            self.say(self.reason("copy"))
            return
        offered = copyables(self._view, subjects, self._chosen)
        if self._in_detail:
            offered = of_page(self._detail.here, self._detail.text, self._detail.commands, offered)
        title = f"Copy of {len(subjects)} objects" if len(subjects) > 1 else "Copy"
        ask.copy(self.app, title, offered, self._copy)

    def _copy(self, what: str, text: str) -> None:
        self.post_message(self.Copied(what, text))

    def action_palette(self) -> None:
        """Find a command or an object."""
        from netui.ui.screens import ask

        commands = dict(keys.commands(self.app, self.active_bindings.values(), self.reason))
        ask.palette(self.app, lambda: self._view, commands, self.select, self.app.run_action)
