"""Making, changing, moving and deleting links (rtnetlink(7), linux/if_link.h)."""

from typing import Any

from netui.model.action import (
    AddAltname,
    CreateLink,
    CreateVeth,
    DeleteAltname,
    DeleteLink,
    MoveLink,
    SetLink,
    SetPort,
)
from netui.model.link import IFF_ALLMULTI, IFF_MULTICAST, IFF_NOARP, IFF_PROMISC, IFF_UP
from netui.model.link_options import KINDS, PORT, Option
from netui.sources.netlink import constants as c
from netui.sources.netlink.writing.door import APPENDED, NEW, Door, link_message, opened

_CREATED = "IFLA_LINKINFO"
_MASTERLESS = 0


def create_veth(door: Door, action: CreateVeth) -> None:
    """Both ends by one request; each is placed where it belongs at once, or nothing is made."""
    with opened(action.other.where) as fd:
        peer = [("IFLA_IFNAME", action.other.name), ("IFLA_NET_NS_FD", fd), *_mac(action.other_mac)]
        info = [("IFLA_INFO_KIND", "veth"), ("IFLA_INFO_DATA", {"attrs": [("VETH_INFO_PEER", {"attrs": peer})]})]
        message = link_message(action.one.ifindex)
        message["attrs"] = [("IFLA_IFNAME", action.one.name), *_mac(action.mac), (_CREATED, {"attrs": info})]
        door.send(message, c.RTM_NEWLINK, NEW)


def create(door: Door, action: CreateLink) -> None:
    """Any other kind. For one that the kernel lacks it says so itself."""
    data = _data(KINDS.get(action.kind, ()), action.options)
    lower = [] if action.lower is None else [door.ifindex(action.lower)]
    if lower and action.kind == "vxlan":
        data.append(("IFLA_VXLAN_LINK", lower.pop()))
    info: list[tuple[str, Any]] = [("IFLA_INFO_KIND", action.kind)]
    if data:
        info.append(("IFLA_INFO_DATA", {"attrs": data}))
    message = link_message(action.link.ifindex)
    message["attrs"] = [
        ("IFLA_IFNAME", action.link.name),
        *(("IFLA_LINK", index) for index in lower),
        *_mac(action.mac),
        (_CREATED, {"attrs": info}),
    ]
    door.send(message, c.RTM_NEWLINK, NEW)


def change(door: Door, action: SetLink) -> None:
    """Every attribute that the action names, by one request."""
    message = _change_message(door, action)
    attributes = message["attrs"]
    plain = (("IFLA_MTU", action.mtu), ("IFLA_TXQLEN", action.txqlen), ("IFLA_IFALIAS", action.alias))
    attributes += [(name, value) for name, value in plain if value is not None]
    attributes += _mac(action.mac or "")
    if action.name is not None:
        attributes.append(("IFLA_IFNAME", action.name))
    if action.master is not None:
        attributes.append(("IFLA_MASTER", _master(door, action)))
    if action.options:
        data = _data(KINDS.get(action.kind, ()), action.options)
        info = [("IFLA_INFO_KIND", action.kind), ("IFLA_INFO_DATA", {"attrs": data})]
        attributes.append((_CREATED, {"attrs": info}))
    door.send(message, c.RTM_NEWLINK)


def _change_message(door: Door, action: SetLink) -> Any:
    """With the flags that the action names; IFF_NOARP says the opposite of what it is asked for."""
    asked = (
        (IFF_UP, action.up),
        (IFF_NOARP, None if action.arp is None else not action.arp),
        (IFF_MULTICAST, action.multicast),
        (IFF_ALLMULTI, action.allmulticast),
        (IFF_PROMISC, action.promisc),
    )
    change = sum(bit for bit, on in asked if on is not None)
    return link_message(door.ifindex(action.link), sum(bit for bit, on in asked if on), change)


def _master(door: Door, action: SetLink) -> int:
    from netui.model.action import LinkAt

    return door.ifindex(LinkAt(action.link.where, action.master)) if action.master else _MASTERLESS


def add_altname(door: Door, action: AddAltname) -> None:
    """One more name."""
    door.send(_named(door, action), c.RTM_NEWLINKPROP, NEW | APPENDED)


def delete_altname(door: Door, action: DeleteAltname) -> None:
    """One name less."""
    door.send(_named(door, action), c.RTM_DELLINKPROP)


def _named(door: Door, action: AddAltname | DeleteAltname) -> Any:
    message = link_message(door.ifindex(action.link))
    message["attrs"] = [("IFLA_PROP_LIST", {"attrs": [("IFLA_ALT_IFNAME", action.altname)]})]
    return message


def move(door: Door, action: MoveLink) -> None:
    """To another namespace, with its new name in the same request."""
    with opened(action.to) as fd:
        message = link_message(door.ifindex(action.link))
        message["attrs"] = [("IFLA_NET_NS_FD", fd)]
        if action.name:
            message["attrs"].append(("IFLA_IFNAME", action.name))
        door.send(message, c.RTM_NEWLINK)


def delete(door: Door, action: DeleteLink) -> None:
    """The link, and the peer of a veth with it."""
    door.send(link_message(door.ifindex(action.link)), c.RTM_DELLINK)


def set_port(door: Door, action: SetPort) -> None:
    """Flags of a bridge port (IFLA_INFO_SLAVE_DATA)."""
    data = _data(PORT, action.options)
    info = [("IFLA_INFO_SLAVE_KIND", "bridge"), ("IFLA_INFO_SLAVE_DATA", {"attrs": data})]
    message = link_message(door.ifindex(action.link))
    message["attrs"] = [(_CREATED, {"attrs": info})]
    door.send(message, c.RTM_NEWLINK)


def _mac(mac: str) -> list[tuple[str, str]]:
    return [("IFLA_ADDRESS", mac)] if mac else []


def _data(options: tuple[Option, ...], given: dict[str, Any]) -> list[tuple[str, Any]]:
    return [(one.attribute, _value(one, given[one.key])) for one in options if one.key in given]


def _value(option: Option, given: Any) -> Any:
    if isinstance(given, bool):
        return int(given)
    return option.values.get(given, given) if isinstance(given, str) else given
