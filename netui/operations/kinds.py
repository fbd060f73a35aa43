"""The kinds of fields: how each is read, and what is offered for it."""

import ipaddress
import re
from collections.abc import Callable, Iterator
from typing import Any

from netui.errors import UsageError
from netui.model.link import Link
from netui.model.link_options import KINDS
from netui.model.naming import namespace_name
from netui.model.sysctl import GENERAL, PER_LINK4, PER_LINK6, explain
from netui.operations.field import Kind, Offer
from netui.operations.given import Given
from netui.text import Name, safe

_BLANK = frozenset(b"\t\n\x0b\x0c\r \xa0")
_MAC = re.compile(r"[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}")
_KIND = re.compile(r"[a-z0-9_-]{1,15}")
_LONGEST_LINK, _LONGEST_FILE = 15, 255


def _raw(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


# names


def _namespace(given: Given, text: str) -> Any:
    return given.named(text)


def _namespaces(given: Given) -> Iterator[Offer]:
    relations = given.relations
    for space in given.snapshot.namespaces.values():
        yield Offer(str(namespace_name(relations, space)), f"{len(space.links)} links")


NAMESPACE = Kind("namespace", _namespace, _namespaces)


def namespace_fault(raw: bytes) -> str:
    """Why a file under /run/netns cannot have that name; empty where it can."""
    if not raw or raw in (b".", b"..") or b"/" in raw or b"\0" in raw:
        return "a namespace's name is that of a file: no slash, not . or .."
    return f"a namespace's name has {_LONGEST_FILE} bytes at most" if len(raw) > _LONGEST_FILE else ""


def _new_namespace(_given: Given, text: str) -> Name:
    raw = _raw(text)
    fault = namespace_fault(raw)
    if fault:
        raise ValueError(fault)
    return Name(raw)


NEW_NAMESPACE = Kind("name", _new_namespace)


def _link(given: Given, text: str) -> Any:
    return given.link(text)


def _links(given: Given) -> Iterator[Offer]:
    space = given.get("namespace") or given.snapshot.host
    for link in space.links.values() if space else ():
        yield Offer(str(link.name), f"{link.kind or 'device'}, {link.state}")


LINK = Kind("link", _link, _links)


def link_that(fits: Callable[[Link], bool]) -> Kind:
    """A link; of those that are there only what fits is offered, as the others would be refused."""

    def offer(given: Given) -> Iterator[Offer]:
        space = given.get("namespace") or given.snapshot.host
        fitting = {str(link.name) for link in space.links.values() if fits(link)} if space else set()
        return (one for one in _links(given) if one.text in fitting)

    return Kind("link", _link, offer)


def there(given: Given, facet: str) -> Iterator[tuple[Any, str]]:
    """Addresses, neighbours or fdb entries of the field `link`, else of the namespace; each with its link's name."""
    place = given.get("link")
    space = place.space if place else given.get("namespace") or given.snapshot.host
    for one in getattr(space, facet, ()):
        if not place or one.ifindex == place.link.ifindex:
            link = space.links.get(one.ifindex) if space else None
            yield one, str(link.name) if link else ""


def _bridge(given: Given, text: str) -> Any:
    place = given.link(text, beside="link")
    if place.link.kind != "bridge":
        raise ValueError(f"{place} is no bridge")
    return place


def _bridges(given: Given) -> Iterator[Offer]:
    space = given.get("namespace") or given.snapshot.host
    for link in space.links.values() if space else ():
        if link.kind == "bridge":
            yield Offer(str(link.name), link.state)


BRIDGE = Kind("bridge", _bridge, _bridges)


def link_fault(raw: bytes) -> str:
    """Why the kernel would refuse a link that name (dev_valid_name of net/core/dev.c); empty where it takes it."""
    if not raw:
        return "a link needs a name"
    if len(raw) > _LONGEST_LINK:
        return f"a link's name has {_LONGEST_LINK} bytes at most; this one has {len(raw)}"
    if raw in (b".", b"..") or set(raw) & (_BLANK | set(b"/:\0")):
        return "a link's name holds no blank, slash or colon, and is not . or .."
    return "the kernel would put a number for % in a link's name" if b"%" in raw else ""


def _new_link(_given: Given, text: str) -> Name:
    raw = _raw(text)
    fault = link_fault(raw)
    if fault:
        raise ValueError(fault)
    return Name(raw)


NEW_LINK = Kind("name", _new_link)


# addresses


def _cidr(_given: Given, text: str) -> str:
    if "/" not in text:
        raise ValueError("an address needs its prefix length, as in 10.0.0.1/24")
    try:
        return str(ipaddress.ip_interface(text))
    except ValueError:
        raise ValueError(
            f"{safe(text)} is no address with a prefix length, as 10.0.0.1/24 or 2001:db8::1/64"
        ) from None


CIDR = Kind("address", _cidr)


def _ip(_given: Given, text: str) -> str:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        raise ValueError(f"{safe(text)} is no address, as 10.0.0.1 or 2001:db8::1") from None


IP = Kind("address", _ip)


def _prefix(_given: Given, text: str) -> str:
    if text in ("default", "all"):
        return text
    try:
        return str(ipaddress.ip_network(text))
    except ValueError:
        raise ValueError(_prefix_fault(text)) from None


def _prefix_fault(text: str) -> str:
    try:
        loose = ipaddress.ip_network(text, strict=False)
    except ValueError:
        return f"{safe(text)} is no prefix, as default, 10.0.0.0/24 or 2001:db8::/64"
    return f"{safe(text)} has bits set behind its prefix length: the network is {loose}"


PREFIX = Kind("prefix", _prefix)


def _mac(_given: Given, text: str) -> str:
    if not _MAC.fullmatch(text):
        raise ValueError(f"{safe(text)} is no MAC address, as 02:00:00:00:00:01")
    return text.lower()


def _link_mac(given: Given, text: str) -> str:
    mac = _mac(given, text)
    if int(mac[:2], 16) & 1:
        raise ValueError(f"{mac} is a group's address: a link's has an even first byte")
    if mac == "00:00:00:00:00:00":
        raise ValueError("a link's address is not all zeros")
    return mac


MAC = Kind("mac", _mac)
LINK_MAC = Kind("mac", _link_mac)


# numbers and words


def number(least: int, most: int) -> Kind:
    """A whole number between two, both allowed."""

    def read(_given: Given, text: str) -> int:
        try:
            value = int(text, 0)
        except ValueError:
            raise ValueError(f"{safe(text)} is no whole number") from None
        if not least <= value <= most:
            raise ValueError(f"{value} is not between {least} and {most}")
        return value

    return Kind("number", read)


def choice(*words: str) -> Kind:
    """One of these words."""

    def read(_given: Given, text: str) -> str:
        if text not in words:
            raise ValueError(f"{safe(text)} is none of {', '.join(words)}")
        return text

    return Kind("choice", read, lambda _given: map(Offer, words))


def _flag(_given: Given, text: str) -> bool:
    return text == "yes"


FLAG = Kind("flag", _flag)


def _switch(_given: Given, text: str) -> bool:
    if text not in ("on", "off"):
        raise ValueError(f"{safe(text)} is neither on nor off")
    return text == "on"


SWITCH = Kind("on|off", _switch, lambda _given: iter((Offer("on"), Offer("off"))))


def _text(limit: int) -> Callable[[Given, str], Name]:
    def read(_given: Given, text: str) -> Name:
        raw = _raw(text)
        if len(raw) > limit or b"\0" in raw:
            raise ValueError(f"the text has {limit} bytes at most, and no zero byte")
        return Name(raw)

    return read


ALIAS = Kind("text", _text(255))
WORD = Kind("text", lambda _given, text: text)


def _link_kind(_given: Given, text: str) -> str:
    if not _KIND.fullmatch(text):
        raise ValueError(f"{safe(text)} is no kind of link: {', '.join(KINDS)}, or another of ip-link(8)")
    return text


LINK_KIND = Kind("kind", _link_kind, lambda _given: map(Offer, KINDS))

_TABLES = {"default": 253, "main": 254, "local": 255}


def _table(_given: Given, text: str) -> int:
    value = int(text) if text.isascii() and text.isdigit() else _TABLES.get(text, 0)
    if not 0 < value < 1 << 32:
        raise ValueError(f"{safe(text)} is no routing table: main, local, default, or a number from 1")
    return value


TABLE = Kind("table", _table, lambda _given: map(Offer, _TABLES))


def _sysctl(_given: Given, text: str) -> str:
    name = _long_name(text)
    if not explain(name):
        raise UsageError(
            f"netui knows no sysctl {safe(text)}", hint="netui namespace set --help lists those that it knows"
        )
    return name


def _long_name(text: str) -> str:
    """`ip_forward` for net.ipv4.ip_forward, `rp_filter` for net.ipv4.conf.all.rp_filter."""
    if text.startswith("net."):
        return text
    for name in GENERAL:
        if name.endswith(f".{text}"):
            return name
    if text in PER_LINK4:
        return f"net.ipv4.conf.all.{text}"
    return f"net.ipv6.conf.all.{text}" if text in PER_LINK6 else text


def _sysctls(_given: Given) -> Iterator[Offer]:
    yield from (Offer(name, about) for name, about in GENERAL.items())
    yield from (Offer(f"net.ipv4.conf.all.{name}", about) for name, about in PER_LINK4.items())
    yield from (Offer(f"net.ipv6.conf.all.{name}", about) for name, about in PER_LINK6.items())


SYSCTL = Kind("sysctl", _sysctl, _sysctls)
