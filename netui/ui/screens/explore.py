"""The explorer: five lists, the detail of what is selected, one sentence about it, and the keys that work."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import DescendantFocus, Resize
from textual.keys import format_key
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget

from netui.core.host import Interest
from netui.model.snapshot import Snapshot
from netui.ui import ink
from netui.ui.lists import LISTINGS
from netui.ui.related import related
from netui.ui.sentences import sentence
from netui.ui.subject import Subject, a_link, a_namespace
from netui.ui.view import View
from netui.ui.widgets.detail import DetailPane
from netui.ui.widgets.lines import FilterLine, KeyLine, SentenceLine, TooSmall, TopLine
from netui.ui.widgets.pane import ListPane
from netui.ui.widgets.table import Table

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
        Binding("slash", "filter", "filter", key_display="/", id="explore.filter", tooltip="filter this list"),
        Binding("R,ctrl+r", "refresh", "refresh", id="explore.refresh", tooltip="read everything again"),
    ]  # fmt: skip

    class Looking(Message):
        """What is looked at has changed: costly facets to be kept read."""

        def __init__(self, interest: Interest) -> None:
            super().__init__()
            self.interest = interest

    class RefreshWanted(Message):
        """Everything is to be read again."""

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
        self._detail = DetailPane(id="detail")
        self._sentence = SentenceLine()
        self._filter_line = FilterLine()
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
        """What fits decides what is shown."""
        columns, rows = event.size
        self.set_class(columns >= _WIDE, "-wide")
        self._show_detail()
        self.set_class(rows >= _TALL, "-tall")
        self.set_class(columns < LEAST_COLUMNS or rows < LEAST_ROWS, "-small")

    # what is shown

    def present(self, view: View) -> None:
        """Show a view; cursors stay on their objects."""
        self._view = view
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
        marks: frozenset[Subject] = related(view, subject) if subject else frozenset()
        for pane in self._panes:
            pane.mark(marks)
        self._show_detail()
        self._sentence.say(self._notice or (sentence(view, subject) if subject else ""))
        self._show_keys()

    def _show_detail(self) -> None:
        subject, view = self._subject, self._view
        if not (self.has_class("-wide") or self._in_detail):
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
        if interest != self._interest:
            self._interest = interest
            self.post_message(self.Looking(interest))

    def _show_keys(self) -> None:
        """The keys that do something where the focus is."""
        keys: dict[str, tuple[str, str]] = {}
        bindings = () if self._filter_line.has_focus else self.active_bindings.values()
        for _, binding, enabled, _ in bindings:
            if binding.show and enabled:
                shown = binding.key_display or self.app.get_key_display(binding)
                keys.setdefault(binding.action, (shown, binding.description))
        self._keys.present(sorted(keys.values(), key=_rank))

    def bindings_here(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """What each key does where the focus is, by the place that defines it; first the nearest."""
        groups: dict[str, dict[str, tuple[list[str], str]]] = {}
        for node, binding, _, tooltip in self.active_bindings.values():
            title = str(node.BINDING_GROUP_TITLE or "Everywhere")
            if binding.id:
                keys, _ = groups.setdefault(title, {}).setdefault(binding.id, ([], tooltip))
                keys.append(format_key(binding.key))
        return [(title, [(" ".join(keys), does) for keys, does in known.values()]) for title, known in groups.items()]

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool | None:
        """Whether a key does anything now."""
        if action == "peer":
            return self._peer() is not None
        if action == "tab":
            return bool(self._subject) and (self.has_class("-wide") or self._in_detail)
        if action == "back":
            return self._in_detail or bool(self._current.filter)
        return True

    @property
    def _in_detail(self) -> bool:
        return self.has_class("-detail") or self._detail.has_focus

    def _peer(self) -> Subject | None:
        subject = self._subject
        return self._view.subject_of(self._view.peer(subject)) if subject and subject.kind == "link" else None

    # moving

    def select(self, subject: Subject) -> None:
        """Go to an object: choose its namespace, and put the cursor on it in the pane that lists it."""
        if not self._view.exists(subject):
            self._say("That is gone.")
            return
        if subject.kind in ("namespace", "link"):
            self._choose(subject.namespace)
            self._panes[0].move_to(a_namespace(subject.namespace))
        pane = self._panes[_PANE_OF[subject.kind]]
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
        self.remove_class("-detail")
        self.set_focus(pane)
        if pane is self._current:
            self._tell()

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """The pane that has the focus is the one that is open, and what is selected is its row."""
        if isinstance(event.widget, ListPane) and event.widget is not self._current:
            self._current.remove_class("-open")
            self._current = event.widget
            self._current.add_class("-open")
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
        self.action_right()

    def on_detail_pane_followed(self, message: DetailPane.Followed) -> None:
        """A line of the detail named another object: its detail comes, and Esc leads back."""
        subject = self._subject
        trail = [*self._trail, subject] if subject else self._trail
        self.select(message.subject)
        if self._view.exists(message.subject):
            self.action_right()
            self._trail = trail

    @on(FilterLine.Changed)
    def _filtered(self, message: FilterLine.Changed) -> None:
        self._narrow(message.text)
        if message.done:
            self._sentence.display, self._filter_line.display = True, False
            self.set_focus(self._current)
        self._tell()

    def _say(self, notice: str) -> None:
        self._notice = notice
        self._tell()

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
        """To the object whose detail led here; out of the detail; in a list, all rows again."""
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
        else:
            self._narrow("")
            self._tell()

    def _narrow(self, text: str) -> None:
        """Show only the rows of this list that hold the text."""
        pane = self._current
        pane.filter = text
        pane.present(self._view, self._chosen)
        self._follow(pane)

    def action_peer(self) -> None:
        """To the other end of a veth."""
        peer = self._peer()
        if peer:
            self.select(peer)

    def action_filter(self) -> None:
        """Type what the rows of this list must hold."""
        self.remove_class("-detail")
        self._sentence.display, self._filter_line.display = False, True
        self._filter_line.begin(self._current.filter)
        self.set_focus(self._filter_line)

    def action_refresh(self) -> None:
        """Read everything again."""
        self.post_message(self.RefreshWanted())
        self._say("Everything is being read again.")


_PANE_OF = {"namespace": 0, "link": 1, "container": 3, "network": 4}
_ORDER = ("open", "follow", "back", "tab", "panes", "peer", "filter", "quit", "refresh", "help")


def _rank(key: tuple[str, str]) -> int:
    return _ORDER.index(key[1]) if key[1] in _ORDER else len(_ORDER) - 2
