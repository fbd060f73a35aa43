"""Changes of Docker's that would cut an ssh connection which comes through one of its networks, or to a container."""

import pytest

from netui.model import docker_action as act
from netui.model.acting import Action
from netui.model.carriers import Carriers, carriers
from netui.model.connection import Connection
from netui.model.container import Subnet
from netui.model.docker_action import ContainerAt, NetworkAt
from netui.model.relations import Relations
from netui.model.route import Route
from netui.model.rules import Transport
from netui.model.snapshot import Snapshot
from netui.operations.threat import threats
from tests.support.snapshots import HOST, small_host

WEB, JOB, PROBE = ContainerAt("web"), ContainerAt("job"), ContainerAt("probe")
SHOP, BRIDGE = NetworkAt("shop"), NetworkAt("bridge")


class Table:
    """One route for every destination, per namespace; what is its own is local."""

    def __init__(self, snapshot: Snapshot, ways: dict[int, str]) -> None:
        self._snapshot = snapshot
        self._ways = ways

    def __call__(
        self,
        namespace: int,
        destination: str,
        source: str = "",
        ifindex: int = 0,
        transport: Transport | None = None,
    ) -> Route | None:
        space = self._snapshot.namespaces[namespace]
        for one in space.addresses:
            if one.local == destination:
                return Route(2, 255, destination, 32, "", one.ifindex, "", 0, 2, 2, 254)
        wanted = self._ways.get(namespace)
        link = next((one for one in space.links.values() if str(one.name) == wanted), None)
        return Route(2, 254, "", 0, "", link.ifindex, "", 0, 1, 3, 0) if link else None


def over(peer: str, local: str, key: int, ways: dict[int, str]) -> tuple[Relations, Carriers]:
    """What a connection to a namespace runs over."""
    snapshot = small_host()
    relations = Relations(snapshot)
    connection = Connection(key, local, 22, peer, 50000, pid=812, who="root@pts/3")
    return relations, carriers(relations, connection, Table(snapshot, ways))


@pytest.fixture
def through_shop() -> tuple[Relations, Carriers]:
    """From the container web to the host."""
    snapshot = small_host()
    bridge = next(one for one in snapshot.docker.networks.values() if one.name == "shop").bridge
    return over("172.30.0.3", "172.30.0.1", HOST, {HOST: bridge})


@pytest.mark.parametrize(
    ("action", "carrier"),
    [
        (act.RemoveNetwork(SHOP), "the bridge br-161847f4fecf of the network shop"),
        (act.RemoveNetwork(BRIDGE), ""),
        (act.StopContainer(JOB), ""),
        (act.CreateNetwork(NetworkAt("new"), subnets=(Subnet("172.30.0.0/16"),)), "the route to 172.30.0.3"),
        (act.CreateNetwork(NetworkAt("new"), subnets=(Subnet("10.77.0.0/16"),)), ""),
        (act.CreateNetwork(NetworkAt("new")), "the route to 172.30.0.3"),
        (act.CreateContainer(ContainerAt("other"), "image"), ""),
    ],
)  # fmt: skip
def test_a_network_that_carries(through_shop: tuple[Relations, Carriers], action: Action, carrier: str) -> None:
    relations, one = through_shop
    found = threats((action,), relations, (one,))
    assert [threat.carrier for threat in found] == ([carrier] if carrier else [])


@pytest.mark.parametrize(
    ("action", "cuts"),
    [
        (act.StopContainer(WEB), True), (act.RestartContainer(WEB), True), (act.RemoveContainer(WEB), True),
        (act.PauseContainer(WEB), True), (act.DisconnectContainer(SHOP, WEB), True),
        (act.ConnectContainer(BRIDGE, WEB), True), (act.StopContainer(JOB), False),
        (act.DisconnectContainer(SHOP, JOB), False),
    ],
)  # fmt: skip
def test_sshd_in_a_container(action: Action, cuts: bool) -> None:
    snapshot = small_host()
    web = next(one for one in snapshot.docker.containers.values() if one.name == "web")
    assert web.namespace is not None
    relations, one = over("192.0.2.7", "172.30.0.3", web.namespace, {web.namespace: "eth0", HOST: "eth0"})
    assert bool(threats((action,), relations, (one,))) is cuts


@pytest.mark.parametrize(
    ("action", "cuts"),
    [
        (act.StopContainer(PROBE), True), (act.RestartContainer(PROBE), True), (act.RemoveContainer(PROBE), True),
        (act.PauseContainer(PROBE), True), (act.StopContainer(WEB), False), (act.StopContainer(JOB), False),
    ],
)  # fmt: skip
def test_sshd_in_a_container_in_host_mode(action: Action, cuts: bool) -> None:
    """The namespace stays when it ends; the process that serves the connection does not."""
    snapshot = small_host()
    relations = Relations(snapshot)
    probe = next(one for one in snapshot.docker.containers.values() if one.name == "probe")
    assert probe.mode == "host"
    for container, threatened in ((probe.id, cuts), ("", False)):
        connection = Connection(HOST, "192.0.2.10", 22, "192.0.2.7", 50000, pid=5101, container=container)
        known = carriers(relations, connection, Table(snapshot, {HOST: "eth0"}))
        found = threats((action,), relations, (known,))
        assert [one.carrier for one in found] == (["the container probe"] if threatened else [])
