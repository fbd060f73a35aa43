"""A saved snapshot is the snapshot, on any machine; what is none is told so."""

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from netui.errors import SnapshotFileError
from netui.model import (
    Address,
    Chain,
    Counters,
    Detail,
    FdbEntry,
    FilterRule,
    Firewall,
    Holder,
    Limit,
    Link,
    Namespace,
    Neighbour,
    Nexthop,
    Process,
    Route,
    Rule,
    Snapshot,
    Socket,
    Table,
)
from netui.model.snapshot import FORMAT, decode, encode
from netui.text import Name, safe
from tests.support.snapshots import RED, hostile_host, many_links, not_root, small_host, without_docker

FULL = Namespace(
    key=5,
    inode=4026532005,
    device=4,
    cookie=(1 << 64) - 1,
    names=(Name(b"\xff\x1b"),),
    holders=(Holder("thread", 7, 8, Name(b"a) b\xfe"), "alice", 1.5, Name(b"/proc/7/task/8/ns/net")),),
    links={2: Link(2, Name(b"\x9b"), 1, 1 << 31, 1500, "", 6, "veth", 0, "", 2, 6, Detail(values={"a": {"b": [1]}}))},
    addresses=(Address(2, 10, "2001:db8::1", 64, 0, 0x280, label=Name(b"e\xe9:1")),),
    routes=(Route(2, 4294967295, "", 0, "", 0, "", 4294967295, 1, 3, 0, nexthops=(Nexthop("fe80::1", 2, 3),)),),
    rules=(Rule(2, 5, 7, 1, iif=Name(b"\x1b"), source_ports=(1, 65535)),),
    neighbours=(Neighbour(2, 2, "10.0.0.1", "", 1, 0),),
    fdb=(FdbEntry(2, "02:00:00:00:00:01", 0x80, 2, destination="192.0.2.1", vni=7),),
    counters={2: Counters(*range(1 << 63, (1 << 63) + 8))},
    sockets=(
        Socket("tcp", 10, "::", 80, "::", 0, "LISTEN", 99, 0, processes=(Process(1, Name(b"\x00\xff")),)),
        Socket("udp", 2, "0.0.0.0", 53, "0.0.0.0", 0, "UNCONN", 98, 0, processes=None),
    ),
    firewall=Firewall(
        (Table("nft", "inet", "t", (Chain("c", rules=(FilterRule("accept", 1, 2),)),)),), ("no legacy",)
    ),
    sysctls={"net.ipv4.ip_forward": "1"},
    filled=False,
)
HOSTS = [small_host(), not_root(), without_docker("hung", "it hangs"), many_links(20), Snapshot(),
         Snapshot(namespaces={5: FULL}, limits=(Limit("a", "b", "c"),))]  # fmt: skip


@pytest.mark.parametrize("snapshot", HOSTS, ids=["small", "not root", "hung", "large", "empty", "full"])
def test_what_is_loaded_is_what_was_saved(snapshot: Snapshot) -> None:
    loaded = decode(encode(snapshot))
    assert loaded == snapshot
    for key, space in snapshot.namespaces.items():
        assert [dict(one.detail) for one in loaded.namespaces[key].links.values()] == [
            dict(one.detail) for one in space.links.values()
        ]
    assert encode(loaded) == encode(snapshot)


def test_a_hostile_host_is_saved_and_loaded() -> None:
    """Text that is no Unicode comes back in its shown form; names come back byte for byte."""
    snapshot = hostile_host()
    loaded = decode(encode(snapshot))
    for key, space in snapshot.namespaces.items():
        there = loaded.namespaces[key]
        assert (there.names, set(there.links)) == (space.names, set(space.links))
        assert [one.name for one in there.links.values()] == [one.name for one in space.links.values()]
    names = {one.name for one in snapshot.docker.containers.values()}
    shown = {
        name if name.isascii() or name == name.encode(errors="ignore").decode() else safe(name) for name in names
    }
    assert {one.name for one in loaded.docker.containers.values()} == shown


@given(st.binary(max_size=20))
def test_names_of_any_bytes_come_back(raw: bytes) -> None:
    snapshot = Snapshot(namespaces={5: msgspec.structs.replace(FULL, names=(Name(raw),))})
    (name,) = decode(encode(snapshot)).namespaces[5].names
    assert name == raw and type(name) is Name


def test_details_not_looked_at_yet_are_saved_too() -> None:
    detail = Detail(b"raw", lambda raw: {"linkinfo": {"info_data": {"id": len(raw)}}})
    link = msgspec.structs.replace(FULL.links[2], detail=detail)
    snapshot = Snapshot(namespaces={5: msgspec.structs.replace(FULL, links={2: link})})
    assert decode(encode(snapshot)).namespaces[5].links[2].detail.data == {"id": 3}


def test_a_file_is_json_without_raw_control_characters() -> None:
    saved = encode(Snapshot(namespaces={5: FULL}))
    assert json.loads(saved)["format"] == FORMAT
    assert not any(byte < 0x20 or byte == 0x7F for byte in saved)


def test_unreadable_is_not_none() -> None:
    loaded = decode(encode(not_root()))
    assert not loaded.namespaces[RED].readable
    assert loaded.limits and loaded.namespaces[RED].sockets is None


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[]", b"null", b"\xff\xfe", b"\x1b[31m", b'{"namespaces": 3}', b'{"namespaces": {"x": {}}}',
     encode(small_host())[:-20], b'{"namespaces": {"1": {"key": 1, "inode": 2, "names": [3]}}}',
     b'{"namespaces": {"1": {"key": 1, "inode": 2, "names": ["\\ud800"]}}}',
     b'{"hostname": "\\u001b[31m", "limits": 5}'],
)  # fmt: skip
def test_what_is_no_snapshot_is_told_so(data: bytes) -> None:
    with pytest.raises(SnapshotFileError) as caught:
        decode(data)
    assert caught.value.message.isprintable() and caught.value.hint


@pytest.mark.parametrize(
    ("part", "other", "said"),
    [
        (b'"namespaces":{"1":{"key":1,', b'"namespaces":{"1":{"key":9,', "the namespace 1 says that it is 9"),
        (b'"links":{"1":{"ifindex":1,', b'"links":{"1":{"ifindex":4,', "link 1 of the namespace 1 says that it is 4"),
        (b'"id":"3f9c2ab81d04', b'"id":"xx9c2ab81d04', "the container 3f9c2ab81d04"),
    ],
)
def test_an_object_that_is_not_what_it_stands_as_is_told(part: bytes, other: bytes, said: str) -> None:
    data = encode(small_host())
    assert part in data
    with pytest.raises(SnapshotFileError, match=said) as caught:
        decode(data.replace(part, other, 1))
    assert caught.value.hint


@given(st.binary(max_size=60))
def test_no_bytes_crash_the_reader(data: bytes) -> None:
    with pytest.raises(SnapshotFileError):
        decode(b"{" + data)


def test_another_format_is_refused() -> None:
    data = encode(Snapshot()).replace(b'"format":%d' % FORMAT, b'"format":%d' % (FORMAT + 1))
    with pytest.raises(SnapshotFileError, match=f"format {FORMAT + 1}"):
        decode(data)


def test_fields_of_a_newer_netui_are_passed_over() -> None:
    data = encode(small_host()).replace(b"{", b'{"later":{"x":1},', 1)
    assert decode(data) == small_host()
