"""Words for the screen: short, safe, and the same wherever the same thing is told."""

from collections.abc import Sequence

from netui.model.address import Address
from netui.model.container import Container, Endpoint, Network, PortBinding
from netui.model.link import Link
from netui.model.namespace import Holder, Namespace
from netui.model.naming import main_process, observed_from
from netui.model.relations import Peer
from netui.text import safe
from netui.ui.cells import Cell
from netui.ui.ink import CONTAINER_INKS, STATE_WORDS, WARN
from netui.ui.subject import Subject
from netui.ui.view import View

NONE = "–"
_SCOPE_LINK = 253


def count(number: int, noun: str, plural: str = "") -> str:
    """`1 link`, `2 links`."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


_OCTETS = ("B", "kB", "MB", "GB", "TB", "PB", "EB")
_RATES = ("bit/s", "kbit/s", "Mbit/s", "Gbit/s", "Tbit/s")
_LEVELS = "▁▂▃▄▅▆▇"


def octet_count(octets: int) -> str:
    """` 12.3 MB`: decimal prefixes, as `ip -s -h` has them; always eight cells."""
    return _scaled(octets, octets, _OCTETS, 2)


def packet_count(packets: int) -> str:
    """`   81234 packets`, ` 1.2 M packets`: to the last one while they are few; always sixteen cells."""
    exact = packets < _MANY
    told = str(packets) if exact else _scaled(packets, packets, ("", "k", "M", "G", "T", "P", "E"), 1)
    return f"{told} {'packet' if packets == 1 else 'packets'}".rjust(16)


_MANY = 100_000
"""Packets from which on the last digits tell nothing any more."""


def bit_rate(octets: int, peak: int = 0) -> str:
    """`  1.2 Mbit/s` for octets per second, in the unit of tc(8) that fits `peak`; always twelve cells.

    Where the peak is that of the last readings, the unit stays while the rate goes up and down.
    """
    return _scaled(octets * 8, max(octets, peak) * 8, _RATES, 6)


def rates(received: int | None, sent: int | None) -> str:
    """`1.2M/84k `: octets a second as bits a second, in and out, with the stroke always in one place."""
    if received is None or sent is None:
        return f"{NONE:>5}"
    return f"{_brief(received * 8):>4}/{_brief(sent * 8):<4}"


def _brief(number: float) -> str:
    """In at most four cells."""
    index = 0
    while number >= 999.5 and index < len(_PREFIXES) - 1:
        number, index = number / 1000, index + 1
    return f"{number:.1f}{_PREFIXES[index]}" if index and number < 9.95 else f"{number:.0f}{_PREFIXES[index]}"


_PREFIXES = ("", "k", "M", "G", "T")


def _scaled(number: int, greatest: int, units: Sequence[str], width: int) -> str:
    """The number in the unit that suits the greatest, its point always in one place."""
    index = 0
    while greatest >= 999.95 * 1000**index and index < len(units) - 1:
        index += 1
    scaled = number / 1000**index
    told = str(number) if not index else "<0.1" if number and scaled < 0.05 else f"{scaled:.1f}"
    return f"{told:>5} {units[index]:<{width}}"


def sparkline(values: Sequence[int], width: int) -> str:
    """The last values as columns ▁▂▃▄▅▆▇ against the greatest of them; blank where there are none yet."""
    last = values[-width:]
    greatest = max(last, default=0)
    steps = len(_LEVELS) - 1
    return "".join(_LEVELS[-(-one * steps // greatest) if greatest else 0] for one in last).rjust(width)


def lasting(seconds: float) -> str:
    """A time in its largest unit, in at most four cells: `45 s`, `12 m`, `3 h`, `71 d`."""
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60)):
        if seconds >= size:
            return f"{seconds // size:.0f} {unit}"
    return f"{max(0, seconds):.0f} s"


def state_cell(link: Link) -> Cell:
    """A link's state."""
    return Cell(*STATE_WORDS.get(link.state, (link.state, WARN)))


def container_state(container: Container) -> Cell:
    """A container's state."""
    return Cell(safe(container.state), CONTAINER_INKS.get(container.state, WARN))


def kind(link: Link) -> str:
    """A link's kind, or what its hardware type says."""
    if link.kind:
        return safe(link.kind)
    return "loopback" if link.type == 772 else "physical" if link.type == 1 else NONE


def told(addresses: Sequence[Address]) -> list[Address]:
    """The addresses worth telling first: all but link-local ones, IPv4 before IPv6."""
    return sorted((one for one in addresses if one.scope != _SCOPE_LINK), key=lambda one: one.family)


def first_address(addresses: Sequence[Address]) -> str:
    """The address that people know a link by, and how many more there are; empty for none."""
    known = told(addresses)
    if not known:
        return ""
    more = f" +{len(known) - 1}" if len(known) > 1 else ""
    return known[0].cidr + more


def addresses(view: View, subject: Subject) -> tuple[str, ...]:
    """All addresses of a link."""
    return tuple(one.cidr for one in view.addresses(subject))


def place(view: View, subject: Subject) -> str:
    """A link as namespace/name."""
    link = view.link(subject)
    return f"{view.space_name(subject.namespace)}/{link.name if link else '?'}"


def peer(view: View, subject: Subject) -> str:
    """The other end of a veth as namespace/name, or why it is not told; empty for other kinds."""
    return _elsewhere(view, view.peer(subject))


def lower(view: View, subject: Subject) -> str:
    """The device that a link stands on, in the same words; empty where there is none."""
    link = view.link(subject)
    found = view.relations.lower(subject.namespace, link) if link else None
    if found and found.name is not None and found.namespace == subject.namespace:
        return str(found.name)
    return _elsewhere(view, found)


def _elsewhere(view: View, found: Peer | None) -> str:
    if found is None:
        return ""
    where = "an unknown namespace" if found.namespace is None else view.space_name(found.namespace)
    if found.name is None:
        return f"#{found.ifindex} in {where}"
    return f"{where}/{found.name}"


def holder(one: Holder) -> str:
    """One thing that keeps a namespace alive: `httpd 4711`, `fd of dockerd 812`."""
    who = f"{one.command} {one.pid}" if one.command else f"process {one.pid}" if one.pid else ""
    if one.kind in ("process", "host"):
        return who or "netui"
    if one.kind == "named":
        return "name"
    if one.kind == "container":
        return "container"
    return f"{one.kind} of {who}" if who else one.kind


def held_by(namespace: Namespace) -> str:
    """What keeps a namespace alive: the most telling holder, and how many more there are."""
    main = main_process(namespace)
    first = main or next(iter(namespace.holders), None)
    if first is None:
        return "name" if namespace.names else NONE
    if observed_from(namespace):
        return f"{holder(first)}, observing"
    more = len(namespace.holders) - 1
    return holder(first) + (f" +{more}" if more else "")


def port(binding: PortBinding) -> str:
    """A published port as `docker ps` writes it: 0.0.0.0:8080 → 80/tcp."""
    target = f"{binding.container_port}/{safe(binding.protocol)}"
    if not binding.host_port:
        return target
    host = safe(binding.host_address) or "0.0.0.0"
    host = f"[{host}]" if ":" in host else host
    last = f"-{binding.host_port_end}" if binding.host_port_end else ""
    return f"{host}:{binding.host_port}{last} → {target}"


def address(endpoint: Endpoint) -> str:
    """A container's address on a network; – while it has none."""
    if endpoint.address:
        return safe(f"{endpoint.address}/{endpoint.prefix}" if endpoint.prefix else endpoint.address)
    return safe(endpoint.address6) or NONE


def subnets(network: Network) -> str:
    """A network's address pools."""
    return ", ".join(safe(one.subnet) for one in network.subnets) or NONE


def mode(container: Container) -> str:
    """How a container is on the network, as `docker run --network` takes it."""
    return safe(container.mode)


def listing(names: Sequence[str], limit: int = 4) -> str:
    """`a, b and c`; `a, b, c and 5 more` where there are more than `limit`."""
    if len(names) > limit:
        return f"{', '.join(names[: limit - 1])} and {len(names) - limit + 1} more"
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
