"""Tabs that list what a namespace, or one link, has: the rows and columns of the command line's lists."""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from netui.core.host import Facet
from netui.model.link import Link
from netui.model.namespace import Namespace
from netui.objects.directory import Directory
from netui.objects.registry import Object, find
from netui.text import quote
from netui.ui.cells import Cell, Column, cell_width
from netui.ui.details.commands import inside
from netui.ui.document import Document
from netui.ui.ink import FAINT, WARN
from netui.ui.subject import Subject
from netui.ui.view import View

_WIDEST = 60
"""Cells that a column claims at most; what is left over goes to those that need more."""
_MOST = 500
"""Rows shown of one list: more is for a pipe."""
_NOTHING = "–"


class Tab(Struct, frozen=True):
    """One list, or several, of what a namespace has."""

    title: str
    nouns: tuple[str, ...]
    meaning: str
    """What these are, in one sentence, for who does not know the term."""
    commands: tuple[str, ...]
    """What shows the same."""
    facets: frozenset[Facet] = frozenset()
    """What is read only while this is looked at."""
    of_links: bool = True
    """Whether one link has such a list of its own."""


TABS: tuple[Tab, ...] = (
    Tab("Addresses", ("address",), "Each address with the length of its network.", ("ip -d address show",)),
    Tab("Routes", ("route", "rule"),
        "Where packets go next: rules choose the table, and in it the longest prefix that fits wins.",
        ("ip route show table all", "ip rule")),
    Tab("Neighbours", ("neighbour",), "Which MAC address answers for an IP address on a link: ARP and NDP.",
        ("ip neigh show",)),
    Tab("FDB", ("fdb",), "Forwarding database: behind which port a bridge or a VXLAN device knows a MAC address.",
        ("bridge fdb show",)),
    Tab("Sockets", ("socket",), "What programs listen on, and are connected to.", ("ss -tuwnap",),
        frozenset(("sockets",)), of_links=False),
    Tab("Firewall", ("firewall",), "Packet filter rules in the order in which a chain tries them.",
        ("iptables-save -c", "nft list ruleset"), frozenset(("firewall",)), of_links=False),
)  # fmt: skip


def home(view: View, subject: Subject) -> int | None:
    """Key of the namespace that a subject's lists are of; None where it has none, or none that is known."""
    key: int | None = subject.namespace
    if subject.kind == "container":
        key = view.snapshot.docker.containers[subject.id].namespace
    return key if key in view.spaces else None


def write(view: View, subject: Subject, tab: Tab) -> Document:
    """What one tab says of a namespace, a link or a container that has a namespace."""
    key = home(view, subject)
    assert key is not None  # the tab is offered only then
    space, link = view.spaces[key].namespace, view.link(subject)
    document = Document(str(link.name) if link else view.spaces[key].name, tab.title)
    document.text(tab.meaning, FAINT)
    nouns = tab.nouns[:1] if link else tab.nouns
    for noun in nouns:
        _list(document, view, find(noun), space, link)
    narrowed = f" dev {quote(link.name)}" if link else ""
    document.command(*(inside(view, key, words + narrowed) for words in tab.commands[: len(nouns) if link else None]))
    return document


def _list(document: Document, view: View, kind: Object, space: Namespace, link: Link | None) -> None:
    rows: Sequence[Any] = kind.rows(Directory(view.snapshot, space=space))
    if link:
        rows = [row for row in rows if link.name in (row.links if kind.noun == "route" else (row.link,))]
    if kind.noun == "route":  # what somebody set up comes before what follows from the addresses
        rows = sorted(rows, key=lambda row: (row.table != "main", row.table == "local"))
    noun = {"address": "addresses", "fdb": "entries", "firewall": "rules"}.get(kind.noun, f"{kind.noun}s")
    document.section(noun.capitalize(), len(rows) or None)
    if not space.readable:
        document.text("  May not be read: entering this namespace needs CAP_SYS_ADMIN.", WARN)
    elif not rows:
        reading = any(getattr(space, facet) is None for facet in kind.facets) or (kind.facets and not space.filled)
        document.text("  Reading …" if reading else f"  No {noun}.", FAINT)
    else:
        columns = [one for one in kind.columns if one.title != "NAMESPACE" and not (link and one.title == "LINK")]
        texts = [[one.text(row) for one in columns] for row in rows[:_MOST]]
        told = [number for number in range(len(columns)) if any(line[number] != _NOTHING for line in texts)]
        document.grid(
            [_column(columns[number], [line[number] for line in texts]) for number in told],
            [[Cell(line[number]) for number in told] for line in texts],
        )
        if len(rows) > _MOST:
            document.text(f"  … and {len(rows) - _MOST} more: netui {kind.noun} list", FAINT)


def _column(column: Any, texts: Sequence[str]) -> Column:
    widest = max(map(cell_width, (column.title, *texts)))
    least = min(widest, max(column.minimum, len(column.title)))
    return Column(
        column.title, min(widest, _WIDEST), least, column.priority, grow=int(widest > _WIDEST), right=column.right
    )
