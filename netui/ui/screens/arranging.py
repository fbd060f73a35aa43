"""How the explorer is arranged: room for lists and detail, columns, order of rows; remembered for the next start."""

from msgspec.structs import replace

from netui.core.state.layout import Layout
from netui.ui.comfort import Comfort
from netui.ui.presenting import PRESENTING
from netui.ui.reasons import WIDE
from netui.ui.screens.acting import Acting
from netui.ui.widgets.pane import ListPane

TALL = 36
"""From how many rows on all lists are open."""
TALL_PRESENTED = 54
"""The same for an audience: rows are set apart, and a band lies below."""
_STEP = 5
_LEAST, _MOST = 30, 70
"""Hundredths of the width that the lists take."""


class Arranging(Acting):
    """What of the explorer changes its looks, and nothing else."""

    _comfort: Comfort
    _layout: Layout
    _enlarged: int
    """0: all panes; 1: the others folded; 2: this pane alone."""

    def _recall(self) -> ListPane | None:
        """Arrange everything as it was left; returns the list that was enlarged."""
        layout = self._layout
        enlarged = None
        for pane in self._panes:
            name, titles = pane.listing.id, pane.titles
            pane.hide(self._comfort.hidden(name, titles))
            title, reverse = layout.orders.get(name, ("", False))
            if title in titles:
                pane.sort_by(pane.listing.columns[titles.index(title)].title, reverse=reverse)
            if layout.enlarged and name == layout.pane:
                enlarged = pane
        self._enlarged = layout.enlarged if enlarged else 0
        return enlarged

    def _keep(self, layout: Layout) -> None:
        if layout != self._layout:
            self._layout = layout
            self._comfort.keep(layout)

    def _arrange(self, columns: int, rows: int) -> None:
        """Wide: the detail beside the lists. Tall: all lists open. Enlarged: the others folded, or away."""
        self.set_class(columns >= WIDE, "-wide")
        self.set_class(self._tall(rows) and not self._enlarged, "-tall")
        self.set_class(self._enlarged > 1, "-largest")
        share = self._layout.share
        self.query_one("#panes").styles.width = f"{share}fr"
        self._detail.styles.width = f"{100 - share}fr"
        self._show_detail()

    def _tall(self, rows: int) -> bool:
        return rows >= (TALL_PRESENTED if self.app.has_class(PRESENTING) else TALL)

    def arrange_again(self) -> None:
        """Something but the size decides anew what is shown."""
        self._arrange(*self.app.size)

    def action_enlarge(self, by: int) -> None:
        """More or less room for the pane that has the focus."""
        size = self.app.size
        levels = (0, 1, 2) if self._tall(size.height) or self._in_detail else (0, 2)
        now = max(number for number, level in enumerate(levels) if level <= self._enlarged)
        self._enlarged = levels[max(0, min(now + by, len(levels) - 1))]
        if not self._in_detail:
            pane = self._current.listing.id if self._enlarged else ""
            self._keep(replace(self._layout, enlarged=self._enlarged, pane=pane))
        self._arrange(size.width, size.height)
        self._tell()

    def action_share(self, by: int) -> None:
        """More of the width for the lists, or for the detail."""
        if not self.has_class("-wide") or self._enlarged:
            self.say(self.reason("share"))
            return
        share = max(_LEAST, min(self._layout.share + by * _STEP, _MOST))
        self._keep(replace(self._layout, share=share))
        self._arrange(*self.app.size)
        self.say(f"The lists take {share} of 100 columns.")

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
        pane = self._current
        pane.sort_by(title, reverse=reverse)
        orders = {name: order for name, order in self._layout.orders.items() if name != pane.listing.id}
        if title:
            orders[pane.listing.id] = title.lower(), reverse
        self._keep(replace(self._layout, orders=orders))
        self._narrow(pane, pane.filter)
        self._tell()

    def action_columns(self, at: int = 0) -> None:
        """Choose which columns this list shows, until Esc is pressed."""
        from netui.ui.screens import ask

        pane = self._current

        def chosen(number: int) -> None:
            titles = pane.titles
            hidden = {name: one for name, one in self._layout.hidden.items() if name != pane.listing.id}
            if number < len(titles) - 1:
                hidden[pane.listing.id] = tuple(sorted(pane.hidden ^ {titles[number + 1]}))
                pane.hide(frozenset(hidden[pane.listing.id]))
            else:
                pane.hide(self._comfort.usual(pane.listing.id, titles))
            self._keep(replace(self._layout, hidden=hidden))
            self.action_columns(number)

        ask.columns(self.app, pane, at, chosen)
