"""Names that occur in objects of several kinds."""

import ipaddress

from netui.errors import NotFoundError
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


def nothing(noun: str, wanted: str) -> NotFoundError:
    """The refusal where nothing has the name that was asked for."""
    return NotFoundError(f"no {noun} is called {safe(wanted)}", hint=f"netui {noun} list shows them all")
