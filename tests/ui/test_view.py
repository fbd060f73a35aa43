"""What the screen derives is taken over from one snapshot to the next, and is never out of date."""

import msgspec

from netui.model import Link, Namespace, Snapshot
from netui.text import Name
from netui.ui.subject import a_link
from netui.ui.view import View
from tests.support.snapshots import BLUE, HOST, RED, small_host, with_link, without_link


def _with(snapshot: Snapshot, key: int, namespace: Namespace) -> Snapshot:
    return msgspec.structs.replace(snapshot, namespaces={**snapshot.namespaces, key: namespace})


def _derived(view: View) -> list[object]:
    spaces = [(one.name, one.rows, one.bridges, one.ports, one.addresses) for one in view.spaces.values()]
    return [view.namespaces, view.bridges, view.containers, view.networks, view.link_count, spaces]


def _changed(snapshot: Snapshot, ifindex: int, **fields: object) -> Link:
    return msgspec.structs.replace(snapshot.namespaces[HOST].links[ifindex], **fields)


def test_a_view_that_followed_others_is_that_of_its_snapshot_alone() -> None:
    snapshot = small_host()
    view = View(snapshot)
    _derived(view)
    docker0 = snapshot.namespaces[HOST].links[3]
    for after in (
        _with(snapshot, HOST, with_link(snapshot, HOST, _changed(snapshot, 2, mtu=9000))),
        _with(snapshot, HOST, with_link(snapshot, HOST, _changed(snapshot, 3, kind="bond"))),
        _with(snapshot, HOST, with_link(snapshot, HOST, _changed(snapshot, 8, master=3))),
        _with(snapshot, RED, with_link(snapshot, RED, msgspec.structs.replace(docker0, ifindex=77))),
        _with(snapshot, HOST, without_link(snapshot, HOST, 3)),
        _with(snapshot, RED, msgspec.structs.replace(snapshot.namespaces[RED], names=(Name(b"zebra"),))),
        _with(snapshot, HOST, msgspec.structs.replace(snapshot.namespaces[HOST], addresses=())),
        _with(snapshot, 99, msgspec.structs.replace(snapshot.namespaces[BLUE], key=99, names=(Name(b"a"),))),
        msgspec.structs.replace(snapshot, namespaces={HOST: snapshot.namespaces[HOST]}),
        msgspec.structs.replace(snapshot, docker=msgspec.structs.replace(snapshot.docker, containers={})),
        snapshot,
    ):
        view = View(after, view)
        assert _derived(view) == _derived(View(after))


def test_a_link_that_changes_moves_no_list() -> None:
    snapshot = small_host()
    before = View(snapshot)
    _derived(before)
    after = View(_with(snapshot, HOST, with_link(snapshot, HOST, _changed(snapshot, 2, mtu=9000))), before)
    assert after.namespaces is before.namespaces
    assert after.bridges is before.bridges
    assert after.spaces[HOST].rows is before.spaces[HOST].rows
    link = after.link(a_link(HOST, 2))
    assert link and link.mtu == 9000
