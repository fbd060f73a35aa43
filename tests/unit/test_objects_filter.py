"""What filters keep of a list."""

from typing import Any

import pytest

from netui.errors import UsageError
from netui.objects.directory import Directory
from netui.objects.filter import parse_filter
from netui.objects.registry import OBJECTS, find
from netui.objects.vocabulary import check
from tests.support.objects import full_host
from tests.support.snapshots import HOSTILE, HostBuilder, hostile_host


def kept(noun: str, *words: str) -> list[Any]:
    matches = parse_filter(words)
    return [row for row in find(noun).rows(Directory(full_host())) if matches(row)]


def names(noun: str, *words: str) -> list[str]:
    return [str(row.name) for row in kept(noun, *words)]


@pytest.mark.parametrize(
    ("noun", "words", "found"),
    [
        ("namespace", ["red"], ["red", "container:cache"]),  # redis-server holds it
        ("namespace", ["ns:RED"], ["red"]),
        ("namespace", ["container:web"], ["container:web"]),
        ("namespace", ["kind:named"], ["blue", "red"]),
        ("namespace", ["inode:4026532002"], []),
        ("link", ["blue0", "ns:red"], ["red0"]),
        ("link", ["name:red"], ["red0"]),
        ("link", ["kind:loopback", "ns:red"], ["lo"]),
        ("link", ["kind:physical"], ["eth0"]),
        ("link", ["kind:bridge", "state:up"], ["br-161847f4fecf"]),
        ("link", ["state:no-carrier"], ["docker0", "eth1"]),
        ("link", ["ip:10.0.0.0/24"], ["blue0", "red0"]),
        ("link", ["ip:10.0.0.1"], ["red0"]),
        ("link", ["ip:10"], ["blue0", "red0"]),
        ("link", ["ip:2001:db8::/32"], ["eth0"]),
        ("link", ["ip:2001:DB8::10"], ["eth0"]),
        ("link", ["ip:fe80:"], ["eth0"]),
        ("link", ["02:42:ac:1e:00:03"], ["eth0"]),
        ("link", ["container:db", "ns:host"], ["veth6c8af96"]),
        ("container", ["state:stale"], ["cache"]),
        ("container", ["state:running", "ip:172.30.0.0/24"], ["db", "web"]),
        ("container", ["container:web"], ["cache", "web"]),
        ("container", ["SHOP", "postgres"], []),
        ("network", ["kind:null"], ["none"]),
        ("network", ["ip:172.30.0.7/32"], []),
        ("network", ["172.30"], ["shop"]),
    ],
)
def test_by_name(noun: str, words: list[str], found: list[str]) -> None:
    assert names(noun, *words) == found


def test_a_containers_own_namespace_in_lists_that_know_no_containers() -> None:
    assert {str(row.namespace) for row in kept("route", "container:web")} == {"container:web"}
    assert {str(row.namespace) for row in kept("socket", "container:web")} == {"container:web"}


def test_addresses_in_routes_sockets_and_rules_of_packet_filters() -> None:
    found = [row.destination for row in kept("route", "ip:10.9.0.0/16")]
    assert found == ["10.9.0.0/16"]
    assert [row.state for row in kept("socket", "ip:2001:db8::99")] == ["ESTAB"]
    assert [row.number for row in kept("firewall", "ip:172.30.0.3")] == [1]


def test_an_ipv4_address_that_an_ipv6_socket_holds() -> None:
    host = HostBuilder()
    host.space(1, host=True)
    host.link(1, 2, b"eth0", addresses=("::ffff:192.0.2.1/128",))
    matches = parse_filter(["ip:192.0.2.0/24"])
    assert [row.link for row in find("address").rows(Directory(host.snapshot())) if matches(row)] == [b"eth0"]


def test_no_words_keep_everything() -> None:
    assert len(kept("link")) == len(kept("link", "")) == len(find("link").rows(Directory(full_host())))


@pytest.mark.parametrize("word", ["knd:veth", "Tcp:80", "http://x", "naïve:x", "ipp:1"])
def test_prefixes_that_do_not_exist(word: str) -> None:
    with pytest.raises(UsageError) as raised:
        parse_filter([word])
    assert raised.value.hint == "filters are ns: kind: ip: state: container:"
    assert raised.value.message.isprintable()


@pytest.mark.parametrize(
    "word", ["fe80::1", "::", "dead:beef", "02:42:ac:1e:00:03", "pid:4711", "net:[4026531840]", "a:"]
)
def test_addresses_and_names_with_colons_are_plain_text(word: str) -> None:
    parse_filter([word])


@pytest.mark.parametrize("word", ["ip:", "ip:x", "ip:10.0.0.1 ", "ip:\x1b"])
def test_what_is_no_address(word: str) -> None:
    with pytest.raises(UsageError) as raised:
        parse_filter([word])
    assert raised.value.message.isprintable()


@pytest.mark.parametrize(
    ("noun", "word", "said", "hint"),
    [
        ("link", "kind:nosuch", "kind:nosuch can fit no link", "here are bridge, loopback, physical, veth"),
        ("link", "state:foo", "state:foo can fit no link", "up, down, no-carrier"),
        ("link", "state:arrier", "state:arrier can fit no link", "no-carrier"),
        ("socket", "state:listening", "state:listening can fit no socket", "listen"),
        ("neighbour", "state:gone", "state:gone can fit no neighbour", "reachable"),
        ("container", "state:up", "state:up can fit no container", "running"),
        ("namespace", "kind:pod", "kind:pod can fit no namespace", "container"),
        ("port", "kind:icmp", "kind:icmp can fit no port", "tcp, udp, sctp"),
        ("route", "state:up", "state: fits no route: it has no state", "netui route list --json"),
        ("network", "NS:red", "ns: fits no network: it has no namespace", "netui network list --json"),
        ("link", "kind:\x1b[31m", "kind:\\x1b[31m can fit no link", "veth"),
    ],
)
def test_what_can_never_fit(noun: str, word: str, said: str, hint: str) -> None:
    rows = find(noun).rows(Directory(full_host()))
    with pytest.raises(UsageError) as raised:
        check(find(noun), ["kind:veth" if noun == "link" else "x", word], rows)
    assert raised.value.message == said
    assert hint in raised.value.hint


@pytest.mark.parametrize(
    ("noun", "words"),
    [
        ("link", ["kind:vlan", "state:dormant"]),
        ("link", ["kind:VETH", "state:LOWERLAYERDOWN", "container:no", "name:no", "ns:no", "ip:10.1.1.1", "no"]),
        ("socket", ["state:time-wait", "kind:tcp"]),
        ("container", ["state:stale", "container:no"]),
        ("network", ["kind:anything"]),
        ("namespace", ["ns:no", "kind:mount"]),
    ],
)
def test_what_merely_does_not_fit_now(noun: str, words: list[str]) -> None:
    check(find(noun), words, [])


def test_a_kind_that_is_there_fits_whoever_knows_it() -> None:
    host = HostBuilder()
    host.space(1, host=True)
    host.link(1, 2, b"new0", kind="brandnew")
    rows = find("link").rows(Directory(host.snapshot()))
    check(find("link"), ["kind:brandnew"], rows)
    with pytest.raises(UsageError):
        check(find("link"), ["kind:brandnew"], [])


@pytest.mark.parametrize("kind", OBJECTS, ids=lambda one: one.noun)
def test_every_filter_works_on_every_object(kind: Any) -> None:
    rows = [*kind.rows(Directory(full_host())), *kind.rows(Directory(hostile_host()))]
    for word in ("x", "ns:x", "kind:x", "ip:10.0.0.0/8", "ip:1", "state:x", "container:x", "name:x"):
        matches = parse_filter([word])
        for row in rows:
            assert matches(row) in (True, False)


def test_hostile_names_are_found_by_their_bytes() -> None:
    directory = Directory(hostile_host())
    for raw in HOSTILE:
        text = raw.decode("utf-8", "surrogateescape")
        if text.partition(":")[0].isalpha() and ":" in text:
            continue
        matches = parse_filter([text])
        assert any(row.name == raw for row in find("link").rows(directory) if matches(row))


def test_a_number_is_no_address() -> None:
    host = HostBuilder()
    host.space(1, host=True)
    host.link(1, 10, b"a", mtu=1000)
    host.link(1, 11, b"b", addresses=("10.0.0.1/8",))
    matches = parse_filter(["ip:10"])
    assert [row.name for row in find("link").rows(Directory(host.snapshot())) if matches(row)] == [b"b"]
