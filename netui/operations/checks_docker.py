"""Checks that several of Docker's operations make, in words: what would be refused late, or spoil a container."""

import ipaddress
from collections.abc import Iterator

from netui.model.container import Container, Docker, Endpoint, Network
from netui.model.relations import Relations
from netui.operations.docker_state import endpoint_network, takes_interface
from netui.operations.field import Problem
from netui.operations.given import Given
from netui.text import safe

BUILT_IN = frozenset(("bridge", "host", "none"))
_RUNNING = frozenset(("running", "paused", "restarting"))
LOST_NAME = "the name of the interface inside, which Docker chooses anew"


def answering(given: Given) -> Iterator[Problem]:
    """Whether there is an engine to ask."""
    docker = given.snapshot.docker
    if docker.status != "live":
        yield Problem("", f"Docker does not tell what it runs: {docker.reason or docker.status}", docker.hint)


def runs(container: Container) -> bool:
    """Whether it has processes."""
    return container.state in _RUNNING


def goes_on(_given: Given, container: Container) -> bool:
    """Whether its processes run, and are not paused."""
    return runs(container) and container.state != "paused"


def place_on(container: Container, network: Network) -> Endpoint | None:
    """The container's place on a network, also one that only is listed."""
    return next((one for one in container.endpoints if one.network_id == network.id), None)


def own_network(container: Container, field: str) -> Iterator[Problem]:
    """Whether the container has a network of its own, and so can join and leave networks."""
    if container.mode == "host" or container.joined:
        whose = "the host's" if container.mode == "host" else f"that of {safe(container.mode)}"
        yield Problem(
            field,
            f"{safe(container.name)} has no network of its own: it shares {whose}",
            "that is settled when it is made: run another one",
        )


def connects_nowhere(docker: Docker, container: Container) -> str:
    """Why the engine's API connects the container to no network at all, in safe words; empty where it may."""
    if docker.engine == "podman" and container.mode == "none":
        return f"{safe(container.name)} is in none mode, in which Podman connects it to no network"
    return ""


def connectable(
    docker: Docker, container: Container, network: Network, leaving: Network | None = None
) -> Iterator[Problem]:
    """Whether the container can join the network; `leaving` is one that it leaves in the same plan."""
    name, told = safe(container.name), safe(network.name)
    yield from own_network(container, "container")
    unserved = connects_nowhere(docker, container)
    if unserved:
        yield Problem("container", unserved, f"netui wire container:{name} joins it to a bridge by hand")
    if network.driver == "host" or (network.name == "host" and network.driver != "bridge"):
        yield Problem(
            "network", "a container can be in host mode only from its start", "netui container run --network host"
        )
    place = place_on(container, network)
    if place is not None and place.phantom:
        yield Problem(
            "network",
            f"a failed connect left an entry of {told} in {name}: it is not connected, and cannot be",
            f"stop {name}, disconnect it from {told}, start it",
        )
    elif place is not None and not place.dangling:
        yield Problem("network", f"{name} is on {told} already", "netui container show tells its address")
    yield from _alone(container, network, leaving)


def _alone(container: Container, network: Network, leaving: Network | None) -> Iterator[Problem]:
    """None tolerates no other network beside it."""
    others = [one for one in container.endpoints if leaving is None or one.network_id != leaving.id]
    name = safe(container.name)
    if any(one.network == "none" for one in others):
        yield Problem(
            "container",
            f"{name} is on none, which tolerates no other network",
            f"netui network switch {name} none {safe(network.name)}",
        )
    elif network.name == "none" and others:
        yield Problem("network", f"none tolerates no other network, and {name} is on {safe(others[0].network)}",
                      f"netui network disconnect {safe(others[0].network)} {name}")  # fmt: skip


def chosen_address(given: Given, network: Network, container: Container | None) -> Iterator[Problem]:
    """Whether the network can give the addresses of the fields `ip` and `ip6`.

    A wrong one would spoil a running container: see `Endpoint.phantom`.
    """
    for field in ("ip", "ip6"):
        if field not in given:
            continue
        if network.name in BUILT_IN:
            yield Problem(field, f"{safe(network.name)} takes no chosen address: only networks that were made with "
                          "a subnet do", "netui network create --subnet")  # fmt: skip
            continue
        yield from _within(given[field], network, field)
        yield from _free(given.relations, given[field], network, container, field)


def _within(text: str, network: Network, field: str) -> Iterator[Problem]:
    address = ipaddress.ip_address(text)
    pools = [ipaddress.ip_network(one.subnet, strict=False) for one in network.subnets]
    pool = next((one for one in pools if one.version == address.version and address in one), None)
    if pool is None:
        told = ", ".join(map(str, pools)) or "none"
        yield Problem(field, f"{text} is in no subnet of {safe(network.name)}", f"it has {told}")
    elif pool.num_addresses > 2 and address in (pool.network_address, pool.broadcast_address):
        yield Problem(field, f"{text} is the first or last address of {pool}, which no host has")


def _free(
    relations: Relations, text: str, network: Network, container: Container | None, field: str
) -> Iterator[Problem]:
    gateways = {one.gateway for one in network.subnets}
    bridge = relations.network_bridge(network)
    home = relations.docker_namespace
    own = {one.local for one in home.addresses if bridge and one.ifindex == bridge.ifindex} if home else set()
    if text in gateways | own:
        yield Problem(field, f"{text} is the gateway of {safe(network.name)}", "choose another address")
    for other, place in relations.attached(network):
        if other is not container and text in (place.address, place.address6):
            yield Problem(field, f"{safe(other.name)} has {text}", "choose another address")


def aliases(given: Given, network: Network) -> Iterator[Problem]:
    """Whether names resolve on the network at all."""
    if given.get("alias") and network.name in BUILT_IN:
        yield Problem("alias", f"names do not resolve on {safe(network.name)}: only on networks that were made",
                      "netui network create")  # fmt: skip


def alias_remarks(given: Given, network: Network, container: Container) -> Iterator[str]:
    """Who else has an alias there."""
    for alias in given.get("alias", ()):
        for other, place in given.relations.attached(network):
            if other is not container and alias in place.names:
                yield f"{safe(other.name)} is called {safe(alias)} on {safe(network.name)} too: either may be asked"


def leaving_remarks(container: Container, network: Network, *, last: bool) -> Iterator[str]:
    """What a container loses with a network."""
    if not runs(container):
        return
    name, told = safe(container.name), safe(network.name)
    if last:
        yield f"lo alone remains in {name}: Docker does not fall back to bridge"
    if container.claimed_ports:
        yield f"{name} publishes ports: what comes in over {told} ends, and ports that Docker chose may change"


def lost_with(docker: Docker, container: Container, place: Endpoint) -> str:
    """What undo does not bring back of a place on a network; empty for nothing."""
    network = docker.networks.get(place.network_id)
    lost = [LOST_NAME] if runs(container) and place.mac and not takes_interface(docker) else []
    # A subnet whose gateway is told may be one that Docker chose, and such a network takes no chosen address.
    unsure = network is None or network.name in BUILT_IN or any(one.gateway for one in network.subnets)
    if place.address and not place.wanted_address and unsure:
        lost.append("perhaps its address, which Docker chose")
    return " and ".join(lost)


def leavable(docker: Docker, container: Container, network: Network) -> Iterator[Problem]:
    """Whether the container is on the network, so that it can leave it."""
    yield from own_network(container, "container")
    place = place_on(container, network)
    name, told = safe(container.name), safe(network.name)
    if place is None:
        names = ", ".join(safe(endpoint_network(docker, one).name) for one in container.endpoints)
        yield Problem("network", f"{name} is not on {told}", f"it is on {names}" if names else "it is on none at all")
    elif place.phantom:
        yield Problem(
            "network",
            f"{name} is not connected to {told}: the entry is of a failed connect, and stays while it runs",
            f"stop {name}, disconnect it from {told}, start it",
        )
