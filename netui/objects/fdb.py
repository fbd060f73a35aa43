"""Forwarding database entries of bridges and VXLAN devices (`bridge fdb`)."""

from netui.model import neighbour as model
from netui.objects.column import Column
from netui.objects.directory import Directory
from netui.objects.neighbour import state
from netui.objects.row import Row
from netui.objects.words import bit_names, nothing
from netui.text import Name


class FdbEntry(Row, frozen=True, gc=False):
    """Where frames for one MAC address are sent."""

    namespace: Name
    link: Name | None
    """The port, or the VXLAN device itself."""
    mac: str
    master: Name | None
    """The bridge; null for a device's own entry."""
    vlan: int | None
    destination: str | None
    """Remote VXLAN endpoint."""
    port: int | None
    vni: int | None
    via: Name | None
    state: str
    flags: tuple[str, ...]


def rows(directory: Directory) -> list[FdbEntry]:
    """All entries of the namespaces asked for."""
    return [
        FdbEntry(
            directory.name(space.key),
            directory.link_name(space, one.ifindex),
            one.mac,
            directory.link_name(space, one.master),
            one.vlan or None,
            one.destination or None,
            one.port or None,
            one.vni or None,
            directory.link_name(space, one.via),
            state(one.state),
            bit_names(model.FLAG_NAMES, one.flags),
        )
        for space in directory.spaces
        for one in space.fdb
    ]


def named(directory: Directory, wanted: str) -> list[FdbEntry]:
    """The entries for that MAC address. Raises NotFoundError."""
    found = [row for row in rows(directory) if row.mac == wanted.casefold()]
    if not found:
        raise nothing(directory, "fdb", wanted)
    return found


COLUMNS = (
    Column("NAMESPACE", lambda row: row.namespace, 1),
    Column("LINK", lambda row: row.link, 1),
    Column("MAC", lambda row: row.mac, 1, 17),
    Column("BRIDGE", lambda row: row.master, 2),
    Column("VLAN", lambda row: row.vlan, 4, 4, right=True),
    Column("REMOTE", lambda row: row.destination, 2),
    Column("STATE", lambda row: row.state, 2),
    Column("FLAGS", lambda row: row.flags, 3),
)
