"""One numbered pane of the explorer: a list, its title, and what its rows are filtered by."""

import re
from collections.abc import Sequence

from netui.errors import UsageError
from netui.objects.filter import parse_filter
from netui.text import safe
from netui.ui.cells import Cell, cell_width
from netui.ui.keynames import key_of
from netui.ui.lists import Listing
from netui.ui.subject import Subject
from netui.ui.view import View
from netui.ui.widgets.table import Key, Table


class ListPane(Table):
    """A table over one listing."""

    _spaced = True

    def __init__(self, listing: Listing) -> None:
        super().__init__(listing.columns, id=listing.id)
        self.listing = listing
        self.filter = ""
        """Only rows that hold this text, whatever its case, or fit its prefixes (`kind:veth`); empty for all."""
        self.order = ("", False)
        """Title of the column that the rows are sorted by, and whether backwards; "" for the usual order."""
        self._measured: Sequence[Subject] = ()
        self._needed: dict[int, int] = {}
        """Cells that the values of a column need, among the rows that were measured."""
        self._title = ""
        self._shown_title = ""
        self._more = ""

    @property
    def titles(self) -> tuple[str, ...]:
        """The titles of its columns, in lower case; "" for one without."""
        return tuple(column.title.lower() for column in self.listing.columns)

    @property
    def hidden(self) -> frozenset[str]:
        """The titles of the columns that it does not show."""
        return frozenset(self.titles[number] for number in self._hidden)

    def column_state(self, title: str) -> str:
        """Whether a column is shown, in words; empty for one that is not wanted."""
        if title in self.hidden:
            return ""
        number = self.titles.index(title)
        return "shown" if any(one.column == number for one in self._placed) else "no room here"

    def hide(self, titles: frozenset[str]) -> None:
        """Show all columns but those of these titles; the first one stays."""
        self.hide_columns(number for number, title in enumerate(self.titles) if number and title in titles)

    @property
    def subject(self) -> Subject | None:
        """The object under the cursor."""
        found = self.cursor
        return found if isinstance(found, Subject) else None

    def present(self, view: View, chosen: int) -> None:
        """Show the view's rows; `chosen` is the key of the namespace chosen in pane 1."""
        listing = self.listing

        def cells(key: Key) -> Sequence[Cell]:
            return listing.cells(view, key) if isinstance(key, Subject) else ()

        every = listing.rows(view, chosen)
        self.retain_marks(every)
        rows = self._filtered(view, chosen, every) if self.filter else every
        title, reverse = self.order
        if title:
            rows = listing.sorted(view, rows, title, reverse=reverse)
        self._measure(view, every)
        empty = () if rows else self._nothing_fits(view, chosen) if every else listing.empty(view, chosen)
        self.show(rows, cells, empty)
        self._entitle(listing.title(view, chosen), len(rows), len(every))

    def _measure(self, view: View, rows: Sequence[Subject]) -> None:
        """Columns take what their values need; they only grow while the rows are the same, so that nothing jumps."""
        if rows != self._measured:
            self._measured, self._needed = rows, {}
        if len(rows) > _FEW:
            self.fit_columns({})
            return
        columns = self.listing.columns
        fitted = [number for number, column in enumerate(columns) if column.snug or column.most]
        for row in rows if fitted else ():
            cells = self.listing.cells(view, row)
            for number in fitted:
                if number < len(cells):
                    least = max(
                        self._needed.get(number, cell_width(columns[number].title) + 1),
                        cell_width(cells[number].text),
                    )
                    self._needed[number] = least
        self.fit_columns(self._needed)

    def _filtered(self, view: View, chosen: int, rows: Sequence[Subject]) -> tuple[Subject, ...]:
        if _PREFIX.search(self.filter):
            try:
                fits = parse_filter(self.filter.split())
            except UsageError:
                return ()  # it is still being typed, or has a prefix that there is not
            fitting = {subject for subject, row in self.listing.public(view, chosen) if fits(row)}
            return tuple(row for row in rows if row in fitting)
        wanted = safe(self.filter).casefold()
        return tuple(row for row in rows if self.listing.holds(view, row, wanted))

    def _nothing_fits(self, view: View, chosen: int) -> tuple[str, ...]:
        """That no row fits the filter; and where none ever can, why."""
        words = self.filter.split()
        prefixed = _PREFIX.search(self.filter)
        told = [f"Nothing here {'fits' if prefixed else 'holds'} “{safe(self.filter)}”."]
        if prefixed:
            from netui.objects import vocabulary
            from netui.objects.directory import Directory
            from netui.objects.registry import find

            try:
                parse_filter(words)
                noun = find(self.listing.id.removesuffix("s"))
                rows = [row for _, row in self.listing.public(view, chosen)]
                vocabulary.check(noun, words, rows, Directory(view.snapshot))
            except UsageError as error:
                told += [f"{error.message[:1].upper()}{error.message[1:]}.", *([error.hint] if error.hint else [])]
        return (*told, f"{key_of('explore.back', 'Esc')} shows all again.")

    def sort_by(self, title: str, *, reverse: bool) -> None:
        """Sort by the column of that title from the next `present` on; "" for the usual order."""
        self.order = title, reverse
        titles = [one.title for one in self.listing.columns]
        self.show_order(titles.index(title) if title else -1, "↓" if reverse else "↑")

    def _entitle(self, title: str, shown: int, total: int) -> None:
        counted = f"{shown} of {total}  /{safe(self.filter)}" if self.filter else f"{total}" if total else ""
        marked = len(self.marked)
        counted += f"  {marked} marked" if marked else ""
        if self.order[0]:
            counted += f"  by {self.order[0].lower()} {'↓' if self.order[1] else '↑'}"
        self._title = f"{self.listing.number} {title}  {counted}".rstrip()
        self._show_title()

    def adapt(self) -> None:
        """A title without a corner beside it keeps a distance from the line that it stands in."""
        super().adapt()
        self._show_title()
        self.call_after_refresh(self._tell_more)

    def on_focus(self) -> None:
        """Where the focus is, + acts."""
        self._tell_more()

    def on_blur(self) -> None:
        """It acts elsewhere."""
        self._tell_more()

    def _tell_more(self) -> None:
        """How many columns there would be room for if this had the width of the screen."""
        width = self.app.size.width
        wider = len(self.placed_in(width - _FRAME)) - len(self._placed)
        told = ""
        if wider > 0 and self.screen.focused is self and self.size.width < width // 2:
            told = f"{key_of('explore.enlarge', '+')} shows {wider} more column{'' if wider == 1 else 's'}"
        if told != self._more:
            self._more = told
            self.border_subtitle = told or None

    def _show_title(self) -> None:
        text = self._title if self.styles.border_left[0] else f" {self._title} "
        shown = self.titled(text)
        if shown.plain != self._shown_title:
            self._shown_title = shown.plain
            self.border_title = shown


_PREFIX = re.compile(r"(?:^|\s)(?:ns|kind|ip|state|container|name):", re.IGNORECASE)
_FRAME = 6
"""Cells beside the columns: border, margin, scroll bar."""
_FEW = 200
"""Rows that are measured: of more, columns have their usual widths."""
