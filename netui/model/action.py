"""One change that netui can ask the kernel for, as data: what a plan consists of, what the writer carries out.

Each is a frozen struct that knows nothing of how it runs. `sources.netlink.writer` carries them out,
`operations.shell` writes the same as a command, the history keeps them as JSON.

What is acted on is named by identity. A namespace that was there when the plan was made has its inode and cookie,
a link its ifindex; both are checked just before the change. What the plan itself makes has only a name.
"""

from typing import Any

from msgspec import Struct, field

from netui.model.acting import Action
from netui.model.docker_action import AnyDockerAction
from netui.model.route import Rule
from netui.text import Name

_AF_INET = 2
_RTN_UNICAST, _RTN_LOCAL, _RTN_BROADCAST, _RTN_ANYCAST = 1, 2, 3, 4
_LINK, _HOST = 253, 254  # RT_SCOPE_…


class Where(Struct, frozen=True):
    """A namespace to act in."""

    name: Name
    """As netui prints it: host, red, container:web, pid:812."""
    path: Name = Name()
    """Where it can be opened; empty for the one that netui was started in."""
    inode: int = 0
    """With `device` the address that it has to have; 0 where any is right."""
    device: int = 0
    cookie: int = 0
    """SO_NETNS_COOKIE that it has to have; 0 where any is right."""


class Seen(Struct, frozen=True):
    """What tells a link from one that was made with its name and its index after it was deleted.

    The kernel has no cookie for links, and gives an index again to who asks for it (`ip link add index N`). One that
    was made again as the same kind, with the same link-layer address and the same other end, cannot be told apart.
    """

    kind: str
    mac: str = ""
    """Empty for one that takes its address from its ports."""
    end: tuple[int, int] | None = None
    """Of the peer, or the link below: the cookie of its namespace, its ifindex; None where that is not known."""

    def unlike(self, then: "Seen") -> str:
        """What shows that it is another link than then, after its name; empty where nothing does."""
        if self.kind != then.kind:
            return f"is another link now: {self.kind or 'no kind'} instead of {then.kind or 'no kind'}"
        if self.mac and then.mac and self.mac != then.mac:
            return f"was made again, or given another MAC address: {self.mac} instead of {then.mac}"
        if self.end and then.end and self.end != then.end:
            return "was made again, or its other end was moved"
        return ""


class LinkAt(Struct, frozen=True):
    """A link to act on."""

    where: Where
    name: Name
    ifindex: int = 0
    """The one that it has to have; 0 for whichever link has the name."""
    seen: Seen | None = None
    """How it was when the plan was made; None where any is right."""


class OnLink(Action, frozen=True):
    """The base of those that act on one link."""

    link: LinkAt


class InNamespace(Action, frozen=True):
    """The base of those that act on a namespace, and not on one link of it."""

    where: Where


class CreateNamespace(Action, frozen=True):
    """As `ip netns add`: a new namespace with a name under /run/netns."""

    name: Name


class DeleteNamespace(InNamespace, frozen=True):
    """As `ip netns delete`: the name goes, and the namespace too where nothing else holds it."""

    name: Name


class NameNamespace(InNamespace, frozen=True):
    """As `ip netns attach`: give a name to a namespace that is there."""

    name: Name


class CreateVeth(Action, frozen=True):
    """Two ends of a veth pair, each in its namespace, by one request."""

    one: LinkAt
    other: LinkAt
    mac: str = ""
    """Empty for one that the kernel chooses."""
    other_mac: str = ""


class CreateLink(OnLink, frozen=True):
    """A link of any kind but veth. With an ifindex in `link` it gets that one."""

    kind: str
    lower: LinkAt | None = None
    """The device that it stands on (macvlan, vlan, vxlan)."""
    options: dict[str, Any] = field(default_factory=dict)
    """The kind's own, by the keys of `ip -d -j link`, with plain values."""
    mac: str = ""


class SetLink(OnLink, frozen=True):
    """Change attributes of a link; None leaves one as it is."""

    up: bool | None = None
    mtu: int | None = None
    mac: str | None = None
    alias: Name | None = None
    """Empty to remove it."""
    name: Name | None = None
    master: Name | None = None
    """The bridge, bond or VRF to join; empty to leave."""
    txqlen: int | None = None
    arp: bool | None = None
    multicast: bool | None = None
    allmulticast: bool | None = None
    promisc: bool | None = None
    options: dict[str, Any] = field(default_factory=dict)
    """The kind's own (`ip link set dev X type KIND …`)."""
    kind: str = ""
    """For `options`."""


class AddAltname(OnLink, frozen=True):
    """Give a link one more name (`ip link property add`)."""

    altname: Name


class DeleteAltname(OnLink, frozen=True):
    """Take one of its other names from a link."""

    altname: Name


class MoveLink(OnLink, frozen=True):
    """Move a link to another namespace. It arrives down, without addresses, routes and master."""

    to: Where
    name: Name = Name()
    """Its new name; empty to keep it."""


class DeleteLink(OnLink, frozen=True):
    """Delete a link; a veth's peer goes too."""


class SetPort(OnLink, frozen=True):
    """Change flags of a bridge port (`bridge link set`), by the keys of `bridge -j -d link`."""

    options: dict[str, Any] = field(default_factory=dict)


class AddAddress(OnLink, frozen=True):
    """Add an address to a link."""

    address: str
    """With its prefix length: 10.0.0.1/24."""
    peer: str = ""
    """The other end of a point-to-point link, with or without prefix length."""
    broadcast: str = ""
    scope: int = 0
    """RT_SCOPE_…"""
    label: Name = Name()
    flags: int = 0
    """IFA_F_… that are settings: nodad, noprefixroute, mngtmpaddr, home, autojoin."""
    valid_lifetime: int = 0xFFFFFFFF
    preferred_lifetime: int = 0xFFFFFFFF
    metric: int = 0


class DeleteAddress(OnLink, frozen=True):
    """Delete an address from a link. A primary IPv4 address takes its secondaries along, unless they are promoted."""

    address: str
    peer: str = ""


class Hop(Struct, frozen=True):
    """One way of a multipath route."""

    gateway: str = ""
    link: Name = Name()
    weight: int = 1
    flags: int = 0


class RouteTo(Struct, frozen=True):
    """A route as it is given, with names of links instead of their numbers."""

    destination: str
    """`default` or a prefix; `family` tells the defaults apart."""
    family: int
    gateway: str = ""
    link: Name = Name()
    table: int = 254
    metric: int = 0
    type: int = 1
    """RTN_…"""
    protocol: int = 3
    """RTPROT_…: 3 boot, as `ip route add` without `proto`."""
    scope: int | None = None
    """RT_SCOPE_…; None for what `ip` chooses."""
    source: str = ""
    tos: int = 0
    flags: int = 0
    """RTNH_F_ONLINK (4) is the one that can be set."""
    from_: str = ""
    mtu: int = 0
    preference: int = 0
    hops: tuple[Hop, ...] = ()

    @property
    def usual_scope(self) -> int:
        """The scope that `ip` chooses (iproute_modify of ip/iproute.c)."""
        if self.family != _AF_INET:
            return 0
        if self.type == _RTN_LOCAL:
            return _HOST
        direct = self.type == _RTN_UNICAST and not self.gateway and not self.hops
        return _LINK if direct or self.type in (_RTN_BROADCAST, _RTN_ANYCAST) else 0


class AddRoute(InNamespace, frozen=True):
    """Add a route; one that differs in nothing but its next hop is added behind (`ip route append`) if `behind`."""

    route: RouteTo
    behind: bool = False


class DeleteRoute(InNamespace, frozen=True):
    """Delete the route that is described."""

    route: RouteTo


class AddRule(InNamespace, frozen=True):
    """Add a routing policy rule."""

    rule: Rule


class DeleteRule(InNamespace, frozen=True):
    """Delete the first rule that is as described."""

    rule: Rule


class AddNeighbour(OnLink, frozen=True):
    """Add an ARP or NDP entry."""

    address: str
    mac: str = ""
    state: int = 0x80
    """NUD_…: 0x80 permanent."""
    flags: int = 0
    """NTF_ROUTER (0x80)."""


class DeleteNeighbour(OnLink, frozen=True):
    """Delete an ARP or NDP entry."""

    address: str


class AddFdb(OnLink, frozen=True):
    """Add an entry to a forwarding database; `behind` appends one more destination (VXLAN)."""

    mac: str
    flags: int = 0x04
    """NTF_SELF (2) for the device's own, NTF_MASTER (4) for the bridge's."""
    state: int = 0x40
    """NUD_…: 0x40 noarp (static), 0x80 permanent (local), 0x02 reachable (dynamic)."""
    vlan: int = 0
    destination: str = ""
    port: int = 0
    vni: int = 0
    via: Name = Name()
    behind: bool = False


class DeleteFdb(OnLink, frozen=True):
    """Delete an entry of a forwarding database."""

    mac: str
    flags: int = 0x04
    vlan: int = 0
    destination: str = ""
    port: int = 0
    vni: int = 0
    via: Name = Name()


class SetSysctl(InNamespace, frozen=True):
    """Write a sysctl of a namespace."""

    name: str
    """Dotted, as sysctl(8) prints it; a dot within a link's name is a slash."""
    value: str


AnyAction = (
    CreateNamespace | DeleteNamespace | NameNamespace | CreateVeth | CreateLink | SetLink | MoveLink | DeleteLink
    | AddAltname | DeleteAltname | SetPort | AddAddress | DeleteAddress | AddRoute | DeleteRoute | AddRule
    | DeleteRule | AddNeighbour | DeleteNeighbour | AddFdb | DeleteFdb | SetSysctl | AnyDockerAction
)  # fmt: skip
"""Any of them, told apart by their tag in JSON."""
