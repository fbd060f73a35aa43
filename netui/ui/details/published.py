"""Published ports, each followed to the process that answers: DNAT rule or docker-proxy, listener, evidence."""

from netui.core.host import Interest
from netui.model.published import Published, published
from netui.text import safe
from netui.ui.cells import Cell, Column
from netui.ui.details.commands import docker, inside
from netui.ui.details.lists import UNREADABLE, missing
from netui.ui.details.rows import grid_of
from netui.ui.details.subjects import containers_of
from netui.ui.document import Document
from netui.ui.ink import BAD, FAINT, GOOD, LINKED, WARN
from netui.ui.lists.containers import docker_trouble
from netui.ui.subject import Subject, a_container
from netui.ui.view import View
from netui.ui.wording import port

_COLUMNS = (
    Column("HOST", 14, 12, 1),
    Column("CONTAINER", 12, 8, 1),
    Column("TARGET", 14, 12, 1),
    Column("WAY", 5, 5, 2),
    Column("PACKETS", 8, 7, 2, right=True),
    Column("LISTENER", 14, 10, 1),
    Column("EVIDENCE", 10, 10, 3),
)
_FACETS = frozenset(("firewall", "sockets"))
_WAYS = {
    "rule": Cell("DNAT"),
    "proxy": Cell("proxy"),
    "none": Cell("none", BAD),
}
_MOST_READ = 40
"""Namespaces whose sockets are read for one tab."""


def interest(view: View, subject: Subject) -> Interest:
    """Where a subject's published ports lead through, and where they end."""
    home = view.snapshot.docker.namespace
    if home is None or home not in view.spaces:
        return frozenset()
    ends = [one.namespace for one in containers_of(view, subject) if one.claimed_ports]
    sockets = [key for key in dict.fromkeys((home, *ends)) if key is not None and key in view.spaces]
    return frozenset((("firewall", home), *(("sockets", key) for key in sockets[:_MOST_READ])))


def write(document: Document, view: View, subject: Subject) -> None:
    """The published ports of a container, of a network's members, or of those in a namespace."""
    containers = {one.id: one for one in containers_of(view, subject)}
    ports = [one for one in published(view.relations) if one.container in containers]
    document.section("Published ports", len(ports) or None)
    home = view.relations.docker_namespace
    if view.snapshot.docker.status != "live":
        for sentence in docker_trouble(view):
            document.text(f"  {sentence}", WARN)
    elif not ports:
        document.text("  None. Ports are published when a container is made: docker run --publish 8080:80", FAINT)
    why = missing(view, home, _FACETS) if home else UNREADABLE
    if ports:
        if why:
            document.text(f"  {why}", FAINT if home and home.readable else WARN)
        unread = Cell("…", FAINT) if why else Cell("not read", WARN)
        own = subject.id  # needs not be named in its own list
        targets = [None if one.container == own else a_container(one.container) for one in ports]
        grid_of(
            document,
            _COLUMNS,
            [(_cells(view, one, target, unread), target) for one, target in zip(ports, targets, strict=True)],
        )
        _rules(document, ports)
    wanted = [binding for one in containers.values() if not one.pid for binding in one.wanted_ports]
    if wanted:
        document.section("To be published when it runs", len(wanted))
        document.table([((Cell(port(one)),), None) for one in wanted])
    commands = [docker("port", containers[subject.id].name) if subject.kind == "container" else "docker ps"]
    if home:
        commands += [inside(view, home.key, words) for words in ("iptables -t nat -nvL", "ss -ltunp")]
    document.command(*commands)


def _cells(view: View, one: Published, target: Subject | None, unread: Cell) -> tuple[Cell, ...]:
    container = view.snapshot.docker.containers[one.container]
    evidence = unread if one.way == "unreadable" else Cell(one.evidence, FAINT if one.evidence == "exact" else WARN)
    return (
        Cell(_end(safe(one.host_address) or "*", one.host_port)),
        Cell(safe(container.name) if target else "", LINKED),
        Cell(f"{_end(safe(one.target_address), one.target_port)}/{safe(one.protocol)}"),
        _WAYS.get(one.way, unread),
        Cell("" if one.packets is None else str(one.packets)),
        _listener(one, unread),
        evidence,
    )


def _end(address: str, number: int) -> str:
    return f"[{address}]:{number}" if ":" in address else f"{address}:{number}"


def _listener(one: Published, unread: Cell) -> Cell:
    if one.listening is None:
        return unread
    if not one.listening:
        return Cell("nothing listens", BAD)
    return Cell(f"{one.listener.command} {one.listener.pid}" if one.listener else "a process", GOOD)


def _rules(document: Document, ports: list[Published]) -> None:
    rules = dict.fromkeys(one.rule for one in ports if one.rule)
    if rules:
        document.section("DNAT rules", len(rules))
        for rule in rules:
            document.text(f"  {safe(rule)}")
        document.note("A rule counts connections: NAT looks at the first packet of each.", indent=2)
