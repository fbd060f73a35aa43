"""`netui veth create v0 v1 --peer-namespace red`: as `ip link add name v0 type veth peer name v1 netns red`."""

from collections.abc import Iterator

from netui.model.action import AddAddress, AnyAction, CreateVeth, LinkAt, SetLink
from netui.operations.checks import address_remarks, free_name
from netui.operations.field import Field, Problem
from netui.operations.given import Given
from netui.operations.kinds import CIDR, FLAG, NAMESPACE, NEW_LINK
from netui.operations.operation import IN_NAMESPACE, Operation, Plan


class VethCreate(Operation):
    """Make a veth pair, each end where it belongs."""

    noun = "veth"
    verb = "create"
    summary = "Make a veth pair: two links like the ends of a cable, each placed in its namespace at once, and up."
    key = "n"
    fields = (
        Field("name", NEW_LINK, "one end", required=True, positional=True),
        Field("peer", NEW_LINK, "the other end", required=True, positional=True, word="PEER"),
        IN_NAMESPACE,
        Field("peer_namespace", NAMESPACE, "where the peer is; else where NAME is"),
        Field("address", CIDR, "the address of NAME, as 10.0.0.1/24"),
        Field("peer_address", CIDR, "the address of the peer"),
        Field("down", FLAG, "leave both ends down"),
    )

    def faults(self, given: Given) -> Iterator[Problem]:
        """Names have to be free where the ends go."""
        here, there = given.space(), given.get("peer_namespace", given.space())
        yield from free_name(given.relations, here, given["name"], "name")
        yield from free_name(given.relations, there, given["peer"], "peer")
        if here is there and given["name"] == given["peer"]:
            yield Problem("peer", "both ends have the same name in the same namespace", "", 2)

    def build(self, given: Given) -> Plan:
        """The pair by one request, then addresses, then up."""
        here = given.where()
        there = given.where("peer_namespace") if "peer_namespace" in given else here
        one, other = LinkAt(here, given["name"]), LinkAt(there, given["peer"])
        steps: list[AnyAction] = [CreateVeth(one, other)]
        steps += [AddAddress(end, given[field]) for end, field in _ends(one, other) if field in given]
        if "down" not in given:
            steps += [SetLink(one, up=True), SetLink(other, up=True)]
        title = f"{here.name}/{one.name} {there.name}/{other.name}"
        return self.planned(title, *steps, warnings=tuple(_remarks(given)))


def _ends(one: LinkAt, other: LinkAt) -> tuple[tuple[LinkAt, str], ...]:
    return (one, "address"), (other, "peer_address")


def _remarks(given: Given) -> Iterator[str]:
    here, there = given.space(), given.get("peer_namespace", given.space())
    for space, field in ((here, "address"), (there, "peer_address")):
        if field in given:
            yield from address_remarks(given.relations, space, given[field])


OPERATION = VethCreate()
