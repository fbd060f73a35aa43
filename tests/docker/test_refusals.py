"""Everything that Docker refuses, or takes and does harm with: in the form and by command line, with what would help.

Each case is tried in the form, over the snapshot of the real engine, and by the words of the command line. What is
found before is the same sentence in both; what only Docker knows is its own, which the form shows as it comes.
"""

import json
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
from msgspec import Struct

from netui.core.changing.local import read
from netui.errors import NetuiError
from netui.operations.registry import find
from netui.sandbox.engine import IMAGE
from netui.ui.forms.form import Form
from tests.docker.test_containers_run import await_listener
from tests.support.docker_hand import Hand

pytestmark = pytest.mark.needs("docker")

BRIDGE = "com.docker.network.bridge.name"


class Case(Struct, frozen=True):
    """What is asked for, and what is said."""

    operation: str
    values: dict[str, Any]
    says: str
    helps: str
    late: bool = False
    """Whether only Docker knows."""

    def __str__(self) -> str:
        return f"{self.operation}-{self.says[:30]}"


def connect(says: str, helps: str, *, late: bool = False, **values: Any) -> Case:
    return Case("network.connect", {"network": "shop", "container": "web", **values}, says, helps, late)


def create(says: str, helps: str, *, late: bool = False, **values: Any) -> Case:
    return Case("network.create", {"name": "bad", **values}, says, helps, late)


def run(says: str, helps: str, *, late: bool = False, **values: Any) -> Case:
    return Case("container.run", {"image": IMAGE, "name": "bad", **values}, says, helps, late)


CASES = (
    # would poison a container, or delete docker0
    connect("10.44.0.7 is in no subnet of shop", "it has 10.99.0.0/24", ip="10.44.0.7"),
    create("there is a link docker0 already: Docker would", "choose another name", opt=(f"{BRIDGE}=docker0",)),
    create("there is a link lo already", "choose another name", opt=(f"{BRIDGE}=lo",)),
    # taken
    connect("taken has 10.99.0.2", "choose another address", ip="10.99.0.2"),
    connect("10.99.0.1 is the gateway of shop", "choose another address", ip="10.99.0.1"),
    create("there is a network shop already", "choose another name", name="shop"),
    run("there is a container web already", "choose another name", name="web"),
    run("taken has port 8080/tcp of the host", "choose another port", publish=("8080:80",)),
    run("address already in use", "netui socket list", late=True, publish=("8081:80",)),
    # overlaps, and what is outside
    create("overlaps 10.99.0.0/24 of the network shop", "choose another subnet", subnet=("10.99.0.128/25",)),
    create("in none of the subnets that are given", "", subnet=("10.1.0.0/24",), gateway=("10.2.0.1",)),
    create("in none of the subnets that are given", "", subnet=("10.1.0.0/24",), ip_range=("10.2.0.0/25",)),
    create("bits set behind its prefix", "", subnet=("10.1.0.9/24",)),
    create("is IPv6, which Docker would leave out unasked", "--ipv6", subnet=("2001:db8:1::/64",)),
    create("is no name for Docker", "", name="with blank"),
    create("is no name for Docker", "", name="x"),
    create("nosuch", "docker info", late=True, driver="nosuch"),
    create("one network of the driver host", "", driver="host"),
    # takes no chosen address
    connect("bridge takes no chosen address", "network create --subnet", network="bridge", container="taken",
            ip="172.31.250.9"),
    connect("names do not resolve on bridge", "network create", network="bridge", container="taken", alias=("www",)),
    connect("user configured subnets", "it takes no chosen address", late=True, network="yard", ip="FREE"),
    # modes that cannot
    connect("shares the host's", "run another one", container="sharing"),
    connect("shares that of container:web", "run another one", container="joined"),
    connect("alone is on none, which tolerates no other", "network switch alone none shop", container="alone"),
    connect("can be in host mode only from its start", "container run", network="host"),
    connect("none tolerates no other network", "network disconnect bridge web", network="none"),
    connect("web is on bridge already", "container show", network="bridge"),
    run("its programs listen on the host itself", "", network="host", publish=("80:80",)),
    run("it has lo alone", "", network="none", publish=("80:80",)),
    run("those of web are", "", network="container:web", publish=("80:80",)),
    run("shares the hostname of web", "", network="container:web", hostname="other"),
    run("shares the dns of web", "", network="container:web", dns=("192.0.2.53",)),
    run("ended does not run, and so has no namespace", "container start ended", network="container:ended"),
    # built in, in use
    Case("network.remove", {"network": ("bridge",)}, "bridge is Docker's own: it stays", ""),
    Case("network.remove", {"network": ("shop",)}, "shop has members that run: taken", "disconnect shop taken"),
    Case("network.disconnect", {"network": "shop", "container": "web"}, "web is not on shop", "it is on bridge"),
    Case("container.remove", {"container": "web"}, "web runs", "stop it first, or --force"),
    Case("container.start", {"container": "web"}, "web runs already", ""),
    Case("container.stop", {"container": "ended"}, "ended does not run", "container start ended"),
    Case("container.unpause", {"container": "web"}, "web is not paused", ""),
    # missing
    run("No such image: nowhere/nothing:9", "docker pull", late=True, image="nowhere/nothing:9"),
    run("executable file not found", "", late=True, command=("no-such-program",)),
    run("no network is called nowhere", "network list", network="nowhere"),
    run("no container is called nobody", "container list", network="container:nobody"),
    run("70000 is no port", "", publish=("70000:80",)),
    run("is none of tcp, udp, sctp", "", publish=("80:80/icmp",)),
    connect("no container is called nobody", "container list", container="nobody"),
)  # fmt: skip


@pytest.fixture(scope="module")
def scene(engine: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hand]:
    """Containers in every mode, one that has ended, and a program of the host that listens."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DOCKER_HOST", engine.url)
        hand = Hand(engine, tmp_path_factory.mktemp("state"))
        hand.docker("network", "create", "--subnet", "10.99.0.0/24", "--gateway", "10.99.0.1", "shop")
        hand.docker("network", "create", "yard")
        hand.engine.run("web")
        hand.engine.run("taken", network_mode="shop", ports=[80], port_bindings={80: 8080})
        hand.engine.run("sharing", network_mode="host")
        hand.engine.run("joined", network_mode="container:web")
        hand.engine.run("alone", network_mode="none")
        hand.engine.run("ended", "true")
        hand.docker("stop", "-t", "1", "ended")
        listen = ["nsenter", f"--net=/run/netns/{engine.namespace}", "busybox", "nc", "-l", "-p", "8081"]
        with subprocess.Popen(listen, stdin=subprocess.PIPE) as listener:
            await_listener(hand, 8081)
            yield hand
            listener.kill()
        engine.empty()


def everything(hand: Hand) -> object:
    """What Docker has, with everything that a failed change could have left."""
    found = json.loads(hand.docker("inspect", *hand.docker("ps", "-aq").split()))
    places = {one["Name"]: (one["State"]["Status"], one["NetworkSettings"]["Networks"]) for one in found}
    links = subprocess.check_output(["ip", "-n", hand.engine.namespace, "-o", "link"], text=True)
    return (
        places,
        sorted(hand.docker("network", "ls", "-q").split()),
        sorted(line.split()[1] for line in links.splitlines()),
    )


def values_of(hand: Hand, case: Case) -> dict[str, Any]:
    """With an address that is free on the network that Docker made a subnet for."""
    if case.values.get("ip") != "FREE":
        return case.values
    subnet = json.loads(hand.docker("network", "inspect", "yard"))[0]["IPAM"]["Config"][0]["Subnet"]
    return {**case.values, "ip": subnet.replace(".0/24", ".77")}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_it_is_said_why_and_what_would_help_and_nothing_is_left(scene: Hand, case: Case) -> None:
    operation = find(*case.operation.split("."))
    assert operation
    values, before = values_of(scene, case), everything(scene)

    form = Form(operation, read(operation.facets), {})
    for name, value in values.items():
        entry = form.entries[name]
        entry.set(" ".join(value) if isinstance(value, tuple) else value)  # type: ignore[union-attr]
    form.renew(read(operation.facets))
    if case.late:
        assert form.plan is not None and not form.problems
    else:
        assert form.plan is None
        told = [problem for problem in form.faults() if case.says in problem.message]
        assert told, form.problems
        assert case.helps in told[0].hint

    with pytest.raises(NetuiError) as caught:
        scene.runner.run(operation, values)
    assert case.says in caught.value.message
    assert case.helps in caught.value.hint
    assert len(caught.value.message) < 300 and "driver failed programming" not in caught.value.message
    assert everything(scene) == before
