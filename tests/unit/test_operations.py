"""The registry is whole and says what README says; commands read as people write them; the history folds."""

import re
from pathlib import Path

import pytest

from netui.cli.operating import command_of
from netui.core.history.history import History, Past
from netui.core.history.record import Act, Begun, Ended, Result
from netui.errors import HistoryError
from netui.model import action as act
from netui.model.action import AnyAction, Hop, LinkAt, RouteTo, Where
from netui.model.route import Rule
from netui.operations.changed import Changed
from netui.operations.delta import Delta
from netui.operations.operation import Operation
from netui.operations.registry import NOUNS, find, operations
from netui.operations.shell import command
from netui.operations.state import SpaceState
from netui.text import Name
from tests.support.readme import table

ROOT = Path(__file__).parents[2]
SHARED = {"json", "saved", "from", "read_only", "dry_run", "yes", "help"}
KEYS = set("n e d u U r m a b c x w i E L")
"""Those of the table of keys that change or run something."""


def test_readmes_table_is_the_registrys() -> None:
    assert "\n".join(table()) in (ROOT / "README.md").read_text("utf-8")


def test_ids_are_unique_and_every_noun_has_its_place() -> None:
    ids = [one.id for one in operations()]
    assert len(ids) == len(set(ids)) > 25
    assert {one.noun for one in operations()} == set(NOUNS)
    assert find("link", "up") is not None
    assert find("link", "fly") is None


@pytest.mark.parametrize("operation", operations(), ids=lambda one: one.id)
def test_an_operation_says_what_it_is(operation: Operation) -> None:
    assert re.fullmatch(r"[A-Z].*[.;]", operation.summary)
    assert operation.key in {"", *KEYS}
    assert bool(operation.lost) is (operation.undo == "partial")
    fields = [field.name for field in operation.fields]
    assert len(fields) == len(set(fields))
    assert not SHARED & set(fields)
    assert all(re.fullmatch(r"[^A-Z].*[^.]", field.help) or field.help[0].isupper() for field in operation.fields)
    positional = [field for field in operation.fields if field.positional]
    assert not any(field.many for field in positional[:-1])
    made = command_of(operation.noun, operation.verb)
    assert made is not None
    assert made.get_short_help_str(200)


RED, HOST = Where(Name(b"red"), Name(b"/run/netns/red")), Where(Name(b"host"))
PID = Where(Name(b"pid:7"), Name(b"/proc/7/ns/net"))
WEB = Where(Name(b"container:web"), Name(b"/proc/99/ns/net"))
FD = Where(Name(b"inode:5"), Name(b"/proc/7/fd/3"))
V0 = LinkAt(RED, Name(b"v0"))


@pytest.mark.parametrize(
    ("action", "text"),
    [
        (act.CreateNamespace(Name(b"-x")), "ip netns add -x"),
        (act.NameNamespace(PID, Name(b"red")), "ip netns attach red 7"),
        (act.NameNamespace(FD, Name(b"red")), "touch /run/netns/red && mount --bind /proc/7/fd/3 /run/netns/red"),
        (act.CreateVeth(LinkAt(HOST, Name(b"a")), V0), "ip link add name a type veth peer name v0 netns red"),
        (act.CreateVeth(V0, LinkAt(RED, Name(b"b"))), "ip -n red link add name v0 type veth peer name b"),
        (act.MoveLink(V0, HOST), "ip -n red link set dev v0 netns $$"),
        (act.MoveLink(V0, PID, Name(b"e")), "ip -n red link set dev v0 netns 7 name e"),
        (act.MoveLink(V0, FD), "ip -n red link set dev v0 netns /proc/7/fd/3"),
        (act.SetLink(V0, up=True, mtu=9), "ip -n red link set dev v0 mtu 9 up"),
        (act.SetLink(V0, master=Name(), alias=Name()), "ip -n red link set dev v0 alias '' nomaster"),
        (act.SetLink(LinkAt(PID, Name(b"up")), up=False), "nsenter --net=/proc/7/ns/net ip link set dev up down"),
        (
            act.SetLink(LinkAt(WEB, Name(b"e")), up=True),
            "nsenter --net=/proc/$(docker inspect -f '{{.State.Pid}}' web)/ns/net ip link set dev e up",
        ),
        (act.MoveLink(V0, WEB), """ip -n red link set dev v0 netns "$(docker inspect -f '{{.State.Pid}}' web)\""""),
        (
            act.CreateLink(V0, "vxlan", LinkAt(RED, Name(b"e")), {"id": 7, "learning": False, "port": 4789}),
            "ip -n red link add name v0 type vxlan id 7 dstport 4789 nolearning dev e",
        ),
        (
            act.CreateLink(V0, "macvlan", LinkAt(RED, Name(b"e")), {"mode": "bridge"}),
            "ip -n red link add name v0 link e type macvlan mode bridge",
        ),
        (act.SetPort(V0, {"isolated": True, "cost": 5}), "bridge -n red link set dev v0 isolated on cost 5"),
        (act.AddAddress(V0, "10.0.0.1", peer="10.0.0.2/32"), "ip -n red addr add 10.0.0.1 peer 10.0.0.2/32 dev v0"),
        (act.AddAddress(V0, "2001:db8::1/64", flags=2), "ip -n red addr add 2001:db8::1/64 dev v0 nodad"),
        (act.AddRoute(RED, RouteTo("default", 10, "fe80::1", Name(b"v0"))),
         "ip -n red -6 route add default via fe80::1 dev v0"),
        (act.AddRoute(RED, RouteTo("10.0.0.0/8", 2, "fe80::1", Name(b"v0"), 100, 5)),
         "ip -n red route add 10.0.0.0/8 via inet6 fe80::1 dev v0 table 100 metric 5"),
        (act.AddRoute(HOST, RouteTo("10.0.0.0/8", 2, hops=(Hop("10.0.0.1"), Hop("10.0.0.2", weight=3)))),
         "ip route add 10.0.0.0/8 nexthop via 10.0.0.1 nexthop via 10.0.0.2 weight 3"),
        (act.DeleteRoute(HOST, RouteTo("10.0.0.0/8", 2, type=7)), "ip route delete unreachable 10.0.0.0/8"),
        (act.AddRule(RED, Rule(2, 5, 254, 1, mark=7, mask=0xFFFFFFFF)),
         "ip -n red rule add from all fwmark 0x7 pref 5 lookup main"),
        (act.AddNeighbour(V0, "10.0.0.9", "02:00:00:00:00:01"),
         "ip -n red neigh add 10.0.0.9 lladdr 02:00:00:00:00:01 dev v0 nud permanent"),
        (act.AddFdb(V0, "02:00:00:00:00:01"), "bridge -n red fdb add 02:00:00:00:00:01 dev v0 master static"),
        (act.SetSysctl(RED, "net.ipv4.ip_forward", "1"), "ip netns exec red sysctl -w net.ipv4.ip_forward=1"),
        (act.SetSysctl(HOST, "net.ipv4.ip_forward", "1"), "sysctl -w net.ipv4.ip_forward=1"),
    ],
)  # fmt: skip
def test_commands_as_people_write_them(action: AnyAction, text: str) -> None:
    assert command(action) == text


CHANGED = Delta((Changed(None, SpaceState(RED)),))


def past(folder: Path, *records: tuple[Act, int, Result]) -> Past:
    """The history of these changes: what was done, to which one, and how it ended."""
    history = History(folder / "state", "test")
    for number, (what, target, result) in enumerate(records, 1):
        history.append(Begun(number, what, f"change {number}", (), 0.0, 0, 1, target))
        changed = CHANGED if what == "do" and result in ("done", "failed") else Delta()
        history.append(Ended(number, result, 0.0, delta=changed))
    return history.read()


def ids(folder: Path, *records: tuple[Act, int, Result]) -> tuple[list[int], list[int]]:
    """What can be undone, and redone."""
    told = past(folder, *records)
    return [one.begun.id for one in told.done], [one.begun.id for one in told.undone]


def test_the_last_change_is_undone_first(tmp_path: Path) -> None:
    assert ids(tmp_path, ("do", 0, "done"), ("do", 0, "done"), ("undo", 2, "done")) == ([1], [2])


def test_what_was_redone_can_be_undone_again(tmp_path: Path) -> None:
    assert ids(tmp_path, ("do", 0, "done"), ("undo", 1, "done"), ("redo", 1, "done")) == ([1], [])


def test_a_new_change_forgets_what_was_undone(tmp_path: Path) -> None:
    assert ids(tmp_path, ("do", 0, "done"), ("undo", 1, "done"), ("do", 0, "done")) == ([3], [])


def test_what_was_taken_back_cannot_be_undone_and_what_is_left_can(tmp_path: Path) -> None:
    assert ids(tmp_path, ("do", 0, "taken back"), ("do", 0, "failed")) == ([2], [])


def test_what_was_refused_changes_nothing_that_can_be_undone(tmp_path: Path) -> None:
    assert ids(tmp_path, ("do", 0, "done"), ("do", 0, "refused"), ("undo", 1, "refused")) == ([1], [])


def test_a_history_of_before_is_read(tmp_path: Path) -> None:
    """A change of which nothing was done, as it was written then."""
    history = History(tmp_path / "state", "test")
    history.append(Begun(1, "do", "link up", (), 0.0, 0, 1))
    history.append(Ended(1, "taken back", 0.0, message="it will not"))
    (entry,) = history.read().entries
    assert entry.ended and entry.ended.word == "taken back" and history.read().torn == 0


def test_a_change_that_was_broken_off_is_told(tmp_path: Path) -> None:
    history = History(tmp_path / "state", "test")
    history.append(Begun(1, "do", "x", (), 0.0, 0, 1))
    (entry,) = history.read().entries
    assert entry.ended is None
    assert history.read().done == ()


def test_somebody_elses_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "state").symlink_to(tmp_path / "there")
    with pytest.raises(HistoryError, match="not a folder of this user alone"):
        History(tmp_path / "state", "test").append(Begun(1, "do", "x", (), 0.0, 0, 1))
