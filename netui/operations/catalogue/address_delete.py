"""`netui address delete 10.0.0.1/24 v0`: as `ip addr delete 10.0.0.1/24 dev v0`."""

import ipaddress
from collections.abc import Iterator

from netui.model.action import DeleteAddress
from netui.model.address import IFA_F_SECONDARY, Address
from netui.operations.field import Field, Kind, Offer, Problem
from netui.operations.given import Given, Place
from netui.operations.kinds import LINK, WORD, there
from netui.operations.operation import IN_NAMESPACE, Operation, Plan
from netui.operations.state import address_of
from netui.text import safe


def _there(given: Given) -> Iterator[Offer]:
    return (Offer(one.cidr, f"of {link}") for one, link in there(given, "addresses"))


class AddressDelete(Operation):
    """Take an address from a link."""

    noun = "address"
    verb = "delete"
    summary = "Take an address from a link; the routes that need it go, and undo brings them back."
    key = "d"
    destructive = True
    fields = (
        Field("address", Kind("text", WORD.read, _there), "the address, with or without prefix length",
              required=True, positional=True, word="ADDRESS"),
        Field("link", LINK, "the link", required=True, positional=True, spellings=("dev",)),
        IN_NAMESPACE,
    )  # fmt: skip

    def faults(self, given: Given) -> Iterator[Problem]:
        """The link has to have it."""
        found = _matching(given)
        if not found:
            yield Problem("address", f"{given['link']} has no address {safe(given['address'])}",
                          "netui address list shows them all")  # fmt: skip

    def build(self, given: Given) -> Plan:
        """One step."""
        place = given["link"]
        one = _matching(given)[0]
        made = address_of(one, place.link.name)
        step = DeleteAddress(place.at, made.address, made.peer)
        return self.planned(f"{one.cidr} {place}", step, warnings=tuple(_along(place, one)))


def _matching(given: Given) -> list[Address]:
    place, typed = given["link"], given["address"]
    text, _, length = typed.partition("/")
    try:
        wanted = str(ipaddress.ip_address(text))
    except ValueError:
        return []
    return [
        one
        for one in place.space.addresses
        if one.ifindex == place.link.ifindex and one.local == wanted and length in ("", str(one.prefix))
    ]


def _along(place: Place, one: Address) -> Iterator[str]:
    mine = [other for other in place.space.addresses if other.ifindex == one.ifindex and other is not one]
    if one.family == 2 and not one.flags & IFA_F_SECONDARY:
        subnet = ipaddress.ip_interface(one.cidr).network
        lost = [other.cidr for other in mine if other.flags & IFA_F_SECONDARY and _within(other, subnet)]
        if lost:
            yield f"it is the primary one: its secondaries {', '.join(lost)} go too, unless they are promoted"
    routes = [route.cidr for route in place.space.routes if route.source == one.local and route.protocol != 2]
    if routes:
        yield f"routes with it as source go along: {', '.join(routes)}"


def _within(other: Address, subnet: ipaddress.IPv4Network | ipaddress.IPv6Network) -> bool:
    return ipaddress.ip_interface(other.cidr).network == subnet


OPERATION = AddressDelete()
