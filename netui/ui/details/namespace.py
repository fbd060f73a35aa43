"""Detail of a namespace: what keeps it alive, its links, addresses and routes."""

from heapq import nsmallest

from netui.model.route import TABLE_NAMES, Route
from netui.text import safe
from netui.ui.cells import Cell
from netui.ui.details.commands import inside
from netui.ui.details.lists import UNREADABLE
from netui.ui.document import Document
from netui.ui.ink import FAINT, WARN
from netui.ui.lists.containers import docker_trouble
from netui.ui.subject import Subject, a_container
from netui.ui.terms import NAMESPACE
from netui.ui.view import Space, View
from netui.ui.wording import count, first_address, holder, kind, peer, state_cell

_MAIN = 254
_HOLDERS_SHOWN = 6
_LINKS_SHOWN = 40
_ROUTES_SHOWN = 20

MEANINGS = {
    "host": "the host's own namespace",
    "named": "a named namespace",
    "container": "a container's namespace",
    "process": "a namespace without a name, in which processes live",
    "thread": "a namespace in which only a thread lives",
    "fd": "a namespace that an open file descriptor keeps alive",
    "socket": "a namespace that a socket keeps alive",
    "mount": "a namespace that a bind mount keeps alive",
    "unknown": "a namespace; what keeps it alive is not known",
}


def write(view: View, subject: Subject) -> Document:
    """The detail of a namespace."""
    space = view.spaces[subject.namespace]
    document = Document(space.name, MEANINGS[space.kind])
    document.meaning(NAMESPACE)
    document.fact("namespace", Cell(f"net:[{space.namespace.inode}]"))
    _holders(document, space)
    for number, tenant in enumerate(view.relations.tenants(subject.namespace)):
        stale = Cell("  stale: its owner moved on", WARN) if view.relations.stale(tenant) else Cell("")
        document.fact("" if number else "containers", Cell(safe(tenant.name)), stale, target=a_container(tenant.id))
    if space.namespace.host:
        _host(document, view)
    if not space.namespace.readable:
        document.section("Links")
        document.text(f"  {UNREADABLE}", WARN)
    else:
        _links(document, view, space)
        _routes(document, space)
    document.command(
        inside(view, subject.namespace, "ip -d address"),
        inside(view, subject.namespace, "ip route show table all"),
    )
    return document


def _host(document: Document, view: View) -> None:
    docker = view.snapshot.docker
    if docker.status == "live":
        engine = f"{safe(docker.engine or 'docker')} {safe(docker.version)}"
        document.fact("engine", engine, Cell(f"  {safe(docker.endpoint)}", FAINT))
    else:
        for number, sentence in enumerate(docker_trouble(docker)):
            document.fact("" if number else "engine", Cell(sentence, FAINT if number else WARN))
    for number, limit in enumerate(view.snapshot.limits):
        document.fact("" if number else "limited", Cell(limit.message, WARN))
        document.fact("", Cell(limit.hint, FAINT))


def _holders(document: Document, space: Space) -> None:
    holders = space.namespace.holders
    for number, one in enumerate(holders[:_HOLDERS_SHOWN]):
        label = "" if number else "kept by"
        path = str(one.path) if one.kind in ("named", "mount", "fd") else ""
        user = f"  {safe(one.user)}" if one.user else ""
        document.fact(label, holder(one), Cell(f"{user}{'  ' + path if path else ''}", FAINT))
    if len(holders) > _HOLDERS_SHOWN:
        document.fact("", Cell(f"and {count(len(holders) - _HOLDERS_SHOWN, 'more', 'more')}", FAINT))


def _links(document: Document, view: View, space: Space) -> None:
    document.section("Links", len(space.rows))
    rows = []
    for row in space.rows[:_LINKS_SHOWN]:
        link = space.namespace.links[row.ifindex]
        other = peer(view, row)
        cells = (
            Cell(str(link.name)),
            Cell(kind(link), FAINT),
            state_cell(link),
            Cell(first_address(view.addresses(row))),
            Cell(f"→ {other}" if other else ""),
        )
        rows.append((cells, row))
    document.table(rows, total=len(space.rows), rest=": pane 2")


def _routes(document: Document, space: Space) -> None:
    main = [route for route in space.namespace.routes if route.table == _MAIN and route.type == 1]
    first = nsmallest(_ROUTES_SHOWN, main, key=lambda one: (one.family, bool(one.destination), one.metric))
    document.section("Routes", len(main))
    if not main:
        loading = "" if space.namespace.filled else "Reading …"
        document.text(f"  {loading or 'None: only the addresses of lo can be reached.'}", FAINT)
        return
    document.table([(_route(space, route), None) for route in first], total=len(main))
    others = len(space.namespace.routes) - len(main)
    if others:
        document.text(f"  and {count(others, 'route')} in table {TABLE_NAMES[255]} and others", FAINT)


def _route(space: Space, route: Route) -> tuple[Cell, ...]:
    link = space.namespace.links.get(route.ifindex)
    ways = [f"via {route.gateway}"] if route.gateway else []
    if route.nexthops:
        ways.append(f"{len(route.nexthops)} ways")
    return (
        Cell(route.cidr),
        Cell(" ".join(ways)),
        Cell(f"dev {link.name}" if link else ""),
        Cell(f"metric {route.metric}" if route.metric else "", FAINT),
    )
