"""What the explorer asks in a list to choose from: how to sort, what to copy, what to find."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from textual.app import App
from textual.dom import DOMNode

from netui.ui import foreground
from netui.ui.copying import Copyable
from netui.ui.palette import Entry, objects, search
from netui.ui.screens.menu import PRINT, Choice, Menu
from netui.ui.screens.palette import Palette
from netui.ui.subject import Subject
from netui.ui.view import View
from netui.ui.widgets.pane import ListPane

if TYPE_CHECKING:
    from netui.operations.operation import Operation

_PREVIEW = 60
"""Characters of what would be copied that the menu shows."""


def order(app: App[Any], pane: ListPane, then: Callable[[str], None]) -> None:
    """Ask by which column a list is to be sorted; `then` gets its title, "" for the usual order."""
    titles = ["", *(column.title for column in pane.listing.columns if column.title)]
    now = pane.order[0]
    choices = [
        Choice(str(number), title.lower() or "usual order", "now" if title == now else "")
        for number, title in enumerate(titles)
    ]
    app.push_screen(Menu("Sort by", choices), lambda number: None if number is None else then(titles[number]))


def columns(app: App[Any], pane: ListPane, at: int, then: Callable[[int], None]) -> None:
    """Ask which column a list is to show, or to hide; `then` gets its number but for the first, which always stays,
    or one more than there are for the usual ones. The cursor is on the choice `at`.
    """
    titles = [title for title in pane.titles[1:] if title]
    choices = [Choice(str(number), title, pane.column_state(title)) for number, title in enumerate(titles, 1)]
    choices.append(Choice("0", "usual columns"))
    app.push_screen(
        Menu("Columns", choices, at=at),
        lambda number: None if number is None else then(number if number < len(titles) else len(pane.titles)),
    )


def copy(app: App[Any], title: str, offered: Sequence[Copyable], then: Callable[[str, str], None]) -> None:
    """Ask what is to be copied; `then` gets what it is, and the text. Or print everything, to be selected by hand."""
    choices = [Choice(one.key, one.what, one.text.replace("\n", "  ")[:_PREVIEW]) for one in offered]
    choices.append(Choice(PRINT, "print all of it", "in the bare terminal, which selects text itself"))

    def chosen(number: int | None) -> None:
        if number == len(offered):
            longest = sorted(offered, key=lambda one: len(one.text), reverse=True)  # short ones stay in sight
            with app.suspend():
                foreground.show((one.what, one.text) for one in longest)
        elif number is not None:
            then(offered[number].what, offered[number].text)

    app.push_screen(Menu(title, choices), chosen)


def operation(app: App[Any], title: str, found: "Sequence[Operation]", then: "Callable[[Operation], None]") -> None:
    """Ask which of several operations is meant."""
    from netui.ui.forms.wording import in_form

    choices = [
        Choice(str(number), f"{one.noun} {one.verb}".strip(), in_form(one.summary, one))
        for number, one in enumerate(found, 1)
    ]
    app.push_screen(Menu(title, choices), lambda number: None if number is None else then(found[number]))


def palette(
    app: App[Any],
    view: Callable[[], View],
    commands: Mapping[Entry, DOMNode],
    go: Callable[[Subject], None],
    run: Callable[[str, DOMNode], Awaitable[object]],
) -> None:
    """Find a command or an object of what `view` gives; `go` gets the object, `run` an action and whose it is."""
    known: tuple[View | None, list[Entry]] = (None, [])

    def find(text: str) -> list[Entry]:
        nonlocal known
        now = view()
        if known[0] is not now:  # what came while one typed is found too
            known = now, [*commands, *objects(now)]
        return search(known[1], text, now)

    async def chosen(entry: Entry | None) -> None:
        if entry and entry.subject:
            go(entry.subject)
        elif entry:
            await run(entry.action, commands[entry])

    app.push_screen(Palette(find), chosen)
