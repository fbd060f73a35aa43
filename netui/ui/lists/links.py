"""Pane 2: the links of the namespace chosen in pane 1."""

from collections.abc import Iterator, Sequence

from netui.objects.directory import Directory
from netui.objects.link import rows as link_rows
from netui.objects.row import Row
from netui.ui.cells import Cell, Column
from netui.ui.ink import FAINT
from netui.ui.lists.listing import GONE, EmptyText, Listing
from netui.ui.subject import Subject, a_link
from netui.ui.view import View
from netui.ui.wording import addresses, first_address, kind, lower, peer, rates, state_cell

_TRAFFIC = "RX/TX b/s"
"""Bits a second, in and out."""


def _rows(view: View, chosen: int) -> Sequence[Subject]:
    space = view.spaces.get(chosen)
    return space.rows if space else ()


def _cells(view: View, subject: Subject) -> tuple[Cell, ...]:
    link = view.link(subject)
    if link is None:
        return (GONE,)
    other = peer(view, subject)
    address = first_address(view.addresses(subject))
    below = lower(view, subject)
    reach = "  ".join(
        part for part in (address, f"→ {other}" if other else "", f"on {below}" if below else "") if part
    )
    master = view.relations.master(subject.namespace, link)
    return (
        Cell(str(link.name)),
        Cell(kind(link), FAINT),
        state_cell(link),
        Cell(reach),
        _traffic(view, subject),
        Cell(str(master.name) if master else ""),
        Cell(str(link.mtu)),
        Cell(link.mac, FAINT),
    )


def _traffic(view: View, subject: Subject) -> Cell:
    one = view.counters(subject)
    told = rates(one.rx_rate, one.tx_rate) if one else rates(None, None)
    return Cell(told, "" if one and (one.rx_rate or one.tx_rate) else FAINT)


def _by_traffic(view: View, subject: Subject) -> int | None:
    """Sorted by octets in both directions, the least first; O turns it round."""
    one = view.counters(subject)
    return None if one is None or one.rx_rate is None or one.tx_rate is None else one.rx_rate + one.tx_rate


def _empty(view: View, chosen: int) -> EmptyText:
    space = view.spaces.get(chosen)
    if space is None:
        return ("Reading this host's links …",)
    if not space.namespace.readable:
        return (
            f"The links of {space.name} may not be read: that is not the same as none.",
            "Entering another namespace needs CAP_SYS_ADMIN: sudo netui",
        )
    return (f"{space.name} has no links.",)


def _public(view: View, chosen: int) -> Iterator[tuple[Subject, Row]]:
    space = view.snapshot.namespaces.get(chosen)
    if space:
        for row in link_rows(Directory(view.snapshot, space=space)):
            yield a_link(chosen, row.ifindex), row


LISTING = Listing(
    id="links",
    number=2,
    title=lambda view, chosen: f"Links of {view.space_name(chosen)}" if chosen in view.spaces else "Links",
    columns=(
        Column("NAME", 17, 9, priority=1, snug=True),
        Column("KIND", 8, 6, priority=3, snug=True),
        Column("STATE", 10, 10, priority=1),
        Column("ADDRESS / PEER", 18, 14, priority=2, grow=1, most=32, cut="end"),
        Column(_TRAFFIC, 10, 10, priority=3),
        Column("PORT OF", 15, 9, priority=4, snug=True),
        Column("MTU", 5, 5, priority=6, right=True),
        Column("MAC", 17, 17, priority=5),
    ),
    rows=_rows,
    cells=_cells,
    empty=_empty,
    public=_public,
    unseen=addresses,
    orders={_TRAFFIC: _by_traffic},
)
