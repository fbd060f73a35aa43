"""Checks that several operations make, in words."""

import ipaddress
from collections.abc import Iterator

from netui.model.link import Link
from netui.model.namespace import Namespace
from netui.model.relations import Relations
from netui.model.snapshot import Snapshot
from netui.operations.field import Problem
from netui.operations.given import Place
from netui.operations.identity import where
from netui.text import Name


def free_name(relations: Relations, space: Namespace, name: Name, field: str) -> Iterator[Problem]:
    """Whether a link may get that name there."""
    if any(link.name == name for link in space.links.values()):
        yield Problem(
            field, f"there is a link {name} in {where(relations, space).name} already", "choose another name"
        )


def free_namespace(snapshot: Snapshot, name: Name) -> Iterator[Problem]:
    """Whether a namespace may get that name."""
    if any(name in space.names for space in snapshot.namespaces.values()):
        yield Problem("name", f"there is a namespace {name} already", "choose another name")


def free_address(place: Place, cidr: str, field: str) -> Iterator[Problem]:
    """Whether the link has not got that address."""
    address = cidr.partition("/")[0]
    for one in place.space.addresses:
        if one.ifindex == place.link.ifindex and one.local == address:
            yield Problem(field, f"{place} has {one.cidr} already", "delete that first")


def address_remarks(relations: Relations, space: Namespace, cidr: str, ifindex: int = 0) -> Iterator[str]:
    """What is odd about giving an address to a link of that namespace: it is elsewhere too, or subnets overlap."""
    wanted = ipaddress.ip_interface(cidr)
    if wanted.ip == wanted.network.network_address and wanted.network.num_addresses > 2:
        yield f"{wanted.ip} is the address of the network {wanted.network} itself"
    for other in space.addresses:
        link = space.links.get(other.ifindex)
        if link is None or other.local == "" or (other.family == 2) != (wanted.version == 4):
            continue
        name = f"{where(relations, space).name}/{link.name}"
        if other.local == str(wanted.ip):
            yield f"{name} has {other.local} too"
        elif other.ifindex != ifindex and _overlap(wanted, other.cidr):
            yield f"its subnet overlaps that of {other.cidr} on {name}: only one of the two links will be used"


def _overlap(wanted: ipaddress.IPv4Interface | ipaddress.IPv6Interface, cidr: str) -> bool:
    other = ipaddress.ip_interface(cidr).network
    if wanted.network.is_link_local or other.version != wanted.network.version:
        return False
    return wanted.network.overlaps(other)


def one_family(pairs: dict[str, str], field: str) -> Iterator[Problem]:
    """Whether addresses, by what they are, are all of one family; empty ones do not count."""
    families = {":" in text for text in pairs.values() if text and text not in ("default", "all")}
    if len(families) > 1:
        yield Problem(field, f"{' and '.join(pairs)} are not of the same family", "", 2)


def loses_when_down(space: Namespace, link: Link) -> Iterator[str]:
    """What a link loses when it goes down."""
    six = [one.cidr for one in space.addresses if one.ifindex == link.ifindex and one.family == 10 and one.scope == 0]
    routes = [one for one in space.routes if one.ifindex == link.ifindex and one.protocol != 2 and one.table != 255]
    if six:
        yield f"its IPv6 addresses {', '.join(six)}"
    if routes:
        yield f"{len(routes)} route{'' if len(routes) == 1 else 's'} ({', '.join(one.cidr for one in routes[:3])})"


def unless_all(prefix: str) -> str:
    """A prefix as a rule has it: empty for all."""
    return "" if prefix in ("default", "all") else prefix
