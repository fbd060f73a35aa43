"""What is plugged into a bridge, and who is on a Docker network."""

from netui.model.link import Link
from netui.text import quote, safe
from netui.ui.cells import Cell, Column
from netui.ui.details.commands import docker, inside
from netui.ui.details.rows import grid_of
from netui.ui.details.subjects import bridge_of, network_of
from netui.ui.document import Document
from netui.ui.ink import FAINT, GOOD, LINKED, WARN
from netui.ui.subject import Subject, a_container, a_link
from netui.ui.terms import STP_STATES
from netui.ui.view import View
from netui.ui.wording import address, container_state, kind, listing, peer, place, state_cell

_PORTS = (
    Column("NAME", 16, 9, 1),
    Column("STATE", 10, 5, 1),
    Column("STP", 10, 8, 1),
    Column("COST", 4, 4, 3, right=True),
    Column("PRIO", 4, 4, 4, right=True),
    Column("PEER", 16, 10, 2),
    Column("CONTAINER", 12, 9, 3),
    Column("SETTINGS", 16, 8, 4),
)
_MEMBERS = (
    Column("NAME", 16, 8, 1),
    Column("STATE", 8, 7, 1),
    Column("ADDRESS", 16, 12, 1),
    Column("IPV6", 16, 12, 3),
    Column("MAC", 17, 17, 4),
    Column("VETH OUTSIDE", 12, 10, 3),
    Column("REACHED AS", 20, 10, 2, cut="end"),
)
_UNUSUAL = {
    "hairpin": True, "guard": True, "root_block": True, "fastleave": True, "isolated": True, "locked": True,
    "learning": False, "flood": False, "mcast_flood": False, "bcast_flood": False, "neigh_suppress": True,
}  # fmt: skip
"""Settings of a port, and the value that is worth telling."""


def write(document: Document, view: View, subject: Subject) -> None:
    """The ports of a bridge, or of the bridge of a Docker network, as the spanning tree protocol has them."""
    bridge = bridge_of(view, subject)
    link = view.link(bridge) if bridge else None
    if bridge is None or link is None:
        return
    on = bool(link.detail.data.get("stp_state"))
    told = "it closes ports that would make a loop" if on else "a loop of cables would flood the network"
    document.fact("STP", Cell("on" if on else "off"), Cell(f"  {told}", FAINT))
    ports = view.ports(bridge)
    document.section("Ports", len(ports) or None)
    if ports:
        rows = [(port, a_link(bridge.namespace, port.ifindex)) for port in ports]
        grid_of(document, _PORTS, [(_port(view, row, port), row) for port, row in rows])
        for state in dict.fromkeys(str(port.detail.port.get("state", "")) for port in ports):
            if state in STP_STATES:
                document.text(f"  {STP_STATES[state]}", FAINT)
    else:
        document.text("  None: nothing is plugged in.", FAINT)
    document.command(
        inside(view, bridge.namespace, f"bridge -d link show master {quote(link.name)}"),
        inside(view, bridge.namespace, f"ip -d link show dev {quote(link.name)}"),
    )


def _port(view: View, row: Subject, port: Link) -> tuple[Cell, ...]:
    values = port.detail.port
    state = safe(str(values.get("state", "")))
    container, _ = view.network_of(row)
    unusual = [f"{name}{'' if value else ' off'}" for name, value in _UNUSUAL.items() if values.get(name) is value]
    other = peer(view, row)
    return (
        Cell(str(port.name), LINKED),
        state_cell(port),
        Cell(state, GOOD if state == "forwarding" else WARN if state in ("blocking", "disabled") else ""),
        Cell(str(values.get("cost", ""))),
        Cell(str(values.get("priority", ""))),
        Cell(f"→ {other}" if other else kind(port)),
        Cell(safe(container.name) if container else ""),
        Cell(", ".join(unusual), FAINT),
    )


def write_members(document: Document, view: View, subject: Subject) -> None:
    """Who is on a Docker network, under which addresses and names."""
    network = network_of(view, subject)
    members = view.relations.attached(network)
    document.section("Members", len(members) or None)
    rows = []
    for container, endpoint in members:
        outside = next(
            (one.host_link for one in view.relations.attachments(container) if one.network is network), None
        )
        veth = view.subject_of(outside)
        names = listing([safe(name) for name in endpoint.names], limit=6)
        state = Cell("not connected", WARN) if endpoint.phantom else container_state(container)
        cells = (
            Cell(safe(container.name), LINKED),
            state,
            Cell(address(endpoint)),
            Cell(safe(endpoint.address6) if endpoint.address else ""),
            Cell(safe(endpoint.mac), FAINT),
            Cell(place(view, veth) if veth else ""),
            Cell(names or "its address alone", "" if names else FAINT),
        )
        rows.append((cells, a_container(container.id)))
    if rows:
        grid_of(document, _MEMBERS, rows)
    else:
        document.text(f"  None. One joins by: docker network connect {quote(network.name)} CONTAINER", FAINT)
    document.command(docker("network inspect", network.name))
