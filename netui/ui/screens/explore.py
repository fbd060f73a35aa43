"""The explorer: five lists, the detail of what is selected, one sentence about it, and the keys that work."""

import time
from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Resize
from textual.widget import Widget

from netui.core.host import Interest
from netui.model.diff import Change
from netui.ui import keys, operating
from netui.ui.comfort import Comfort
from netui.ui.fresh import MOMENT, Fresh
from netui.ui.lists import LISTINGS
from netui.ui.related import related
from netui.ui.screens.arranging import Arranging
from netui.ui.screens.mode import LEAST_COLUMNS, LEAST_ROWS
from netui.ui.sentences import gone, sentence
from netui.ui.subject import Subject, a_namespace
from netui.ui.view import View
from netui.ui.widgets.detail import DetailPane
from netui.ui.widgets.lines import KeyLine, SentenceLine, TooSmall, TopLine
from netui.ui.widgets.pane import ListPane
from netui.ui.widgets.typed import TypedLine

_LINKS = 1
"""Index of the pane that has the focus first: its first frame tells most."""


class Explore(Arranging):
    """Shows a view, which `present` brings up to date; changes nothing."""

    AUTO_FOCUS = "#links"
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
        Binding("o", "sort", "sort", show=False, id="explore.sort", tooltip="sort this list by a column"),
        Binding("O", "reverse", "reverse", show=False, id="explore.reverse", tooltip="sort the other way round"),
        Binding("C", "columns", "columns", show=False, id="explore.columns", tooltip="which columns this list shows"),
        Binding("plus", "enlarge(1)", "enlarge", show=False, key_display="+", id="explore.enlarge",
                tooltip="give this pane more room"),
        Binding("underscore", "enlarge(-1)", "shrink", show=False, key_display="_", id="explore.shrink",
                tooltip="give this pane less room again"),
        Binding("greater_than_sign", "share(1)", "wider", show=False, key_display=">", id="explore.wider",
                tooltip="more of the width for the lists"),
        Binding("less_than_sign", "share(-1)", "narrower", show=False, key_display="<", id="explore.narrower",
                tooltip="more of the width for the detail"),
        Binding("exclamation_mark", "limits", "limits", show=False, key_display="!", id="explore.limits",
                tooltip="what netui may not see here (“1 limit” in the top line), and what would help"),
    ]  # fmt: skip

    def __init__(self, who: str, *, live: bool, unchangeable: str = "", comfort: Comfort | None = None) -> None:
        super().__init__(live=live, unchangeable=unchangeable)
        self._comfort = comfort or Comfort()
        self._layout = self._comfort.layout
        self._chosen = -1
        """Key of the namespace whose links are shown."""
        self._tab = ""
        """Title of the tab of the detail that was chosen last; objects without it show their overview."""
        self._trail: list[Subject] = []
        """The objects that were left by following a line of their detail, the first one first."""
        self._top = TopLine(who, live=live, unchangeable=bool(unchangeable))
        self._panes = tuple(ListPane(listing) for listing in LISTINGS)
        self._current = self._recall() or self._panes[_LINKS]
        self._filtered: ListPane | DetailPane = self._current
        """What the filter that is typed narrows."""
        self._detail = DetailPane(id="detail")
        self._sentence = SentenceLine()
        self._filter_line = TypedLine("/", "Enter keeps it, Esc shows all")
        self._filter_line.display = False
        self._fresh = Fresh()
        self._keys = KeyLine()

    def compose(self) -> ComposeResult:
        """Top line, panes and detail, sentence, keys."""
        yield self._top
        yield self._countdown
        yield Widget(Widget(*self._panes, id="panes"), self._detail, id="body")
        yield self._sentence
        yield self._filter_line
        yield self._keys
        yield TooSmall(LEAST_COLUMNS, LEAST_ROWS)

    def on_mount(self) -> None:
        """Begin in the links of the host, or in the list that was enlarged."""
        self._current.add_class("-open")
        self.set_focus(self._current)

    def on_resize(self, event: Resize) -> None:
        """What fits decides what is shown. A terminal that has its old size again may have lost what stood there."""
        columns, rows = event.size
        self.refresh()
        was_small, small = self.has_class("-small"), columns < LEAST_COLUMNS or rows < LEAST_ROWS
        self.set_class(small, "-small")
        self._arrange(columns, rows)
        if was_small and not small:
            self.call_after_refresh(self._focus_again)

    def _focus_again(self) -> None:
        """What was hidden has lost the focus."""
        if self.focused is None:
            here = self._detail if self.has_class("-detail") else self._current
            self.set_focus(self._filter_line if self._filter_line.display else here)

    # what is shown

    def present(self, view: View, changes: Sequence[Change] = ()) -> None:
        """Show a view; cursors stay on their objects. What the changes touched is marked for a moment."""
        before, self._view = self._view, view
        if self._subject and before.exists(self._subject) and not view.exists(self._subject):
            self._notice = f"{self._notice} {gone(before, self._subject)}".strip()
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
        super()._look(interest)

    def _show_keys(self) -> None:
        """The keys of the place where the focus is; grey those that can do nothing now."""
        bindings = () if self._filter_line.has_focus else self.active_bindings.values()
        self._keys.present(keys.hints(self.app, bindings, self.reason, partial(operating.word, self._place)))

    def _means(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Whether a key means anything here; one that does and cannot act says why (`reason`)."""
        if action == "peer":
            return self._subject is not None and self._subject.kind == "link"
        if action == "tab":
            return bool(self._subject) and self._detail_shown
        if action == "back":
            return self._in_detail or bool(self._current.filter or self._current.marked)
        return super()._means(action, parameters)

    def reason(self, action: str) -> str:
        """Why an action can do nothing now, in a sentence; empty where it can."""
        if action == "follow" and self._detail.target is None:
            return "This line names no other object."
        return super().reason(action)

    @property
    def _sorted_by(self) -> str:
        return self._current.order[0]

    @property
    def _detail_alone(self) -> bool:
        """Whether the detail, where it is shown, takes the place of the lists."""
        return not self.has_class("-wide") or self._enlarged > 0

    @property
    def _detail_shown(self) -> bool:
        return self._in_detail or (self.has_class("-wide") and self._enlarged < 2)

    # keys

    def action_limits(self) -> None:
        """What netui may not see, and what would help: the overview of the host tells."""
        host = self._view.snapshot.host
        if host and self._view.snapshot.limits:
            self._tab = ""
            self.select(a_namespace(host.key))
            self.action_right()
        else:
            self.say(self.reason("limits"))
