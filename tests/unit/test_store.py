"""One snapshot kept true, and everybody told."""

import time
from collections.abc import Callable

import msgspec
import pytest

from netui.core.host import StillHost
from netui.core.store import Store
from netui.model import Docker, Limit, Snapshot, Update
from netui.model.diff import Change
from tests.support.snapshots import HOST, RED, small_host, without_link

Told = list[tuple[Snapshot, tuple[Change, ...]]]


@pytest.fixture
def store() -> Store:
    return Store(small_host())


def listen(store: Store) -> Told:
    told: Told = []
    store.subscribe(lambda snapshot, changes: told.append((snapshot, changes)))
    return told


def test_a_store_begins_empty_or_with_what_it_is_given(store: Store) -> None:
    assert Store().snapshot.namespaces == {}
    assert set(store.snapshot.namespaces) == set(small_host().namespaces)


def test_an_update_replaces_what_it_names_and_keeps_the_rest(store: Store) -> None:
    before = store.snapshot
    changes = store.apply(Update(namespaces={RED: without_link(before, RED, 3)}))
    assert [(one.action, one.kind, one.identity) for one in changes] == [("removed", "link", 3)]
    assert 3 not in store.snapshot.namespaces[RED].links
    assert store.snapshot.namespaces[HOST] is before.namespaces[HOST]
    assert store.snapshot.docker is before.docker
    assert abs(store.snapshot.taken - time.time()) < 5


def test_a_snapshot_taken_before_stays_as_it_was(store: Store) -> None:
    before = store.snapshot
    store.apply(Update(namespaces={RED: None}))
    assert RED in before.namespaces and RED not in store.snapshot.namespaces


def test_a_namespace_that_ended_before_it_was_known_is_no_change(store: Store) -> None:
    assert store.apply(Update(namespaces={999: None})) == ()


def test_containers_and_limits(store: Store) -> None:
    limits = (Limit("events", "events were lost"),)
    store.apply(Update(docker=Docker(status="absent"), limits=limits))
    assert store.snapshot.docker.status == "absent"
    store.apply(Update())
    assert store.snapshot.limits == limits
    store.apply(Update(limits=()))
    assert not store.snapshot.limits


def test_each_listener_is_told_the_new_snapshot_and_its_changes(store: Store) -> None:
    one, other = listen(store), listen(store)
    changes = store.apply(Update(namespaces={RED: None}))
    assert one == other == [(store.snapshot, changes)]
    assert changes[0].kind == "namespace"


def test_an_update_without_changes_is_told_too(store: Store) -> None:
    told = listen(store)
    store.apply(Update(limits=(Limit("events", "lost"),)))
    assert [changes for _, changes in told] == [()]


def test_who_left_is_told_nothing_more(store: Store) -> None:
    told: list[Snapshot] = []

    def listener(snapshot: Snapshot, _changes: tuple[Change, ...]) -> None:
        told.append(snapshot)

    leave = store.subscribe(listener)
    others = listen(store)
    store.apply(Update())
    leave()
    leave()
    store.apply(Update())
    assert (len(told), len(others)) == (1, 2)


def test_a_listener_may_leave_while_it_is_told(store: Store) -> None:
    told: list[str] = []
    leaves: list[Callable[[], None]] = []

    def once(_snapshot: Snapshot, _changes: tuple[Change, ...]) -> None:
        told.append("once")
        leaves[0]()

    leaves.append(store.subscribe(once))
    others = listen(store)
    store.apply(Update())
    store.apply(Update())
    assert (told, len(others)) == (["once"], 2)


def test_a_saved_snapshot_stays_as_it_is() -> None:
    snapshot = small_host()
    host = StillHost(snapshot)
    told = listen(host.store)
    host.start()
    host.watch(frozenset({("counters", HOST)}))
    host.refresh()
    host.stop()
    assert host.store.snapshot is snapshot
    assert told == [] and not host.live


def test_many_updates_end_where_one_would(store: Store) -> None:
    before = store.snapshot
    space = before.namespaces[RED]
    for mtu in range(1300, 1310):
        link = msgspec.structs.replace(space.links[3], mtu=mtu)
        store.apply(Update(namespaces={RED: msgspec.structs.replace(space, links={**space.links, 3: link})}))
    assert store.snapshot.namespaces[RED].links[3].mtu == 1309
    assert store.snapshot.namespaces[RED].links[2] is space.links[2]
