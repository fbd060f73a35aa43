"""Pane 3: the bridges of all namespaces, with their ports."""

from collections.abc import Iterator

from netui.objects.bridge import rows
from netui.objects.directory import Directory
from netui.objects.row import Row
from netui.ui.cells import Cell, Column
from netui.ui.ink import FAINT
from netui.ui.lists.listing import GONE, EmptyText, Listing, named
from netui.ui.subject import Subject, a_link
from netui.ui.view import View
from netui.ui.wording import addresses, first_address, state_cell


def _cells(view: View, subject: Subject) -> tuple[Cell, ...]:
    link = view.link(subject)
    if link is None:
        return (GONE,)
    _, network = view.network_of(subject)
    return (
        Cell(str(link.name)),
        Cell(view.space_name(subject.namespace), FAINT),
        Cell(network),
        Cell(str(len(view.ports(subject)))),
        Cell(first_address(view.addresses(subject))),
        state_cell(link),
    )


def _empty(_view: View, _chosen: int) -> EmptyText:
    return ("No bridges. Docker makes docker0 and one for each network; by hand: ip link add name br0 type bridge",)


def _public(view: View, _chosen: int) -> Iterator[tuple[Subject, Row]]:
    for key, space in view.snapshot.namespaces.items():
        for row in rows(Directory(view.snapshot, space=space)):
            yield a_link(key, row.ifindex), row


LISTING = Listing(
    id="bridges",
    number=3,
    title=named("Bridges"),
    columns=(
        Column("NAME", 16, 9, priority=1, snug=True),
        Column("IN", 8, 4, priority=2, snug=True),
        Column("NETWORK", 9, 6, priority=3, grow=1),
        Column("PORTS", 5, 5, priority=2, right=True),
        Column("ADDRESS", 18, 14, priority=2),
        Column("STATE", 10, 10, priority=2),
    ),
    rows=lambda view, _chosen: view.bridges,
    cells=_cells,
    empty=_empty,
    public=_public,
    unseen=addresses,
)
