"""Neighbours (ARP and NDP entries) and forwarding database entries (linux/neighbour.h, `ip neigh`, `bridge fdb`)."""

from msgspec import Struct


class Neighbour(Struct, frozen=True, gc=False):
    """Which link-layer address answers for an IP address on a link."""

    ifindex: int
    family: int
    address: str
    mac: str
    """Empty while it is not known."""
    state: int
    """NUD_… bits."""
    flags: int
    """NTF_… bits: 0x02 self, 0x08 proxy, 0x80 router."""


class FdbEntry(Struct, frozen=True, gc=False):
    """Where a bridge or a VXLAN device sends frames for a MAC address."""

    ifindex: int
    """The bridge port, or the VXLAN device itself."""
    mac: str
    state: int
    flags: int
    """NTF_… bits: 0x02 self, 0x04 master, 0x10 extern_learn, 0x20 offload."""
    vlan: int = 0
    master: int = 0
    """ifindex of the bridge; 0 where the entry is the device's own."""
    destination: str = ""
    """Remote VXLAN endpoint."""
    port: int = 0
    vni: int = 0
    via: int = 0
    """ifindex through which the remote endpoint is reached."""


STATE_NAMES = {
    0x00: "NONE", 0x01: "INCOMPLETE", 0x02: "REACHABLE", 0x04: "STALE", 0x08: "DELAY", 0x10: "PROBE",
    0x20: "FAILED", 0x40: "NOARP", 0x80: "PERMANENT",
}  # fmt: skip
NTF_SELF = 0x02
NTF_MASTER = 0x04
FLAG_NAMES = {0x02: "self", 0x04: "master", 0x08: "proxy", 0x10: "extern_learn", 0x20: "offload",
              0x40: "sticky", 0x80: "router"}  # fmt: skip
