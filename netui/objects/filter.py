"""Filters of lists: `ns: kind: ip: state: container: name:`, and plain text for everything else."""

import ipaddress
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any

from msgspec import UNSET, Struct

from netui.errors import UsageError
from netui.objects.row import shown
from netui.text import safe

Matches = Callable[[Any], bool]

FIELDS = {
    "ns": ("namespace", "names"),
    "kind": ("kind", "shown_kind", "type", "driver", "protocol", "backend"),
    "state": ("state", "shown_state", "operstate"),
    "container": ("container", "containers"),
    "name": ("name",),
}
"""Where each prefix looks; a namespace or container is its own."""
_NO_CARRIER = "no-carrier"
"""A link's state, and the flag that ip prints first."""
PREFIXES = "ns: kind: ip: state: container: name:"
_ITSELF = {"ns": "Namespace", "container": "Container"}


def parse_filter(words: Sequence[str]) -> Matches:
    """What tells whether a row fits all the words, whatever their case. Raises UsageError."""
    tests = [_test(word) for word in words if word]
    return lambda row: all(test(row) for test in tests)


def _test(word: str) -> Matches:
    prefix, colon, wanted = word.partition(":")
    prefix = prefix.casefold()
    if not colon:
        return _plain(word)
    if prefix == "ip":
        return _address(wanted)
    if prefix == "state":
        return _state(wanted)
    if prefix in FIELDS:
        field = _field(prefix, safe(wanted).casefold())
        # namespaces are named container:web and name:host
        whole = _plain(word) if prefix in ("container", "name") else None
        return (lambda row: field(row) or whole(row)) if whole and wanted else field
    # namespaces are named pid:7, and IPv6 and MAC addresses have colons
    looks_foreign = prefix.isalpha() and prefix not in ("pid", "inode", "net") and not _hexadecimal(prefix)
    if looks_foreign:
        raise UsageError(f"no filter begins with {safe(prefix)}:", hint=f"filters are {PREFIXES}")
    return _plain(word)


def _hexadecimal(text: str) -> bool:
    return all(letter in "0123456789abcdef" for letter in text)


def _plain(word: str) -> Matches:
    wanted = safe(word).casefold()
    return lambda row: any(wanted in text for text in _texts(row))


def _state(wanted: str) -> Matches:
    """What netui calls a state, or ip; a link without carrier is one whatever else netui says of it."""
    word = safe(wanted).casefold()
    field = _field("state", word)
    if not word or not _NO_CARRIER.startswith(spelled_state(word)):
        return field
    return lambda row: field(row) or _NO_CARRIER in (text.casefold() for text in getattr(row, "flags", ()))


def spelled_state(text: str) -> str:
    """A state as lists write it: the screen says `lower down`."""
    return text.strip().replace(" ", "-")


def _field(prefix: str, wanted: str) -> Matches:
    fields = FIELDS[prefix]

    def matches(row: Any) -> bool:
        names = (*fields, "name") if type(row).__name__ == _ITSELF.get(prefix) else fields
        values = [text for name in names for text in _texts(getattr(row, name, None))]
        return any(fits(prefix, wanted, text) for text in values)

    return matches


def fits(prefix: str, wanted: str, text: str) -> bool:
    """Whether a field's text is what the prefix asks for; both in lower case."""
    if prefix == "state":  # `up` is not part of `lower-up`, nor `running` of `not running`
        return text.startswith((wanted, spelled_state(wanted)))
    return wanted in text


def has_field(row: type[Struct], prefix: str) -> bool:
    """Whether rows of that class have what the prefix looks at; `container:` and `name:` look everywhere."""
    whole = prefix in ("container", "name") or row.__name__ == _ITSELF.get(prefix)
    return whole or any(hasattr(row, name) for name in FIELDS[prefix])


def _address(wanted: str) -> Matches:
    try:
        network = ipaddress.ip_network(wanted, strict=False)
    except ValueError:
        partial = wanted.casefold()
        if not _begins_address(partial.removesuffix("/")):
            raise UsageError(f"ip:{safe(wanted)} is no address", hint="as in ip:10.0.0.1 or ip:10.0.0.0/8") from None
        return lambda row: any(text.startswith(partial) for text, _ in _addresses(row))
    return lambda row: any(one.version == network.version and one in network for _, one in _addresses(row))


def _begins_address(text: str) -> bool:
    """Whether an address can begin so: with whole or begun parts of IPv4 (0 to 255) or IPv6 (four digits)."""
    if "." in text and ":" not in text:
        *whole, last = text.split(".")
        octets = [*whole, last] if last else whole
        return text.isascii() and len(whole) < 4 and all(one.isdecimal() and int(one) < 256 for one in octets)
    groups = text.rpartition(":")[0].split(":") + ([] if "." in text else [text.rpartition(":")[2]])
    return bool(text) and text.isascii() and all(len(one) <= 4 and _hexadecimal(one) for one in groups)


def _addresses(row: Any) -> Iterator[tuple[str, ipaddress.IPv4Address | ipaddress.IPv6Address]]:
    """Every address in a row, with the text that it stands in; those in the text of a rule too."""
    for text in _texts(row):
        if "." not in text and ":" not in text:
            continue
        for part in text.split():
            bare = _bare(part.strip(",{}!"))
            with suppress(ValueError):
                address = ipaddress.ip_interface(bare).ip
                yield bare, getattr(address, "ipv4_mapped", None) or address


def _bare(text: str) -> str:
    """An address without brackets and port."""
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0] if text.count(":") == 1 else text


def _texts(value: Any) -> Iterator[str]:
    """Every text in a value, as it is shown."""
    if value is None or value is UNSET:
        return
    if isinstance(value, Struct):
        for name in value.__struct_fields__:
            if name != "detail":
                yield from _texts(getattr(value, name))
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from _texts(key)
            yield from _texts(one)
    else:
        yield shown(value).casefold()
