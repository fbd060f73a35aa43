"""The kinds of fields that name containers, Docker networks and what Docker takes."""

import ipaddress
import re
from collections.abc import Callable, Iterator
from typing import Any

from netui.model.container import Container, Network
from netui.model.docker_naming import find_docker
from netui.operations.checks_docker import BUILT_IN
from netui.operations.field import Kind, Offer
from netui.operations.given import Given
from netui.operations.kinds import PREFIX
from netui.text import safe


def _container(given: Given, text: str) -> Any:
    docker = given.snapshot.docker
    return find_docker(docker, docker.containers.values(), text.removeprefix("container:"), "container")


def _containers(given: Given) -> Iterator[Offer]:
    for one in sorted(given.snapshot.docker.containers.values(), key=lambda one: one.name):
        yield Offer(safe(one.name), f"{safe(one.state)}, {safe(one.mode)}")


CONTAINER = Kind("container", _container, _containers)


def _network(given: Given, text: str) -> Any:
    docker = given.snapshot.docker
    return find_docker(docker, docker.networks.values(), text, "network")


def networks_in_order(given: Given) -> list[Network]:
    """Those of the engine's own first, then by name: the daemon tells them in any order."""
    return sorted(given.snapshot.docker.networks.values(), key=lambda one: (one.name not in BUILT_IN, one.name))


def _networks(given: Given) -> Iterator[Offer]:
    for one in networks_in_order(given):
        told = ", ".join(safe(subnet.subnet) for subnet in one.subnets)
        yield Offer(safe(one.name), f"{safe(one.driver)} {told}".rstrip())


NETWORK = Kind("network", _network, _networks)


def container_that(fits: Callable[[Given, Container], bool]) -> Kind:
    """A container; of those that are there only what fits is offered, as the others would be refused."""

    def offer(given: Given) -> Iterator[Offer]:
        fitting = {safe(one.name) for one in given.snapshot.docker.containers.values() if fits(given, one)}
        return (one for one in _containers(given) if one.text in fitting)

    return Kind("container", _container, offer)


def network_that(fits: Callable[[Given, Network], bool]) -> Kind:
    """A network; as `container_that`."""

    def offer(given: Given) -> Iterator[Offer]:
        fitting = {safe(one.name) for one in given.snapshot.docker.networks.values() if fits(given, one)}
        return (one for one in _networks(given) if one.text in fitting)

    return Kind("network", _network, offer)


def _alias(_given: Given, text: str) -> str:
    if not text or any(char.isspace() or not char.isprintable() for char in text):
        raise ValueError(f"{safe(text)} is no name that others could ask for")
    return text


ALIAS = Kind("alias", _alias)


def _address(version: int) -> Kind:
    def read(_given: Given, text: str) -> str:
        try:
            address = ipaddress.ip_address(text)
        except ValueError:
            address = None
        if address is None or address.version != version:
            raise ValueError(f"{safe(text)} is no IPv{version} address without a prefix length")
        return str(address)

    return Kind("address", read)


IP4, IP6 = _address(4), _address(6)

_NAME = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_.-]+")


def _new(_given: Given, text: str) -> str:
    if not _NAME.fullmatch(text):
        raise ValueError(f"{safe(text)} is no name for Docker: two letters or digits at least, then also _ . -")
    return text


NEW_DOCKER = Kind("name", _new)


def _driver(_given: Given, text: str) -> str:
    if not text or any(char.isspace() or not char.isprintable() for char in text):
        raise ValueError(f"{safe(text)} is no driver: bridge, macvlan, ipvlan, overlay, or that of a plugin")
    return text


DRIVER = Kind("driver", _driver, lambda _given: map(Offer, ("bridge", "macvlan", "ipvlan", "overlay")))


def _pool(given: Given, text: str) -> Any:
    if text in ("default", "all") or "/" not in text:
        raise ValueError(f"{safe(text)} is no subnet, as 10.0.0.0/24 or 2001:db8::/64")
    return PREFIX.read(given, text)


POOL = Kind("subnet", _pool)


def _setting(_given: Given, text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not key or not equals or not text.isprintable():
        raise ValueError(f"{safe(text)} is not of the form KEY=VALUE")
    return key, value


SETTING = Kind("key=value", _setting)
