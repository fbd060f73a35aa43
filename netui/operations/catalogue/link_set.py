"""`netui link set v0 --mtu 1400`: as `ip link set dev v0 mtu 1400`."""

from collections.abc import Iterator

from netui.model.action import SetLink
from netui.operations.field import Field, Problem
from netui.operations.given import Given
from netui.operations.kinds import ALIAS, FLAG, LINK, LINK_MAC, number
from netui.operations.operation import IN_NAMESPACE, Operation, Plan
from netui.text import Name

_SETTINGS = ("mtu", "mac", "alias", "txqueuelen", "no_alias")


class LinkSet(Operation):
    """Change attributes of a link."""

    noun = "link"
    verb = "set"
    summary = "Set a link's MTU, MAC address, alias or queue length."
    key = "e"
    fields = (
        Field("link", LINK, "the link", required=True, positional=True),
        IN_NAMESPACE,
        Field("mtu", number(0, (1 << 31) - 1), "octets that a packet may have"),
        Field("mac", LINK_MAC, "its link-layer address", spellings=("address",)),
        Field("alias", ALIAS, "a text about it"),
        Field("no_alias", FLAG, "remove that text"),
        Field("txqueuelen", number(0, (1 << 31) - 1), "packets that may wait to be sent", spellings=("txqlen",)),
    )

    def faults(self, given: Given) -> Iterator[Problem]:
        """Something has to be set, to what the link can do."""
        link = given["link"].link
        if not any(name in given for name in _SETTINGS):
            yield Problem("", "there is nothing to set", "--mtu, --mac, --alias or --txqueuelen", 2)
        least, most = link.detail.get("min_mtu", 0), link.detail.get("max_mtu", 0)
        mtu = given.get("mtu")
        if mtu is not None and most and not least <= mtu <= most:
            yield Problem("mtu", f"the MTU of {given['link']} is between {least} and {most}")

    def build(self, given: Given) -> Plan:
        """One step."""
        place = given["link"]
        alias = Name() if "no_alias" in given else given.get("alias")
        step = SetLink(
            place.at, mtu=given.get("mtu"), mac=given.get("mac"), alias=alias, txqlen=given.get("txqueuelen")
        )
        return self.planned(str(place), step)


OPERATION = LinkSet()
