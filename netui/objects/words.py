"""Names that occur in objects of several kinds."""

import ipaddress
from collections.abc import Callable

from netui.errors import NotFoundError
from netui.model.namespace import Namespace
from netui.objects.directory import Directory
from netui.text import safe

FAMILIES = {2: "inet", 10: "inet6", 7: "bridge"}
"""Address families as `ip -j` writes them."""


def bit_names(names: dict[int, str], value: int) -> tuple[str, ...]:
    """The words of the bits that are set."""
    return tuple(word for bit, word in names.items() if bit and value & bit)


def spelled(wanted: str) -> str:
    """An address, with or without its prefix length, as the kernel's are written here; other text as it is."""
    try:
        return ipaddress.ip_interface(wanted).with_prefixlen if "/" in wanted else str(ipaddress.ip_address(wanted))
    except ValueError:
        return wanted


def is_address(text: str) -> bool:
    """Whether that is an IPv4 or IPv6 address."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


_READ: dict[str, Callable[[Namespace], bool]] = {
    **dict.fromkeys(("route", "rule", "neighbour", "fdb"), lambda space: space.filled),
    "socket": lambda space: space.sockets is not None,
    "firewall": lambda space: space.firewall is not None,
}
"""Whether the objects of a noun were read in a namespace that may be read."""


def nothing(directory: Directory, noun: str, wanted: str) -> NotFoundError:
    """The refusal where nothing that may be read has the name that was asked for."""
    read = _READ.get(noun)
    hidden = [one for one in directory.spaces if not (one.readable and (read is None or read(one)))]
    where = f" in {directory.name(directory.only.key)}" if directory.only else ""
    said = f"no {noun} is called {safe(wanted)}{where}"
    if not hidden:
        return NotFoundError(said, hint=f"netui {noun} list shows them all")
    unread = "it" if where else "1 namespace" if len(hidden) == 1 else f"{len(hidden)} namespaces"
    return NotFoundError(
        f"{said} as far as may be read: {unread} may not be, so it may be there", hint="see netui doctor"
    )
