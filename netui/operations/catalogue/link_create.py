"""`netui link create br0 bridge`: as `ip link add name br0 type bridge`."""

from collections.abc import Iterator
from typing import Any

from netui.model.action import AnyAction, CreateLink, LinkAt, SetLink
from netui.model.link_options import KINDS, NEEDS_LOWER
from netui.operations.checks import free_name
from netui.operations.field import Field, Problem
from netui.operations.given import Given, Values
from netui.operations.kinds import FLAG, IP, LINK, LINK_KIND, LINK_MAC, NEW_LINK, SWITCH, TABLE, choice, number
from netui.operations.operation import IN_NAMESPACE, Operation, Plan

_MODES = (
    "private", "vepa", "bridge", "passthru", "source", "l2", "l3", "l3s", "balance-rr", "active-backup",
    "balance-xor", "broadcast", "802.3ad", "balance-tlb", "balance-alb",
)  # fmt: skip
_OPTIONS: dict[str, tuple[str, ...]] = {
    "id": ("vxlan", "vlan"), "remote": ("vxlan",), "local": ("vxlan",), "group": ("vxlan",), "dstport": ("vxlan",),
    "learning": ("vxlan",), "mode": ("macvlan", "macvtap", "ipvlan", "bond"), "stp": ("bridge",),
    "vlan_filtering": ("bridge",), "forward_delay": ("bridge",), "table": ("vrf",),
}  # fmt: skip
"""Which kinds take which field."""
_KEYS = {"dstport": "port", "stp": "stp_state"}
"""Fields that the kernel's table calls otherwise."""


class LinkCreate(Operation):
    """Make a link of any kind but veth."""

    noun = "link"
    verb = "create"
    summary = "Make a bridge, vxlan, macvlan or another virtual link; what the kernel lacks, it refuses itself."
    key = "n"
    fields = (
        Field("name", NEW_LINK, "its name", required=True, positional=True),
        Field("kind", LINK_KIND, f"{', '.join(KINDS)}, or any that this kernel has", required=True, positional=True),
        IN_NAMESPACE,
        Field("link", LINK, "the link that it stands on (macvlan, vlan, ipvlan, vxlan)"),
        Field("id", number(0, (1 << 24) - 1), "vxlan: its VNI; vlan: its VLAN", word="ID"),
        Field("remote", IP, "vxlan: the other end"),
        Field("local", IP, "vxlan: the own end"),
        Field("group", IP, "vxlan: the multicast group of all ends"),
        Field("dstport", number(1, 65535), "vxlan: the UDP port; 4789 is the standard's"),
        Field("learning", SWITCH, "vxlan: learn where addresses are"),
        Field("mode", choice(*_MODES), "macvlan, ipvlan, bond: how it works"),
        Field("stp", SWITCH, "bridge: spanning tree"),
        Field("vlan_filtering", SWITCH, "bridge: keep VLANs apart"),
        Field("forward_delay", number(200, 3000), "bridge: hundredths of a second until a port forwards"),
        Field("table", TABLE, "vrf: its routing table"),
        Field("mac", LINK_MAC, "its link-layer address", spellings=("address",)),
        Field("mtu", number(68, 65535), "octets that a packet may have"),
        Field("up", FLAG, "bring it up at once"),
    )

    def applies(self, field: str, values: Values) -> bool:
        """The kind decides which options there are."""
        kind = values.get("kind")
        if not kind:
            return field not in _OPTIONS and field != "link"
        if field == "link":
            return kind in (*NEEDS_LOWER, "vxlan") or kind not in KINDS
        return field not in _OPTIONS or kind not in KINDS or kind in _OPTIONS[field]

    def faults(self, given: Given) -> Iterator[Problem]:
        """The name has to be free, and each option one of that kind."""
        kind, space = given["kind"], given.space()
        yield from free_name(given.relations, space, given["name"], "name")
        if kind == "veth":
            yield Problem("kind", "a veth has two ends", "netui veth create NAME PEER", 2)
        for field, kinds in _OPTIONS.items():
            if field in given and kind in KINDS and kind not in kinds:
                yield Problem(field, f"a {kind} has no {field}; {' and '.join(kinds)} have", "", 2)
        if kind in NEEDS_LOWER and "link" not in given:
            yield Problem("link", f"a {kind} stands on another link", "--link eth0", 2)
        if "link" in given and given["link"].space is not space:
            yield Problem("link", f"{given['link']} is in another namespace")
        if kind in ("vxlan", "vlan") and "id" not in given:
            yield Problem("id", f"a {kind} needs its number", "--id 7", 2)

    def build(self, given: Given) -> Plan:
        """The link, its MTU, and up."""
        at = LinkAt(given.where(), given["name"])
        lower = given["link"].at if "link" in given else None
        steps: list[AnyAction] = [
            CreateLink(at, given["kind"], lower, options=_options(given), mac=given.get("mac", ""))
        ]
        if "mtu" in given or "up" in given:
            steps.append(SetLink(at, mtu=given.get("mtu"), up=True if "up" in given else None))
        return self.planned(f"{at.where.name}/{at.name} {given['kind']}", *steps)


def _options(given: Given) -> dict[str, Any]:
    kind = given["kind"]
    found: dict[str, Any] = {}
    for field in _OPTIONS:
        if field in given:
            value = given[field]
            six = field in ("remote", "local", "group") and ":" in str(value)
            key = _KEYS.get(field, field) + ("6" if six else "")
            found[key] = int(value) if isinstance(value, bool) and kind == "bridge" else value
    if kind == "vxlan":
        found.setdefault("port", 4789)
    return found


OPERATION = LinkCreate()
