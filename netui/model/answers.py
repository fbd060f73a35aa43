"""What the kernel does by itself, in answer to what somebody did: no command makes it."""

from collections.abc import Callable
from typing import Any

from netui.model.diff import Change
from netui.model.link import IFF_UP

_MADE = frozenset(
    ("name", "mtu", "mac", "kind", "master", "lower", "lower_namespace", "ifalias", "txqlen", "min_mtu", "max_mtu")
)
"""Fields of a link that somebody sets; others follow from its state."""
_RTPROT_KERNEL, _TABLE_LOCAL = 2, 255
_SCOPE_LINK, _SCOPE_HOST = 253, 254
_NUD_FAILED, _NUD_NOARP, _NUD_PERMANENT = 0x20, 0x40, 0x80
_DADFAILED = 0x08
"""IFA_F_DADFAILED of linux/if_addr.h: another host has the address."""
_OF_LINKS = ("fe80:", "ff")
_MULTICAST = 1
"""The bit of a MAC address's first octet (IEEE 802)."""


def kernels_own(change: Change) -> bool:
    """Whether a change only follows from another one: carrier, learned entries, routes of addresses, fe80::/10."""
    known = _OWN.get(change.kind)
    return known(change) if known else False


def upkeep(change: Change) -> bool:
    """Whether it is the kernel's housekeeping, which tells nothing that its cause does not tell.

    Routes of table local, addresses of scope host, fe80::/10 and ff00::/8, multicast MAC addresses, flags that
    follow a link's state, neighbours that answer. Not: what failed (FAILED, dadfailed), carrier, what was learned.
    """
    known = _UPKEEP.get(change.kind)
    return known(change) if known else False


def _there(change: Change) -> Any:
    return change.before if change.after is None else change.after


def _link(change: Change) -> bool:
    if change.action != "changed":
        return False
    fields = change.fields()
    before, after = fields.get("flags", (0, 0))
    return not _MADE & fields.keys() and not (before ^ after) & IFF_UP


def _address(change: Change) -> bool:
    one = _there(change)
    return change.action == "changed" or one.scope == _SCOPE_HOST or (one.scope == _SCOPE_LINK and one.family != 2)


def _route(change: Change) -> bool:
    one = _there(change)
    return change.action == "changed" or one.protocol == _RTPROT_KERNEL or one.table == _TABLE_LOCAL


def _neighbour(change: Change) -> bool:
    return not any(one and one.state & _NUD_PERMANENT for one in (change.before, change.after))


def _fdb(change: Change) -> bool:
    one = _there(change)
    return not one.destination and not one.state & _NUD_NOARP


def _namespace(change: Change) -> bool:
    return change.action == "changed" and "names" not in change.fields()


def _kept_address(change: Change) -> bool:
    if change.action == "changed":
        before, after = change.fields().get("flags", (0, 0))
        return not (before ^ after) & _DADFAILED
    return _address(change)


def _kept_route(change: Change) -> bool:
    if change.action == "changed":
        return change.fields().keys() <= {"flags", "expires"}
    one = _there(change)
    of_link = one.protocol == _RTPROT_KERNEL and one.destination.startswith(_OF_LINKS)
    return bool(of_link or one.table == _TABLE_LOCAL)


def _kept_neighbour(change: Change) -> bool:
    return _neighbour(change) and not any(one and one.state & _NUD_FAILED for one in (change.before, change.after))


def _kept_fdb(change: Change) -> bool:
    one = _there(change)
    return not one.destination and bool(int(one.mac[:2], 16) & _MULTICAST)


_UPKEEP: dict[str, Callable[[Change], bool]] = {
    "address": _kept_address,
    "route": _kept_route,
    "neighbour": _kept_neighbour,
    "fdb": _kept_fdb,
}
_OWN: dict[str, Callable[[Change], bool]] = {
    "link": _link,
    "address": _address,
    "route": _route,
    "neighbour": _neighbour,
    "fdb": _fdb,
    "namespace": _namespace,
    "socket": lambda _change: True,
}
