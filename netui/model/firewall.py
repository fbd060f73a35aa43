"""Packet filter rules with their counters: iptables (nft and legacy), native nftables, both families."""

from msgspec import Struct


class FilterRule(Struct, frozen=True, gc=False):
    """One rule of one chain."""

    text: str
    """As its own tool writes it: `-s 10.0.0.0/24 -j ACCEPT`, or nft's words."""
    packets: int | None = None
    """None where the rule carries no counter (native nftables count only where asked)."""
    bytes: int | None = None
    handle: int = 0


class Chain(Struct, frozen=True):
    """One chain; a base chain has a hook and a policy."""

    name: str
    hook: str = ""
    """prerouting, input, forward, output, postrouting, ingress; empty for a chain that is only jumped to."""
    policy: str = ""
    priority: int | None = None
    type: str = ""
    """filter, nat or route, for a base chain."""
    packets: int | None = None
    """Packets that met the policy."""
    bytes: int | None = None
    rules: tuple[FilterRule, ...] = ()
    device: str = ""
    """Link that an ingress or egress chain stands at; several with commas between."""


class Table(Struct, frozen=True):
    """One table of one packet filter."""

    backend: str
    """iptables-nft, iptables-legacy, or nft."""
    family: str
    """ip, ip6, inet, arp, bridge, netdev."""
    name: str
    chains: tuple[Chain, ...] = ()


class Firewall(Struct, frozen=True):
    """All packet filter rules of one namespace, at one moment."""

    tables: tuple[Table, ...] = ()
    unreadable: tuple[str, ...] = ()
    """One sentence for each backend that could not be read, and why."""
