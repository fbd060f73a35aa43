"""Detail of a link: its state and why, its addresses, what it is joined to; for a bridge, its ports."""

from collections.abc import Iterator, Mapping
from typing import Any

from netui.model.address import SCOPE_NAMES
from netui.model.link import FLAG_NAMES, OPERSTATE_NAMES, Link
from netui.text import quote, safe
from netui.ui.cells import Cell
from netui.ui.details.commands import inside
from netui.ui.document import Document
from netui.ui.ink import FAINT, LINKED, WARN
from netui.ui.sentences import link_state
from netui.ui.subject import Subject, a_container, a_link, a_namespace, a_network
from netui.ui.terms import KINDS, STATES
from netui.ui.view import View
from netui.ui.wording import bit_rate, kind, lower, octet_count, packet_count, peer, place, sparkline, state_cell

_SPARKLINE = 20
"""Cells of the small picture of a rate: one for each reading."""

_MEANINGS = {
    "veth": "one end of a veth pair",
    "bridge": "a bridge: a switch in software",
    "vxlan": "a VXLAN tunnel: Ethernet over UDP",
    "macvlan": "a macvlan: an own MAC address on another link",
    "tun": "a TUN or TAP device: a program is the other end",
    "loopback": "the namespace's own loopback",
    "physical": "a physical or paravirtual device",
}


def write(view: View, subject: Subject) -> Document:
    """The detail of a link."""
    link = view.link(subject)
    assert link is not None  # the caller asked whether the subject exists
    what = _MEANINGS.get(kind(link), f"a link of kind {kind(link)}")
    document = Document(place(view, subject), what)
    document.meaning(KINDS.get(kind(link), ""))
    document.fact("namespace", Cell(view.space_name(subject.namespace)), target=a_namespace(subject.namespace))
    document.fact("state", state_cell(link), Cell(f"  {link_state(view, subject)}", FAINT))
    document.note(_advice(view, subject, link))
    _joined(document, view, subject, link)
    for number, address in enumerate(view.addresses(subject)):
        scope = SCOPE_NAMES.get(address.scope, str(address.scope))
        document.fact("" if number else "addresses", address.cidr, Cell(f"  {scope}", FAINT))
    document.fact("MAC", link.mac)
    document.fact("MTU", str(link.mtu), Cell(f"  ifindex {link.ifindex}", FAINT))
    document.fact("flags", Cell(" ".join(name for bit, name in FLAG_NAMES.items() if link.flags & bit), FAINT))
    known = OPERSTATE_NAMES[link.operstate] if link.operstate < len(OPERSTATE_NAMES) else str(link.operstate)
    document.fact("operstate", Cell(f"{known}  what the driver tells; the flag UP is what was asked for", FAINT))
    _traffic(document, view, subject)
    if link.kind == "bridge":
        _ports(document, view, subject)
    _kind_data(document, link)
    name = quote(link.name)
    commands = [inside(view, subject.namespace, f"ip -d -s link show dev {name}")]
    if link.kind == "bridge":
        commands.append(inside(view, subject.namespace, f"bridge link show master {name}"))
    document.command(*commands)
    return document


def _advice(view: View, subject: Subject, link: Link) -> str:
    """What its state means; for one that is down, the command that sets it up."""
    meaning = STATES.get(link.state, "")
    if link.state != "down" or link.up:
        return meaning
    command = inside(view, subject.namespace, f"ip link set dev {quote(link.name)} up")
    return f"{meaning}: {command}" if command else f"{meaning}."


def _joined(document: Document, view: View, subject: Subject, link: Link) -> None:
    far = view.peer(subject)
    if far:
        target = view.subject_of(far)
        other = view.link(target) if target else None
        state = (Cell("  "), state_cell(other)) if other else ()
        document.fact("peer", Cell(peer(view, subject)), *state, Cell(f"  {far.evidence}", FAINT), target=target)
    below = view.relations.lower(subject.namespace, link)
    if below:
        document.fact("stands on", Cell(lower(view, subject)), target=view.subject_of(below))
    master = view.relations.master(subject.namespace, link)
    if master:
        document.fact("port of", Cell(str(master.name)), target=a_link(subject.namespace, master.ifindex))
    container, network = view.network_of(subject)
    if container:
        document.fact("container", Cell(safe(container.name)), target=a_container(container.id))
    if network:
        found = next((one for one in view.snapshot.docker.networks.values() if safe(one.name) == network), None)
        document.fact("network", Cell(network), target=a_network(found.id) if found else None)


def _traffic(document: Document, view: View, subject: Subject) -> None:
    """What the link has received and sent; the lines are there before the figures, so that nothing jumps."""
    one, rates = view.counters(subject), view.rates(subject)
    if one is None:
        live = view.live
        for label in ("received", "sent"):
            document.figures(label, Cell("…" if live else "not in this snapshot", FAINT))
        return
    document.figures(
        "received", *_counted(one.rx_rate, one.rx_bytes, one.rx_packets, [each.received for each in rates])
    )
    document.figures("sent", *_counted(one.tx_rate, one.tx_bytes, one.tx_packets, [each.sent for each in rates]))
    losses = [
        f"{number} {word}"
        for number, word in (
            (one.rx_errors, "received with errors"),
            (one.rx_dropped, "received and dropped"),
            (one.tx_errors, "not sent for errors"),
            (one.tx_dropped, "dropped instead of sent"),
        )
        if number
    ]
    document.fact("lost", Cell(", ".join(losses), WARN))


def _counted(rate: int | None, octets: int, packets: int, before: list[int]) -> tuple[Cell, ...]:
    """Rates of the last readings as a small picture, the last one in words; all since the link was made."""
    peak = max(before, default=0)
    return (
        Cell(sparkline(before, _SPARKLINE), "" if peak else FAINT),
        Cell(f" {bit_rate(rate, peak)}" if rate is not None else " " * 13, "" if rate else FAINT),
        Cell(f"  {octet_count(octets)} {packet_count(packets)}", FAINT),
    )


def _ports(document: Document, view: View, subject: Subject) -> None:
    ports = view.ports(subject)
    document.section("Ports", len(ports))
    if not ports:
        document.text("  None: nothing is plugged in.", FAINT)
    rows = []
    bridge = view.link(subject)
    spanning = bool(bridge and bridge.detail.data.get("stp_state"))
    for port in ports:
        row = a_link(subject.namespace, port.ifindex)
        other = peer(view, row)
        container, _ = view.network_of(row)
        cells = (
            Cell(str(port.name)),
            state_cell(port),
            _forwarding(port, spanning=spanning),
            Cell(f"→ {other}" if other else kind(port)),
            Cell(f"container {safe(container.name)}" if container else "", LINKED),
        )
        rows.append((cells, row))
    document.table(rows)


def _forwarding(port: Link, *, spanning: bool) -> Cell:
    """What a port does with frames (IEEE 802.1D), where that says more than the link's own state."""
    state = str(port.detail.port.get("state", ""))
    if state == "forwarding":
        return Cell(state if spanning else "", FAINT)
    return Cell("" if state == "disabled" and port.state != "up" and not spanning else safe(state), WARN)


def _kind_data(document: Document, link: Link) -> None:
    facts = sorted(_scalars(link.detail.data))
    if not facts:
        return
    document.section(f"As a {kind(link)}", len(facts))
    rows = [((Cell(name, FAINT), Cell(value)), None) for name, value in facts]
    document.table(rows, limit=60)


def _scalars(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in data.items():
        if isinstance(value, bool):
            yield safe(name), "on" if value else "off"
        elif isinstance(value, (int, float, str, bytes)):
            yield safe(name), safe(value) if isinstance(value, (str, bytes)) else str(value)
        elif isinstance(value, list) and value and all(isinstance(one, (int, str)) for one in value):
            yield safe(name), safe(" ".join(map(str, value)))
