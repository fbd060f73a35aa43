"""The public names and words of the model's fields, for changes; the lists say the same with the same words."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from netui.model import address, neighbour, route
from netui.model.container import Endpoint, PortBinding
from netui.model.diff import Kind
from netui.model.link import OPERSTATE_NAMES
from netui.model.namespace import Holder
from netui.objects.link import flag_names
from netui.text import Name, safe

if TYPE_CHECKING:
    from netui.objects.changes import Place, Value

Word = Callable[[Any, "Place"], "Value"]

_HIDDEN = frozenset(
    (
        ("container", "sandbox_id"), ("container", "sandbox_key"), ("container", "pid"), ("container", "started"),
        ("container", "joined"), ("docker", "containers"), ("docker", "networks"), ("docker", "pid"),
        ("docker", "namespace"), ("link", "lower"), ("route", "expires"), ("namespace", "filled"),
        ("namespace", "names"), ("namespace", "inode"), ("namespace", "cookie"), ("namespace", "device"),
        ("namespace", "key"), ("firewall", "place"), ("firewall", "text"),
    )
)  # fmt: skip


def plain(value: Any, _place: "Place | None" = None) -> "Value":
    """A value of a field that has no words of its own."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Name):
        return str(value)
    if isinstance(value, tuple | list):
        return tuple(str(plain(one)) for one in value)
    if isinstance(value, Struct):
        pairs = ((name, getattr(value, name)) for name in value.__struct_fields__)
        return " ".join(f"{name}={plain(one)}" for name, one in pairs if one)
    return str(value)


def _bits(names: dict[int, str]) -> Word:
    return lambda value, _place: tuple(name.lower() for bit, name in names.items() if bit and value & bit)


def _named(names: dict[int, str]) -> Word:
    return lambda value, _place: names.get(value, str(value))


def _operstate(value: int, _place: "Place") -> str:
    return OPERSTATE_NAMES[value] if value < len(OPERSTATE_NAMES) else str(value)


def _holder(one: Holder) -> str:
    who = f"{one.kind} {one.pid} {one.command}" if one.pid else f"{one.kind} {one.path}"
    return f"{who} {one.path}" if one.kind in ("fd", "mount") and one.pid else who


def _endpoint(one: Endpoint) -> str:
    return f"{one.network} {one.address}".rstrip()


def _port(one: PortBinding) -> str:
    return f"{one.host_address}:{one.host_port}->{one.container_port}/{one.protocol}"


def _each(word: Callable[[Any], str]) -> Word:
    return lambda value, _place: tuple(map(word, value))


_WORDS: dict[tuple[str, str], tuple[str, Word]] = {
    ("link", "flags"): ("flags", lambda value, _place: flag_names(value)),
    ("link", "operstate"): ("operstate", _operstate),
    ("link", "master"): ("master", lambda value, place: place.link(value)),
    ("link", "lower_namespace"): ("peer namespace", lambda value, place: place.namespace(value)),
    ("address", "flags"): ("flags", _bits(address.FLAG_NAMES)),
    ("address", "scope"): ("scope", _named(address.SCOPE_NAMES)),
    ("route", "ifindex"): ("link", lambda value, place: place.link(value)),
    ("route", "type"): ("type", _named(route.TYPE_NAMES)),
    ("route", "protocol"): ("protocol", _named(route.PROTOCOL_NAMES)),
    ("route", "flags"): ("flags", _bits(route.FLAG_NAMES)),
    ("rule", "action"): ("action", _named(route.RULE_ACTION_NAMES)),
    ("neighbour", "state"): ("state", _named(neighbour.STATE_NAMES)),
    ("neighbour", "flags"): ("flags", _bits(neighbour.FLAG_NAMES)),
    ("fdb", "state"): ("state", _named(neighbour.STATE_NAMES)),
    ("fdb", "flags"): ("flags", _bits(neighbour.FLAG_NAMES)),
    ("namespace", "holders"): ("held by", _each(_holder)),
    ("firewall", "order"): ("order", lambda value, _place: tuple(value)),
    ("socket", "processes"): (
        "held by",
        _each(lambda one: f"{one.command} of {one.user}" if one.user else one.command),
    ),
    ("container", "namespace"): ("namespace", lambda value, place: place.namespace(value)),
    ("container", "endpoints"): ("networks", _each(_endpoint)),
    ("container", "wanted_ports"): ("wanted ports", _each(_port)),
    ("container", "claimed_ports"): ("ports", _each(_port)),
}


def words(kind: Kind, field: str) -> tuple[str, Word] | None:
    """A field's public name, and what turns its value into words; None for what is nobody's business."""
    if (kind, field) in _HIDDEN:
        return None
    found = _WORDS.get((kind, field))
    if found:
        return found
    title = field.removeprefix("linkinfo.").removeprefix("info_data.").replace("info_slave_data.", "port ")
    return safe(title), plain
