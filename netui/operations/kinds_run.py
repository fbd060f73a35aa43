"""The kinds of fields of `container run`: images, modes, published ports."""

import ipaddress
import re
from collections.abc import Iterator

from netui.model.container import Container, PortBinding
from netui.model.docker_naming import find_docker
from netui.operations.docker_state import network_at
from netui.operations.field import Kind, Offer
from netui.operations.given import Given
from netui.operations.kinds_docker import networks_in_order
from netui.text import safe

_HOSTNAME = re.compile(r"[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(\.[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*")
_JOINING = "container:"
_PROTOCOLS = ("tcp", "udp", "sctp")


def _image(_given: Given, text: str) -> str:
    if not text or text.startswith("-") or any(char.isspace() or not char.isprintable() for char in text):
        raise ValueError(f"{safe(text)} is no image, as NAME:TAG")
    return text


def _images(given: Given) -> Iterator[Offer]:
    """Those that are here; where that is not read, those that containers were made of."""
    docker = given.snapshot.docker
    used = sorted(dict.fromkeys(one.image for one in docker.containers.values()))
    yield from (Offer(safe(one)) for one in docker.images or used)


IMAGE = Kind("image", _image, _images)


def owner_of(given: Given, mode: str) -> Container | None:
    """The container whose namespace is shared in that mode; None in others."""
    containers = given.snapshot.docker.containers.values()
    name = mode.removeprefix(_JOINING)
    return next((one for one in containers if one.name == name), None) if mode.startswith(_JOINING) else None


def _mode(given: Given, text: str) -> str:
    docker = given.snapshot.docker
    if text.startswith(_JOINING):
        owner = find_docker(docker, docker.containers.values(), text.removeprefix(_JOINING), "container")
        return _JOINING + owner.name
    if text in ("host", "none") and docker.status == "live":  # to Podman these are no networks
        return text
    return network_at(docker, find_docker(docker, docker.networks.values(), text, "network")).name


_MODES = {
    "bridge": "the default: addresses, no names, ports by DNAT",
    "host": "shares the host's namespace",
    "none": "lo alone",
}


def _modes(given: Given) -> Iterator[Offer]:
    networks = {one.name: f"{safe(one.driver)} network" for one in networks_in_order(given)}
    if given.snapshot.docker.status == "live":
        networks = {**_MODES, **networks, **_MODES}  # to Podman host and none are no networks
    yield from (Offer(safe(name), about) for name, about in networks.items())
    for one in sorted(given.snapshot.docker.containers.values(), key=lambda one: one.name):
        if one.state == "running":
            yield Offer(f"{_JOINING}{safe(one.name)}", "shares its namespace")


MODE = Kind("network", _mode, _modes)


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise ValueError(f"{safe(text)} is no port: 1 to 65535, and no range")
    return int(text)


def _publish(_given: Given, text: str) -> PortBinding:
    """[ADDRESS:][HOST PORT:]PORT[/PROTOCOL]"""
    ports, _, protocol = text.partition("/")
    if (protocol or "tcp") not in _PROTOCOLS:
        raise ValueError(f"{safe(protocol)} is none of {', '.join(_PROTOCOLS)}")
    front, _, inner = ports.rpartition(":")
    address, _, outer = front.rpartition(":")
    bare = address[1:-1] if address.startswith("[") and address.endswith("]") else address
    try:
        host = str(ipaddress.ip_address(bare)) if bare else ""
    except ValueError:
        raise ValueError(f"{safe(text)} is not of the form [ADDRESS:][HOST PORT:]PORT[/PROTOCOL]") from None
    return PortBinding(_port(inner), protocol or "tcp", host, _port(outer) if outer else 0)


PUBLISH = Kind("port", _publish)


def _hostname(_given: Given, text: str) -> str:
    if len(text) > 253 or not _HOSTNAME.fullmatch(text):
        raise ValueError(f"{safe(text)} is no host name: letters, digits and - within")
    return text


HOSTNAME = Kind("hostname", _hostname)


def _command(_given: Given, text: str) -> str:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise ValueError(f"Docker takes only UTF-8, which {safe(text)} is not") from None
    return text


COMMAND = Kind("command", _command)
