"""Addresses, neighbours and forwarding database entries (linux/if_addr.h, linux/neighbour.h)."""

from typing import Any

from netui.model.action import (
    AddAddress,
    AddFdb,
    AddNeighbour,
    DeleteAddress,
    DeleteFdb,
    DeleteNeighbour,
    LinkAt,
)
from netui.model.neighbour import NTF_MASTER
from netui.sources.netlink import constants as c
from netui.sources.netlink.writing.door import APPENDED, NEW, Door

_FOREVER = 0xFFFFFFFF


def family_of(address: str) -> int:
    """AF_INET or AF_INET6, by how it is written."""
    return c.AF_INET6 if ":" in address else c.AF_INET


def _address(door: Door, link: LinkAt, address: str, peer: str) -> Any:
    from pyroute2.netlink.rtnl.ifaddrmsg import ifaddrmsg

    local, _, length = address.partition("/")
    far, _, far_length = peer.partition("/")
    message = ifaddrmsg()
    message["family"] = family_of(local)
    full = 32 if message["family"] == c.AF_INET else 128
    message["prefixlen"] = int(far_length or (full if peer else length or full))
    message["index"] = door.ifindex(link)
    message["attrs"] = [("IFA_LOCAL", local), ("IFA_ADDRESS", far or local)]
    return message


def add(door: Door, action: AddAddress) -> None:
    """Add an address."""
    message = _address(door, action.link, action.address, action.peer)
    message["scope"] = action.scope
    if action.broadcast:
        message["attrs"].append(("IFA_BROADCAST", action.broadcast))
    if action.label:
        message["attrs"].append(("IFA_LABEL", action.label))
    if action.flags:
        message["attrs"].append(("IFA_FLAGS", action.flags))
    if action.metric:
        message["attrs"].append(("IFA_RT_PRIORITY", action.metric))
    if (action.valid_lifetime, action.preferred_lifetime) != (_FOREVER, _FOREVER):
        lifetimes = {"ifa_valid": action.valid_lifetime, "ifa_preferred": action.preferred_lifetime}
        message["attrs"].append(("IFA_CACHEINFO", lifetimes))
    door.send(message, c.RTM_NEWADDR, NEW)


def delete(door: Door, action: DeleteAddress) -> None:
    """Delete an address."""
    door.send(_address(door, action.link, action.address, action.peer), c.RTM_DELADDR)


def _entry(door: Door, link: LinkAt, family: int) -> Any:
    from pyroute2.netlink.rtnl.ndmsg import ndmsg

    message = ndmsg()
    message["family"], message["ifindex"] = family, door.ifindex(link)
    message["attrs"] = []
    return message


def add_neighbour(door: Door, action: AddNeighbour) -> None:
    """Add an ARP or NDP entry."""
    message = _entry(door, action.link, family_of(action.address))
    message["state"], message["flags"] = action.state, action.flags
    message["attrs"].append(("NDA_DST", action.address))
    if action.mac:
        message["attrs"].append(("NDA_LLADDR", action.mac))
    door.send(message, c.RTM_NEWNEIGH, NEW)


def delete_neighbour(door: Door, action: DeleteNeighbour) -> None:
    """Delete an ARP or NDP entry."""
    message = _entry(door, action.link, family_of(action.address))
    message["attrs"].append(("NDA_DST", action.address))
    door.send(message, c.RTM_DELNEIGH)


def _forwarding(door: Door, action: AddFdb | DeleteFdb) -> Any:
    message = _entry(door, action.link, c.AF_BRIDGE)
    message["flags"] = action.flags or NTF_MASTER
    given = (
        ("NDA_LLADDR", action.mac), ("NDA_DST", action.destination), ("NDA_VLAN", action.vlan),
        ("NDA_PORT", action.port), ("NDA_VNI", action.vni),
    )  # fmt: skip
    message["attrs"] = [(name, value) for name, value in given if value]
    if action.via:
        message["attrs"].append(("NDA_IFINDEX", door.ifindex(LinkAt(action.link.where, action.via))))
    return message


def add_fdb(door: Door, action: AddFdb) -> None:
    """Add an entry, or one more destination of one that is there."""
    message = _forwarding(door, action)
    message["state"] = action.state
    door.send(message, c.RTM_NEWNEIGH, APPENDED if action.behind else NEW)


def delete_fdb(door: Door, action: DeleteFdb) -> None:
    """Delete an entry."""
    door.send(_forwarding(door, action), c.RTM_DELNEIGH)
