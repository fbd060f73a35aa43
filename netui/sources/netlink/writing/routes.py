"""Routes and routing policy rules (rtnetlink(7), linux/fib_rules.h)."""

from typing import Any

from netui.model.action import AddRoute, AddRule, DeleteRoute, DeleteRule, Hop, LinkAt, RouteTo
from netui.model.route import Rule
from netui.sources.netlink import constants as c
from netui.sources.netlink.writing.addresses import family_of
from netui.sources.netlink.writing.door import APPENDED, NEW, Door

_NOWHERE = 255  # RT_SCOPE_NOWHERE: whichever it has
_SMALL_TABLE = 256
_COMPAT_TABLE = 252  # RT_TABLE_COMPAT: the attribute tells


def add(door: Door, action: AddRoute) -> None:
    """Add a route, or one more beside it."""
    message = _route(door, action.route)
    route = action.route
    message["scope"] = route.usual_scope if route.scope is None else route.scope
    message["proto"] = action.route.protocol
    door.send(message, c.RTM_NEWROUTE, APPENDED if action.behind else NEW)


def delete(door: Door, action: DeleteRoute) -> None:
    """Delete the route that is described, and no other one to the same destination."""
    message = _route(door, action.route)
    message["scope"] = _NOWHERE if action.route.scope is None else action.route.scope
    message["proto"] = action.route.protocol
    door.send(message, c.RTM_DELROUTE)


def _route(door: Door, route: RouteTo) -> Any:
    from pyroute2.netlink.rtnl.rtmsg import rtmsg

    message = rtmsg()
    message["family"], message["tos"] = route.family, route.tos
    message["type"], message["flags"] = route.type, route.flags & 4  # RTNH_F_ONLINK
    message["table"] = route.table if route.table < _SMALL_TABLE else _COMPAT_TABLE
    attributes: list[tuple[str, Any]] = [("RTA_TABLE", route.table)]
    for name, length, text in (("RTA_DST", "dst_len", route.destination), ("RTA_SRC", "src_len", route.from_)):
        if text and text != "default":
            address, _, prefix = text.partition("/")
            message[length] = int(prefix or (32 if route.family == c.AF_INET else 128))
            attributes.append((name, address))
    attributes += _gateway(route.family, route.gateway)
    if route.link:
        attributes.append(("RTA_OIF", door.ifindex(LinkAt(door.where, route.link))))
    plain = (("RTA_PREFSRC", route.source), ("RTA_PRIORITY", route.metric), ("RTA_PREF", route.preference))
    attributes += [(name, value) for name, value in plain if value]
    if route.mtu:
        attributes.append(("RTA_METRICS", {"attrs": [("RTAX_MTU", route.mtu)]}))
    if route.hops:
        attributes.append(("RTA_MULTIPATH", [_hop(door, route.family, hop) for hop in route.hops]))
    message["attrs"] = attributes
    return message


def _gateway(family: int, gateway: str) -> list[tuple[str, Any]]:
    if not gateway:
        return []
    if family_of(gateway) == family:
        return [("RTA_GATEWAY", gateway)]
    return [("RTA_VIA", {"family": family_of(gateway), "addr": gateway})]  # RFC 5549


def _hop(door: Door, family: int, hop: Hop) -> dict[str, Any]:
    oif = door.ifindex(LinkAt(door.where, hop.link)) if hop.link else 0
    return {"oif": oif, "hops": hop.weight - 1, "flags": hop.flags & 4, "attrs": _gateway(family, hop.gateway)}


def add_rule(door: Door, action: AddRule) -> None:
    """Add a rule."""
    door.send(_rule(action.rule), c.RTM_NEWRULE, NEW)


def delete_rule(door: Door, action: DeleteRule) -> None:
    """Delete the first rule that is as described."""
    door.send(_rule(action.rule), c.RTM_DELRULE)


def _rule(rule: Rule) -> Any:
    from pyroute2.netlink.rtnl.fibmsg import fibmsg

    message = fibmsg()
    message["family"], message["tos"], message["action"] = rule.family, rule.tos, rule.action
    message["table"] = rule.table if rule.table < _SMALL_TABLE else _COMPAT_TABLE
    message["flags"] = c.FIB_RULE_INVERT if rule.invert else 0
    given: tuple[tuple[str, Any], ...] = (
        ("FRA_PRIORITY", rule.priority),
        ("FRA_TABLE", rule.table or None),
        ("FRA_IIFNAME", rule.iif or None),
        ("FRA_OIFNAME", rule.oif or None),
        ("FRA_FWMARK", rule.mark if rule.mark or rule.mask else None),
        ("FRA_FWMASK", rule.mask or None),
        ("FRA_GOTO", rule.goto or None),
        ("FRA_SUPPRESS_PREFIXLEN", rule.suppress_prefix if rule.suppress_prefix >= 0 else None),
        ("FRA_PROTOCOL", rule.protocol or None),
        ("FRA_IP_PROTO", rule.ip_protocol or None),
        ("FRA_SPORT_RANGE", _range(rule.source_ports)),
        ("FRA_DPORT_RANGE", _range(rule.destination_ports)),
        ("FRA_UID_RANGE", _range(rule.uids)),
        ("FRA_L3MDEV", 1 if rule.l3mdev else None),
    )
    attributes = [(name, value) for name, value in given if value is not None]
    for name, length, text in (("FRA_DST", "dst_len", rule.destination), ("FRA_SRC", "src_len", rule.source)):
        if text:
            address, _, prefix = text.partition("/")
            message[length] = int(prefix or (32 if rule.family == c.AF_INET else 128))
            attributes.append((name, address))
    message["attrs"] = attributes
    return message


def _range(pair: tuple[int, int] | None) -> str | None:
    return f"{pair[0]}:{pair[1]}" if pair else None
