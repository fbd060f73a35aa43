"""Pane 4: the containers that Docker knows, running or not."""

from collections.abc import Iterator

from netui.model.container import Container
from netui.objects.container import rows
from netui.objects.directory import Directory
from netui.objects.row import Row
from netui.text import safe
from netui.ui.cells import Cell, Column
from netui.ui.ink import BAD, FAINT
from netui.ui.lists.listing import GONE, EmptyText, Listing, named
from netui.ui.subject import Subject, a_container
from netui.ui.view import View
from netui.ui.wording import NONE, address, container_state, mode, port


def _cells(view: View, subject: Subject) -> tuple[Cell, ...]:
    container = view.snapshot.docker.containers.get(subject.id)
    if container is None:
        return (GONE,)
    state = Cell("stale", BAD) if view.relations.stale(container) else container_state(container)
    return (
        Cell(safe(container.name)),
        state,
        Cell(_networks(container)),
        Cell(_addresses(container)),
        Cell(", ".join(map(port, container.claimed_ports)), FAINT),
        Cell(safe(container.image), FAINT),
    )


def _networks(container: Container) -> str:
    return ", ".join(safe(one.network) for one in container.endpoints) or mode(container)


def _addresses(container: Container) -> str:
    return ", ".join(address(one) for one in container.endpoints) or NONE


def docker_trouble(view: View) -> EmptyText:
    """Why Docker tells nothing, and what would help; empty where it answers."""
    docker = view.snapshot.docker
    where = f"{safe(docker.endpoint)} ({safe(docker.chosen_by)})" if docker.chosen_by else safe(docker.endpoint)
    if docker.status == "live":
        return ()
    if docker.status == "unasked":
        return ("Docker was not asked.",)
    if docker.status == "connecting":
        return (f"Asking Docker at {where} …" if where else "Looking for Docker …",)
    first = {
        "absent": "No Docker here.",
        "refused": "Docker does not run.",
        "denied": "Docker may not be asked.",
        "hung": "Docker hangs.",
        "failed": "Docker cannot be asked.",
    }[docker.status]
    lines = [f"{first} {_sentence(docker.reason)}" if docker.reason else f"{first} Tried {where}."]
    if docker.reason and where and docker.endpoint.removeprefix("unix://") not in docker.reason:
        lines.append(f"Tried {where}.")
    if docker.hint:
        lines.append(f"What would help: {docker.hint}")
    if docker.endpoint and view.live:  # else there is nothing to ask
        lines.append("It is asked again every few seconds; everything else is live.")
    return tuple(lines)


def _sentence(clause: str) -> str:
    """The clause with a capital at its head, where that is no path, and a full stop."""
    return f"{clause[:1].upper()}{clause[1:]}".removesuffix(".") + "."


_FROM_NAMESPACES = (
    "No container runs here: this is what Docker makes of namespaces.",
    "For each container one namespace with a process in it (web, api, db), and a veth pair from there to docker0.",
    "In host: the bridge docker0, masquerading, a rule for the published port 8080.",
    "As root and with docker.io, sandbox --docker runs a real engine.",
)


def _empty(view: View, _chosen: int) -> EmptyText:
    if view.snapshot.sandbox == "docker" and view.snapshot.docker.status in ("absent", "refused"):
        return _FROM_NAMESPACES
    return docker_trouble(view) or ("Docker has no containers. One is made by: docker run IMAGE",)


def _public(view: View, _chosen: int) -> Iterator[tuple[Subject, Row]]:
    for row in rows(Directory(view.snapshot)):
        yield a_container(row.id), row


LISTING = Listing(
    id="containers",
    number=4,
    title=named("Containers"),
    columns=(
        Column("NAME", 16, 9, priority=1, snug=True),
        Column("STATE", 10, 8, priority=1),
        Column("NETWORK", 14, 8, priority=2, grow=1, cut="end"),
        Column("ADDRESS", 16, 12, priority=2, grow=1, cut="end"),
        Column("PORTS", 22, 16, priority=3, grow=1, cut="end"),
        Column("IMAGE", 16, 10, priority=4, grow=1),
    ),
    rows=lambda view, _chosen: view.containers,
    cells=_cells,
    empty=_empty,
    public=_public,
)
