"""Whether a change of Docker's touches what an ssh connection runs over."""

from collections.abc import Callable

from netui.model import docker_action as act
from netui.model.carriers import RTN_LOCAL, Carriers
from netui.model.container import Container, Network, Subnet
from netui.model.docker_action import ContainerAt, DockerAction, NetworkAt
from netui.model.relations import Relations
from netui.model.rules import length, within
from netui.text import safe

_POOLS = ("172.16.0.0/12", "192.168.0.0/16")
"""Where Docker takes a subnet from that nobody chose (default-address-pools of dockerd)."""


def touched_by_docker(
    one: DockerAction, relations: Relations, carriers: Carriers, attached: Callable[[int], str]
) -> str:
    """The carrier that it touches; empty where it touches none. `attached` tells what ends with a namespace."""
    found = ""
    match one:
        case act.RemoveNetwork(network=network):
            found = _bridge(relations, carriers, network)
        case act.CreateNetwork(subnets=subnets):
            found = _overlap(relations, carriers, subnets)
        case act.DisconnectContainer(network=network, container=container):
            found = _endpoint(relations, carriers, container, network)
        case act.ConnectContainer(container=container):
            found = _inside(relations, carriers, container)
        case act.CreateContainer() | act.StartContainer() | act.UnpauseContainer():
            pass
        case act.OnContainer(container=container):
            known = _container(relations, container)
            if known and (known.id == carriers.connection.container or _ends(known, attached)):
                found = _of(container)
    return found


def _ends(container: Container, attached: Callable[[int], str]) -> bool:
    """Whether a carrier ends with the namespace of the container; that of the host does not."""
    return container.mode != "host" and container.namespace is not None and bool(attached(container.namespace))


def _network(relations: Relations, at: NetworkAt) -> Network | None:
    known = relations.snapshot.docker.networks
    return known.get(at.id) or next((one for one in known.values() if one.name == at.name), None)


def _container(relations: Relations, at: ContainerAt) -> Container | None:
    known = relations.snapshot.docker.containers
    return known.get(at.id) or next((one for one in known.values() if one.name == at.name), None)


def _bridge(relations: Relations, carriers: Carriers, at: NetworkAt) -> str:
    network = _network(relations, at)
    bridge = relations.network_bridge(network) if network else None
    link = relations.link(bridge)
    if bridge and link and bridge in carriers.links:
        return f"the bridge {link.name} of the network {safe(at.name)}"
    return ""


def _overlap(relations: Relations, carriers: Carriers, subnets: tuple[Subnet, ...]) -> str:
    """A new bridge takes over the subnet that it is given; without one Docker takes one that no route has."""
    home = relations.docker_namespace
    for hop in carriers.hops:
        if home is None or hop.namespace != home.key or hop.route.type == RTN_LOCAL:
            continue
        given = tuple(one.subnet for one in subnets)
        wanted = given or (_POOLS if hop.route.cidr == "default" else ())
        for subnet in wanted:
            if within(hop.destination, subnet) and (not given or length(subnet) >= length(hop.route.cidr)):
                return f"the route to {hop.destination}"
    return ""


def _endpoint(relations: Relations, carriers: Carriers, container: ContainerAt, network: NetworkAt) -> str:
    found = _container(relations, container)
    for attachment in relations.attachments(found) if found else ():
        same = attachment.endpoint.network_id == network.id or attachment.endpoint.network == network.name
        for ref in (attachment.link, attachment.host_link) if same else ():
            if ref in carriers.links:
                return _of(container)
    return _inside(relations, carriers, container)


def _inside(relations: Relations, carriers: Carriers, at: ContainerAt) -> str:
    """A container that the connection passes: Docker moves its default route when networks come and go."""
    found = _container(relations, at)
    passed = found is not None and found.mode != "host" and found.namespace in carriers.spaces
    return _of(at) if passed else ""


def _of(at: ContainerAt) -> str:
    return f"the container {safe(at.name)}"
