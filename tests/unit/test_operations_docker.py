"""Docker's operations over a snapshot: what is told before Docker is asked, and the commands that do the same."""

import subprocess
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from netui.core.history.record import Ended, decode, encode
from netui.errors import NetuiError
from netui.model import docker_action as act
from netui.model.action import AnyAction
from netui.model.container import Subnet
from netui.model.docker_action import ContainerAt, NetworkAt
from netui.model.snapshot import Snapshot
from netui.operations.docker_state import capture_docker, connecting
from netui.operations.operation import Plan
from netui.operations.registry import find
from netui.operations.shell import command
from netui.sources.docker.endpoint import DockerEndpoint
from netui.sources.docker.writer import DockerWriter
from tests.support.daemon import serving
from tests.support.hostile import names
from tests.support.snapshots import small_host, without_docker

WEB, SHOP = ContainerAt("web", "3f9c"), NetworkAt("shop", "1618")


def plan(noun: str, verb: str, snapshot: Snapshot | None = None, /, **values: Any) -> Plan:
    operation = find(noun, verb)
    assert operation
    return operation.plan(snapshot or small_host(), values)


def refused(noun: str, verb: str, snapshot: Snapshot | None = None, /, **values: Any) -> str:
    with pytest.raises(NetuiError) as caught:
        plan(noun, verb, snapshot, **values)
    return f"{caught.value.message} ({caught.value.hint})"


@pytest.mark.parametrize(
    ("action", "text"),
    [
        (act.ConnectContainer(SHOP, WEB), "docker network connect shop web"),
        (
            act.ConnectContainer(SHOP, WEB, "10.0.0.9", "2001:db8::9", ("www", "a b")),
            "docker network connect --ip 10.0.0.9 --ip6 2001:db8::9 --alias www --alias 'a b' shop web",
        ),
        (
            act.ConnectContainer(SHOP, WEB, "10.0.0.9", aliases=("www",), loose=True),
            "docker network connect --ip 10.0.0.9 --alias www shop web || "
            "docker network connect --alias www shop web",
        ),
        (act.ConnectContainer(SHOP, WEB, loose=True), "docker network connect shop web"),
        (act.DisconnectContainer(NetworkAt("-x\x1b"), WEB), "docker network disconnect -- $'-x\\033' web"),
        (act.RemoveNetwork(NetworkAt("$(reboot)")), "docker network rm '$(reboot)'"),
        (
            act.CreateNetwork(
                SHOP, subnets=(Subnet("10.0.0.0/24", "10.0.0.1", "10.0.0.128/25"),), internal=True, ipv6=True,
                options={"a": "b c"}, labels={"l": "1"},
            ),
            "docker network create --driver bridge --subnet 10.0.0.0/24 --ip-range 10.0.0.128/25 --gateway 10.0.0.1 "
            "--internal --ipv6 --opt 'a=b c' --label l=1 shop",
        ),
    ],
)  # fmt: skip
def test_commands_of_docker(action: AnyAction, text: str) -> None:
    assert command(action) == text


def test_a_network_whose_name_several_have_is_named_by_its_id() -> None:
    host = small_host()
    shop = next(one for one in host.docker.networks.values() if one.name == "shop")
    twin = replace(shop, id="f" * 64, subnets=())
    twins = replace(host, docker=replace(host.docker, networks={**host.docker.networks, twin.id: twin}))
    assert "2 networks fit shop" in refused("network", "connect", twins, network="shop", container="job")
    made = plan("network", "connect", twins, network="ffff", container="job")
    assert made.commands == (f"docker network connect {twin.id} job",)


def test_without_docker_it_is_said_why() -> None:
    silent = without_docker("refused", "nothing listens there", "systemctl start docker")
    for verb, values in (("connect", {"network": "shop", "container": "web"}), ("create", {"name": "new"})):
        said = refused("network", verb, silent, **values)
        assert "nothing listens there (systemctl start docker)" in said
    assert "nothing listens there" in refused("container", "run", silent, image="box")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"container": "web"}, "web is on shop already"),
        ({"container": "probe"}, "probe has no network of its own: it shares the host's"),
        ({"container": "cache"}, "cache has no network of its own: it shares that of container:web"),
        ({"network": "host"}, "only from its start"),
        ({"ip": "10.9.9.9"}, "10.9.9.9 is in no subnet of shop (it has 172.30.0.0/24)"),
        ({"ip": "172.30.0.1"}, "172.30.0.1 is the gateway of shop"),
        ({"ip": "172.30.0.2"}, "db has 172.30.0.2"),
        ({"ip": "172.30.0.0"}, "first or last address"),
        ({"ip6": "172.30.0.9"}, "no IPv6 address"),
        ({"ip6": "2001:db8::1"}, "in no subnet"),
        ({"network": "bridge", "ip": "172.17.0.9"}, "bridge takes no chosen address"),
        ({"network": "bridge", "alias": ("x",)}, "names do not resolve on bridge"),
        ({"alias": ("a b",)}, "no name that others could ask for"),
    ],
)
def test_what_speaks_against_connecting(values: dict[str, Any], said: str) -> None:
    assert said in refused("network", "connect", **{"network": "shop", "container": "job", **values})


def test_an_alias_that_another_has_is_remarked() -> None:
    made = plan("network", "connect", network="shop", container="job", alias=("www",))
    assert "web is called www on shop too" in made.warnings[0]


def test_disconnect_says_what_is_lost() -> None:
    made = plan("network", "disconnect", network="shop", container="web")
    assert made.undo == "partial"
    assert "perhaps its address" in made.lost
    assert any("lo alone remains" in one for one in made.warnings)
    assert any("publishes ports" in one for one in made.warnings)
    assert "job is not on shop" in refused("network", "disconnect", network="shop", container="job")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"name": "shop"}, "there is a network shop already"),
        ({"name": "x y"}, "no name for Docker"),
        ({"subnet": ("172.30.0.128/25",)}, "172.30.0.128/25 overlaps 172.30.0.0/24 of the network shop"),
        ({"subnet": ("10.0.0.0/24", "10.0.0.0/25")}, "overlaps another of these subnets"),
        ({"subnet": ("10.0.0.1/24",)}, "bits set behind its prefix length: the network is 10.0.0.0/24"),
        ({"subnet": ("all",)}, "all is no subnet"),
        ({"subnet": ("10.0.0.0/24",), "gateway": ("10.0.0.1", "10.0.0.2")}, "10.0.0.0/24 has two of them"),
        ({"subnet": ("10.0.0.0/24",), "ip_range": ("10.0.0.0/16",)}, "in none of the subnets"),
        ({"opt": ("com.docker.network.bridge.name=docker0",)}, "there is a link docker0 already"),
        ({"opt": ("com.docker.network.bridge.name=a/b",)}, "no blank, slash or colon"),
        ({"opt": ("plain",)}, "not of the form KEY=VALUE"),
        ({"driver": "null"}, "one network of the driver null"),
        ({"driver": "macvlan", "icc": "on"}, "knows no such thing"),
    ],
)
def test_what_speaks_against_making_a_network(values: dict[str, Any], said: str) -> None:
    assert said in refused("network", "create", **{"name": "new", **values})


def test_the_fields_of_a_new_network_become_one_command() -> None:
    made = plan(
        "network", "create", name="new", subnet=("10.0.0.0/24", "10.1.0.0/24"), gateway=("10.1.0.9",), icc="off"
    )
    assert made.commands == (
        "docker network create --driver bridge --subnet 10.0.0.0/24 --subnet 10.1.0.0/24 --gateway 10.1.0.9 "
        "--opt com.docker.network.bridge.enable_icc=false new",
    )
    assert made.undo == "full"


def test_a_network_that_shares_a_bridge_is_not_removed() -> None:
    host = small_host()
    shop = next(one for one in host.docker.networks.values() if one.name == "shop")
    thief = replace(shop, id="f" * 64, name="thief", bridge="docker0")
    shared = replace(host, docker=replace(host.docker, networks={**host.docker.networks, thief.id: thief}))
    assert "would take the bridge docker0 along" in refused("network", "remove", shared, network=("thief",))


def test_nothing_to_prune_is_said() -> None:
    assert "a running container is on it" in refused("network", "prune")
    silent = without_docker("refused", "nothing listens there", "systemctl start docker")
    assert "nothing listens there" in refused("network", "prune", silent)


@pytest.mark.parametrize(
    ("verb", "name", "said"),
    [
        ("start", "web", "web runs already"),
        ("stop", "job", "job does not run"),
        ("pause", "job", "job does not run"),
        ("unpause", "web", "web is not paused: it is running"),
        ("remove", "web", "web runs (stop it first, or --force)"),
        ("stop", "nobody", "no container is called nobody"),
    ],
)
def test_what_speaks_against_changing_a_container(verb: str, name: str, said: str) -> None:
    assert said in refused("container", verb, container=name)


@pytest.mark.parametrize(
    ("verb", "values", "text"),
    [
        ("start", {"container": "job"}, "docker start job"),
        ("stop", {"container": "web", "time": "3"}, "docker stop -t 3 web"),
        ("restart", {"container": "container:web"}, "docker restart -t 10 web"),
        ("pause", {"container": "3f9c"}, "docker pause web"),
        ("remove", {"container": "job", "volumes": True, "force": False}, "docker rm --volumes job"),
    ],
)
def test_commands_of_containers(verb: str, values: dict[str, Any], text: str) -> None:
    assert plan("container", verb, **values).commands == (text,)


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({}, "docker create --pull never --name box-1 --network bridge here/box:1"),
        ({"name": "x1", "network": "1618"}, "docker create --pull never --name x1 --network shop here/box:1"),
        ({"network": "container:db"}, "docker create --pull never --name box-1 --network container:db here/box:1"),
        (
            {"publish": ("80", "8081:80/udp", "127.0.0.1::80", "[::1]:82:80"), "publish_all": True},
            "docker create --pull never --name box-1 --network bridge --publish 80/tcp --publish 8081:80/udp "
            "--publish 127.0.0.1::80/tcp --publish '[::1]:82:80/tcp' --publish-all here/box:1",
        ),
        (
            {"hostname": "www", "dns": ("192.0.2.1",), "command": ("sh", "-c", "echo $HOME")},
            "docker create --pull never --name box-1 --network bridge --hostname www --dns 192.0.2.1 here/box:1 "
            "sh -c 'echo $HOME'",
        ),
    ],
)
def test_run_makes_a_container_and_starts_it(values: dict[str, Any], text: str) -> None:
    made = plan("container", "run", image="here/box:1", **values)
    assert made.commands == (text, f"docker start {values.get('name', 'box-1')}")
    assert made.undo == "full"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"command": ("\udcff",)}, "takes only UTF-8, which \\xff is not"),
        ({"image": "-v"}, "-v is no image"),
        ({"name": "web"}, "there is a container web already"),
        ({"publish": ("8080:80",)}, "web has port 8080/tcp of the host"),
        ({"publish": ("127.0.0.1:8080:80",)}, "web has port 8080/tcp of the host"),
        ({"publish": ("99999:80",)}, "99999 is no port"),
        ({"publish": ("80-90:80",)}, "80-90 is no port"),
        ({"publish": ("host:80:80",)}, "not of the form"),
        ({"publish": ("80/icmp",)}, "icmp is none of tcp, udp, sctp"),
        ({"hostname": "a_b"}, "a_b is no host name"),
        ({"network": "container:job"}, "job does not run"),
        ({"network": "container:nobody"}, "no container is called nobody"),
        ({"network": "host", "publish": ("80",)}, "in the mode host no port is published"),
        ({"network": "container:db", "dns": ("192.0.2.1",)}, "it shares the dns of db"),
    ],
)
def test_what_speaks_against_running(values: dict[str, Any], said: str) -> None:
    assert said in refused("container", "run", **{"image": "here/box:1", **values})


def test_programs_in_containers() -> None:
    assert plan("container", "logs", container="web", follow=True, tail="5").commands == (
        "docker logs --follow --tail=5 web",
    )
    assert (
        plan("container", "shell", container="web")
        .commands[0]
        .startswith("docker exec --interactive --tty web sh -c 'exec ")
    )
    assert "job does not run" in refused("container", "shell", container="job")


def hostile_actions(name: str) -> list[AnyAction]:
    """With a name in every place that can hold one."""
    at, network = ContainerAt(name), NetworkAt(name)
    return [
        act.ConnectContainer(network, at, aliases=(name,)),
        act.DisconnectContainer(network, at),
        act.CreateNetwork(network, name, options={name: name}, labels={name: name}),
        act.RemoveNetwork(network),
        act.CreateContainer(at, "box", (name,), name, hostname=name),
        act.StopContainer(at),
        act.RemoveContainer(at),
    ]


def test_bash_reads_every_name_back() -> None:
    """A bash in which docker prints its words instead; the history keeps them too."""
    texts = [one.decode("utf-8", "replace") for one in names(500) if one and b"\0" not in one]
    actions = [(name, one) for name in texts for one in hostile_actions(name)]
    lines = [command(one) for _name, one in actions]
    assert all(line.isascii() and line.isprintable() for line in lines)
    text = "\n".join(["docker() { printf '%s\\0' \"$@\" 'the end of one'; }", *lines])
    done = subprocess.run(["bash"], input=text.encode(), capture_output=True, check=True)
    told = done.stdout.split(b"\0the end of one\0")[:-1]
    assert len(told) == len(actions) > 1000
    for (name, _action), words in zip(actions, told, strict=True):
        assert name.encode() in words.split(b"\0")
    ended = Ended(1, "done", 0.1, tuple(one for _name, one in actions))
    assert decode(encode(ended).rstrip(b"\n")) == ended


def newer(engine: str, api: str) -> Snapshot:
    """The same host, with another engine."""
    host = small_host()
    return replace(host, docker=replace(host.docker, status="live", engine=engine, api_version=api))


@pytest.mark.parametrize(
    ("engine", "api", "mac", "interface"),
    [("docker", "1.41", False, False), ("docker", "1.44", True, False), ("docker", "1.48", True, True),
     ("podman", "1.41", True, False), ("docker", "", False, False)],
)  # fmt: skip
def test_undo_gives_back_what_the_engine_takes(engine: str, api: str, mac: bool, interface: bool) -> None:
    host = newer(engine, api)
    web = next(one for one in host.docker.containers.values() if one.name == "web")
    state = capture_docker(host, [("container", "web"), ("network", "shop")])
    assert state
    (place,) = state.containers["web"].endpoints
    assert (place.mac, place.interface) == (web.endpoints[0].mac if mac else "", "eth0" if interface else "")
    back = connecting(state.containers["web"].at, place, place.network)
    option = f"--driver-opt {act.INTERFACE_NAME}=eth0"
    assert (option in command(back)) is interface
    lost = plan("network", "disconnect", host, network="shop", container="web").lost
    assert ("the name of the interface" in lost) is not interface


def test_the_engine_is_asked_for_address_mac_and_name(tmp_path: Path) -> None:
    with serving(tmp_path / "d.sock") as daemon:
        wish = act.ConnectContainer(SHOP, WEB, "10.0.0.9", mac="02:00:00:00:00:09", interface="eth7", loose=True)
        DockerWriter(DockerEndpoint(f"unix://{tmp_path}/d.sock", "the test")).carry_out(wish)
        ((path, body),) = daemon.posted
    assert path == "/v1.41/networks/1618/connect"
    assert body["Container"] == "3f9c"
    assert body["EndpointConfig"] == {
        "IPAMConfig": {"IPv4Address": "10.0.0.9"}, "MacAddress": "02:00:00:00:00:09",
        "DriverOpts": {act.INTERFACE_NAME: "eth7"},
    }  # fmt: skip
