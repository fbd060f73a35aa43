"""Published ports, followed to the end: host port, DNAT rule or docker-proxy, listening process."""

from collections.abc import Iterable, Iterator
from typing import Literal

from msgspec import Struct

from netui.model.container import Container, PortBinding
from netui.model.destination_nat import DestinationNat, destination_nats
from netui.model.namespace import Namespace
from netui.model.relations import Evidence, Relations
from netui.model.socket import Process, Socket

Way = Literal["rule", "proxy", "none", "unreadable"]
_PROXY = b"docker-proxy"
_LISTENING = {"tcp": "LISTEN", "udp": "UNCONN"}
_ANY = ("", "0.0.0.0", "::")


class Published(Struct, frozen=True):
    """One published port of one running container, as the kernel has it."""

    container: str
    """Id."""
    protocol: str
    host_address: str
    """0.0.0.0 or :: for every address of the family."""
    host_port: int
    target_address: str
    """Where packets go; without a rule the container's own address, empty where it has none."""
    target_port: int
    way: Way
    """What brings packets there: a rule; docker-proxy alone; none at all; or it may not be read."""
    rule: str = ""
    """Text of the DNAT rule."""
    packets: int | None = None
    """Connections that met the rule: NAT looks at the first packet of each."""
    bytes: int | None = None
    proxy: Process | None = None
    """The docker-proxy that listens on the host's port."""
    listener: Process | None = None
    """Who listens in the container; of several that share the socket the eldest."""
    listening: bool | None = None
    """Whether anything listens there; None where it may not be read."""
    evidence: Evidence = "exact"
    """`ambiguous` where several rules or programs fit, or the rule leads elsewhere; `unreadable` where a part of the
    way may not be read."""


def published(relations: Relations) -> tuple[Published, ...]:
    """The published ports of all running containers, by container's name and host port."""
    home = relations.docker_namespace
    rules = tuple(destination_nats(home.firewall)) if home and home.firewall else ()
    containers = sorted(relations.snapshot.docker.containers.values(), key=lambda one: one.name)
    return tuple(
        _follow(relations, home, rules, container, binding)
        for container in containers
        for binding in sorted(container.claimed_ports, key=lambda one: (one.host_port, one.protocol))
        if binding.host_port and container.pid
    )


def _follow(
    relations: Relations,
    home: Namespace | None,
    rules: tuple[DestinationNat, ...],
    container: Container,
    binding: PortBinding,
) -> Published:
    own = _addresses(container)
    fitting = [rule for rule in rules if _fits(rule, binding)]
    mine = [rule for rule in fitting if rule.target in own] or fitting
    proxy, proxies_known = _proxy(home, binding)
    target, port, way = _target(mine, binding, own, proxy is not None)
    if way != "rule" and not (_rules_known(home) and (proxy or proxies_known)):
        way = "unreadable"
    rule = mine[0].rule if mine else None
    # Where a rule sends the port to somebody else, who listens there is not this container's to tell.
    known = way != "rule" or target in own
    listeners = _listeners(relations, container, binding.protocol, target, port) if known else None
    return Published(
        container.id,
        binding.protocol,
        binding.host_address,
        binding.host_port,
        target,
        port,
        way,
        rule.text if rule else "",
        rule.packets if rule else None,
        rule.bytes if rule else None,
        proxy,
        _eldest(listeners),
        None if listeners is None else bool(listeners),
        _evidence(mine, own, way, listeners),
    )


def _target(
    rules: list[DestinationNat], binding: PortBinding, own: tuple[str, ...], proxied: bool
) -> tuple[str, int, Way]:
    if rules:
        port = rules[0].target_port(binding.host_port)
        return rules[0].target, binding.container_port if port is None else port, "rule"
    return (own[0] if own else ""), binding.container_port, "proxy" if proxied else "none"


def _addresses(container: Container) -> tuple[str, ...]:
    found = [one.address for one in container.endpoints] + [one.address6 for one in container.endpoints]
    return tuple(address for address in found if address)


def _fits(rule: DestinationNat, binding: PortBinding) -> bool:
    family = "ip6" if ":" in binding.host_address else "ip"
    address = "" if binding.host_address in _ANY else binding.host_address
    if rule.address and not address:  # published on every address, by a rule for one alone
        return False
    return bool(rule.ports) and rule.takes(family, binding.protocol, address, binding.host_port)


def _rules_known(home: Namespace | None) -> bool:
    return home is not None and home.firewall is not None and not home.firewall.unreadable


def _proxy(home: Namespace | None, binding: PortBinding) -> tuple[Process | None, bool]:
    """The docker-proxy of that port, and whether there would be one to see."""
    if home is None or home.sockets is None:
        return None, False
    known = True
    for one in _open(home.sockets, binding.protocol, binding.host_address, binding.host_port):
        known = known and one.processes is not None
        for process in one.processes or ():
            if process.command == _PROXY:
                return process, True
    return None, known


def _listeners(
    relations: Relations, container: Container, protocol: str, address: str, port: int
) -> tuple[Socket, ...] | None:
    """The sockets that take such packets; None where they may not be read."""
    space = None if container.namespace is None else relations.snapshot.namespaces.get(container.namespace)
    if space is None or space.sockets is None or protocol not in _LISTENING:
        return None
    return tuple(_open(space.sockets, protocol, address, port))


def _open(sockets: Iterable[Socket], protocol: str, address: str, port: int) -> Iterator[Socket]:
    """Sockets that wait for packets to that place; an empty address stands for any."""
    for one in sockets:
        if (one.protocol, one.local_port, one.state) != (protocol, port, _LISTENING.get(protocol)):
            continue
        if not address or one.local_address.removeprefix("::ffff:") == address or _takes_all(one, address):
            yield one


def _takes_all(one: Socket, address: str) -> bool:
    if one.local_address == "::":
        return ":" in address or not one.v6only
    return one.local_address == "0.0.0.0" and ":" not in address


def _eldest(listeners: tuple[Socket, ...] | None) -> Process | None:
    processes = {process.pid: process for one in listeners or () for process in one.processes or ()}
    return min(processes.values(), key=lambda one: (one.started, one.pid), default=None)


def _evidence(
    rules: list[DestinationNat], own: tuple[str, ...], way: Way, listeners: tuple[Socket, ...] | None
) -> Evidence:
    if any(rule.target not in own for rule in rules):
        return "ambiguous"
    if way == "unreadable" or listeners is None or any(one.processes is None for one in listeners):
        return "unreadable"
    targets = {(rule.target, rule.target_ports) for rule in rules}
    commands = {process.command for one in listeners for process in one.processes or ()}
    chosen = any(rule.target_ports and rule.target_ports[0] != rule.target_ports[1] for rule in rules)
    if len(targets) > 1 or len(commands) > 1 or chosen:
        return "ambiguous"
    # That docker-proxy forwards to this container is the daemon's word, not the kernel's.
    return "inferred" if way == "proxy" else "exact"
