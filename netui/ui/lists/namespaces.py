"""Pane 1: every network namespace, and what holds it."""

from collections.abc import Iterator

from netui.objects.directory import Directory
from netui.objects.namespace import rows
from netui.objects.row import Row
from netui.ui.cells import Cell, Column
from netui.ui.ink import FAINT, WARN
from netui.ui.lists.listing import GONE, EmptyText, Listing, named
from netui.ui.subject import Subject, a_namespace
from netui.ui.view import View
from netui.ui.wording import held_by


def _cells(view: View, subject: Subject) -> tuple[Cell, ...]:
    space = view.spaces.get(subject.namespace)
    if space is None:
        return (GONE,)
    one = space.namespace
    links = Cell(str(len(one.links))) if one.readable else Cell("denied", WARN)
    return Cell(space.name), Cell(space.kind, FAINT), links, Cell(held_by(one), FAINT)


def _empty(_view: View, _chosen: int) -> EmptyText:
    return ("Reading this host's namespaces …",)


def _public(view: View, _chosen: int) -> Iterator[tuple[Subject, Row]]:
    directory = Directory(view.snapshot)
    for space, row in zip(directory.spaces, rows(directory), strict=True):
        yield a_namespace(space.key), row


LISTING = Listing(
    id="namespaces",
    number=1,
    title=named("Namespaces"),
    columns=(
        Column("NAME", 18, 10, priority=1, grow=2),
        Column("KIND", 9, 6, priority=3),
        Column("LINKS", 6, 6, priority=2, right=True),
        Column("HELD BY", 18, 8, priority=4, grow=1),
    ),
    rows=lambda view, _chosen: view.namespaces,
    cells=_cells,
    empty=_empty,
    public=_public,
)
