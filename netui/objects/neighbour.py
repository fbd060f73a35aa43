"""Neighbours: ARP and NDP entries (`ip neighbour`)."""

from netui.model import neighbour as model
from netui.objects.column import Column
from netui.objects.directory import Directory
from netui.objects.row import Row
from netui.objects.words import FAMILIES, bit_names, nothing, spelled
from netui.text import Name


class Neighbour(Row, frozen=True, gc=False):
    """Which link-layer address answers for an IP address on a link."""

    namespace: Name
    link: Name | None
    address: str
    mac: str | None
    """null while it is not known."""
    state: str
    """REACHABLE, STALE, FAILED, PERMANENT, …"""
    family: str
    flags: tuple[str, ...]


def state(value: int) -> str:
    """The NUD_… bits in ip's words."""
    return ",".join(bit_names(model.STATE_NAMES, value)) or "NONE"


def rows(directory: Directory) -> list[Neighbour]:
    """All neighbours of the namespaces asked for."""
    return [
        Neighbour(
            directory.name(space.key),
            directory.link_name(space, one.ifindex),
            one.address,
            one.mac or None,
            state(one.state),
            FAMILIES.get(one.family, str(one.family)),
            bit_names(model.FLAG_NAMES, one.flags),
        )
        for space in directory.spaces
        for one in space.neighbours
    ]


def named(directory: Directory, wanted: str) -> list[Neighbour]:
    """The neighbours with that IP or MAC address. Raises NotFoundError."""
    written = spelled(wanted).casefold()
    found = [row for row in rows(directory) if written in (row.address, row.mac)]
    if not found:
        raise nothing(directory, "neighbour", wanted)
    return found


COLUMNS = (
    Column("NAMESPACE", lambda row: row.namespace, 1),
    Column("LINK", lambda row: row.link, 1),
    Column("ADDRESS", lambda row: row.address, 1, 12),
    Column("MAC", lambda row: row.mac, 2, 17),
    Column("STATE", lambda row: row.state, 1, state=True),
    Column("FLAGS", lambda row: row.flags, 4),
)
