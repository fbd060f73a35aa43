"""Addresses of links (`ip address`)."""

from collections.abc import Iterator

from netui.model import address as model
from netui.objects.column import Column
from netui.objects.directory import Directory
from netui.objects.row import Row
from netui.objects.words import FAMILIES, bit_names, nothing, spelled
from netui.text import Name


class Address(Row, frozen=True, gc=False):
    """One IPv4 or IPv6 address of one link."""

    namespace: Name
    link: Name | None
    address: str
    """With its prefix length."""
    family: str
    """inet or inet6."""
    scope: str
    flags: tuple[str, ...]
    peer: str | None
    """The other end's, on a point-to-point link."""
    broadcast: str | None
    label: Name | None
    valid_lifetime: int | None
    """Seconds left; null for ever."""
    preferred_lifetime: int | None


_FOREVER = 0xFFFFFFFF


def rows(directory: Directory) -> list[Address]:
    """All addresses of the namespaces asked for."""
    return list(_rows(directory))


def _rows(directory: Directory) -> Iterator[Address]:
    for space in directory.spaces:
        name = directory.name(space.key)
        for one in space.addresses:
            yield Address(
                name,
                directory.link_name(space, one.ifindex),
                one.cidr,
                FAMILIES.get(one.family, str(one.family)),
                model.SCOPE_NAMES.get(one.scope, str(one.scope)),
                bit_names(model.FLAG_NAMES, one.flags),
                one.peer or None,
                one.broadcast or None,
                one.label or None,
                None if one.valid_lifetime == _FOREVER else one.valid_lifetime,
                None if one.preferred_lifetime == _FOREVER else one.preferred_lifetime,
            )


def named(directory: Directory, wanted: str) -> list[Address]:
    """Every place where the address is, with or without its prefix length. Raises NotFoundError."""
    written = spelled(wanted)
    found = [row for row in _rows(directory) if written in (row.address, row.address.partition("/")[0])]
    if not found:
        raise nothing(directory, "address", wanted)
    return found


COLUMNS = (
    Column("NAMESPACE", lambda row: row.namespace, 1),
    Column("LINK", lambda row: row.link, 1),
    Column("ADDRESS", lambda row: row.address, 1, 12),
    Column("SCOPE", lambda row: row.scope, 3),
    Column("PEER", lambda row: row.peer, 4),
    Column("FLAGS", lambda row: row.flags, 5),
)
