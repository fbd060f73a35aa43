"""The tutorial's steps T13 to T24 by keys, on a real terminal, each held against docker, `ip` and real traffic."""

import json
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from netui.sandbox.engine import IMAGE
from tests.docker.test_containers_run import EXPOSING, exposing, fetched, from_the_host, published
from tests.docker.test_networks_made import names, network
from tests.pty.seat import BACK_TAB, ENTER, LIST, TAB, Seat, seat
from tests.pty.terminal import foreign
from tests.support.docker_hand import Hand

pytestmark = pytest.mark.needs("docker")


@pytest.fixture
def user(hand: Hand, tmp_path: Path) -> Iterator[Seat]:
    """At netui, with an engine that runs nothing."""
    with seat(tmp_path, DOCKER_HOST=hand.engine.url) as one:
        one.does("5", sees="shop")
        yield one


DOWN = "\x1b[B"


def fills(user: Seat, *texts: str) -> None:
    """Type into the field where one is and those after it; "" leaves one as it is."""
    for number, text in enumerate(texts):
        user.press(*([TAB] if number else []), *([text] if text else []))


def runs(user: Seat, hand: Hand, name: str, mode: str, *more: str, command: str = "") -> None:
    """Run a container by keys; `more` is typed into the fields behind the mode."""
    user.does("4n", sees="container run")
    user.does(IMAGE, sees=f"--network bridge {IMAGE}")
    fills(user, "", name, mode, *more)
    user.sees(f"docker create --pull never --name {name} --network {mode}")
    if command:
        user.does(BACK_TAB * (len(more) + 3), sees="▸ command")
        user.does(command, sees="httpd -f")
    user.does(ENTER, sees=f"Done: container run {name}. z undoes it.")
    assert hand.docker("inspect", "-f", "{{.State.Status}}", name).strip() == "running"


SERVE = "sh -c 'echo hello > /www/index.html; trap exit TERM; httpd -f -p 80 -h /www & wait'"


def mode(hand: Hand, name: str) -> str:
    return hand.docker("inspect", "-f", "{{.HostConfig.NetworkMode}}", name).strip()


def goes_to_container(user: Seat, name: str) -> None:
    """Its row, by a filter: a namespace may have the same name."""
    user.does("4/", sees="Enter keeps it")
    user.press("\x15", name)
    user.does(ENTER, sees=f"▸ {name}")


def ports(hand: Hand, bridge: str) -> list[str]:
    """What is a port of a bridge where the engine is."""
    words = ["ip", "-j", "-n", hand.engine.namespace, "link", "show", "master", bridge]
    return [one["ifname"] for one in json.loads(subprocess.check_output(words))]


def test_t13_whose_interface_each_port_of_docker0_is(user: Seat, hand: Hand) -> None:
    hand.engine.run("web")
    user.sees("docker0")
    user.goes_to(f"{hand.engine.namespace}/docker0")
    user.does(ENTER, sees="Ports 1")
    user.sees(*ports(hand, "docker0"), "web/eth0")


def test_t14_host_mode_answers_on_the_hosts_127_0_0_1(user: Seat, hand: Hand) -> None:
    runs(user, hand, "sharing", "host", command=SERVE)
    assert mode(hand, "sharing") == "host"
    assert "docker0" in hand.links("sharing")
    assert from_the_host(hand, "127.0.0.1:80")
    goes_to_container(user, "sharing")
    user.does(ENTER, sees="127.0.0.1 here is the host's")
    user.leaves(without="127.0.0.1 here")
    user.does("i", sees="Still needed: address.")
    user.does("127.0.0.1:80", sees="/dev/tcp/127.0.0.1/80")
    user.does(ENTER, sees="127.0.0.1:80 answers after")


def test_t15_container_mode_shares_a_namespace_until_the_owner_restarts(user: Seat, hand: Hand) -> None:
    hand.engine.run("web", "sh -c 'echo hello > /www/index.html; httpd -f -p 80 -h /www'")
    user.sees("1 container ")
    user.does("4n", sees="container run")
    fills(user, IMAGE, "joined")
    user.does(TAB, LIST, sees="container:web")
    user.press("container:web")
    user.does(ENTER, sees="--network container:web")
    user.does(ENTER, sees="Done: container run joined.")
    assert fetched(hand, "joined", "127.0.0.1")
    goes_to_container(user, "joined")
    user.does("i", sees="Still needed: address.")
    user.does("127.0.0.1:80", sees="/dev/tcp/127.0.0.1/80")
    user.does(ENTER, sees="127.0.0.1:80 answers after")
    user.sees("asked")
    user.leaves(without="asked")
    user.leaves(without="/joined")
    user.does("G", sees="▸ web")
    user.does("r", sees="joined shares its namespace")
    user.does(ENTER, sees="Done: container restart web.")
    user.sees("stale")
    assert hand.links("joined") == {"lo"}


def test_t16_none_mode_and_wiring_it_by_hand(user: Seat, hand: Hand) -> None:
    hand.engine.run("web")
    runs(user, hand, "alone", "none")
    assert hand.links("alone") == {"lo"}
    goes_to_container(user, "alone")
    user.does("w", sees="container:alone")
    fills(user, f"{hand.engine.namespace}/docker0", "172.31.250.99/24", "", "172.31.250.1")
    user.sees("route add default via 172.31.250.1")
    user.does(ENTER, sees="Done: wire container:alone/eth0")
    assert hand.links("alone") == {"lo", "eth0"}
    assert hand.reaches("web", "172.31.250.99")
    assert hand.reaches("alone", "172.31.250.1")
    user.does("i", sees="Still needed: address.")
    user.does(web := hand.address("web", "bridge"), sees=f"-W 1 {web}")
    user.does(ENTER, sees=f"{web} answers after")
    user.sees("asked")
    user.leaves(without="asked")
    user.does("z", sees="Z does it again.")
    user.does(ENTER, sees="Undone: wire")
    assert hand.links("alone") == {"lo"}


def test_t17_a_published_port_is_followed_to_who_listens(user: Seat, hand: Hand) -> None:
    runs(user, hand, "web", "bridge", "8080:80", command=SERVE)
    assert from_the_host(hand, "172.31.250.1:8080")
    goes_to_container(user, "web")
    user.does(ENTER, sees="same as")
    user.press("[[[[")
    user.sees("Published ports", "0.0.0.0:8080", "DNAT", "httpd")
    counted = ["ip", "netns", "exec", hand.engine.namespace, "iptables", "-t", "nat", "-nvxL", "DOCKER"]
    assert "dpt:8080" in subprocess.check_output(counted, text=True)


def test_t18_create_a_network_with_everything(user: Seat, hand: Hand) -> None:
    user.does("n", sees="network create")
    fills(user, "lab", "bridge", "10.97.0.0/24 2001:db8:97::/64", "10.97.0.1", "10.97.0.128/25", " ", " ", "off")
    user.sees("docker network create --driver bridge --subnet 10.97.0.0/24")
    user.does(ENTER, sees="Done: network create lab.")
    made = network(hand, "lab")
    assert made["IPAM"]["Config"] == [
        {"Subnet": "10.97.0.0/24", "IPRange": "10.97.0.128/25", "Gateway": "10.97.0.1"},
        {"Subnet": "2001:db8:97::/64"},
    ]
    assert (made["Internal"], made["EnableIPv6"]) == (True, True)
    assert made["Options"]["com.docker.network.bridge.enable_icc"] == "false"


def test_every_exposed_port_is_published(user: Seat, hand: Hand) -> None:
    exposing(hand)
    user.does("4n", sees="container run")
    user.does(EXPOSING, sees=f"--network bridge {EXPOSING}")
    fills(user, "", "open", "", "", " ")
    user.sees("docker create --pull never --name open --network bridge --publish-all")
    user.does(BACK_TAB * 5, sees="▸ command")
    user.does(SERVE, sees="httpd -f")
    user.does(ENTER, sees="Done: container run open. z undoes it.")
    assert hand.docker("inspect", "-f", "{{.HostConfig.PublishAllPorts}}", "open").strip() == "true"
    chosen = published(hand, "open", "80/tcp")
    assert from_the_host(hand, f"172.31.250.1:{chosen}")
    goes_to_container(user, "open")
    user.does(ENTER, sees=f"0.0.0.0:{chosen} → 80/tcp")


def goes_to_network(user: Seat, name: str) -> None:
    """Its row, by a filter."""
    user.does("5/", sees="Enter keeps it")
    user.press("\x15", name)
    user.does(ENTER, sees=f"▸ {name}")


def test_t19_networks_with_their_members_and_addresses(user: Seat, hand: Hand) -> None:
    hand.engine.run("web", network_mode="shop")
    hand.engine.run("db", network_mode="shop")
    user.sees("10.99.0.0/24")
    goes_to_network(user, "shop")
    user.does(ENTER, sees="10.99.0.1")
    user.sees(*(hand.address(name, "shop") for name in ("web", "db")), "web", "db")


def test_t20_and_t21_run_on_a_chosen_network_and_who_reaches_whom_by_which_name(user: Seat, hand: Hand) -> None:
    hand.docker("tag", IMAGE, "netui/other:2")
    user.does("4n", sees="netui/other:2")  # none of it has run yet
    user.does(LIST, sees="▸ netui/")
    user.does(ENTER, sees="--network bridge netui/")
    user.press("\x15", IMAGE)
    fills(user, "", "one", "")
    user.does(LIST, sees="shop")
    user.does(DOWN * 3, sees="▸ shop")  # after bridge, host, none
    user.does(ENTER, sees="--network shop")
    user.does(ENTER, sees="Done: container run one.")
    assert set(hand.networks("one")) == {"shop"}
    hand.engine.run("two", network_mode="shop")
    hand.engine.run("far")
    hand.engine.run("near")
    assert hand.reaches("one", "two")
    near = hand.address("near", "bridge")
    assert hand.reaches("far", near)
    assert not hand.reaches("far", "near")
    assert not hand.reaches("far", hand.address("one", "shop"))
    goes_to_container(user, "one")
    user.does("i", sees="Still needed: address.")
    user.does(two := hand.address("two", "shop"), sees=f"-W 1 {two}")
    user.does(ENTER, sees=f"{two} answers after")
    user.sees("asked")
    user.leaves(without="asked")
    user.does(ENTER, sees="reached as")
    user.sees("reached by", "two")
    user.leaves(without="reached as")
    goes_to_container(user, "far")
    user.does("i", sees="Still needed: address.")
    user.does(near, sees=f"-W 1 {near}")
    user.does(ENTER, sees=f"{near} answers after")
    user.sees("asked")
    user.leaves(without="asked")
    user.does(ENTER, sees="its address alone")


def test_t22_remove_several_and_prune(user: Seat, hand: Hand) -> None:
    hand.docker("network", "create", "idle")
    hand.engine.run("resting", network_mode="shop")
    hand.docker("stop", "-t", "1", "resting")
    user.sees("idle")
    goes_to_network(user, "idle")
    user.does("d", sees="docker network rm idle")
    user.does("idle yard", sees="docker network rm yard")
    user.does(ENTER, sees="Done: network remove idle yard.")
    assert names(hand) == {"bridge", "host", "none", "shop"}
    user.does(":", sees="Commands and objects")
    user.does("network prune", sees="▸ network prune")
    user.does(ENTER, sees="docker network rm shop")
    user.sees("resting needs shop, and will not start without it")
    assert "shop" in names(hand)
    user.does(ENTER, sees="Done: network prune 1 network.")
    assert names(hand) == {"bridge", "host", "none"}
    user.does("z", sees="Z does it again.")
    user.does(ENTER, sees="Undone: network prune")
    hand.docker("start", "resting")
    assert set(hand.networks("resting")) == {"shop"}


def test_t23_connect_and_switch(user: Seat, hand: Hand) -> None:
    hand.engine.run("web")
    hand.engine.run("other", network_mode="shop")
    goes_to_container(user, "web")
    user.does("c", sees="network connect")
    fills(user, "shop", "", "10.99.0.9", "", "www")
    user.does("", sees="docker network connect --ip 10.99.0.9 --alias www shop web")
    user.does(ENTER, sees="Done: network connect shop web.")
    assert set(hand.networks("web")) == {"bridge", "shop"}
    assert hand.reaches("other", "www")
    user.does(":", sees="Commands and objects")
    user.does("network switch", sees="▸ network switch")
    user.does(ENTER, sees="Still needed: network, to.")
    fills(user, "shop", "yard")
    user.sees("docker network connect yard web", "docker network disconnect shop web")
    user.does(ENTER, sees="Done: network switch web shop yard.")
    assert set(hand.networks("web")) == {"bridge", "yard"}
    assert not hand.reaches("other", "10.99.0.9")
    user.does("z", sees="Z does it again.")
    user.does(ENTER, sees="Undone: network switch")
    assert set(hand.networks("web")) == {"bridge", "shop"}
    assert hand.reaches("other", "www")


def test_t24_disconnect_leaves_lo_alone_and_can_be_undone(user: Seat, hand: Hand) -> None:
    hand.engine.run("web", network_mode="shop")
    before = hand.address("web", "shop")
    goes_to_container(user, "web")
    user.does("x", sees="network disconnect")
    fills(user, "shop")
    user.sees("docker network disconnect shop web", "Docker does not fall back to bridge")
    user.does(ENTER, sees="Done: network disconnect shop web.")
    assert (hand.networks("web"), hand.links("web")) == ({}, {"lo"})
    user.does("z", sees="Z does it again.")
    user.does(ENTER, sees="Undone: network disconnect")
    assert hand.address("web", "shop") == before


def test_a_log_is_followed_searched_and_harmless(user: Seat, hand: Hand) -> None:
    hand.engine.run(
        "web", "printf 'evil \\033]0;owned\\007\\n'; i=0; while true; do i=$((i+1)); echo row$i; sleep 0.1; done"
    )
    goes_to_container(user, "web")
    user.does("L", sees="row1")
    user.sees("row9", "evil \\x1b]0;owned\\x07")
    user.does("/", sees="Enter keeps it")
    user.does("evil", sees="1 of")
    user.sees_no("row9")
    user.press(ENTER)
    user.sees_no("Enter keeps it")
    user.sees("/evil")
    user.leaves(without="/evil")
    hand.docker("stop", "-t", "1", "web")
    user.sees("it has ended, with exit status")
    hand.docker("start", "web")
    user.sees_no("it has ended")
    hand.docker("rm", "-f", "web")
    user.sees("No such container")
    user.leaves(without="No such container")
    assert not foreign(user.terminal.octets)


def test_the_log_of_what_has_ended_and_of_what_never_ran(user: Seat, hand: Hand) -> None:
    hand.docker("run", "-d", "--name", "ended", IMAGE, "sh", "-c", "echo last words; exit 3")
    hand.docker("create", "--name", "made", IMAGE)
    goes_to_container(user, "ended")
    user.does("L", sees="last words")
    user.sees("it has ended, with exit status 3")
    user.leaves(without="last words")
    goes_to_container(user, "made")
    user.does("L", sees="nothing was written yet")
    user.sees("it has never run")


def test_a_log_that_pours_leaves_the_keys_alive(user: Seat, hand: Hand) -> None:
    hand.engine.run("pouring", "while true; do echo pouring; done")
    goes_to_container(user, "pouring")
    user.does("L", sees="earlier ones are left out")
    user.does("g", sees="G goes to the end")
    user.leaves(without="earlier ones")


def bare(hand: Hand, name: str) -> None:
    """Run a container that has a program, and no shell."""
    files = hand.docker("create", "--name", f"{name}-files", IMAGE).strip()
    octets = subprocess.check_output(["docker", "cp", f"{files}:/bin/busybox", "-"])
    subprocess.run(["docker", "import", "-c", 'CMD ["/busybox", "sleep", "1000"]', "-", "netui/bare:1"],
                   input=octets, check=True, stdout=subprocess.DEVNULL)  # fmt: skip
    hand.docker("rm", files)
    hand.docker("run", "-d", "--init=false", "--name", name, "netui/bare:1")


def test_a_shell_in_a_container_and_what_is_said_where_it_has_none(user: Seat, hand: Hand) -> None:
    hand.engine.run("web")
    bare(hand, "empty")
    goes_to_container(user, "web")
    user.does("E", sees="A shell in the container web; exit or Ctrl+D leaves it")
    user.does("hostname; echo in-$((40 + 2))\n", sees="in-42")
    user.sees(hand.docker("inspect", "-f", "{{.Config.Hostname}}", "web").strip())
    user.does("exit\n", sees="Back from container shell.")
    goes_to_container(user, "empty")
    user.does("E", sees="Enter leads back to netui.")
    user.does(ENTER, sees="empty has no shell (bash, ash, sh): E on its namespace opens one")


LEFT = {"hangs": "does not answer", "dies": "no daemon listens", "is restarted": "No Docker here."}
AT_ONCE = 5.0
"""Seconds, from the moment that the daemon answers, within which the screen is right again."""


@pytest.mark.parametrize("how", list(LEFT))
def test_a_daemon_that_is_lost_in_the_middle_freezes_no_key(user: Seat, hand: Hand, how: str) -> None:
    """The container ends only when it is killed, five seconds after it was asked to: time to lose the daemon."""
    hand.docker("run", "-d", "--name", "stubborn", IMAGE, "sleep", "1000")
    goes_to_container(user, "stubborn")
    user.does(":", sees="Commands and objects")
    user.does("container stop", sees="▸ container stop")
    user.does(ENTER, sees="docker stop -t 10 stubborn")
    user.does(TAB, sees="▸ time")
    user.does("5", sees="docker stop -t 5 stubborn")
    with subprocess.Popen(["docker", "events", "--filter", "event=kill"], stdout=subprocess.PIPE) as events:
        user.does(ENTER, sees="Running")
        assert events.stdout
        assert b"stubborn" in events.stdout.readline()
        events.terminate()
    engine = hand.engine
    lost = {"hangs": engine.pause, "dies": engine.kill, "is restarted": engine.stop}[how]
    back = engine.resume if how == "hangs" else engine.start
    lost()
    try:
        if how == "dies":
            user.sees("the daemon ended before it answered: whether it was done is not known")
        if how == "is restarted":
            user.sees_no("Running")  # it ends its containers before itself
        else:
            user.leaves(without="container stop")
        if how == "hangs":
            user.sees("It goes on; what comes of it is said here.")
        user.does("1", sees="HELD BY")  # keys answer
        user.press("4")
        user.sees(LEFT[how])
        user.does("?", sees="In a list")
        user.leaves(without="In a list")
    finally:
        back()
    hand.docker("version")
    answered = time.monotonic()
    user.sees("live")
    user.sees(hand.docker("inspect", "-f", "{{.State.Status}}", "stubborn").strip())
    right = time.monotonic() - answered
    user.sees("exited")
    assert hand.docker("inspect", "-f", "{{.State.Status}}", "stubborn").strip() == "exited"
    assert right < AT_ONCE
