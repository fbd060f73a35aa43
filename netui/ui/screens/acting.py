"""What is acted on in the explorer: the selection, or what is marked."""

from netui.ui import operating
from netui.ui.filling import Spot
from netui.ui.lists import INDEX
from netui.ui.screens.moving import Moving
from netui.ui.subject import Subject, a_namespace


class Acting(Moving):
    """What of the explorer acts on what is selected."""

    @property
    def _place(self) -> str:
        """Where a key is pressed: the tab of the detail, where operations belong to it, or the list."""
        tab = self._tab if self._in_detail else ""
        return tab if operating.means_something(tab, "n") else self._current.listing.id

    @property
    def _spot(self) -> Spot:
        """What operations are told of where one is; a list without rows is still that of its namespace."""
        subject = self._subject
        if subject is None and self._current is self._panes[INDEX["link"]] and self._chosen in self._view.spaces:
            subject = a_namespace(self._chosen)
        if not self._in_detail:
            return Spot(self._place, next(iter(self._marked), subject))
        return Spot(self._place, subject, self._detail.object, self._detail.target)

    @property
    def _marked(self) -> tuple[Subject, ...]:
        """What is marked in the list where one is; nothing while one reads the detail of a single object."""
        if self._in_detail:
            return ()
        known = (one for one in self._current.marked if isinstance(one, Subject))
        return tuple(one for one in known if self._view.exists(one))

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
