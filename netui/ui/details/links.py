"""The links of a namespace, with what each is joined to."""

from netui.text import safe
from netui.ui.cells import Cell, Column
from netui.ui.details.commands import inside
from netui.ui.details.lists import missing
from netui.ui.details.rows import MOST, grid_of
from netui.ui.details.subjects import home
from netui.ui.document import Document
from netui.ui.ink import FAINT, LINKED, WARN
from netui.ui.subject import Subject
from netui.ui.view import View
from netui.ui.wording import first_address, kind, peer, place, state_cell

_COLUMNS = (
    Column("NAME", 16, 9, 1),
    Column("KIND", 8, 6, 2),
    Column("STATE", 10, 5, 1),
    Column("ADDRESS", 18, 12, 1),
    Column("JOINED TO", 16, 10, 2),
    Column("MASTER", 12, 7, 3),
    Column("CONTAINER", 12, 9, 4),
    Column("MTU", 5, 5, 5, right=True),
    Column("MAC", 17, 17, 6),
)


def write(document: Document, view: View, subject: Subject) -> None:
    """The links of a namespace, or of the one that a container lives in."""
    key = home(view, subject)
    assert key is not None  # the tab is offered only then
    space = view.spaces[key]
    document.section("Links", len(space.rows) or None)
    if space.namespace.readable:
        grid_of(document, _COLUMNS, [(_cells(view, row), row) for row in space.rows[:MOST]], len(space.rows))
    else:
        document.text(f"  {missing(view, space.namespace, frozenset())}", WARN)
    document.command(inside(view, key, "ip -d link show"))


def _cells(view: View, row: Subject) -> tuple[Cell, ...]:
    link = view.link(row)
    if link is None:
        return (Cell("gone"), *(Cell("") for _ in _COLUMNS[1:]))
    other = peer(view, row)
    lower = view.subject_of(view.relations.lower(row.namespace, link))
    master = view.relations.master(row.namespace, link)
    container, _ = view.network_of(row)
    return (
        Cell(str(link.name), LINKED),
        Cell(kind(link), FAINT),
        state_cell(link),
        Cell(first_address(view.addresses(row))),
        Cell(f"→ {other}" if other else f"on {place(view, lower)}" if lower else ""),
        Cell(str(master.name) if master else ""),
        Cell(safe(container.name) if container else ""),
        Cell(str(link.mtu)),
        Cell(link.mac, FAINT),
    )
