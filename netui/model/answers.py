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
_NUD_NOARP, _NUD_PERMANENT = 0x40, 0x80


def kernels_own(change: Change) -> bool:
    """Whether a change only follows from another one: carrier, learned entries, routes of addresses, fe80::/10."""
    known = _OWN.get(change.kind)
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


_OWN: dict[str, Callable[[Change], bool]] = {
    "link": _link,
    "address": _address,
    "route": _route,
    "neighbour": _neighbour,
    "fdb": _fdb,
    "namespace": _namespace,
    "socket": lambda _change: True,
}
