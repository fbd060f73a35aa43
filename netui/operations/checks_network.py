"""Checks of Docker networks that are to be made or to go: what Docker accepts and would do harm, or refuses late."""

import ipaddress
from collections.abc import Iterator

from netui.model.container import Container, Network, Subnet
from netui.model.relations import Relations
from netui.operations.checks_docker import BUILT_IN, runs
from netui.operations.field import Problem
from netui.operations.given import Given
from netui.text import safe

BRIDGE_NAME = "com.docker.network.bridge.name"
ICC = "com.docker.network.bridge.enable_icc"
_SIX = 6

Pool = ipaddress.IPv4Network | ipaddress.IPv6Network


def subnets(given: Given) -> tuple[Subnet, ...]:
    """Those of the fields, each with the gateway and the range that lie in it."""
    made = []
    for text in given.get("subnet", ()):
        pool = ipaddress.ip_network(text)
        gateway = next((one for one in given.get("gateway", ()) if ipaddress.ip_address(one) in pool), "")
        ranges = (one for one in given.get("ip_range", ()) if _within(ipaddress.ip_network(one), pool))
        made.append(Subnet(text, gateway, next(ranges, "")))
    return tuple(made)


def _within(inner: Pool, outer: Pool) -> bool:
    return inner.version == outer.version and inner.overlaps(outer) and inner.prefixlen >= outer.prefixlen


def free_name(given: Given) -> Iterator[Problem]:
    """Whether no network has the name: Docker itself would make a second one."""
    name = given["name"]
    if name in BUILT_IN or any(one.name == name for one in given.snapshot.docker.networks.values()):
        yield Problem("name", f"there is a network {safe(name)} already", "choose another name")


def sound_subnets(given: Given) -> Iterator[Problem]:
    """Whether subnets, gateways and ranges fit each other."""
    pools: list[Pool] = [ipaddress.ip_network(one) for one in given.get("subnet", ())]
    for field in ("gateway", "ip_range"):
        yield from _in_own_pools(given, field, pools)
    for number, pool in enumerate(pools):
        if any(pool.version == other.version and pool.overlaps(other) for other in pools[:number]):
            yield Problem("subnet", f"{pool} overlaps another of these subnets", "", 2)
        if pool.version == _SIX and not given.get("ipv6"):
            yield Problem("subnet", f"{pool} is IPv6, which Docker would leave out unasked", "--ipv6", 2)


def _in_own_pools(given: Given, field: str, pools: list[Pool]) -> Iterator[Problem]:
    used: set[Pool] = set()
    for text in given.get(field, ()):
        inner = ipaddress.ip_network(text)
        pool = next((one for one in pools if _within(inner, one)), None)
        if pool is None:
            hint = "" if pools else "--subnet"
            yield Problem(field, f"{text} is in none of the subnets that are given", hint, 2)
        elif pool in used:
            yield Problem(field, f"{pool} has two of them", "", 2)
        elif field == "gateway" and _unusable(text, pool):
            yield Problem(field, f"{text} is the first or last address of {pool}, which no host has", "", 2)
        if pool is not None:
            used.add(pool)


def _unusable(text: str, pool: Pool) -> bool:
    ends = {pool.network_address} if pool.version == _SIX else {pool.network_address, pool.broadcast_address}
    return pool.num_addresses > 2 and ipaddress.ip_address(text) in ends


def no_overlap(given: Given) -> Iterator[Problem]:
    """Whether nobody has part of the subnets: other networks, or links of the host, which would not be reached."""
    for text in given.get("subnet", ()):
        pool = ipaddress.ip_network(text)
        for network in given.snapshot.docker.networks.values():
            for other in network.subnets:
                if _meet(pool, other.subnet):
                    yield Problem("subnet", f"{pool} overlaps {other.subnet} of the network {safe(network.name)}",
                                  "choose another subnet")  # fmt: skip
        yield from _no_link_overlap(given, pool)


def _no_link_overlap(given: Given, pool: Pool) -> Iterator[Problem]:
    relations = given.relations
    home = relations.docker_namespace
    bridges = {relations.network_bridge(one) for one in given.snapshot.docker.networks.values()}
    docker_links = {one.ifindex for one in bridges if one}
    for address in home.addresses if home else ():
        link = home.links.get(address.ifindex) if home else None
        if link is not None and address.ifindex not in docker_links and _meet(pool, address.cidr):
            yield Problem("subnet", f"{pool} overlaps {address.cidr} of {link.name}, which would not be reached then",
                          "choose another subnet")  # fmt: skip


def _meet(pool: Pool, text: str) -> bool:
    try:
        other = ipaddress.ip_network(text, strict=False)
    except ValueError:  # Docker takes what other drivers call a subnet as it stands
        return False
    return pool.version == other.version and not other.is_link_local and pool.overlaps(other)


def members(relations: Relations, network: Network, *, running: bool) -> list[Container]:
    """The containers on a network that run, or those that do not."""
    return [one for one, _place in relations.attached(network) if runs(one) is running]


def names(containers: list[Container]) -> str:
    """Theirs, in a sentence."""
    return ", ".join(safe(one.name) for one in containers)


def built_in(given: Given, network: Network) -> bool:
    """Whether the network is Docker's own, or Podman's."""
    return network.name in BUILT_IN or (given.snapshot.docker.engine == "podman" and network.name == "podman")


def removable(given: Given, network: Network) -> Iterator[Problem]:
    """Whether the network can go, and takes nothing along that others need."""
    told = safe(network.name)
    if built_in(given, network):
        yield Problem("network", f"{told} is Docker's own: it stays")
        return
    busy = members(given.relations, network, running=True)
    if busy:
        yield Problem("network", f"{told} has members that run: {names(busy)}",
                      f"netui network disconnect {told} {safe(busy[0].name)}")  # fmt: skip
    others = (one for one in given.snapshot.docker.networks.values() if one is not network)
    sharing = next((one for one in others if network.bridge and one.bridge == network.bridge), None)
    if sharing is not None:
        yield Problem("network", f"{told} would take the bridge {safe(network.bridge)} along, which "
                      f"{safe(sharing.name)} needs")  # fmt: skip


def needed(given: Given, network: Network) -> Iterator[str]:
    """Which stopped containers need a network that goes."""
    waiting = members(given.relations, network, running=False)
    if waiting:
        verb = "needs" if len(waiting) == 1 else "need"
        yield f"{names(waiting)} {verb} {safe(network.name)}, and will not start without it"
