"""`netui address add 10.0.0.1/24 v0`: as `ip addr add 10.0.0.1/24 dev v0`."""

from collections.abc import Iterator

from netui.model.action import AddAddress
from netui.operations.checks import address_remarks, free_address
from netui.operations.field import Field, Problem
from netui.operations.given import Given
from netui.operations.kinds import CIDR, FLAG, IP, LINK
from netui.operations.operation import IN_NAMESPACE, Operation, Plan
from netui.operations.shell_entries import usual_scope

_NODAD = 0x02


class AddressAdd(Operation):
    """Give a link an address."""

    noun = "address"
    verb = "add"
    summary = "Give a link an address with its prefix length."
    key = "a"
    fields = (
        Field("address", CIDR, "the address, as 10.0.0.1/24", required=True, positional=True),
        Field("link", LINK, "the link", required=True, positional=True, spellings=("dev",)),
        IN_NAMESPACE,
        Field("broadcast", IP, "the subnet's broadcast address (IPv4)", spellings=("brd",)),
        Field("nodad", FLAG, "do not look for another host with it first (IPv6)"),
    )

    def faults(self, given: Given) -> Iterator[Problem]:
        """The link must not have it yet."""
        yield from free_address(given["link"], given["address"], "address")
        if ":" in given["address"] and "broadcast" in given:
            yield Problem("broadcast", "IPv6 has no broadcast", "", 2)

    def build(self, given: Given) -> Plan:
        """One step; the warnings say what is odd about it."""
        place, address = given["link"], given["address"]
        remarks = list(address_remarks(given.relations, place.space, address, place.link.ifindex))
        if not place.link.up:
            remarks.append(f"{place} is down: it will not answer until it is up")
        step = AddAddress(
            place.at, address, broadcast=given.get("broadcast", ""), scope=usual_scope(address),
            flags=_NODAD if "nodad" in given else 0,
        )  # fmt: skip
        return self.planned(f"{address} {place}", step, warnings=tuple(remarks))


OPERATION = AddressAdd()
