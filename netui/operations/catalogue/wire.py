"""`netui wire red host/br0 --address 10.0.0.2/24 --gateway 10.0.0.1`: a cable, with all that it needs."""

import ipaddress
import re
from collections.abc import Iterator

from netui.model.action import AddAddress, AddRoute, AnyAction, CreateVeth, LinkAt, RouteTo, SetLink
from netui.model.link import Link
from netui.model.namespace import Namespace
from netui.model.naming import namespace_name
from netui.operations.checks import address_remarks, free_name
from netui.operations.field import Field, Kind, Offer, Problem
from netui.operations.given import Given, find_link
from netui.operations.identity import where
from netui.operations.kinds import CIDR, IP, NEW_LINK
from netui.operations.operation import Operation, Plan
from netui.text import Name, safe

_LONGEST = 15


class End:
    """One end of the cable: a namespace, and the bridge in it that the end becomes a port of, if any."""

    def __init__(self, space: Namespace, bridge: Link | None) -> None:
        self.space = space
        self.bridge = bridge


def _end(given: Given, text: str) -> End:
    outer, slash, name = text.rpartition("/")
    if not slash:
        return End(given.named(text), None)
    space = given.named(outer)
    link = find_link(space, name)
    if link is None or link.kind != "bridge":
        raise ValueError(f"there is no bridge {safe(name)} in {safe(outer)}")
    return End(space, link)


def _ends(given: Given) -> Iterator[Offer]:
    for space in given.snapshot.namespaces.values():
        name = namespace_name(given.relations, space)
        yield Offer(str(name), "namespace")
        yield from (Offer(f"{name}/{link.name}", "bridge") for link in space.links.values() if link.kind == "bridge")


_END = Kind("namespace or bridge", _end, _ends)


class Wire(Operation):
    """Join two namespaces, or a namespace and a bridge, in one plan."""

    noun = "wire"
    summary = "Join two namespaces, or a namespace and a bridge: veth pair, addresses, up, port, default route."
    key = "w"
    fields = (
        Field("a", _END, "one end: a namespace, or NAMESPACE/BRIDGE", required=True, positional=True, word="A"),
        Field("b", _END, "the other end", required=True, positional=True, word="B"),
        Field("address", CIDR, "the address of the end in A"),
        Field("peer_address", CIDR, "the address of the end in B"),
        Field("gateway", IP, "the default gateway of A"),
        Field("name", NEW_LINK, "the name of the end in A"),
        Field("peer_name", NEW_LINK, "the name of the end in B", word="NAME"),
    )

    def faults(self, given: Given) -> Iterator[Problem]:
        """A port takes no address, and a gateway has to be reached."""
        a, b = given["a"], given["b"]
        if a.space is b.space:
            yield Problem("b", "both ends are in the same namespace", "netui veth create makes such a pair")
        for end, field in ((a, "address"), (b, "peer_address")):
            if end.bridge is not None and field in given:
                yield Problem(field, f"a bridge's port takes no address; {end.bridge.name} itself does",
                              "netui address add")  # fmt: skip
        for end, field in ((a, "name"), (b, "peer_name")):
            if field in given:
                yield from free_name(given.relations, end.space, given[field], field)
        if "gateway" in given:
            yield from _gateway_faults(given)

    def build(self, given: Given) -> Plan:
        """The pair, what each end needs, then the route."""
        a, b = given["a"], given["b"]
        one = LinkAt(where(given.relations, a.space), given.get("name") or _free(given, a, b))
        other = LinkAt(where(given.relations, b.space), given.get("peer_name") or _free(given, b, a))
        steps: list[AnyAction] = [CreateVeth(one, other)]
        for end, at, field in ((a, one, "address"), (b, other, "peer_address")):
            if end.bridge is not None:
                steps.append(SetLink(at, master=end.bridge.name))
            if field in given:
                steps.append(AddAddress(at, given[field]))
            steps.append(SetLink(at, up=True))
        if "gateway" in given:
            gateway = given["gateway"]
            steps.append(AddRoute(one.where, RouteTo("default", 10 if ":" in gateway else 2, gateway, one.name)))
        title = f"{one.where.name}/{one.name} {other.where.name}/{other.name}"
        return self.planned(title, *steps, warnings=tuple(_remarks(given)))


def _gateway_faults(given: Given) -> Iterator[Problem]:
    gateway, address = given["gateway"], given.get("address")
    if address is None:
        yield Problem("gateway", "a gateway needs an address of A in its subnet", "--address 10.0.0.2/24", 2)
    elif ipaddress.ip_address(gateway) not in ipaddress.ip_interface(address).network:
        yield Problem("gateway", f"{gateway} is not in the subnet of {address}", "", 2)
    family = 10 if ":" in gateway else 2
    defaults = (one for one in given["a"].space.routes if one.cidr == "default" and one.family == family)
    if any(one.table == 254 and not one.metric for one in defaults):
        yield Problem("gateway", "A has a default route already", "delete that first: netui route delete default")


def _remarks(given: Given) -> Iterator[str]:
    for end, field in ((given["a"], "address"), (given["b"], "peer_address")):
        if field in given:
            yield from address_remarks(given.relations, end.space, given[field])
        if end.bridge is not None and not end.bridge.up:
            yield f"{where(given.relations, end.space).name}/{end.bridge.name} is down: nothing passes until it is up"


def _free(given: Given, end: End, far: End) -> Name:
    """A name for an end: ethN inside a namespace of its own, one that tells the other end elsewhere."""
    taken = {link.name for link in end.space.links.values()}
    if end.space.host or end.bridge is not None:
        told = str(namespace_name(given.relations, far.space)).rpartition(":")[2]
        plain = re.sub("[^A-Za-z0-9_.-]", "", told)[: _LONGEST - 7] or "peer"
        names = (f"veth-{plain}{number or ''}" for number in range(100))
    else:
        names = (f"eth{number}" for number in range(100))
    return next(name for name in (Name(text.encode()) for text in names) if name not in taken)


OPERATION = Wire()
