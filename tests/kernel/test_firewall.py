"""Packet filters of every kind in one namespace, against what their own tools print."""

import json
import os
import re
import socket
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from netui.core.reading import Want, read_snapshot
from netui.model.destination_nat import destination_nats
from netui.model.firewall import Chain, Firewall
from netui.sources.entering import entered
from netui.sources.firewall import read_firewall
from netui.sources.firewall.commands import Commands
from netui.text import safe, unsafe
from tests.support.nobody import nobody
from tests.support.requirements import needs_programs, needs_root
from tests.support.worlds import Held, World, world

pytestmark = [needs_root, needs_programs("ip", "iptables", "nft")]

COMMENT = b"evil\" -j ACCEPT\n[1:2] -A INPUT -j ACCEPT\nCOMMIT\x1b[31m \\ '"
NATIVE = """
table inet t {
  set s { type ipv4_addr; elements = { 10.0.0.1 }; }
  chain own { udp dport 5003 counter; }
  chain c { type filter hook input priority filter - 5; policy accept;
    udp dport { 5003, 5004 } counter comment "a # handle 9"
    ip saddr @s drop
    udp dport 5003 log prefix "x  y" counter
    jump own
  }
}
table ip security { chain c { type filter hook input priority 0; counter; }; }
table netdev nd { chain c { type filter hook ingress device "lo" priority 0; counter; }; }
table netdev two { chain c { type filter hook ingress devices = { "lo", "e0" } priority 0; }; }
table inet nat6 { chain p { type nat hook output priority -100; tcp dport 8081 dnat ip6 to [fd00::2]:80; }; }
"""


@pytest.fixture
def empty() -> Iterator[World]:
    with world(f"nt{os.getpid() % 10000}", full=False) as made:
        yield made


@pytest.fixture
def bare(empty: World) -> Held:
    return empty.hold("named")


@pytest.fixture
def filtered(bare: Held) -> Held:
    bare.run("ip", "link", "set", "lo", "up")
    bare.run("ip", "link", "add", "name", "e0", "type", "veth", "peer", "name", "e1")
    match: list[bytes | str] = ["-p", "udp", "--dport"]
    bare.run("iptables-nft", "-A", "INPUT", *match, "5001", b"-m", b"comment", b"--comment", COMMENT)
    bare.run("iptables-nft", "-N", "MINE")
    bare.run("iptables-nft", "-A", "INPUT", "-j", "MINE")
    bare.run("iptables-nft", "-P", "FORWARD", "DROP")
    dnat = ["-p", "tcp", "--dport", "8080", "-j", "DNAT", "--to-destination"]
    bare.run("iptables-nft", "-t", "nat", "-A", "OUTPUT", "-d", "10.0.0.1", *dnat, "172.17.0.2:80")
    bare.run("ip6tables-nft", "-t", "nat", "-A", "OUTPUT", *dnat, "[fd00::2]:80")
    bare.run("nft", "-f", "-", script=NATIVE)
    return bare


@pytest.fixture
def legacy(filtered: Held) -> Held:
    tried = _tool(filtered, "iptables-legacy", "-A", "INPUT", "-p", "udp", "--dport", "5002", check=False)
    if tried.returncode:
        pytest.skip("this kernel has no legacy iptables")
    filtered.run("ip6tables-legacy", "-t", "mangle", "-A", "INPUT", "-j", "ACCEPT")
    return filtered


def _tool(held: Held, *argv: str, check: bool = True) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(["nsenter", b"--net=" + held.path, *argv], capture_output=True, check=check)


def read(held: Held, commands: Commands | None = None) -> Firewall:
    with held.opened() as fd, entered(fd):
        return read_firewall(commands)


def send(held: Held, count: int, port: int) -> None:
    with held.opened() as fd, entered(fd), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        for _ in range(count):
            sender.sendto(b"x", ("127.0.0.1", port))


def chain(firewall: Firewall, backend: str, family: str, table: str, name: str) -> Chain:
    (found,) = [
        chain
        for one in firewall.tables
        if (one.backend, one.family, one.name) == (backend, family, table)
        for chain in one.chains
        if chain.name == name
    ]
    return found


def as_saved(firewall: Firewall, backend: str, family: str) -> list[bytes]:
    """The lines that the save command would print for the rules and chains that were read."""
    lines: list[bytes] = []
    for table in firewall.tables:
        if (table.backend, table.family) != (backend, family):
            continue
        for one in table.chains:
            policy = f"{one.policy.upper()} [{one.packets}:{one.bytes}]" if one.hook else "- [0:0]"
            lines.append(f":{one.name} {policy}".encode())
        for one in table.chains:
            for rule in one.rules:
                head = f"[{rule.packets}:{rule.bytes}] -A {one.name} "
                lines += (head.encode() + unsafe(rule.text)).split(b"\n")
    return lines


def printed(held: Held, tool: str) -> list[bytes]:
    output = _tool(held, tool, "-c").stdout
    return [line for line in output.split(b"\n") if line and not line.startswith((b"#", b"*")) and line != b"COMMIT"]


def test_iptables_of_both_variants_and_families_as_their_tools_print_them(legacy: Held) -> None:
    send(legacy, 3, 5001)
    send(legacy, 2, 5002)
    told = read(legacy)
    assert told.unreadable == ()
    security = {b":INPUT ACCEPT", b":FORWARD ACCEPT", b":OUTPUT ACCEPT"}
    for variant in ("nft", "legacy"):
        for family, tool in (("ip", "iptables"), ("ip6", "ip6tables")):
            mine, theirs = as_saved(told, f"iptables-{variant}", family), printed(legacy, f"{tool}-{variant}-save")
            extra = [line for line in theirs if line not in mine]
            # iptables-nft invents built-in chains for the table `security`, which nft made.
            assert set(mine) <= set(theirs) and {line.rpartition(b" ")[0] for line in extra} <= security
            assert mine, (variant, family)
    rule = chain(told, "iptables-nft", "ip", "filter", "INPUT").rules[0]
    assert rule.packets == 3 and rule.text.isprintable() and "\\x1b[31m" in rule.text
    assert chain(told, "iptables-legacy", "ip", "filter", "INPUT").rules[0].packets == 2
    assert len(chain(told, "iptables-nft", "ip", "filter", "INPUT").rules) == 2
    assert chain(told, "iptables-nft", "ip", "filter", "FORWARD").policy == "drop"


def test_native_tables_with_words_counters_and_handles(filtered: Held) -> None:
    send(filtered, 4, 5003)
    told = read(filtered)
    base = chain(told, "nft", "inet", "t", "c")
    assert (base.hook, base.type, base.priority, base.policy) == ("input", "filter", -5, "accept")
    texts = [rule.text for rule in base.rules]
    assert texts == [
        'udp dport { 5003, 5004 } counter comment "a # handle 9"',
        "ip saddr @s drop",
        'udp dport 5003 log prefix "x  y" counter',
        "jump own",
    ]
    assert [rule.packets for rule in base.rules] == [4, None, 4, None]
    assert [rule.packets for rule in chain(told, "nft", "inet", "t", "own").rules] == [4]
    assert chain(told, "nft", "netdev", "nd", "c").device == "lo"
    assert set(chain(told, "nft", "netdev", "two", "c").device.split(", ")) == {"lo", "e0"}
    assert _native(told) == _listed(filtered)


def _native(firewall: Firewall) -> dict[tuple[str, str, str, int], tuple[int | None, int | None]]:
    return {
        (table.family, table.name, one.name, rule.handle): (rule.packets, rule.bytes)
        for table in firewall.tables
        if table.backend == "nft"
        for one in table.chains
        for rule in one.rules
    }


def _listed(held: Held) -> dict[tuple[str, str, str, int], tuple[int | None, int | None]]:
    """The same from nft's own list, without the tables that iptables made."""
    found = {}
    for one in json.loads(_tool(held, "nft", "-j", "list", "ruleset").stdout)["nftables"]:
        rule = one.get("rule")
        if rule and (rule["family"], rule["table"]) not in {("ip", "filter"), ("ip", "nat"), ("ip6", "nat")}:
            counted: dict[str, Any] = next((part["counter"] for part in rule["expr"] if "counter" in part), {})
            place = rule["family"], rule["table"], rule["chain"], rule["handle"]
            found[place] = counted.get("packets"), counted.get("bytes")
    return found


def test_no_table_is_shown_twice_and_none_is_lost(filtered: Held) -> None:
    told = read(filtered)
    shown = [(one.family, one.name) for one in told.tables]
    kernel = re.findall(r"^table (\S+) (\S+)$", _tool(filtered, "nft", "list", "tables").stdout.decode(), re.M)
    assert sorted(shown) == sorted(kernel)
    backends = {(one.family, one.name): one.backend for one in told.tables}
    assert backends["ip", "filter"] == backends["ip6", "nat"] == "iptables-nft"
    # iptables-nft says nothing of a chain that it did not make, even in a table with a name of its own.
    assert backends["ip", "security"] == "nft"


def test_destinations_that_rules_change(filtered: Held) -> None:
    nats = destination_nats(read(filtered))
    found = {(one.family, one.protocol, one.address, one.ports[0][0], one.target) for one in nats}
    assert found == {
        ("ip", "tcp", "10.0.0.1", 8080, "172.17.0.2"),
        ("ip6", "tcp", "", 8080, "fd00::2"),
        ("ip6", "tcp", "", 8081, "fd00::2"),
    }


def test_looking_changes_nothing(bare: Held) -> None:
    assert read(bare) == Firewall()
    assert not _tool(bare, "nft", "list", "ruleset").stdout
    for name in ("ip_tables_names", "ip6_tables_names"):
        assert not _tool(bare, "cat", f"/proc/net/{name}", check=False).stdout


def test_a_table_named_like_a_command_is_told_and_not_run(bare: Held) -> None:
    """The kernel takes any bytes as a name; nft would parse these as commands."""
    from pyroute2.nftables.main import NFTables

    name = "x; flush ruleset"
    bare.run("nft", "-f", "-", script="table ip keep { chain c { counter; }; }")
    with bare.opened() as fd, entered(fd), NFTables(nfgen_family=2) as tables:
        tables.table("add", name=name)
    told = read(bare)
    assert [one.name for one in told.tables] == ["keep"]
    (sentence,) = told.unreadable
    assert safe(name) in sentence
    assert b"keep" in _tool(bare, "nft", "list", "tables").stdout


def test_a_missing_program_is_told_and_the_rest_is_read(filtered: Held, tmp_path: Any) -> None:
    only_nft = tmp_path / "nft"
    only_nft.symlink_to("/usr/sbin/nft")
    told = read(filtered, Commands(str(tmp_path)))
    assert any("iptables-nft-save is not installed" in one for one in told.unreadable)
    assert {(one.backend, one.family, one.name) for one in told.tables} >= {
        ("nft", "ip", "filter"),
        ("nft", "inet", "t"),
    }
    rule = chain(told, "nft", "ip", "filter", "INPUT").rules[0]
    assert "(xt match comment)" in rule.text
    only_nft.unlink()
    told = read(filtered, Commands(str(tmp_path)))
    assert told.tables == () and any("nft is not installed" in one for one in told.unreadable)


def test_through_a_snapshot(filtered: Held) -> None:
    send(filtered, 1, 5001)
    wanted = frozenset({"sockets", "firewall", "sysctls"})
    snapshot = read_snapshot(Want(facets=wanted, docker=False, namespace=safe(filtered.name)))
    (space,) = [one for one in snapshot.namespaces.values() if one.inode == filtered.inode]
    assert space.firewall == read(filtered) and space.firewall.tables
    assert space.sockets == () and space.sysctls
    others = [one for one in snapshot.namespaces.values() if one is not space]
    assert others and all(one.firewall is None for one in others)


UNPRIVILEGED = """
import json
from netui.sources.firewall import read_firewall
told = read_firewall()
print(json.dumps([len(told.tables), told.unreadable]))
"""


def test_without_privilege_rules_are_unknown_and_not_none() -> None:
    with nobody() as user:
        options: dict[str, Any] = {**user.options()}
        argv = [user.python, "-W", "error", "-c", UNPRIVILEGED]
        done = subprocess.run(argv, capture_output=True, text=True, timeout=30, check=False, **options)
    assert not done.returncode, done.stderr
    count, unreadable = json.loads(done.stdout)
    assert count == 0 and any("CAP_NET_ADMIN" in one for one in unreadable)
