"""How one gets from object to object in the explorer: by panes, by rows, by what a detail names, and back."""

from textual import on
from textual.events import DescendantFocus

from netui.ui.lists import INDEX
from netui.ui.screens.mode import Mode
from netui.ui.subject import Subject, a_link, a_namespace
from netui.ui.widgets.detail import DetailPane
from netui.ui.widgets.lines import SentenceLine
from netui.ui.widgets.pane import ListPane
from netui.ui.widgets.table import Table
from netui.ui.widgets.typed import TypedLine


class Moving(Mode):
    """What of the explorer follows the cursor and the focus. It shows nothing itself."""

    _chosen: int
    """Key of the namespace whose links are shown."""
    _tab: str
    _trail: list[Subject]
    _panes: tuple[ListPane, ...]
    _current: ListPane
    """The pane that is open."""
    _filtered: ListPane | DetailPane
    _detail: DetailPane
    _sentence: SentenceLine
    _filter_line: TypedLine

    def _show_detail(self) -> None:
        raise NotImplementedError

    def _show_keys(self) -> None:
        raise NotImplementedError

    @property
    def _in_detail(self) -> bool:
        return self.has_class("-detail") or self._detail.has_focus

    def _peer(self) -> Subject | None:
        subject = self._subject
        return self._view.subject_of(self._view.peer(subject)) if subject and subject.kind == "link" else None

    def select(self, subject: Subject) -> None:
        """Go to an object: choose its namespace, and put the cursor on it in the pane that lists it."""
        if not self._view.exists(subject):
            self.say("That is gone.")
            return
        if subject.kind in ("namespace", "link"):
            self._choose(subject.namespace)
            self._bring(self._panes[0], a_namespace(subject.namespace))
        pane = self._panes[INDEX[subject.kind]]
        self._bring(pane, subject)
        self._go_to(pane)

    def welcome(self, made: Subject) -> None:
        """Go to what was made where the open list is one of such."""
        pane = self._current
        if self._in_detail or made not in pane.listing.rows(self._view, made.namespace):
            return
        if made.namespace in self._view.spaces:
            self._choose(made.namespace)
            self._bring(self._panes[0], a_namespace(made.namespace))
        self._bring(pane, made)
        self._tell()

    def _bring(self, pane: ListPane, subject: Subject) -> None:
        """The cursor to its row; a filter that hides that gives way."""
        if not pane.move_to(subject):
            pane.filter = ""
            pane.present(self._view, self._chosen)
            pane.move_to(subject)

    def _choose(self, namespace: int) -> None:
        if namespace != self._chosen:
            self._chosen = namespace
            links = self._panes[INDEX["link"]]
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
        if self._filter_line.display and self.focused is not self._filter_line:  # Tab, or a click elsewhere
            self._end_filter()
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
        self._end_filter()
        self.set_focus(self._filtered)
        self._tell()

    def _end_filter(self) -> None:
        self._sentence.display, self._filter_line.display = True, False

    def on_table_marked(self, message: Table.Marked) -> None:
        """A row was marked: the title counts them."""
        if isinstance(message.table, ListPane):
            message.table.present(self._view, self._chosen)
            self._show_keys()

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
