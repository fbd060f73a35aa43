"""Detail of a container: where it lives, what it is attached to, under which names and by whom it is reached."""

from netui.model.container import Container, Endpoint, Network
from netui.model.relations import Attachment
from netui.text import safe
from netui.ui.cells import Cell
from netui.ui.details.commands import docker
from netui.ui.document import Document
from netui.ui.ink import BAD, FAINT, WARN
from netui.ui.subject import Subject, a_container, a_link, a_namespace, a_network
from netui.ui.terms import PUBLISHED
from netui.ui.view import View
from netui.ui.wording import address, container_state, first_address, held_by, listing, mode, place, port

_PREDEFINED = ("bridge", "host", "none")


def write(view: View, subject: Subject) -> Document:
    """The detail of a container."""
    container = view.snapshot.docker.containers[subject.id]
    document = Document(safe(container.name), "a container")
    document.fact("state", container_state(container), Cell(f"  {safe(container.image)}", FAINT))
    document.fact("", Cell(container.error, BAD))
    document.fact("id", Cell(container.id[:12]), Cell(_started(container), FAINT))
    _mode(document, view, container)
    _namespace(document, view, container)
    if view.relations.stale(container):
        _stale(document, view, container)
    for attachment in view.relations.attachments(container):
        _attachment(document, view, container, attachment)
    _published(document, container)
    document.command(docker("inspect", container.name))
    return document


def _started(container: Container) -> str:
    return f"  started {safe(container.started[:19].replace('T', ' '))}" if container.started else ""


def _mode(document: Document, view: View, container: Container) -> None:
    told = {
        "host": "  shares the host's namespace: 127.0.0.1 here is the host's",
        "none": "  has lo alone, until somebody gives it more",
        "bridge": "  the default bridge: reached by address, not by name",
    }.get(container.mode, "")
    owner = view.snapshot.docker.containers.get(container.joined)
    if owner:
        told = "  shares that container's namespace: both talk over lo"
    target = a_container(owner.id) if owner else None
    document.fact("mode", Cell(mode(container)), Cell(told, FAINT), target=target)


def _namespace(document: Document, view: View, container: Container) -> None:
    if container.namespace is None:
        told = "none while it does not run" if not container.pid else "may not be read"
        document.fact("namespace", Cell(told, FAINT))
        return
    space = view.spaces.get(container.namespace)
    if space is None:
        return
    document.fact(
        "namespace",
        Cell(f"{space.name} net:[{space.namespace.inode}]"),
        Cell(f"  held by {held_by(space.namespace)}", FAINT),
        target=a_namespace(container.namespace),
    )
    shared = [one for one in view.relations.tenants(container.namespace) if one.id != container.id]
    if shared:
        document.fact("shared with", listing([safe(one.name) for one in shared]))


def _stale(document: Document, view: View, container: Container) -> None:
    owner = view.snapshot.docker.containers.get(container.joined)
    whose = safe(owner.name) if owner else "a container that is gone"
    document.section("Stale namespace")
    document.text(
        f"It joined {whose}, which has a new namespace since it restarted. This one was left behind in the old "
        f"one, with lo alone. Restarting {safe(container.name)} joins it again.",
        BAD,
    )


def _attachment(document: Document, view: View, container: Container, attachment: Attachment) -> None:
    endpoint, network = attachment.endpoint, attachment.network
    document.section(f"On {safe(endpoint.network)}")
    if endpoint.phantom:
        document.text("Listed by Docker, but not connected: a failed connect left it behind.", WARN)
    document.fact("network", Cell(safe(endpoint.network)), target=a_network(network.id) if network else None)
    document.fact("address", address(endpoint), Cell(f"  {safe(endpoint.mac)}", FAINT))
    document.fact("", safe(endpoint.address6))
    document.fact("gateway", safe(endpoint.gateway))
    _path(document, view, attachment)
    document.fact("reached as", *_names(endpoint, network))
    document.fact("reached by", Cell(_reached_by(view, container, network)))


def _path(document: Document, view: View, attachment: Attachment) -> None:
    """eth0 → the veth outside → the bridge."""
    evidence = Cell("" if attachment.evidence == "exact" else f"  {attachment.evidence}", FAINT)
    inside = view.subject_of(attachment.link)
    if inside:
        own = first_address(view.addresses(inside))
        link = view.link(inside)
        document.fact("link", Cell(str(link.name) if link else ""), Cell(f"  {own}", FAINT), evidence, target=inside)
    outside = view.subject_of(attachment.host_link)
    if outside:
        document.fact("veth outside", Cell(place(view, outside)), target=outside)
    bridge = view.subject_of(attachment.bridge)
    if bridge:
        document.fact("on bridge", Cell(place(view, bridge)), target=a_link(bridge.namespace, bridge.ifindex))


def _names(endpoint: Endpoint, network: Network | None) -> tuple[Cell, ...]:
    if endpoint.names:
        return (Cell(listing([safe(name) for name in endpoint.names], limit=6)),)
    if network and network.name in _PREDEFINED:
        return (Cell("its address alone; "), Cell("names need a network that somebody made", FAINT))
    return (Cell("its address alone"),)


def _reached_by(view: View, container: Container, network: Network | None) -> str:
    if network is None:
        return ""
    others = [
        safe(one.name)
        for one, endpoint in view.relations.attached(network)
        if one.id != container.id and endpoint.endpoint_id
    ]
    host = "this host" if network.bridge else ""
    return listing([*others, host] if host else others) if others or host else "nobody yet"


def _published(document: Document, container: Container) -> None:
    if container.claimed_ports:
        document.section("Published, as Docker claims", len(container.claimed_ports))
        document.table([((Cell(port(one)),), None) for one in container.claimed_ports])
        document.text(f"  {PUBLISHED}", FAINT)
    elif container.wanted_ports:
        document.section("To be published when it runs", len(container.wanted_ports))
        document.table([((Cell(port(one)),), None) for one in container.wanted_ports])
