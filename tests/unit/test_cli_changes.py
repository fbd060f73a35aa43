"""What `events` and `diff` say of a change."""

import json
from pathlib import Path

import msgspec
import pytest

from netui.__main__ import screen
from netui.cli.events import _new_limits
from netui.cli.main import run
from netui.model.diff import diff
from netui.model.firewall import Chain, FilterRule, Firewall, Table
from netui.model.link import Link
from netui.model.looked_at import looked_at_changes
from netui.model.moment import Moment
from netui.model.route import Route
from netui.model.snapshot import Limit, Snapshot, encode
from netui.model.socket import Process, Socket
from netui.objects.changes import Event, Teller, name_of, sentence
from netui.text import Name
from tests.support.objects import without
from tests.support.snapshots import BLUE, HOST, RED, hostile_host, small_host, with_link, without_link

replace = msgspec.structs.replace


def changed(key: int, ifindex: int, **fields: object) -> Snapshot:
    """The small host with one link altered."""
    host = small_host()
    link: Link = replace(host.namespaces[key].links[ifindex], **fields)
    return replace(host, namespaces={**host.namespaces, key: with_link(host, key, link)})


def told(old: Snapshot, new: Snapshot) -> list[str]:
    """Each change as a line."""
    changes = (*diff(old, new), *looked_at_changes(old, new))
    return [f"{one.namespace}: {sentence(one)}" for one in Teller(Moment(old, new)).events(changes)]


def red(**fields: object) -> Snapshot:
    """The small host with this read in red."""
    return without(small_host(), RED, **fields)


def filtered(*rules: str, policy: str = "accept", packets: int = 0, unreadable: tuple[str, ...] = ()) -> Snapshot:
    """Red with a chain of these rules, each having met so many packets."""
    standing = tuple(FilterRule(text, packets, packets, packets) for text in rules)
    chain = Chain("FORWARD", "forward", policy, 0, "filter", packets, packets, standing)
    return red(firewall=Firewall((Table("iptables-nft", "ip", "filter", (chain,)),), unreadable))


def listening(*ports: int, command: bytes = b"httpd", pid: int = 7, queue: int = 0) -> Snapshot:
    """Red with a program that listens on these ports, and a connection to it."""
    holder = (Process(pid, Name(command), "root", float(pid)),)
    talk = Socket("tcp", 2, "10.0.0.1", 80, "10.0.0.2", 40000 + pid, "ESTAB", 90 + pid, 0, 0, holder)
    sockets = (Socket("tcp", 2, "0.0.0.0", port, "0.0.0.0", 0, "LISTEN", pid, 0, 0, holder, queue) for port in ports)
    return red(sockets=(*sockets, talk))


CHAIN = "red: firewall iptables-nft ip filter/FORWARD"


def test_rules_of_a_packet_filter() -> None:
    assert told(filtered("-j A"), filtered("-j A", "-j DROP")) == [f"{CHAIN}: -j DROP added"]
    assert told(filtered("-j A", "-j DROP"), filtered("-j A")) == [f"{CHAIN}: -j DROP removed"]
    assert told(filtered("-j A"), filtered("-j A", "-j A")) == [f"{CHAIN}: -j A added"]
    assert told(filtered(policy="accept"), filtered(policy="drop")) == [f"{CHAIN}: policy accept → drop"]
    assert told(filtered("-j A", "-j B"), filtered("-j B", "-j A")) == [f"{CHAIN}: order is another"]
    assert told(filtered("-j A", "-j B"), filtered("-j C", "-j A", "-j B")) == [f"{CHAIN}: -j C added"]
    assert told(filtered("-m comment --comment \\x1b"), filtered()) == [
        f"{CHAIN}: -m comment --comment \\x1b removed"
    ]


def test_what_counts_is_no_change() -> None:
    assert told(filtered("-j A", packets=1), filtered("-j A", packets=2)) == []
    assert told(listening(80, pid=7), listening(80, pid=8, queue=3)) == []


def test_what_was_not_read_both_times_is_no_change() -> None:
    host, hidden = small_host(), red(firewall=Firewall((), ("nft may not be run",)))
    for read in (filtered("-j A"), listening(80), red(sysctls={"net.ipv4.ip_forward": "1"})):
        assert told(host, read) == told(read, host) == []
    assert told(filtered("-j A"), hidden) == told(hidden, filtered("-j A")) == []
    unreadable = ("nft may not be run",)
    assert told(filtered("-j A"), filtered(unreadable=unreadable)) == [f"{CHAIN}: -j A removed"]


def test_listening_sockets() -> None:
    assert told(listening(80), listening(80, 443)) == ["red: socket tcp 0.0.0.0:443 added"]
    assert told(listening(80), listening()) == ["red: socket tcp 0.0.0.0:80 removed"]
    assert told(listening(80), listening(80, command=b"nc")) == [
        "red: socket tcp 0.0.0.0:80: held by +nc of root -httpd of root"
    ]


def test_sysctls() -> None:
    forward, rp_filter = "net.ipv4.ip_forward", "net.ipv4.conf.eth0.rp_filter"
    before = red(sysctls={forward: "1", rp_filter: "2"})
    assert told(before, red(sysctls={forward: "0", rp_filter: "2"})) == [f"red: sysctl {forward}: value 1 → 0"]
    assert told(before, red(sysctls={forward: "1", rp_filter: "1"})) == [f"red: sysctl {rp_filter}: value 2 → 1"]
    assert told(before, red(sysctls={forward: "1"})) == []  # gone with its link
    assert told(before, red(sysctls={rp_filter: "2"})) == [f"red: sysctl {forward} removed"]


def test_words_for_links() -> None:
    assert told(small_host(), changed(HOST, 2, mtu=1400)) == ["host: link eth0: mtu 1500 → 1400"]
    assert told(small_host(), changed(HOST, 2, flags=0, operstate=2)) == ["host: link eth0: state up → down"]
    assert told(small_host(), changed(HOST, 2, master=4)) == ["host: link eth0: master – → br-161847f4fecf"]
    assert told(small_host(), changed(HOST, 2, name=Name(b"wan0"))) == ["host: link wan0: name eth0 → wan0"]


def test_link_gone() -> None:
    host = small_host()
    after = replace(host, namespaces={**host.namespaces, HOST: without_link(host, HOST, 2)})
    assert told(host, after) == ["host: link eth0 removed"]
    assert told(after, host) == ["host: link eth0 added"]


def test_namespace_gone_keeps_its_name() -> None:
    host = small_host()
    after = replace(host, namespaces={key: one for key, one in host.namespaces.items() if key != RED})
    lines = told(host, after)
    assert lines[0] == "red: namespace red removed"
    assert all(line.startswith("red: ") for line in lines)


def test_a_name_lost_before_the_end_is_remembered() -> None:
    host = small_host()
    nameless = replace(host.namespaces[RED], names=(), holders=())
    between = replace(host, namespaces={**host.namespaces, RED: nameless})
    after = replace(host, namespaces={key: one for key, one in host.namespaces.items() if key != RED})
    known: dict[int, Name] = {}
    list(Teller(Moment(host, between, known)).events(diff(host, between)))
    events = list(Teller(Moment(between, after, known)).events(diff(between, after)))
    assert {str(one.namespace) for one in events} == {"red"}


def test_addresses_and_routes() -> None:
    host = small_host()
    bare = replace(host.namespaces[BLUE], addresses=(), routes=())
    lines = told(host, replace(host, namespaces={**host.namespaces, BLUE: bare}))
    assert any(line.startswith("blue: address 10.0.0.2/24 on ") and line.endswith(" removed") for line in lines)
    assert any(line.startswith("blue: route 10.0.0.0/24 on ") for line in lines)


def test_containers() -> None:
    host = small_host()
    (web,) = [one for one in host.docker.containers.values() if one.name == "web"]
    stopped = replace(web, state="exited", pid=0, sandbox_id="", started="later")
    docker = replace(host.docker, containers={**host.docker.containers, web.id: stopped})
    assert told(host, replace(host, docker=docker)) == ["container:web: container web: state running → exited"]


def test_what_nobody_sees_is_no_event() -> None:
    host = small_host()
    (web,) = [one for one in host.docker.containers.values() if one.name == "web"]
    same = replace(web, sandbox_key="/elsewhere")
    docker = replace(host.docker, containers={**host.docker.containers, web.id: same})
    assert told(host, replace(host, docker=docker)) == []


def test_hostile_names_are_safe_in_every_sentence() -> None:
    for lines in (told(Snapshot(), hostile_host()), told(hostile_host(), Snapshot())):
        assert lines
        assert all(line.isprintable() for line in lines)


def test_lost_events_are_told() -> None:
    message = "events were lost once, and everything was read again"
    assert sentence(Event("added", "limit", None, name_of(message))) == message


def test_other_processes_that_are_hidden_are_no_event_and_lost_events_are() -> None:
    def limited(*limits: tuple[str, str]) -> Snapshot:
        return Snapshot(limits=tuple(Limit(subject, message) for subject, message in limits))

    one, two = ("processes", "sshd 1"), ("processes", "sshd 1, sh 2")
    assert [str(event.name) for event in _new_limits(limited(), limited(one))] == ["sshd 1"]
    assert list(_new_limits(limited(one), limited(two))) == []
    once, twice = ("events", "events were lost once"), ("events", "events were lost 2 times")
    assert [str(event.name) for event in _new_limits(limited(once), limited(twice))] == ["events were lost 2 times"]


@pytest.mark.parametrize("namespace", ["", "host", "red"])
def test_diff_of_files(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes], namespace: str) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    old.write_bytes(encode(small_host()))
    new.write_bytes(encode(changed(HOST, 2, mtu=1400)))
    words = ["diff", str(old), str(new), *(["-n", namespace] if namespace else [])]
    assert run(words, screen) == 0
    text = capsysbinary.readouterr().out.decode()
    assert text == ("" if namespace == "red" else "host\n  ~ link eth0: mtu 1500 → 1400\n")
    assert run([*words, "--json"], screen) == 0
    events = json.loads(capsysbinary.readouterr().out)
    if namespace == "red":
        assert events == []
    else:
        (event,) = events
        assert event["changes"] == {"mtu": {"before": 1500, "after": 1400}}
        assert (event["action"], event["kind"], event["namespace"]) == ("changed", "link", "host")


def test_diff_of_the_same_is_empty(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    path = tmp_path / "same"
    path.write_bytes(encode(hostile_host()))
    assert run(["diff", str(path), str(path)], screen) == 0
    assert capsysbinary.readouterr().out == b""


def test_diff_says_what_it_could_not_compare(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    old.write_bytes(encode(small_host()))
    new.write_bytes(encode(filtered("-j A")))
    assert run(["diff", str(old), str(new)], screen) == 0
    said = capsysbinary.readouterr()
    assert said.out == b""
    assert b"the firewall of 1 namespace was read in one of the two alone" in said.err


def test_diff_counts_the_kernels_own_upkeep(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    before = changed(HOST, 2, mtu=1400)
    space = before.namespaces[HOST]
    upkept = tuple(Route(2, 255, f"192.0.2.{one}", 32, "", 2, "", 0, 2, 2, 254) for one in (77, 78))
    after = replace(before, namespaces=before.namespaces | {HOST: replace(space, routes=space.routes + upkept)})
    old, new = tmp_path / "old", tmp_path / "new"
    old.write_bytes(encode(small_host()))
    new.write_bytes(encode(after))

    def told(*words: str) -> bytes:
        assert run(["diff", str(old), str(new), *words], screen) == 0
        return capsysbinary.readouterr().out

    assert told().decode() == ("host\n  ~ link eth0: mtu 1500 → 1400\n    2 × upkeep of the kernel: 2 routes\n")
    assert told("--all").decode().count("+ route 192.0.2.7") == 2
    assert len(json.loads(told("--json"))) == 3


def test_diff_tells_what_a_link_had_with_the_link(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    before = small_host()
    space = before.namespaces[RED]
    without = replace(
        without_link(before, RED, 3),
        addresses=tuple(one for one in space.addresses if one.ifindex != 3),
        routes=tuple(one for one in space.routes if one.ifindex != 3),
    )
    old, new = tmp_path / "old", tmp_path / "new"
    old.write_bytes(encode(before))
    new.write_bytes(encode(replace(before, namespaces=before.namespaces | {RED: without})))

    def told(*words: str) -> list[str]:
        assert run(["diff", str(old), str(new), *words], screen) == 0
        return capsysbinary.readouterr().out.decode().splitlines()

    assert told()[-1] == "  - link red0 removed, with 1 address, 1 route"
    assert [line.split()[1] for line in told("--all")[-3:]] == ["link", "address", "route"]
