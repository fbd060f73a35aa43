"""Tabs that list what a namespace, or one link, has: the rows and columns of the command line's lists."""

from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct

from netui.model.link import Link
from netui.model.namespace import Namespace
from netui.objects.directory import Directory
from netui.objects.registry import find
from netui.text import Name, quote
from netui.ui.details.commands import inside
from netui.ui.details.rows import rows_as_grid
from netui.ui.details.subjects import home
from netui.ui.document import Document
from netui.ui.ink import FAINT, WARN
from netui.ui.keynames import key_of
from netui.ui.subject import Subject, a_link
from netui.ui.view import View


class List(Struct, frozen=True):
    """One list of what a namespace has."""

    noun: str
    plural: str
    nothing: str
    """What it means that there is none."""
    command: str
    """What shows the same."""
    named_in: str = "LINK"
    """Title of the column that names what a row leads to."""


ADDRESSES = List("address", "addresses", "No addresses. IP is not spoken here.", "ip -d address show")
ROUTES = List("route", "routes", "No routes. Nothing but its own addresses is reached.", "ip route show table all")
RULES = List("rule", "rules", "No rules. No packet is routed.", "ip rule")
NEIGHBOURS = List(
    "neighbour", "neighbours", "No neighbours. An entry comes when something is sent to an address nearby.",
    "ip neigh show nud all",
)  # fmt: skip
FDB = List("fdb", "entries", "No entries. A bridge learns one from each sender that it hears.", "bridge fdb show")
SOCKETS = List("socket", "sockets", "No sockets. No program listens here or is connected.", "ss -tuwnap", "PROCESS")

UNREADABLE = "May not be read: entering this namespace needs CAP_SYS_ADMIN. sudo netui shows it."


def write(document: Document, view: View, subject: Subject, lists: Sequence[List]) -> None:
    """Lists of a namespace, a link or a container that has a namespace."""
    key = home(view, subject)
    assert key is not None  # the tab is offered only then
    space, link = view.spaces[key].namespace, view.link(subject)
    commands = []
    for one in lists:
        _list(document, view, one, space, link)
        commands.append(inside(view, key, one.command + (_of(link, one) if link else "")))
    document.command(*commands)


def _of(link: Link, one: List) -> str:
    """The words that narrow a command to a link."""
    return f" {'br' if one is FDB and link.kind == 'bridge' else 'dev'} {quote(link.name)}"


def _list(document: Document, view: View, one: List, space: Namespace, link: Link | None) -> None:
    kind = find(one.noun)
    rows: Sequence[Any] = kind.rows(Directory(view.snapshot, space=space))
    hidden = {"NAMESPACE"}
    if link and one is FDB and link.kind == "bridge":
        rows = [row for row in rows if link.name in (row.link, row.master)]
    elif link:
        rows = [row for row in rows if link.name in (row.links if one is ROUTES else (row.link,))]
        hidden.add("LINK")
    if one is ROUTES:  # what somebody set up comes before what follows from the addresses
        rows = sorted(rows, key=lambda row: (row.table != "main", row.table == "local"))
    document.section(one.plural.capitalize(), len(rows) or None)
    why = "" if rows and space.readable else missing(view, space, kind.facets)
    if why:
        document.text(f"  {why}", FAINT if space.readable else WARN)
    elif not rows:
        document.text(f"  {one.nothing}", FAINT)
    else:
        rows_as_grid(document, kind, rows, without=hidden, target=_target(view, one, space), named_in=one.named_in)
    if one is SOCKETS and any(row.processes is None for row in rows):
        document.text("  Who holds the sockets of other users, root alone may see: sudo netui", WARN)


def missing(view: View, space: Namespace, facets: frozenset[str]) -> str:
    """Why something of a namespace is not known, and what would help; empty where it is known."""
    if not space.readable:
        return UNREADABLE
    if not any(getattr(space, facet) is None for facet in facets) and (space.filled or not facets):
        return ""
    if not view.live:
        return "Not in this snapshot: it holds what was read when it was saved."
    if view.frozen:
        return f"Not read before all this was frozen: {key_of('app.freeze', 'ctrl+f')} lets it be read."
    return "Reading …"


def _target(view: View, one: List, space: Namespace) -> Callable[[Any], Subject | None]:
    """What a row of the list leads to."""
    if one is SOCKETS:
        return lambda row: _elsewhere(view, space, row.process.pid) if row.process else None
    by_name: dict[Name | None, Subject] = {one.name: a_link(space.key, index) for index, one in space.links.items()}
    return lambda row: by_name.get(getattr(row, "link", None))


def _elsewhere(view: View, space: Namespace, pid: int) -> Subject | None:
    """The namespace that a process lives in, where it is another one."""
    found = view.home_of(pid)
    return found if found and found.namespace != space.key else None
