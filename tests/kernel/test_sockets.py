"""Sockets of one namespace, field by field as `ss` prints them, with who holds them."""

import json
import os
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from netui.model.socket import Socket
from netui.sources.entering import entered
from netui.sources.processes import socket_owners
from netui.sources.sockets import read_sockets
from netui.sources.sockets.diag import PROTOCOLS
from netui.sources.sockets.tables import table_sockets
from tests.support.nobody import nobody
from tests.support.requirements import needs_programs, needs_root
from tests.support.worlds import Held, world

pytestmark = [needs_root, needs_programs("ip", "ss")]

Row = tuple[str, str, int, int, str, str, frozenset[int], int, bool]
_LINE = re.compile(r"(\S+) +(\S+) +(\d+) +(\d+) +(\S+) +(\S+)(.*)")


@pytest.fixture
def held() -> Iterator[Held]:
    with world(f"nt{os.getpid() % 10000}", full=False) as made:
        one = made.hold("named")
        one.run("ip", "link", "set", "lo", "up")
        one.run("ip", "link", "add", "name", "e0", "type", "veth", "peer", "name", "e1")
        yield one


@pytest.fixture
def opened(held: Held) -> Iterator[dict[str, int]]:
    """Sockets of every kind in the namespace; their inodes by what they are."""
    with ExitStack() as stack:
        with held.opened() as fd, entered(fd):
            made = _open_all(stack)
        listener = made["listen"]
        child = subprocess.Popen(["sleep", "60"], pass_fds=(listener.fileno(),))
        stack.callback(child.wait)
        stack.callback(child.kill)
        inodes = {name: os.fstat(one.fileno()).st_ino for name, one in made.items()}
        inodes["child"] = child.pid
        yield inodes


def _open_all(stack: ExitStack) -> dict[str, socket.socket]:
    def make(family: int, kind: int, number: int = 0) -> socket.socket:
        return stack.enter_context(socket.socket(family, kind, number))

    listen = make(socket.AF_INET, socket.SOCK_STREAM)
    listen.bind(("127.0.0.1", 7001))
    listen.listen(5)
    client = make(socket.AF_INET, socket.SOCK_STREAM)
    client.connect(("127.0.0.1", 7001))
    accepted, _ = listen.accept()
    stack.enter_context(accepted)
    client.sendall(b"unread")
    waiting = make(socket.AF_INET, socket.SOCK_STREAM)
    waiting.connect(("127.0.0.1", 7001))
    both = make(socket.AF_INET6, socket.SOCK_STREAM)
    both.bind(("::", 7002))
    both.listen()
    six = make(socket.AF_INET6, socket.SOCK_STREAM)
    six.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    six.bind(("::", 7003))
    six.listen()
    udp = make(socket.AF_INET, socket.SOCK_DGRAM)
    udp.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"e0")
    udp.bind(("0.0.0.0", 7004))
    udp6 = make(socket.AF_INET6, socket.SOCK_DGRAM)
    udp6.bind(("::1", 7005))
    udp6.connect(("::1", 7006))
    raw = make(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
    packet = make(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
    packet.bind(("e0", 3))
    return {
        "listen": listen, "client": client, "accepted": accepted, "waiting": waiting, "both": both, "six": six,
        "udp": udp, "udp6": udp6, "raw": raw, "packet": packet,
    }  # fmt: skip


def read(held: Held) -> tuple[Socket, ...]:
    with held.opened() as fd, entered(fd):
        return read_sockets(socket_owners())


def by_inode(sockets: tuple[Socket, ...]) -> dict[int, Socket]:
    return {one.inode: one for one in sockets if one.inode}


def printed(held: Held) -> list[Row]:
    """What `ss` prints of TCP, UDP and raw sockets."""
    argv: list[str | bytes] = ["nsenter", b"--net=" + held.path, "ss", "-H", "-tuwnapOe"]
    rows = []
    for line in subprocess.check_output(argv, text=True).splitlines():
        match = _LINE.fullmatch(line)
        assert match, line
        netid, state, receive, send, local, peer, more = match.groups()
        pids = frozenset(map(int, re.findall(r"pid=(\d+)", more)))
        uid, v6only = re.search(r"uid:(\d+)", more), "v6only:1" in more
        rows.append((netid, state, int(receive), int(send), local, peer, pids, int(uid[1]) if uid else 0, v6only))
    return sorted(rows, key=str)


def as_printed(one: Socket, links: dict[int, str]) -> Row:
    """The same fields of what was read."""
    bound = f"%{links[one.ifindex]}" if one.ifindex else ""
    pids = frozenset(process.pid for process in one.processes or ())
    port: int | str = {1: "icmp"}.get(one.local_port, one.local_port) if one.protocol == "raw" else one.local_port
    own = _shown(one, one.local_address) + bound + f":{port}"
    peer = _shown(one, one.peer_address) + f":{one.peer_port or '*'}"
    return one.protocol, one.state, one.receive_queue, one.send_queue, own, peer, pids, one.uid, one.v6only


def _shown(one: Socket, address: str) -> str:
    if address == "::" and not one.v6only:
        return "*"
    return f"[{address}]" if ":" in address else address


def test_every_field_as_ss_prints_it(held: Held, opened: dict[str, int]) -> None:
    links = {1: "lo", **_indexes(held)}
    sockets = read(held)
    mine = sorted((as_printed(one, links) for one in sockets if one.protocol in ("tcp", "udp", "raw")), key=str)
    theirs = [
        (*row[:4], row[4].replace(":1", ":icmp") if row[0] == "raw" else row[4], *row[5:]) for row in printed(held)
    ]
    assert len(mine) == 10 and mine == theirs


def _indexes(held: Held) -> dict[int, str]:
    output = subprocess.check_output([b"ip", b"-n", held.name, b"-j", b"link"])
    return {one["ifindex"]: one["ifname"] for one in json.loads(output)}


def test_what_each_socket_is(held: Held, opened: dict[str, int]) -> None:
    found = by_inode(read(held))
    listen, udp = found[opened["listen"]], found[opened["udp"]]
    assert (listen.state, listen.local_address, listen.local_port) == ("LISTEN", "127.0.0.1", 7001)
    assert (listen.receive_queue, listen.send_queue) == (1, 5)  # one waits to be accepted, of at most five
    assert {one.pid for one in listen.processes or ()} == {os.getpid(), opened["child"]}
    assert found[opened["accepted"]].receive_queue == 6
    assert (found[opened["both"]].v6only, found[opened["six"]].v6only) == (False, True)
    assert {udp.ifindex} < set(_indexes(held))
    packet = found[opened["packet"]]
    assert (packet.protocol, packet.local_port) == ("packet", 3) and _indexes(held)[packet.ifindex] == "e0"
    assert {one.pid for one in packet.processes or ()} == {os.getpid()}


def test_who_holds_a_socket(held: Held, opened: dict[str, int]) -> None:
    listen = by_inode(read(held))[opened["listen"]]
    child = next(one for one in listen.processes or () if one.pid == opened["child"])
    assert (child.command, child.user) == (b"sleep", "root")
    assert abs(child.started - time.time()) < 60


def test_the_fallback_without_sock_diag_tells_the_same(held: Held, opened: dict[str, int]) -> None:
    """It does not tell the bound link, nor whether IPv4 is taken too, nor the queue that a listener allows."""

    def comparable(one: Socket) -> tuple[Any, ...]:
        pids = frozenset(process.pid for process in one.processes or ())
        return (
            one.protocol,
            one.family,
            one.local_address,
            one.local_port,
            one.peer_address,
            one.peer_port,
            one.state,
            pids,
        )

    with held.opened() as fd, entered(fd):
        owners = socket_owners()
        told = {comparable(one) for kind in PROTOCOLS for one in table_sockets(kind, owners)}
    diag = [one for one in read(held) if one.protocol in ("tcp", "udp", "raw")]
    assert told == {comparable(one) for one in diag}


def test_ping_sockets(held: Held) -> None:
    held.run("sh", "-c", "echo 0 0 >/proc/sys/net/ipv4/ping_group_range")
    with held.opened() as fd, entered(fd), socket.socket(socket.AF_INET, socket.SOCK_DGRAM, 1) as ping:
        ping.bind(("127.0.0.1", 77))
        inode = os.fstat(ping.fileno()).st_ino
        found = by_inode(read_sockets(socket_owners()))[inode]
    assert (found.protocol, found.local_address, found.local_port) == ("icmp", "127.0.0.1", 77)


UNPRIVILEGED = """
import json, os, socket, sys
from netui.sources.processes import socket_owners
from netui.sources.sockets import read_sockets
with socket.create_server(("127.0.0.1", 0)) as own:
    owners = socket_owners()
    found = {one.inode: one for one in read_sockets(owners)}
    mine = found[os.fstat(own.fileno()).st_ino]
    other = found[int(sys.argv[1])]
    print(json.dumps([[one.pid for one in mine.processes], os.getpid(), other.processes, owners.complete]))
"""


def test_without_privilege_the_holder_is_unknown_and_not_nobody() -> None:
    with socket.create_server(("127.0.0.1", 0)) as hidden, nobody() as user:
        options: dict[str, Any] = {**user.options()}
        argv = [user.python, "-W", "error", "-c", UNPRIVILEGED, str(os.fstat(hidden.fileno()).st_ino)]
        done = subprocess.run(argv, capture_output=True, text=True, timeout=30, check=False, **options)
    assert not done.returncode, done.stderr
    mine, pid, other, complete = json.loads(done.stdout)
    assert mine == [pid] and other is None and not complete
