"""The tutorial's steps T2 to T12 by keys, on a real terminal, each held against `ip`."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.kernel.operations.test_tutorial import addresses, ip, link
from tests.pty.seat import ENTER, TAB, Seat, seat
from tests.support.requirements import needs_programs, needs_root
from tests.support.runner import clear

pytestmark = [needs_root, needs_programs("ip")]

PREFIX = f"nt{os.getpid() % 10000}t"
RED, BLUE = f"{PREFIX}red", f"{PREFIX}blue"
V0, V1 = f"{PREFIX}0", f"{PREFIX}1"


def run(*commands: str) -> None:
    """Set up, by `ip`, what earlier steps made."""
    for command in commands:
        subprocess.run(["ip", *command.split()], check=True)


def names() -> set[str]:
    return {one["name"] for one in ip("netns", "list")}


def links(space: str) -> set[str]:
    return {one["ifname"] for one in ip("-n", space, "link")}


def joined() -> None:
    """Both namespaces, a cable between them, addresses, up."""
    run(
        f"netns add {RED}", f"netns add {BLUE}", f"-n {RED} link add {V0} type veth peer name {V1} netns {BLUE}",
        f"-n {RED} addr add 172.16.0.111/20 dev {V0}", f"-n {BLUE} addr add 172.16.0.112/20 dev {V1}",
        f"-n {RED} link set {V0} up", f"-n {BLUE} link set {V1} up", f"-n {BLUE} link set lo up",
    )  # fmt: skip


@pytest.fixture
def user(tmp_path: Path) -> Iterator[Seat]:
    """At netui, in a world where nothing was made yet."""
    with seat(tmp_path) as one:
        yield one


@pytest.fixture(autouse=True)
def nothing_stays() -> Iterator[None]:
    yield
    clear(PREFIX)
    with suppress(subprocess.CalledProcessError):
        subprocess.run(["ip", "link", "del", "dev", V0], check=True, capture_output=True)


def test_t2_create_namespaces_and_delete_one(user: Seat) -> None:
    user.does("1n", sees="Still needed: name.")
    user.does(RED, sees=f"ip netns add {RED}")
    user.does(ENTER, sees=f"Done: namespace create {RED}. z undoes it.")
    assert RED in names()
    user.does("n", sees="Still needed: name.")
    user.does(BLUE, sees=f"ip netns add {BLUE}")
    user.does(ENTER, sees=f"Done: namespace create {BLUE}.")
    user.sees(f"▸ {BLUE}")  # what one has made is selected
    user.does("d", sees=f"ip netns delete {BLUE}")
    assert BLUE in names()  # nothing is done before Enter
    user.does(ENTER, sees=f"Done: namespace delete {BLUE}")
    assert names() & {RED, BLUE} == {RED}
    user.does("z", sees="Z does it again.")
    user.does(ENTER, sees=f"Undone: namespace delete {BLUE}")
    assert BLUE in names()


def test_t3_list_namespaces_with_those_that_have_no_name(user: Seat) -> None:
    user.press("1")
    run(f"netns add {RED}")
    user.sees(RED)
    with subprocess.Popen(["unshare", "--net", "sleep", "60"]) as asleep:
        try:
            user.sees("sleep")
        finally:
            asleep.terminate()
    user.sees_no("sleep")


def test_t4_create_a_veth_pair(user: Seat) -> None:
    user.does("2n", sees="veth create")
    user.does("1", sees="Still needed: name, peer.")
    user.does(V0, sees="Still needed: peer.")
    user.does(TAB, sees="▸ peer")
    user.does(V1, sees=f"ip link add name {V0} type veth peer name {V1}")
    user.does(ENTER, sees=f"Done: veth create host/{V0} host/{V1}.")
    user.sees(f"▸ {V0}")
    assert {V0, V1} <= {one["ifname"] for one in ip("link")}


def test_t5_see_each_end_in_whichever_namespace_it_is(user: Seat) -> None:
    run(f"netns add {RED}", f"link add {V0} type veth peer name {V1} netns {RED}")
    user.sees(V0)
    user.goes_to(f"host/{V0}")
    user.sees(f"{RED}/{V1}")
    user.does("p", sees=f"{V1} is down")


def test_t6_give_an_end_to_a_namespace(user: Seat) -> None:
    run(f"netns add {RED}", f"link add {V0} type veth peer name {V1}")
    user.sees(V1)
    user.goes_to(f"host/{V1}")
    user.does("m", sees="Still needed: to.")
    user.does(RED, sees=f"ip link set dev {V1} netns {RED}")
    user.does(ENTER, sees=f"Done: link move host/{V1} {RED}.")
    assert V1 in links(RED)


def test_t7_enter_a_namespace(user: Seat) -> None:
    run(f"netns add {RED}")
    user.goes_to(RED)
    user.does("E", sees="exit or Ctrl+D leaves it.")
    user.press("ip -o link; ip netns identify $$\n")
    user.sees(f"{RED}")
    user.does("exit\n", sees="Back from namespace shell.")
    user.sees("Namespaces")


def test_t8_add_addresses_in_both_namespaces(user: Seat) -> None:
    run(f"netns add {RED}", f"netns add {BLUE}", f"-n {RED} link add {V0} type veth peer name {V1} netns {BLUE}")
    for space, name, address in ((RED, V0, "172.16.0.111"), (BLUE, V1, "172.16.0.112")):
        user.goes_to(f"{space}/{name}")
        user.does("a", sees="Still needed: address.")
        user.does(f"{address}", sees="an address needs its prefix length")
        user.does("/20", sees=f"ip -n {space} addr add {address}/20 dev {name}")
        user.does(ENTER, sees=f"Done: address add {address}/20 {space}/{name}.")
        assert addresses(space, name) == [address]


def test_t9_links_up_down_and_again(user: Seat) -> None:
    run(f"netns add {RED}", f"-n {RED} link add {V0} type veth peer name {V1}")
    for name in (V0, V1):
        user.goes_to(f"{RED}/{name}")
        user.does("u", sees=f"ip -n {RED} link set dev {name} up")
        user.does(ENTER, sees=f"Done: link up {RED}/{name}.")
    assert "LOWER_UP" in link(RED, V1)["flags"]
    run(f"-n {RED} addr add 2001:db8::1/64 dev {V1} nodad", f"-n {RED} route add 10.9.0.0/16 dev {V1}")
    user.does("r", sees="route add 10.9.0.0/16")
    user.does(ENTER, sees=f"Done: link restart {RED}/{V1}.")
    assert [one["dst"] for one in ip("-n", RED, "route", "show", "10.9.0.0/16")] == ["10.9.0.0/16"]
    assert "2001:db8::1" in [one["local"] for one in link(RED, V1)["addr_info"]]
    user.does("U", sees=f"ip -n {RED} link set dev {V1} down")
    user.does(ENTER, sees=f"Done: link down {RED}/{V1}.")
    assert "UP" not in link(RED, V1)["flags"]


@contextmanager
def service(space: str, address: str) -> Iterator[None]:
    """Something that listens on port 80."""
    script = f"import socket; s = socket.create_server(({address!r}, 80)); print('ready', flush=True); s.accept()"
    argv = ["ip", "netns", "exec", space, sys.executable, "-c", script]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        assert server.stdout.readline() == "ready\n"
        try:
            yield
        finally:
            server.terminate()


def test_t10_ping_across_and_reach_a_service(user: Seat) -> None:
    joined()
    user.goes_to(RED)
    user.does("i", sees="Still needed: address.")
    user.does("172.16.0.112", sees=f"ip netns exec {RED} ping -c 4")
    user.does(ENTER, sees="172.16.0.112 answers after")
    user.leaves(without=" asked, ")
    user.goes_to(BLUE)
    with service(BLUE, "127.0.0.1"):  # a neighbour of the same namespace asks there, as in container mode
        user.does("i", sees="Still needed: address.")
        user.does("127.0.0.1:80", sees="/dev/tcp/127.0.0.1/80")
        user.does(TAB, sees="▸ count")
        user.does("\x15", "1", sees="[1 ")
        user.does(ENTER, sees="1 asked, 1 answered")
        user.leaves(without="1 asked")


def test_t11_delete_an_address(user: Seat) -> None:
    joined()
    user.goes_to(f"{BLUE}/{V1}")
    user.does(ENTER, sees="same as")
    user.does("]", sees="SCOPE")
    user.does("/", sees="Enter keeps it")
    user.does("172", ENTER, sees="▸ 172.16.0.112/20")
    user.does("d", sees=f"ip -n {BLUE} addr delete 172.16.0.112/20 dev {V1}")
    user.does(ENTER, sees="Done: address delete 172.16.0.112/20")
    assert addresses(BLUE, V1) == []


def test_t12_delete_a_pair(user: Seat) -> None:
    joined()
    user.goes_to(f"{RED}/{V0}")
    user.does("d", sees=f"peer {BLUE}/{V1} goes too")
    user.leaves(without="goes too")
    assert V0 in links(RED)
    user.does("d", sees=f"ip -n {RED} link delete dev {V0}")
    user.does(ENTER, sees=f"Done: link delete {RED}/{V0}.")
    assert (links(RED), links(BLUE)) == ({"lo"}, {"lo"})
