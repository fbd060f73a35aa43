"""Which routing policy rule a packet is looked up by, as far as addresses and ports tell (ip-rule(8))."""

import ipaddress
from collections.abc import Iterable
from socket import IPPROTO_TCP

from msgspec import Struct

from netui.model.route import Route, Rule

TO_TABLE = 1


class Transport(Struct, frozen=True):
    """What rules can ask for of the segments that one end of a TCP connection sends."""

    source_port: int
    destination_port: int
    uid: int = 0
    """Of the socket that sends them; the kernel looks up what it forwards or receives by 0."""


def within(address: str, prefix: str) -> bool:
    """Whether an address is in a prefix in CIDR form, or is that address; `default` has every one."""
    if prefix in ("", "default", "all", "any"):
        return True
    if not address or (":" in address) != (":" in prefix):
        return False
    try:
        return ipaddress.ip_address(address.partition("%")[0]) in ipaddress.ip_network(prefix, strict=False)
    except ValueError:
        return False


def length(prefix: str) -> int:
    """Bits of a prefix; 0 for `default`."""
    if prefix in ("", "default", "all", "any"):
        return 0
    return int(prefix.partition("/")[2] or (128 if ":" in prefix else 32))


def could_match(rule: Rule, to: str, source: str, transport: Transport | None = None) -> bool:
    """Whether a rule can be for packets with these addresses; where the rest is not known, any."""
    fits = within(to, rule.destination) and (not source or within(source, rule.source))
    if transport is not None:
        fits = fits and _carries(rule, transport)
    if not rule.invert:
        return fits
    asked = rule.ip_protocol or rule.source_ports or rule.destination_ports or rule.uids
    return not fits or bool(rule.iif or rule.oif or rule.mark or (asked and transport is None))


def _carries(rule: Rule, transport: Transport) -> bool:
    """Whether a rule is for such segments."""
    asked = (
        (rule.source_ports, transport.source_port),
        (rule.destination_ports, transport.destination_port),
        (rule.uids, transport.uid),
    )
    return rule.ip_protocol in (0, IPPROTO_TCP) and all(
        wanted is None or wanted[0] <= value <= wanted[1] for wanted, value in asked
    )


def rule_used(
    rules: Iterable[Rule], route: Route, to: str, source: str, transport: Transport | None = None
) -> Rule | None:
    """The first rule that leads to the route's table."""
    family = 10 if ":" in to else 2
    fitting = [
        rule
        for rule in sorted(rules, key=lambda one: one.priority)
        if rule.family == family and rule.action == TO_TABLE and could_match(rule, to, source, transport)
    ]
    return next((one for one in fitting if one.table == route.table or one.l3mdev), None)
