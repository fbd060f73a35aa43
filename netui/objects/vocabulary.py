"""What the words of a filter may say of each object: a word that can never fit is a mistake, not an empty list."""

from collections.abc import Sequence
from typing import Any, get_args

from netui.errors import UsageError
from netui.model import neighbour, route, socket
from netui.model.link import OPERSTATE_NAMES
from netui.model.naming import NamespaceKind
from netui.objects.filter import FIELDS, fits, has_field, parse_filter
from netui.objects.registry import Object
from netui.text import safe

_LINK_STATES = ("up", "down", "no-carrier", "dormant", "lower-down", "unknown")
_NEIGHBOUR_STATES = (*neighbour.STATE_NAMES.values(), "NONE")
_LINK_KINDS = (
    "amt", "bareudp", "batadv", "bond", "bridge", "can", "dsa", "dummy", "erspan", "geneve", "gre", "gretap",
    "gtp", "hsr", "ifb", "ip6erspan", "ip6gre", "ip6gretap", "ip6tnl", "ip6vti", "ipip", "ipoib", "ipvlan",
    "ipvtap", "lo", "loopback", "lowpan", "macsec", "macvlan", "macvtap", "netdevsim", "netkit", "nlmon", "ovpn",
    "physical", "rmnet", "sit", "team", "tun", "vcan", "veth", "virt_wifi", "vlan", "vrf", "vti", "vti6", "vxcan",
    "vxlan", "wireguard", "wwan", "xfrm",
)  # fmt: skip
"""As `ip link help` lists them, and netui's words for links without a kind."""
_CONTAINER_STATES = ("created", "running", "paused", "restarting", "removing", "exited", "dead", "stale")
_KNOWN: dict[tuple[str, str], tuple[str, ...]] = {
    ("namespace", "kind"): get_args(NamespaceKind),
    ("link", "state"): (*_LINK_STATES, *OPERSTATE_NAMES),
    ("link", "kind"): _LINK_KINDS,
    ("bridge", "state"): _LINK_STATES,
    ("route", "kind"): (*route.TYPE_NAMES.values(), *route.PROTOCOL_NAMES.values()),
    ("neighbour", "state"): _NEIGHBOUR_STATES,
    ("fdb", "state"): _NEIGHBOUR_STATES,
    ("socket", "state"): tuple(dict.fromkeys(socket.STATES.values())),
    ("socket", "kind"): ("tcp", "udp", "raw", "icmp", "packet"),
    ("firewall", "kind"): ("iptables-nft", "iptables-legacy", "nft"),
    ("container", "state"): _CONTAINER_STATES,
    ("port", "kind"): ("tcp", "udp", "sctp"),
}
"""By noun and prefix. What is not in here (drivers of Docker's networks) may be anything."""
_NAMED = {"ns": "namespace"}
_MOST = 24
"""More words than these are no help."""


def check(kind: Object, words: Sequence[str], rows: Sequence[Any]) -> None:
    """Refuse what no row can fit, on this host or another. Raises UsageError; `rows` are those without the filter."""
    for word in words:
        prefix, colon, wanted = word.partition(":")
        prefix = prefix.casefold()
        if colon and prefix in FIELDS:
            _check(kind, prefix, wanted, rows)


def _check(kind: Object, prefix: str, wanted: str, rows: Sequence[Any]) -> None:
    if not has_field(kind.row, prefix):
        raise UsageError(
            f"{prefix}: fits no {kind.noun}: it has no {_NAMED.get(prefix, prefix)}",
            hint=f"netui {kind.noun} list --json shows what it has",
        )
    known = _KNOWN.get((kind.noun, prefix), ())
    possible = not known or any(fits(prefix, safe(wanted).casefold(), one.casefold()) for one in known)
    if possible or any(map(parse_filter((f"{prefix}:{wanted}",)), rows)):
        return
    few = len(known) <= _MOST
    words = known if few else _seen(prefix, rows)
    told = ", ".join(dict.fromkeys(one.casefold() for one in words))
    raise UsageError(
        f"{prefix}:{safe(wanted)} can fit no {kind.noun}",
        hint=f"{prefix}: takes {told}" if few else f"here are {told or 'none'}",
    )


def _seen(prefix: str, rows: Sequence[Any]) -> list[str]:
    """The words that rows have, where there are too many others."""
    values = (getattr(row, name, None) for row in rows for name in FIELDS[prefix])
    return sorted({safe(one) for one in values if isinstance(one, str) and one})
