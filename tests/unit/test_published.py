"""A published port is followed to its process, and what cannot be seen is not called none."""

from typing import Any

import pytest

from netui.model import Snapshot
from netui.model.container import PortBinding, Subnet
from netui.model.firewall import Chain, FilterRule, Firewall, Table
from netui.model.published import Published, published
from netui.model.relations import Relations
from netui.model.socket import Process, Socket
from netui.text import Name
from tests.support.snapshots import HostBuilder, endpoint

ADDRESS = "172.30.0.3"
RULE = f"! -i br-1 -p tcp -m tcp --dport 8080 -j DNAT --to-destination {ADDRESS}:80"
HTTPD, WORKER, OTHER = (
    Process(11, Name(b"httpd"), started=1.0), Process(12, Name(b"httpd"), started=2.0), Process(13, Name(b"nc")),
)  # fmt: skip
PROXY = Process(99, Name(b"docker-proxy"))


def firewall(*texts: str, unreadable: tuple[str, ...] = ()) -> Firewall:
    rules = tuple(FilterRule(text, packets=7, bytes=420) for text in texts)
    return Firewall((Table("iptables-nft", "ip", "nat", (Chain("DOCKER", rules=rules),)),), unreadable)


def listens(address: str, port: int, *processes: Process, **more: Any) -> Socket:
    family = 10 if ":" in address else 2
    told: tuple[Process, ...] | None = more.pop("processes", processes)
    protocol, state = more.pop("protocol", "tcp"), more.pop("state", "LISTEN")
    return Socket(protocol, family, address, port, "::", 0, state, 1, 0, 0, told, **more)


def scene(
    rules: Firewall | None,
    inside: tuple[Socket, ...] | None,
    outside: tuple[Socket, ...] | None = (),
    binding: PortBinding | None = None,
) -> Snapshot:
    host = HostBuilder()
    host.space(1, host=True, firewall=rules, sockets=outside)
    host.space(2, sockets=inside)
    network = host.network("shop", "n1", subnets=(Subnet("172.30.0.0/24"),))
    ports = (binding or PortBinding(80, "tcp", "0.0.0.0", 8080),)
    place = endpoint(network, ADDRESS, "02:42:ac:1e:00:03")
    host.container("web", "c1", pid=11, namespace=2, endpoints=(place,), claimed_ports=ports)
    host.container("gone", "c2", state="exited", wanted_ports=ports)
    return host.snapshot()


def only(snapshot: Snapshot) -> Published:
    (found,) = published(Relations(snapshot))
    return found


def test_by_rule_to_the_eldest_of_the_processes_that_share_the_socket() -> None:
    found = only(scene(firewall(RULE), (listens("0.0.0.0", 80, WORKER, HTTPD),), (listens("0.0.0.0", 8080, PROXY),)))
    assert (found.target_address, found.target_port, found.way) == (ADDRESS, 80, "rule")
    assert (found.rule, found.packets, found.bytes) == (RULE, 7, 420)
    assert (found.listener, found.listening, found.proxy, found.evidence) == (HTTPD, True, PROXY, "exact")


@pytest.mark.parametrize(
    ("socket", "listening"),
    [
        (listens("::", 80, HTTPD), True),
        (listens(ADDRESS, 80, HTTPD), True),
        (listens(f"::ffff:{ADDRESS}", 80, HTTPD), True),
        (listens("::", 80, HTTPD, v6only=True), False),
        (listens("127.0.0.1", 80, HTTPD), False),
        (listens("0.0.0.0", 81, HTTPD), False),
        (listens("0.0.0.0", 80, HTTPD, state="ESTAB"), False),
        (listens("0.0.0.0", 80, HTTPD, protocol="udp", state="UNCONN"), False),
    ],
)
def test_only_a_socket_that_takes_such_packets_counts(socket: Socket, listening: bool) -> None:
    found = only(scene(firewall(RULE), (socket,)))
    assert (found.listening, found.listener, found.evidence) == (listening, HTTPD if listening else None, "exact")


def test_udp() -> None:
    rule = RULE.replace("tcp", "udp")
    inside = (listens("0.0.0.0", 80, HTTPD, protocol="udp", state="UNCONN"),)
    found = only(scene(firewall(RULE, rule), inside, binding=PortBinding(80, "udp", "0.0.0.0", 8080)))
    assert (found.rule, found.listener, found.evidence) == (rule, HTTPD, "exact")


def test_without_a_rule_docker_proxy_alone_is_a_way() -> None:
    found = only(scene(firewall(), (listens("0.0.0.0", 80, HTTPD),), (listens("0.0.0.0", 8080, PROXY),)))
    assert (found.way, found.proxy, found.listener, found.evidence) == ("proxy", PROXY, HTTPD, "inferred")


def test_the_docker_proxy_of_the_other_family_is_another() -> None:
    second = Process(98, Name(b"docker-proxy"))
    outside = (listens("0.0.0.0", 8080, PROXY), listens("::", 8080, second, v6only=True))
    for address, proxy in (("0.0.0.0", PROXY), ("::", second)):
        binding = PortBinding(80, "tcp", address, 8080)
        assert only(scene(firewall(), (listens("::", 80, HTTPD),), outside, binding)).proxy == proxy
    found = only(scene(firewall(), (), outside[:1], PortBinding(80, "tcp", "::", 8080)))
    assert (found.way, found.proxy) == ("none", None)


def test_claimed_by_the_daemon_and_nothing_brings_packets() -> None:
    found = only(scene(firewall(), (listens("0.0.0.0", 80, HTTPD),), (listens("0.0.0.0", 8080, OTHER),)))
    assert (found.way, found.proxy, found.rule, found.evidence) == ("none", None, "", "exact")


@pytest.mark.parametrize(
    "rules", [None, firewall(unreadable=("nftables and iptables-nft: not without CAP_NET_ADMIN",))]
)
def test_rules_that_may_not_be_read_are_not_none(rules: Firewall | None) -> None:
    found = only(scene(rules, (listens("0.0.0.0", 80, HTTPD),), (listens("0.0.0.0", 8080, PROXY),)))
    assert (found.way, found.evidence, found.proxy) == ("unreadable", "unreadable", PROXY)


def test_sockets_that_may_not_be_read_are_not_none() -> None:
    found = only(scene(firewall(RULE), None))
    assert (found.way, found.listening, found.evidence) == ("rule", None, "unreadable")
    found = only(scene(firewall(RULE), (listens("0.0.0.0", 80, processes=None),)))
    assert (found.listening, found.listener, found.evidence) == (True, None, "unreadable")


def test_several_answers_are_ambiguous() -> None:
    shared = (listens("0.0.0.0", 80, HTTPD), listens(ADDRESS, 80, OTHER))
    assert only(scene(firewall(RULE), shared)).evidence == "ambiguous"
    twice = firewall(RULE, RULE.replace(":80", ":81"))
    assert only(scene(twice, (listens("0.0.0.0", 80, HTTPD),))).evidence == "ambiguous"


def test_a_rule_that_leads_elsewhere_is_told_and_names_no_listener() -> None:
    found = only(scene(firewall(RULE.replace(ADDRESS, "10.9.9.9")), (listens("0.0.0.0", 80, HTTPD),)))
    assert (found.target_address, found.listener, found.listening) == ("10.9.9.9", None, None)
    assert found.evidence == "ambiguous"


def test_a_rule_for_one_address_is_not_one_for_all() -> None:
    narrow = f"-d 127.0.0.1/32 {RULE}"
    assert only(scene(firewall(narrow), (), binding=None)).way == "none"
    found = only(scene(firewall(narrow), (), binding=PortBinding(80, "tcp", "127.0.0.1", 8080)))
    assert (found.way, found.listening) == ("rule", False)
