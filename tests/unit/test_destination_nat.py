"""What rules do to destinations, as iptables and nft write it."""

import pytest

from netui.model.destination_nat import destination_nat
from netui.model.firewall import FilterRule, Table
from netui.text import safe

IP, IP6 = Table("iptables-nft", "ip", "nat"), Table("iptables-legacy", "ip6", "nat")
NFT, INET = Table("nft", "ip", "docker-bridges"), Table("nft", "inet", "n")

READ = [
    (IP, "-d 10.0.0.1/32 ! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80",
     ("ip", "tcp", "10.0.0.1", ((8080, 8080),), "172.17.0.2", (80, 80))),
    (IP, "-p udp -m udp --dport 8000:8010 -j DNAT --to-destination 172.17.0.2:80-90",
     ("ip", "udp", "", ((8000, 8010),), "172.17.0.2", (80, 90))),
    (IP, "-p tcp -m multiport --dports 80,443,8000:8010 -j DNAT --to-destination 172.17.0.2",
     ("ip", "tcp", "", ((80, 80), (443, 443), (8000, 8010)), "172.17.0.2", None)),
    (IP, "! -d 10.0.0.1/32 -p tcp -m tcp --dport 81 -j DNAT --to-destination 10.0.0.2-10.0.0.9:80 --random",
     ("ip", "tcp", "", ((81, 81),), "10.0.0.2", (80, 80))),
    (IP, "-p tcp -m tcp --dport 99 -j REDIRECT --to-ports 80", ("ip", "tcp", "", ((99, 99),), "", (80, 80))),
    (IP, "-p tcp -m tcp --dport 99 -j DNAT --to-destination :81", ("ip", "tcp", "", ((99, 99),), "", (81, 81))),
    (IP6, "-d fd00::1/128 -p tcp -m tcp --dport 8080 -j DNAT --to-destination [fd00::2]:80",
     ("ip6", "tcp", "fd00::1", ((8080, 8080),), "fd00::2", (80, 80))),
    (IP6, "-p tcp -j DNAT --to-destination fd00::2", ("ip6", "tcp", "", (), "fd00::2", None)),
    (NFT, 'ip daddr 10.0.0.1 tcp dport 8080 counter dnat to 172.17.0.2:80 comment "DNAT"',
     ("ip", "tcp", "10.0.0.1", ((8080, 8080),), "172.17.0.2", (80, 80))),
    (NFT, "tcp dport 90-95 dnat to 172.17.0.2:80-85", ("ip", "tcp", "", ((90, 95),), "172.17.0.2", (80, 85))),
    (NFT, "tcp dport { 1, 2 } dnat to 172.17.0.2", ("ip", "tcp", "", ((1, 1), (2, 2)), "172.17.0.2", None)),
    (NFT, "tcp dport 99 redirect to :80", ("ip", "tcp", "", ((99, 99),), "", (80, 80))),
    (INET, "tcp dport 8080 dnat ip to 172.17.0.2:80", ("ip", "tcp", "", ((8080, 8080),), "172.17.0.2", (80, 80))),
    (INET, "tcp dport 8080 dnat ip6 to [fd00::2]:80", ("ip6", "tcp", "", ((8080, 8080),), "fd00::2", (80, 80))),
    (INET, "meta l4proto udp th dport 53 redirect", ("", "udp", "", ((53, 53),), "", None)),
]  # fmt: skip


@pytest.mark.parametrize(("table", "text", "expected"), READ)
def test_each_form_is_read(table: Table, text: str, expected: tuple[object, ...]) -> None:
    found = destination_nat(table, FilterRule(text))
    assert found
    assert (found.family, found.protocol, found.address, found.ports, found.target, found.target_ports) == expected


@pytest.mark.parametrize(
    ("table", "text"),
    [
        (IP, "-p tcp -m tcp --dport 80 -j ACCEPT"),
        (IP, "-s 172.17.0.0/16 ! -o docker0 -j MASQUERADE"),
        (IP, safe('-m comment --comment "x -j DNAT --to-destination 6.6.6.6:1" -j ACCEPT')),
        (IP, safe('-m comment --comment "x\\" -j DNAT --to-destination 6.6.6.6:1" -j ACCEPT')),
        (IP, safe('-m comment --comment "x\n-j DNAT --to-destination 6.6.6.6:1" -j ACCEPT')),
        (NFT, 'tcp dport 80 accept comment "dnat to 6.6.6.6:1"'),
        (NFT, "dnat to tcp dport map { 7 : 172.17.0.2 }"),
        (NFT, "ct status dnat accept"),
    ],
)
def test_what_changes_no_destination_is_not_taken_for_it(table: Table, text: str) -> None:
    assert destination_nat(table, FilterRule(text)) is None


def test_takes_only_what_fits() -> None:
    found = destination_nat(IP, FilterRule(READ[0][1]))
    assert found
    assert found.takes("ip", "tcp", "10.0.0.1", 8080) and found.takes("ip", "tcp", "", 8080)
    assert not found.takes("ip", "tcp", "10.0.0.2", 8080)
    assert not found.takes("ip", "udp", "10.0.0.1", 8080)
    assert not found.takes("ip6", "tcp", "", 8080)
    assert not found.takes("ip", "tcp", "10.0.0.1", 8081)


def test_a_port_that_the_kernel_chooses_is_not_guessed() -> None:
    several, same = (destination_nat(IP, FilterRule(READ[at][1])) for at in (1, 2))
    assert several and several.target_port(8005) is None
    assert same and same.target_port(8005) == 8005
