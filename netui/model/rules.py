"""Which routing policy rule a packet is looked up by, as far as addresses tell (ip-rule(8))."""

import ipaddress
from collections.abc import Iterable

from netui.model.route import Route, Rule

TO_TABLE = 1


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


def could_match(rule: Rule, to: str, source: str) -> bool:
    """Whether a rule can be for packets with these addresses; where the source is not known, any."""
    fits = within(to, rule.destination) and (not source or within(source, rule.source))
    return not fits if rule.invert and not (rule.iif or rule.mark) else fits


def rule_used(rules: Iterable[Rule], route: Route, to: str, source: str) -> Rule | None:
    """The first rule that leads to the route's table."""
    family = 10 if ":" in to else 2
    fitting = [
        rule
        for rule in sorted(rules, key=lambda one: one.priority)
        if rule.family == family and rule.action == TO_TABLE and could_match(rule, to, source)
    ]
    return next((one for one in fitting if one.table == route.table or one.l3mdev), None)
