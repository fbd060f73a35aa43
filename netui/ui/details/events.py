"""What has happened to an object since netui began to look, the newest first."""

from functools import lru_cache

from netui.core.eventlog import Entry, Fits, of_container, of_link, of_namespace, of_network
from netui.model.diff import Change
from netui.model.naming import namespace_name
from netui.objects.changes import Event, Teller, deed, title
from netui.objects.told import clock
from netui.text import quote
from netui.ui.cells import Cell, Column
from netui.ui.details.commands import docker, inside
from netui.ui.details.rows import grid_of
from netui.ui.document import Document
from netui.ui.ink import BAD, FAINT, GOOD
from netui.ui.subject import Subject, a_container, a_link, a_namespace, a_network
from netui.ui.view import View

_MOST = 200
"""Changes shown: the rest scrolled by long ago."""
_COLUMNS = (
    Column("TIME", 12, 12, 1),
    Column("OBJECT", 20, 14, 2),
    Column("CHANGE", 30, 12, 1, cut="end"),
)
_INKS = {"added": GOOD, "removed": BAD}


def write(document: Document, view: View, subject: Subject) -> None:
    """The changes of an object and of what belongs to it."""
    eventlog = view.eventlog
    document.section("Events")
    if eventlog is None or not eventlog.live:
        document.text("  A saved snapshot has no events. netui diff OLD NEW compares two.", FAINT)
        return
    rows = []
    for entry in eventlog.entries(_about(view, subject), _MOST):
        event = None if view.frozen and entry.time > view.frozen else told(entry)
        if event:
            rows.append((_cells(event, entry), _target(view, subject, entry.change)))
    if rows:
        grid_of(document, _COLUMNS, rows)
    else:
        document.text("  Nothing has changed since netui began to look.", FAINT)
    document.command(*_commands(view, subject))


@lru_cache(maxsize=2 * _MOST)
def told(entry: Entry) -> Event | None:
    """An entry in words; None for what is nobody's business."""
    return next(iter(Teller(entry).events((entry.change,))), None)


def _about(view: View, subject: Subject) -> Fits:
    if subject.kind == "namespace":
        return of_namespace(subject.namespace)
    if subject.kind == "link":
        return of_link(subject.namespace, subject.ifindex)
    if subject.kind == "network":
        return of_network(subject.id)
    own = of_container(subject.id)
    key = view.snapshot.docker.containers[subject.id].namespace
    if key not in view.spaces or view.spaces[key].namespace.host:
        return own
    within = of_namespace(key)
    return lambda change: own(change) or within(change)


def _cells(event: Event, entry: Entry) -> tuple[Cell, ...]:
    return (
        Cell(clock(entry.time), FAINT),
        Cell(title(event)),
        Cell(deed(event), _INKS.get(event.action, "")),
    )


def _target(view: View, subject: Subject, change: Change) -> Subject | None:
    """The object that changed, where it is another one and still there."""
    found = named(change)
    return found if found and found != subject and view.exists(found) else None


def named(change: Change) -> Subject | None:
    """The object that changed, or that what changed belongs to, whether it is still there or not."""
    there = change.after or change.before
    if change.kind == "container":
        return a_container(there.id)
    if change.kind == "network":
        return a_network(there.id)
    if change.namespace is None:
        return None
    ifindex = getattr(there, "ifindex", 0)
    return a_link(change.namespace, ifindex) if ifindex else a_namespace(change.namespace)


def _commands(view: View, subject: Subject) -> list[str]:
    known = view.snapshot.docker
    if subject.kind in ("container", "network"):
        name = (known.containers if subject.kind == "container" else known.networks)[subject.id].name
        return ["netui events", docker("events --filter", f"{subject.kind}={name}")]
    place = quote(namespace_name(view.relations, view.spaces[subject.namespace].namespace))
    return [f"netui -n {place} events", inside(view, subject.namespace, "ip -t monitor all")]
