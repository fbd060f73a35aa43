"""Routes and routing policy rules (`ip route`, `ip rule`; rtnetlink(7), RFC 3549)."""

from msgspec import Struct

from netui.model.written import Digits
from netui.text import Name


class Nexthop(Struct, frozen=True, gc=False):
    """One way of a multipath route."""

    gateway: Digits
    ifindex: int
    weight: int
    flags: int = 0


class Route(Struct, frozen=True, gc=False):
    """One entry of one routing table."""

    family: int
    table: int
    destination: Digits
    """Network address without its prefix length; empty for the default route."""
    prefix: int
    gateway: Digits
    """Address of the next hop, of either family (RFC 5549); empty where there is none."""
    ifindex: int
    """Outgoing link; 0 where the route has none or several."""
    source: str
    """Preferred source address; empty where not set."""
    metric: int
    type: int
    """RTN_…: 1 unicast, 2 local, 3 broadcast, 6 blackhole, 7 unreachable, 8 prohibit."""
    protocol: int
    scope: int
    flags: int = 0
    """RTNH_F_… and RTM_F_…: 1 dead, 4 onlink, 16 linkdown."""
    tos: int = 0
    from_: str = ""
    """Source prefix with its length, for source-specific IPv6 routes."""
    nexthops: tuple[Nexthop, ...] = ()
    nexthop_id: int = 0
    preference: int = 0
    """IPv6 router preference (RFC 4191): 0 medium, 1 high, 3 low."""
    mtu: int = 0
    expires: int = 0

    @property
    def cidr(self) -> str:
        """As `ip` writes it: default, 10.0.0.0/24, or 10.0.0.1 for a host route."""
        if not self.prefix and not self.destination:
            return "default"
        full = 32 if self.family == 2 else 128
        return self.destination if self.prefix == full else f"{self.destination}/{self.prefix}"


class Rule(Struct, frozen=True, gc=False):
    """One routing policy rule: which table a packet is looked up in."""

    family: int
    priority: int
    table: int
    action: int
    """FR_ACT_…: 1 to table, 2 goto, 3 nop, 6 blackhole, 7 unreachable, 8 prohibit."""
    source: str = ""
    """Prefix in CIDR form; empty for all."""
    destination: str = ""
    iif: Name = Name()
    oif: Name = Name()
    mark: int = 0
    mask: int = 0
    tos: int = 0
    invert: bool = False
    goto: int = 0
    suppress_prefix: int = -1
    protocol: int = 0
    ip_protocol: int = 0
    source_ports: tuple[int, int] | None = None
    destination_ports: tuple[int, int] | None = None
    uids: tuple[int, int] | None = None
    l3mdev: bool = False


TYPE_NAMES = {
    0: "none", 1: "unicast", 2: "local", 3: "broadcast", 4: "anycast", 5: "multicast", 6: "blackhole",
    7: "unreachable", 8: "prohibit", 9: "throw", 10: "nat",
}  # fmt: skip
TABLE_NAMES = {0: "all", 253: "default", 254: "main", 255: "local"}
PROTOCOL_NAMES = {
    0: "none", 1: "redirect", 2: "kernel", 3: "boot", 4: "static", 8: "gated", 9: "ra", 10: "mrt", 11: "zebra",
    12: "bird", 13: "dnrouted", 14: "xorp", 15: "ntk", 16: "dhcp", 18: "keepalived", 42: "babel",
    186: "bgp", 187: "isis", 188: "ospf", 189: "rip", 192: "eigrp",
}  # fmt: skip
FLAG_NAMES = {1: "dead", 2: "pervasive", 4: "onlink", 8: "offload", 16: "linkdown", 64: "trap"}
RULE_ACTION_NAMES = {1: "to_tbl", 2: "goto", 3: "nop", 6: "blackhole", 7: "unreachable", 8: "prohibit"}
