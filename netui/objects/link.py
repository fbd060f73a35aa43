"""Links: what the kernel calls network devices or interfaces, in every namespace (`ip -d link`)."""

from functools import lru_cache

from msgspec import UNSET, UnsetType

from netui.errors import UsageError
from netui.model.link import FLAG_NAMES, IFF_UP, OPERSTATE_NAMES, Detail
from netui.model.link import Link as Device
from netui.model.namespace import Namespace
from netui.model.relations import Evidence
from netui.model.relations import Peer as Other
from netui.objects.column import Column
from netui.objects.directory import Directory
from netui.objects.row import Row, Shown, name_hex, text
from netui.objects.words import nothing
from netui.text import Name, safe

Place = tuple[Namespace, Device]


class Peer(Row, frozen=True, gc=False):
    """Another link: the far end of a veth, or the device below."""

    namespace: Name | None
    """null where the namespace is not known."""
    name: Name | None
    """null where it may not be read."""
    ifindex: int
    evidence: Evidence


class Link(Row, frozen=True, gc=False):
    """One network device in one namespace."""

    namespace: Name
    """As --namespace takes it."""
    name: Name
    ifindex: int
    kind: str
    """As in `ip link … type KIND`; empty for physical and loopback devices, for which ip names none."""
    mac: str
    """Empty where the kind has none."""
    mtu: int
    """In bytes."""
    state: str
    """up, down, no-carrier, dormant, lower-down, unknown."""
    operstate: str
    """As ip prints it."""
    flags: tuple[str, ...]
    """As ip prints them."""
    master: Name | None
    """The bridge, bond or VRF that it is a port of."""
    peer: Peer | None
    """The other end of a veth."""
    lower: Peer | None
    """The device that it stands on (VLAN, macvlan, VXLAN)."""
    addresses: tuple[str, ...]
    """With their prefix lengths: 10.0.0.1/24."""
    container: str | None
    """The container that it serves: its interface, or the veth outside."""
    network: str | None
    """The Docker network that it serves."""
    detail: Detail
    """The kind's own, and all else that `ip -d -j link` tells."""
    name_hex: str | UnsetType = UNSET
    """The name's bytes where they are not UTF-8."""

    @property
    def shown_kind(self) -> str:
        """The kind; for a device of none, what its flags say."""
        return self.kind or ("loopback" if "LOOPBACK" in self.flags else "physical")


_IFF_RUNNING = 1 << 6
_FLAG_ORDER = (
    "LOOPBACK", "BROADCAST", "POINTOPOINT", "MULTICAST", "NOARP", "ALLMULTI", "PROMISC", "MASTER", "SLAVE", "DEBUG",
    "DYNAMIC", "AUTOMEDIA", "PORTSEL", "NOTRAILERS", "UP", "LOWER_UP", "DORMANT", "ECHO",
)  # fmt: skip


@lru_cache(maxsize=256)
def flag_names(flags: int) -> tuple[str, ...]:
    """A link's flags as ip prints them (iproute2: ip/ipaddress.c): NO-CARRIER first, RUNNING never."""
    known = (name for bit, name in FLAG_NAMES.items() if flags & bit and bit != _IFF_RUNNING)
    names = sorted(known, key=_FLAG_ORDER.index)
    lost = flags & IFF_UP and not flags & _IFF_RUNNING
    return ("NO-CARRIER", *names) if lost else tuple(names)


def rows(directory: Directory) -> list[Link]:
    """All links of the namespaces asked for, by ifindex."""
    return [row(directory, space, space.links[index]) for space in directory.spaces for index in sorted(space.links)]


def row(directory: Directory, space: Namespace, link: Device) -> Link:
    """One link."""
    relations = directory.relations
    key = space.key
    container, network = relations.docker_of(key, link.ifindex)
    return Link(
        directory.name(key),
        link.name,
        link.ifindex,
        link.kind,
        link.mac,
        link.mtu,
        link.state,
        OPERSTATE_NAMES[link.operstate] if link.operstate < len(OPERSTATE_NAMES) else str(link.operstate),
        flag_names(link.flags),
        directory.link_name(space, link.master) if link.master else None,
        other(directory, relations.peer(key, link)),
        other(directory, relations.lower(key, link)),
        directory.addresses(space, link.ifindex),
        text(container.name) if container else None,
        text(network) if network else None,
        link.detail,
        UNSET if link.name.isascii() else name_hex(link.name),
    )


def named(directory: Directory, wanted: str) -> list[Link]:
    """The link called so; `wanted` may be the name's shown form.

    Raises NotFoundError; UsageError where links of several namespaces are called so.
    """
    return [row(directory, *the_one(directory, candidates(directory, wanted), wanted, "link"))]


def candidates(directory: Directory, wanted: str) -> list[Place]:
    """The links that the name may mean."""
    everything = [(space, one) for space in directory.spaces for one in space.links.values()]
    raw = wanted.encode("utf-8", "surrogateescape")
    # The shown form first, as for namespaces: one name's bytes may be what is shown for another.
    for fits in (
        lambda one: str(one.name) == wanted,
        lambda one: one.name == raw,
        lambda one: wanted in one.detail.values_.get("altnames", ()),  # ip-link(8), property altname
    ):
        found = [(space, one) for space, one in everything if fits(one)]
        if found:
            return found
    return []


def the_one(directory: Directory, found: list[Place], wanted: str, noun: str) -> Place:
    """The only one of them. Raises NotFoundError for none; UsageError, which lists them, for several."""
    if not found:
        raise nothing(directory, noun, wanted)
    if len(found) > 1:
        places = ", ".join(f"{directory.name(space.key)}/{one.name}" for space, one in found[:8])
        more = ", …" if len(found) > 8 else ""
        raise UsageError(f"{len(found)} {noun}s are called {safe(wanted)}", hint=f"choose one of {places}{more}")
    return found[0]


def other(directory: Directory, found: Other | None) -> Peer | None:
    """A peer as it is told."""
    if found is None:
        return None
    return Peer(directory.name_or_none(found.namespace), found.name, found.ifindex, found.evidence)


def place(found: Peer | None) -> str:
    """A peer as NAMESPACE/LINK, or why it is not told; safe."""
    if found is None:
        return ""
    where = "?" if found.namespace is None else str(found.namespace)
    return f"{where}/{found.name}" if found.name is not None else f"{where}/#{found.ifindex}"


def _joined(link: Link) -> str:
    """What it is plugged into: its peer, else the device below."""
    return place(link.peer) or (f"on {place(link.lower)}" if link.lower else "")


COLUMNS = (
    Column("NAMESPACE", lambda row: row.namespace, 1),
    Column("NAME", lambda row: row.name, 1),
    Column("KIND", lambda row: row.shown_kind, 3),
    Column("STATE", lambda row: row.state, 1, state=True),
    Column("ADDRESSES", lambda row: row.addresses, 2, 12),
    Column("PEER", lambda row: Shown(_joined(row)), 2, 10),
    Column("MASTER", lambda row: row.master, 3),
    Column("CONTAINER", lambda row: row.container, 4),
    Column("NETWORK", lambda row: row.network, 5),
    Column("MTU", lambda row: row.mtu, 6, 4, right=True),
    Column("MAC", lambda row: row.mac, 5, 17),
)
