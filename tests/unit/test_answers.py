"""What only follows from what somebody did is told apart from what somebody did."""

from typing import Any

import pytest
from msgspec.structs import replace

from netui.model.address import Address
from netui.model.answers import kernels_own, upkeep
from netui.model.diff import Action, Change, Kind
from netui.model.namespace import Namespace
from netui.model.neighbour import FdbEntry, Neighbour
from netui.model.route import Route
from netui.text import Name
from tests.support.snapshots import HOST, small_host

_LINK = small_host().namespaces[HOST].links[2]
_ROUTE = Route(2, 254, "10.0.0.0", 24, "", 2, "", 0, 1, 4, 0)
_ADDRESS = Address(2, 2, "10.0.0.1", 24, 0, 0x80)
_FDB = FdbEntry(6, "02:00:00:00:00:01", 0x02, 0, master=4)
_NEIGHBOUR = Neighbour(2, 2, "10.0.0.2", "02:00:00:00:00:02", 0x02, 0)


def _change(kind: Kind, before: Any, after: Any) -> Change:
    action: Action = "changed" if before and after else "added" if after else "removed"
    return Change(action, kind, HOST, 1, before, after)


@pytest.mark.parametrize(
    "change",
    [
        _change("link", _LINK, replace(_LINK, operstate=2, flags=_LINK.flags & ~0x10040)),
        _change("route", None, replace(_ROUTE, protocol=2)),
        _change("route", None, replace(_ROUTE, table=255)),
        _change("route", _ROUTE, replace(_ROUTE, flags=16)),
        _change("address", None, replace(_ADDRESS, family=10, local="fe80::1", scope=253)),
        _change("address", _ADDRESS, replace(_ADDRESS, flags=0)),
        _change("neighbour", _NEIGHBOUR, replace(_NEIGHBOUR, state=0x04)),
        _change("fdb", None, _FDB),
        _change("namespace", Namespace(7, 7), replace(Namespace(7, 7), holders=())),
    ],
)
def test_carrier_learning_and_what_addresses_bring_along_follow(change: Change) -> None:
    assert kernels_own(change)


@pytest.mark.parametrize(
    "change",
    [
        _change("link", _LINK, None),
        _change("link", _LINK, replace(_LINK, flags=_LINK.flags ^ 1)),
        _change("link", _LINK, replace(_LINK, mtu=1400)),
        _change("link", _LINK, replace(_LINK, master=4)),
        _change("route", None, _ROUTE),
        _change("route", _ROUTE, None),
        _change("address", None, _ADDRESS),
        _change("address", _ADDRESS, None),
        _change("neighbour", None, replace(_NEIGHBOUR, state=0x80)),
        _change("fdb", None, replace(_FDB, state=0x40)),
        _change("fdb", None, replace(_FDB, destination="192.0.2.9")),
        _change("namespace", None, Namespace(7, 7)),
        _change("namespace", Namespace(7, 7), replace(Namespace(7, 7), names=(Name(b"red"),))),
        _change("container", None, next(iter(small_host().docker.containers.values()))),
    ],
)
def test_what_somebody_did_is_told(change: Change) -> None:
    assert not kernels_own(change)


@pytest.mark.parametrize(
    "change",
    [
        _change("route", None, replace(_ROUTE, table=255)),
        _change("route", None, replace(_ROUTE, family=10, destination="fe80::", protocol=2)),
        _change("route", _ROUTE, replace(_ROUTE, flags=16)),
        _change("address", None, replace(_ADDRESS, family=10, local="fe80::1", scope=253)),
        _change("address", replace(_ADDRESS, flags=0xC0), _ADDRESS),
        _change("neighbour", _NEIGHBOUR, replace(_NEIGHBOUR, state=0x04)),
        _change("fdb", None, replace(_FDB, mac="33:33:00:00:00:01", state=0x80)),
    ],
)
def test_what_tells_nothing_more_than_its_cause_is_upkeep(change: Change) -> None:
    assert upkeep(change) and (kernels_own(change) or change.kind == "fdb")


@pytest.mark.parametrize(
    "change",
    [
        _change("link", _LINK, replace(_LINK, operstate=2, flags=_LINK.flags & ~0x10040)),
        _change("route", None, replace(_ROUTE, protocol=2)),
        _change("route", _ROUTE, replace(_ROUTE, gateway="10.0.0.9")),
        _change("address", None, _ADDRESS),
        _change("address", _ADDRESS, replace(_ADDRESS, flags=0x88)),
        _change("neighbour", _NEIGHBOUR, replace(_NEIGHBOUR, state=0x20)),
        _change("neighbour", None, replace(_NEIGHBOUR, state=0x80)),
        _change("fdb", None, _FDB),
        _change("fdb", None, replace(_FDB, mac="33:33:00:00:00:01", destination="192.0.2.9")),
    ],
)
def test_what_tells_something_of_its_own_is_none(change: Change) -> None:
    """Carrier, what failed, two hosts with one address, what a bridge learned."""
    assert not upkeep(change)
