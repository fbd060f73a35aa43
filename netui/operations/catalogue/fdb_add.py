"""`netui fdb add 02:00:00:00:00:01 p0`: as `bridge fdb add 02:00:00:00:00:01 dev p0 master static`."""

from collections.abc import Iterator

from netui.model.action import AddFdb
from netui.operations.field import Field, Problem
from netui.operations.given import Given
from netui.operations.kinds import FLAG, IP, LINK, MAC, number
from netui.operations.operation import IN_NAMESPACE, Operation, Plan

_SELF, _MASTER = 0x02, 0x04
_STATIC, _PERMANENT = 0x40, 0x80


class FdbAdd(Operation):
    """Enter where a bridge or a VXLAN device sends frames for a MAC address."""

    noun = "fdb"
    verb = "add"
    summary = "Enter which port of a bridge, or which end of a VXLAN, a MAC address is behind."
    key = "n"
    fields = (
        Field("mac", MAC, "the address; zeros for all unknown ones of a VXLAN", required=True, positional=True),
        Field("link", LINK, "the port, or the VXLAN device", required=True, positional=True, spellings=("dev",)),
        IN_NAMESPACE,
        Field("dst", IP, "VXLAN: the end that it is behind"),
        Field("vlan", number(1, 4094), "the VLAN"),
        Field("permanent", FLAG, "the bridge's own address: not forwarded"),
    )

    def faults(self, given: Given) -> Iterator[Problem]:
        """A port needs its bridge, a VXLAN a destination."""
        place = given["link"]
        vxlan = place.link.kind == "vxlan" and "dst" in given
        if not vxlan and place.link.port_kind != "bridge":
            hint = "--dst ADDRESS" if place.link.kind == "vxlan" else "netui link attach makes it one"
            yield Problem("link", f"{place} is no port of a bridge", hint)
        if "dst" in given and place.link.kind != "vxlan":
            yield Problem("dst", f"only a VXLAN has ends elsewhere; {place} is none", "", 2)
        for one in place.space.fdb:
            same = (one.ifindex, one.mac, one.vlan) == (place.link.ifindex, given["mac"], given.get("vlan", 0))
            if same and one.destination == given.get("dst", "") and one.state in (_STATIC, _PERMANENT):
                yield Problem("mac", f"{place} has such an entry already", "delete that first")

    def build(self, given: Given) -> Plan:
        """One step."""
        place, mac = given["link"], given["mac"]
        away = given.get("dst", "")
        there = [one for one in place.space.fdb if one.ifindex == place.link.ifindex and one.mac == mac]
        step = AddFdb(
            place.at, mac, _SELF if away else _MASTER, _PERMANENT if away or "permanent" in given else _STATIC,
            given.get("vlan", 0), away, behind=bool(away and there),
        )  # fmt: skip
        return self.planned(f"{mac} {place}", step)


OPERATION = FdbAdd()
