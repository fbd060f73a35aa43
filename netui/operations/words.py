"""States in words, for the difference between what was expected and what is there."""

from typing import Any

from netui.model.action import AddAddress, AddFdb, AddNeighbour, RouteTo
from netui.model.route import Rule
from netui.operations.shell_entries import route_words, rule_words
from netui.text import Name, safe

_FIELDS = {"mac": "MAC address", "mtu": "MTU", "txqlen": "queue length", "up": "state", "port": "port flags"}


def entry(one: Any) -> str:
    """One address, route, rule, neighbour or forwarding entry."""
    match one:
        case Name():
            return f"alternative name {one}"
        case AddAddress():
            return f"address {one.address}"
        case RouteTo():
            return "route " + " ".join(list(route_words("", one))[2:])
        case Rule():
            return "rule " + " ".join(list(rule_words("", one))[2:])
        case AddNeighbour():
            return f"neighbour {one.address}"
        case AddFdb():
            return f"forwarding entry {one.mac}"
    raise TypeError(type(one).__name__)


def value(field: str, *given: Any) -> str:
    """The name of a field of a link, or a value of it."""
    if not given:
        return _FIELDS.get(field, field)
    (told,) = given
    if field == "up":
        return "up" if told else "down"
    if isinstance(told, bool):
        return "on" if told else "off"
    if isinstance(told, dict):
        return ", ".join(f"{safe(str(key))} {safe(str(one))}" for key, one in told.items()) or "as usual"
    return (str(told) if isinstance(told, Name) else safe(str(told))) or "none"
