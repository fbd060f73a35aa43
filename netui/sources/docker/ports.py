"""Published ports as the API writes them: `{"80/tcp": [{"HostIp": "", "HostPort": "8000-8010"}]}`."""

from collections.abc import Iterable, Iterator

from netui.model.container import PortBinding
from netui.sources.docker.raw import Raw, clean, mappings, number, text


def bindings(ports: Raw) -> tuple[PortBinding, ...]:
    """HostConfig.PortBindings or NetworkSettings.Ports. What is exposed and not published is left out."""
    return _sorted(one for key in ports for one in _published(key, mappings(ports, key)))


def wanted(bound: Raw, exposed: Raw, *, all_exposed: bool) -> tuple[PortBinding, ...]:
    """What was asked for: PortBindings, and with `--publish-all` every exposed port without one."""
    asked = bindings(bound)
    if not all_exposed:
        return asked
    taken = {(one.container_port, one.protocol) for one in asked}
    free = (place for key in exposed for place in _container_ports(key) if place not in taken)
    return _sorted((*asked, *(PortBinding(port, protocol) for port, protocol in free)))


def listed(entry: Raw) -> tuple[PortBinding, ...]:
    """Ports as the list of containers has them: `{"IP", "PrivatePort", "PublicPort", "Type"}`."""
    return _sorted(
        PortBinding(
            number(one, "PrivatePort"), text(one, "Type") or "tcp", text(one, "IP"), number(one, "PublicPort")
        )
        for one in mappings(entry, "Ports")
        if number(one, "PublicPort")
    )


def _published(key: str, places: Iterable[Raw]) -> Iterator[PortBinding]:
    inside = list(_container_ports(key))
    for place in places:
        address = text(place, "HostIp")
        first, last = _range(text(place, "HostPort"))
        if len(inside) > 1 and last - first + 1 == len(inside):  # a range for a range: one for one
            for offset, (port, protocol) in enumerate(inside):
                yield PortBinding(port, protocol, address, first + offset)
            continue
        for port, protocol in inside:
            yield PortBinding(port, protocol, address, first, last if last != first else 0)


def _container_ports(key: str) -> Iterator[tuple[int, str]]:
    """80/tcp, 80, or 8000-8005/udp."""
    numbers, _, protocol = key.partition("/")
    first, last = _range(numbers)
    for port in range(first, last + 1) if first else ():
        yield port, clean(protocol).lower() or "tcp"


def _range(numbers: str) -> tuple[int, int]:
    """First and last of `8000-8010` or `8000`; zeros where there is none."""
    low, _, high = numbers.partition("-")
    first = _port(low)
    last = _port(high) if high else first
    return (first, last) if first <= last else (first, first)


def _port(told: str) -> int:
    digits = told.strip()
    number = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 6 else 0
    return number if number <= 0xFFFF else 0


def _sorted(found: Iterable[PortBinding]) -> tuple[PortBinding, ...]:
    return tuple(sorted(found, key=lambda one: (one.container_port, one.protocol, one.host_address, one.host_port)))
