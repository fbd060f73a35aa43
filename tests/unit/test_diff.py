"""What changed between two snapshots: nothing for the same, and each thing once."""

from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from netui.model import (
    Address,
    Detail,
    FdbEntry,
    Holder,
    Link,
    Namespace,
    Neighbour,
    Nexthop,
    Route,
    Rule,
    Snapshot,
)
from netui.model.diff import (
    Change,
    address_identity,
    align,
    diff,
    fdb_identity,
    namespace_changes,
    neighbour_identity,
    route_identity,
)
from netui.model.naming import namespace_name
from netui.model.relations import Relations
from netui.model.snapshot import decode, encode
from netui.text import Name
from tests.support.snapshots import BLUE, HOST, RED, hostile_host, small_host, with_link, without_link

replace = msgspec.structs.replace

small = st.integers(0, 3)
T = TypeVar("T")


def _unlike(identity: Callable[[T], Hashable], objects: Iterable[T]) -> tuple[T, ...]:
    """As the kernel has them: no two with the same identity."""
    return tuple({identity(one): one for one in objects}.values())


addresses = st.sampled_from(("10.0.0.1", "10.0.0.2"))
macs = st.sampled_from(("02:00:00:00:00:01", "02:00:00:00:00:02"))
names = st.binary(min_size=1, max_size=3)
ipv4, nothing = st.just(2), st.just("")


def _link(ifindex: int, name: bytes, flags: int, master: int, data: int) -> Link:
    detail = Detail(values={"linkinfo": {"info_data": {"id": data}}})
    return Link(ifindex, Name(name), 1, flags, 1500, "02:00:00:00:00:01", 6, "bridge", master, "", 0, None, detail)


@st.composite
def _spaces(draw: st.DrawFn) -> Namespace:
    key = draw(small)
    routes = st.builds(Route, ipv4, small, addresses, small, nothing, small, nothing, small, small, small, small)
    found = draw(st.lists(st.builds(_link, st.integers(1, 4), names, small, small, small), max_size=3))
    return Namespace(
        key=key,
        inode=4026532000 + key,
        names=(Name(draw(names)),),
        links={one.ifindex: one for one in found},
        addresses=_unlike(
            address_identity, draw(st.lists(st.builds(Address, small, ipv4, addresses, st.just(24), small, small)))
        ),
        routes=_unlike(route_identity, draw(st.lists(routes))),
        rules=tuple(set(draw(st.lists(st.builds(Rule, ipv4, small, small, small))))),
        neighbours=_unlike(
            neighbour_identity,
            draw(st.lists(st.builds(Neighbour, small, ipv4, addresses, nothing, small, st.just(0)))),
        ),
        fdb=_unlike(fdb_identity, draw(st.lists(st.builds(FdbEntry, small, macs, small, small)))),
        filled=draw(st.booleans()),
    )


snapshots = st.lists(_spaces(), max_size=3).map(lambda found: Snapshot(namespaces={one.key: one for one in found}))


def told(old: Snapshot, new: Snapshot) -> list[tuple[str, str, object]]:
    return [(one.action, one.kind, one.identity) for one in diff(old, new)]


def changed_space(snapshot: Snapshot, space: Namespace) -> Snapshot:
    return replace(snapshot, namespaces={**snapshot.namespaces, space.key: space})


def applied(old: Snapshot, changes: tuple[Change, ...]) -> dict[int, set[int]]:
    """The links by namespace that the changes lead to."""
    found = {key: set(space.links) for key, space in old.namespaces.items()}
    for one in changes:
        assert one.namespace is not None
        if one.kind == "namespace" and one.action == "added":
            found[one.namespace] = set()
        elif one.kind == "namespace" and one.action == "removed":
            del found[one.namespace]
        elif one.kind == "link" and one.namespace in found:
            assert isinstance(one.identity, int)
            (found[one.namespace].add if one.action == "added" else found[one.namespace].discard)(one.identity)
            if one.action == "changed":
                found[one.namespace].add(one.identity)
    return found


@given(snapshots)
def test_the_same_has_no_difference(snapshot: Snapshot) -> None:
    assert diff(snapshot, snapshot) == ()
    assert diff(snapshot, decode(encode(snapshot))) == ()


@given(snapshots, snapshots)
def test_the_changes_lead_from_one_to_the_other(old: Snapshot, new: Snapshot) -> None:
    assert applied(old, diff(old, new)) == {key: set(space.links) for key, space in new.namespaces.items()}


@given(snapshots, snapshots)
def test_backwards_what_was_added_is_removed(old: Snapshot, new: Snapshot) -> None:
    """Where everything was read before: what is read for the first time did not just happen."""
    old, new = (
        replace(one, namespaces={key: replace(space, filled=True) for key, space in one.namespaces.items()})
        for one in (old, new)
    )
    turned = {"added": "removed", "removed": "added", "changed": "changed"}
    forth = {(one.action, one.kind, one.namespace, one.identity) for one in diff(old, new)}
    back = {(turned[one.action], one.kind, one.namespace, one.identity) for one in diff(new, old)}
    assert forth == back


@given(snapshots, snapshots)
def test_a_changed_object_tells_which_fields(old: Snapshot, new: Snapshot) -> None:
    for one in diff(old, new):
        if one.action == "changed":
            assert one.before != one.after
            assert one.fields()
        else:
            assert one.fields() == {}


def test_a_veth_pair_that_goes_is_told_where_each_end_was() -> None:
    old = small_host()
    new = changed_space(changed_space(old, without_link(old, RED, 3)), without_link(old, BLUE, 2))
    assert {(one.action, one.kind, one.namespace, one.identity) for one in diff(old, new)} == {
        ("removed", "link", RED, 3),
        ("removed", "link", BLUE, 2),
    }


def test_a_namespace_that_goes_is_told_before_its_links() -> None:
    old = small_host()
    new = replace(old, namespaces={key: one for key, one in old.namespaces.items() if key != RED})
    assert told(old, new) == [("removed", "namespace", RED), ("removed", "link", 1), ("removed", "link", 2),
                              ("removed", "link", 3)]  # fmt: skip
    assert [one.action for one in diff(new, old)] == ["added"] * 4


def test_links_are_told_before_what_is_on_them() -> None:
    old = small_host()
    space = without_link(old, RED, 3)
    new = changed_space(old, replace(space, addresses=(), routes=()))
    assert [kind for _, kind, _ in told(old, new)] == ["link", "address", "address", "route"]


def test_the_fields_of_a_changed_link() -> None:
    old = small_host()
    link = old.namespaces[HOST].links[3]
    detail = Detail(values={"linkinfo": {"info_kind": "bridge", "info_data": {"stp_state": 1}}})
    new = changed_space(old, with_link(old, HOST, replace(link, mtu=1400, detail=detail)))
    (change,) = diff(old, new)
    assert (change.action, change.kind, change.namespace, change.identity) == ("changed", "link", HOST, 3)
    fields = change.fields()
    assert fields["mtu"] == (1500, 1400)
    assert fields["linkinfo.info_data.stp_state"] == (0, 1)
    assert fields["linkinfo.info_data.ageing_time"] == (30000, None)
    assert "name" not in fields and "detail" not in fields


def test_timers_that_run_are_no_change() -> None:
    old = small_host()
    link = old.namespaces[HOST].links[3]

    def later(stp: int) -> Snapshot:
        data = {**link.detail.data, "stp_state": stp, "gc_timer": 7.5, "fdb_n_learned": 3}
        detail = Detail(values={"linkinfo": {"info_kind": "bridge", "info_data": data}})
        return changed_space(old, with_link(old, HOST, replace(link, detail=detail)))

    assert diff(old, later(0)) == ()
    (change,) = diff(old, later(1))
    assert change.fields() == {"linkinfo.info_data.stp_state": (0, 1)}


def test_a_renamed_namespace_tells_its_name_and_no_contents() -> None:
    old = small_host()
    space = replace(old.namespaces[RED], names=(Name(b"red"), Name(b"rot")), routes=())
    namespace, route = diff(old, changed_space(old, space))
    assert namespace.fields() == {"names": ((b"red",), (b"red", b"rot"))}
    assert (route.action, route.kind) == ("removed", "route")


def test_processes_that_come_and_go_on_the_host_are_no_change() -> None:
    old = small_host()
    busy = replace(old.namespaces[HOST], holders=(Holder("process", 5),))
    assert told(old, changed_space(old, busy)) == []
    held = replace(old.namespaces[RED], holders=(Holder("process", 5),))
    assert told(old, changed_space(old, held)) == [("changed", "namespace", RED)]


def test_what_is_read_for_the_first_time_did_not_just_happen() -> None:
    filled = small_host()
    empty = changed_space(filled, replace(filled.namespaces[RED], filled=False, routes=()))
    assert told(empty, filled) == []


PLAIN = Route(2, 254, "10.0.0.0", 8, "10.9.9.1", 1, "", 0, 1, 3, 0)
WIDE = Route(10, 254, "2001:db8::", 32, "fe80::1", 1, "", 0, 1, 3, 0)
SEVERAL = Route(2, 254, "", 0, "", 0, "", 0, 1, 3, 0, nexthops=(Nexthop("10.0.0.1", 1, 1),))


@pytest.mark.parametrize(
    ("before", "after", "actions"),
    [
        (PLAIN, replace(PLAIN, gateway="10.9.9.2"), ["changed"]),
        (PLAIN, replace(PLAIN, metric=5), ["removed", "added"]),
        (PLAIN, replace(PLAIN, table=255), ["removed", "added"]),
        (WIDE, replace(WIDE, gateway="fe80::2"), ["removed", "added"]),
        (SEVERAL, replace(SEVERAL, nexthops=(Nexthop("10.0.0.1", 1, 2),)), ["changed"]),
    ],
    ids=["gateway", "metric", "table", "IPv6 way", "weight"],
)
def test_when_a_route_is_another(before: Route, after: Route, actions: list[str]) -> None:
    old, new = Namespace(1, 1, routes=(before,)), Namespace(1, 1, routes=(after,))
    assert [one.action for one in namespace_changes(1, old, new)] == actions


def test_routes_that_were_appended_are_not_lost() -> None:
    one, other = (Route(2, 254, "10.0.0.0", 8, gateway, 1, "", 0, 1, 3, 0) for gateway in ("10.9.9.1", "10.9.9.2"))
    both, first, second = (Namespace(1, 1, routes=routes) for routes in ((one, other), (one,), (other,)))
    assert [change.action for change in namespace_changes(1, both, first)] == ["removed"]
    assert [change.action for change in namespace_changes(1, both, second)] == ["changed", "removed"]
    assert [change.action for change in namespace_changes(1, first, both)] == ["added"]


def test_containers_networks_and_the_engine() -> None:
    old = small_host()
    web = next(one for one in old.docker.containers.values() if one.name == "web")
    containers = {**old.docker.containers, web.id: replace(web, state="paused")}
    docker = replace(old.docker, status="hung", containers=containers, networks={})
    changes = diff(old, replace(old, docker=docker))
    assert [(one.action, one.kind) for one in changes[:2]] == [("changed", "docker"), ("changed", "container")]
    assert changes[1].fields() == {"state": ("running", "paused")}
    assert {(one.action, one.kind) for one in changes[2:]} == {("removed", "network")}


def name(snapshot: Snapshot, space: Namespace) -> Name:
    return namespace_name(Relations(snapshot), space)


def shifted(snapshot: Snapshot, by: int) -> Snapshot:
    """The same host in another run of netui: other keys."""

    def moved(key: int | None) -> int | None:
        return None if key is None else key + by

    spaces = {}
    for key, space in snapshot.namespaces.items():
        links = {
            index: replace(one, lower_namespace=moved(one.lower_namespace)) for index, one in space.links.items()
        }
        spaces[key + by] = replace(space, key=key + by, links=links)
    docker = snapshot.docker
    containers = {key: replace(one, namespace=moved(one.namespace)) for key, one in docker.containers.items()}
    docker = replace(docker, containers=containers, namespace=moved(docker.namespace))
    return replace(snapshot, namespaces=spaces, docker=docker)


@pytest.mark.parametrize("by", [0, 1, 3, 100])
@pytest.mark.parametrize("snapshot", [small_host(), hostile_host()], ids=["small", "hostile"])
def test_the_same_host_in_two_runs_has_no_difference(snapshot: Snapshot, by: int) -> None:
    """Both of the same boot, and of different ones, where only names tell."""
    later = shifted(snapshot, by)
    for new in (later, replace(later, boot_id="another")):
        assert diff(align(snapshot, new, name), new) == ()


def test_a_namespace_made_again_under_the_same_name_is_another_while_the_host_is_up() -> None:
    old = small_host()
    again = replace(old.namespaces[RED], cookie=777)
    assert ("removed", "namespace", RED) not in told(old, changed_space(old, again))
    aligned = align(old, changed_space(old, again), name)
    assert {(one.action, one.kind) for one in diff(aligned, changed_space(old, again))} >= {
        ("removed", "namespace"),
        ("added", "namespace"),
    }
