"""Pane 5: Docker's networks."""

from collections.abc import Iterator

from netui.objects.directory import Directory
from netui.objects.network import rows
from netui.objects.row import Row
from netui.text import safe
from netui.ui.cells import Cell, Column
from netui.ui.ink import FAINT
from netui.ui.lists.containers import docker_trouble
from netui.ui.lists.listing import GONE, EmptyText, Listing, named
from netui.ui.subject import Subject, a_network
from netui.ui.view import View
from netui.ui.wording import subnets


def _cells(view: View, subject: Subject) -> tuple[Cell, ...]:
    network = view.snapshot.docker.networks.get(subject.id)
    if network is None:
        return (GONE,)
    members = len(view.relations.attached(network))
    return (
        Cell(safe(network.name)),
        Cell(safe(network.driver), FAINT),
        Cell(subnets(network)),
        Cell(str(members)),
        Cell(safe(network.bridge)),
        Cell("internal" if network.internal else "", FAINT),
    )


def _empty(view: View, _chosen: int) -> EmptyText:
    return docker_trouble(view)[:1] or ("Docker has no networks.",)


def _public(view: View, _chosen: int) -> Iterator[tuple[Subject, Row]]:
    for row in rows(Directory(view.snapshot)):
        yield a_network(row.id), row


LISTING = Listing(
    id="networks",
    number=5,
    title=named("Networks"),
    columns=(
        Column("NAME", 16, 9, priority=1, snug=True),
        Column("DRIVER", 8, 6, priority=3, snug=True),
        Column("SUBNET", 18, 14, priority=1, grow=1, cut="end"),
        Column("MEMBERS", 7, 7, priority=2, right=True),
        Column("BRIDGE", 15, 9, priority=4, grow=1),
        Column("", 8, 8, priority=5),
    ),
    rows=lambda view, _chosen: view.networks,
    cells=_cells,
    empty=_empty,
    public=_public,
)
