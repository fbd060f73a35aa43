"""Addresses of links (`ip address`, rtnetlink(7), linux/if_addr.h)."""

from msgspec import Struct

from netui.model.written import Digits
from netui.text import Name


class Address(Struct, frozen=True, gc=False):
    """One IPv4 or IPv6 address on one link."""

    ifindex: int
    family: int
    """AF_INET (2) or AF_INET6 (10)."""
    local: Digits
    prefix: int
    """Length of the prefix in bits."""
    scope: int
    """RT_SCOPE_…: 0 global, 200 site, 253 link, 254 host."""
    flags: int
    """IFA_F_… of linux/if_addr.h, all 32 bits."""
    peer: str = ""
    """The other end's address on a point-to-point link; empty where it is the local one."""
    broadcast: str = ""
    label: Name = Name()
    valid_lifetime: int = 0xFFFFFFFF
    """Seconds from when it was read; 2³²-1 means for ever."""
    preferred_lifetime: int = 0xFFFFFFFF
    protocol: int = 0
    metric: int = 0

    @property
    def cidr(self) -> str:
        """As `ip` writes it: 10.0.0.1/24."""
        return f"{self.local}/{self.prefix}"


SCOPE_NAMES = {0: "global", 200: "site", 253: "link", 254: "host", 255: "nowhere"}

IFA_F_SECONDARY = 0x01
IFA_F_PERMANENT = 0x80
FLAG_NAMES: dict[int, str] = {
    0x01: "secondary",
    0x02: "nodad",
    0x04: "optimistic",
    0x08: "dadfailed",
    0x10: "home",
    0x20: "deprecated",
    0x40: "tentative",
    0x80: "permanent",
    0x100: "mngtmpaddr",
    0x200: "noprefixroute",
    0x400: "autojoin",
    0x800: "stable-privacy",
}
