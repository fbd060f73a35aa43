"""Detail of a Docker network: its pools, its bridge, its members."""

from netui.model.container import Network
from netui.text import safe
from netui.ui.cells import Cell
from netui.ui.details.commands import docker
from netui.ui.document import Document
from netui.ui.ink import FAINT
from netui.ui.subject import Subject, a_container
from netui.ui.terms import DOCKER_NETWORK
from netui.ui.view import View
from netui.ui.wording import address, container_state, listing, place

_OWN = {
    "bridge": "Docker's default bridge network",
    "host": "Docker's word for the host's own namespace",
    "none": "Docker's word for no network at all",
}


def write(view: View, subject: Subject) -> Document:
    """The detail of a Docker network."""
    network = view.snapshot.docker.networks[subject.id]
    document = Document(safe(network.name), _OWN.get(network.name, "a Docker network"))
    document.meaning(DOCKER_NETWORK if network.driver == "bridge" else "")
    document.fact("driver", safe(network.driver), Cell(f"  {safe(network.scope)}", FAINT))
    document.fact("id", network.id[:12])
    for number, pool in enumerate(network.subnets):
        gateway = f"  gateway {safe(pool.gateway)}" if pool.gateway else ""
        some = f"  from {safe(pool.ip_range)}" if pool.ip_range else ""
        document.fact("" if number else "subnet", safe(pool.subnet), Cell(gateway + some, FAINT))
    bridge = view.subject_of(view.relations.network_bridge(network))
    if bridge:
        document.fact("bridge", Cell(place(view, bridge)), target=bridge)
    else:
        document.fact(
            "bridge", safe(network.bridge), Cell("  not found on this host", FAINT) if network.bridge else ""
        )
    document.fact("outward", _outward(network))
    _members(document, view, network)
    _options(document, network)
    document.command(docker("network inspect", network.name))
    return document


def _outward(network: Network) -> str:
    if network.internal:
        return "internal: its members reach one another, nothing else"
    return "members reach outside through the host (masqueraded)" if network.bridge else ""


def _members(document: Document, view: View, network: Network) -> None:
    members = view.relations.attached(network)
    document.section("Members", len(members))
    if not members:
        document.text("  None.", FAINT)
    rows = []
    for container, endpoint in members:
        names = f"as {listing([safe(name) for name in endpoint.names], limit=3)}" if endpoint.names else ""
        cells = (Cell(safe(container.name)), container_state(container), Cell(address(endpoint)), Cell(names, FAINT))
        rows.append((cells, a_container(container.id)))
    document.table(rows)


def _options(document: Document, network: Network) -> None:
    options = sorted(network.options.items())
    if options:
        document.section("Options", len(options))
        document.table([((Cell(safe(name), FAINT), Cell(safe(value))), None) for name, value in options], limit=20)
