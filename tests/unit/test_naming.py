"""What netui prints as a namespace's name, it accepts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from netui.errors import NotFoundError, UsageError
from netui.model import Holder, Limit, Namespace, Snapshot
from netui.model.namespace import HolderKind
from netui.model.naming import find_namespace, main_process, namespace_kind, namespace_name, observed_from
from netui.model.relations import Relations
from netui.text import Name, safe
from tests.support.snapshots import BLUE, HOST, RED, SLEEP, STALE, WEB, hostile_host, small_host

NAMES = (
    b"host",
    b"pid:7",
    b"inode:4026532001",
    b"container:web",
    b"name:red",
    b"\x1b[31m",
    b"\xff",
    b"a\nb",
    b"\\x41",
)


def relations_of(*spaces: Namespace) -> Relations:
    return Relations(Snapshot(namespaces={space.key: space for space in spaces}))


def space(key: int, *names: bytes, host: bool = False, holders: tuple[Holder, ...] = ()) -> Namespace:
    return Namespace(key=key, inode=4026532000 + key, names=tuple(map(Name, names)), host=host, holders=holders)


@pytest.fixture(scope="module")
def relations() -> Relations:
    return Relations(small_host())


@pytest.mark.parametrize(
    ("key", "name", "kind"),
    [
        (HOST, "host", "host"),
        (RED, "red", "named"),
        (WEB, "container:web", "container"),
        (SLEEP, "pid:9120", "process"),
        (STALE, "container:cache", "container"),
    ],
)
def test_names_and_kinds(relations: Relations, key: int, name: str, kind: str) -> None:
    one = relations.snapshot.namespaces[key]
    assert str(namespace_name(relations, one)) == name
    assert namespace_kind(relations, one) == kind


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("host", HOST), ("red", RED), ("name:blue", BLUE), ("container:web", WEB), ("pid:4721", WEB),
        ("pid:812", HOST),
        (f"inode:{4026532000 + SLEEP}", SLEEP),
    ],
)  # fmt: skip
def test_the_grammar(relations: Relations, text: str, key: int) -> None:
    assert find_namespace(relations, text).key == key


@pytest.mark.parametrize("snapshot", [small_host(), hostile_host()], ids=["small", "hostile"])
def test_what_is_printed_is_accepted(snapshot: Snapshot) -> None:
    relations = Relations(snapshot)
    for one in snapshot.namespaces.values():
        assert find_namespace(relations, str(namespace_name(relations, one))) is one


@given(st.binary(min_size=1, max_size=20))
def test_any_name_leads_back_in_both_forms(raw: bytes) -> None:
    one, host = space(2, raw), space(1, host=True)
    relations = relations_of(host, one)
    name = namespace_name(relations, one)
    assert find_namespace(relations, str(name)) is one
    assert find_namespace(relations, bytes(name).decode("utf-8", "surrogateescape")) is one


@pytest.mark.parametrize("raw", NAMES)
def test_a_name_that_looks_like_something_else_is_forced(raw: bytes) -> None:
    one = space(2, raw)
    relations = relations_of(space(1, host=True), one, space(7))
    name = namespace_name(relations, one)
    assert find_namespace(relations, str(name)) is one
    assert find_namespace(relations, f"name:{safe(raw)}") is one


def test_the_shown_form_wins_over_anothers_bytes() -> None:
    """Whoever can name a namespace could else take the place of another in what is copied from the screen."""
    escaped, plain = space(1, b"\x1b"), space(2, b"\\x1b")
    for order in ((escaped, plain), (plain, escaped)):
        relations = relations_of(*order)
        for one in order:
            assert find_namespace(relations, str(namespace_name(relations, one))) is one


def test_kinds_of_the_nameless() -> None:
    kinds = ("process", "thread", "fd", "socket", "mount")
    spaces = [space(key, holders=(Holder(kind, 10 + key),)) for key, kind in enumerate(kinds)]  # type: ignore[arg-type]
    relations = relations_of(*spaces, space(9))
    for one, kind in zip(spaces, kinds, strict=True):
        assert namespace_kind(relations, one) == kind
        expected = f"pid:{10 + one.key}" if kind == "process" else f"inode:{one.inode}"
        assert str(namespace_name(relations, one)) == expected
    assert namespace_kind(relations, relations.snapshot.namespaces[9]) == "unknown"


def test_the_oldest_process_stands_for_a_namespace() -> None:
    holders = (
        Holder("fd", 1, started=1.0),
        Holder("process", 30, started=9.0),
        Holder("process", 20, started=5.0),
        Holder("process", 25, started=5.0),
    )
    main = main_process(space(1, holders=holders))
    assert main and main.pid == 20
    assert main_process(space(1, holders=holders[:1])) is None


@pytest.mark.parametrize("kind", ["thread", "fd", "socket", "mount"])
def test_a_process_that_only_holds_a_namespace_is_not_in_it(kind: HolderKind) -> None:
    held, home = space(2, holders=(Holder(kind, 5),)), space(3, holders=(Holder("process", 5),))
    assert find_namespace(relations_of(held, home), "pid:5") is home


@pytest.mark.parametrize(
    "text", ["gone", "name:gone", "container:gone", "container:job", "pid:999999", "inode:1", "", "name:"]
)
def test_what_is_not_there_is_not_found(relations: Relations, text: str) -> None:
    with pytest.raises(NotFoundError) as caught:
        find_namespace(relations, text)
    assert caught.value.hint


@pytest.mark.parametrize("text", ["pid:", "pid:x", "pid:-1", "inode:0x10", "inode: 5", "pid:²"])
def test_a_number_is_a_number(relations: Relations, text: str) -> None:
    with pytest.raises(UsageError, match="number"):
        find_namespace(relations, text)


def test_a_complaint_holds_no_raw_byte(relations: Relations) -> None:
    with pytest.raises(NotFoundError) as caught:
        find_namespace(relations, "\x1b[31m\udcff")
    assert str(caught.value).isprintable() and "\\x1b[31m\\xff" in str(caught.value)


def test_a_namespace_that_may_be_hidden_is_not_said_to_be_none() -> None:
    limits = (Limit("processes", "3 processes are hidden"), Limit("docker", "Docker hangs"))
    relations = Relations(replace(small_host(), limits=limits))
    for name, hidden in (("pid:9", "3 processes are hidden"), ("container:no", "Docker hangs"), ("no", "no")):
        with pytest.raises(NotFoundError) as raised:
            find_namespace(relations, name)
        assert raised.value.message.endswith(hidden)


def test_what_another_netui_observes_from_is_recognised_only_where_it_is_empty() -> None:
    links = small_host().namespaces[HOST].links
    lo, eth0 = links[1], links[2]
    mine = Holder("socket", 812, command=Name(b"netui"), path=Name(b"/proc/812/fd/9"))
    empty = Namespace(key=5, inode=4, links={1: lo}, holders=(mine, mine))
    assert observed_from(empty) == mine
    for other in (
        replace(empty, links={1: lo, 2: eth0}),
        replace(empty, holders=(mine, replace(mine, pid=813))),
        replace(empty, holders=(replace(mine, command=Name(b"sshd")),)),
        replace(empty, holders=(mine, Holder("process", 900))),
        replace(empty, holders=()),
        replace(empty, readable=False),
    ):
        assert observed_from(other) is None
