"""From the Engine API's dictionaries to the model's structs: pure, and total over what daemons leave out.

Read from Docker 20.10 (API 1.41), from moby's sources for 1.52, which has no addresses outside
NetworkSettings.Networks, and from Podman's compatible API. https://docs.docker.com/reference/api/engine/
"""

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from netui.model.container import Container, Endpoint, Network, Subnet
from netui.sources.docker import ports
from netui.sources.docker.failures import tidy
from netui.sources.docker.raw import Raw, clean, mapping, mappings, number, strings, text, texts, unique

_BUILT_IN = frozenset(("bridge", "host", "none"))
_STATES = {"configured": "created", "initialized": "created", "stopped": "exited", "stopping": "running"}  # Podman's
_JOINING = "container:"
_SHORT, _LONG = 12, 64


def container(inspected: Raw) -> Container:
    """One container from GET /containers/ID/json.

    `mode` and the endpoints still name networks and containers as the daemon does: `linked` completes them.
    """
    state, config = mapping(inspected, "State"), mapping(inspected, "Config")
    host, network = mapping(inspected, "HostConfig"), mapping(inspected, "NetworkSettings")
    pid = number(state, "Pid")
    identity, name = text(inspected, "Id"), text(inspected, "Name").removeprefix("/")
    status = text(state, "Status")
    mode = _mode(text(host, "NetworkMode"))
    joined = mode.removeprefix(_JOINING) if mode.startswith(_JOINING) else ""
    exposed, everything = mapping(config, "ExposedPorts"), bool(host.get("PublishAllPorts"))
    started = text(state, "StartedAt")
    return Container(
        id=identity,
        name=name,
        image=text(config, "Image") or text(inspected, "Image"),
        state=_STATES.get(status, status),
        mode=mode,
        pid=pid,
        sandbox_id=text(network, "SandboxID") if pid else "",
        sandbox_key=text(network, "SandboxKey") if pid else "",
        joined=joined,
        hostname=text(config, "Hostname"),
        endpoints=() if joined else _endpoints(network, identity, name, running=bool(pid)),
        wanted_ports=ports.wanted(mapping(host, "PortBindings"), exposed, all_exposed=everything),
        claimed_ports=() if joined else ports.bindings(mapping(network, "Ports")),  # Podman: those of the owner
        started="" if started.startswith("0001-") else started,
        error=tidy(text(state, "Error")),
    )


def listed_container(entry: Raw) -> Container:
    """One container from GET /containers/json, for as long as the daemon does not let it be inspected.

    Has no pid, no wished ports and no aliases.
    """
    # A link to another container is a further name with a second slash.
    name = next((one[1:] for one in texts(entry, "Names") if one.startswith("/") and "/" not in one[1:]), "")
    identity, mode = text(entry, "Id"), _mode(text(mapping(entry, "HostConfig"), "NetworkMode"))
    status = text(entry, "State")
    joined = mode.removeprefix(_JOINING) if mode.startswith(_JOINING) else ""
    return Container(
        id=identity,
        name=name,
        image=text(entry, "Image"),
        state=_STATES.get(status, status),
        mode=mode,
        joined=joined,
        endpoints=() if joined else _endpoints(mapping(entry, "NetworkSettings"), identity, name, running=False),
        claimed_ports=ports.listed(entry),
    )


def _mode(told: str) -> str:
    return "bridge" if told in ("", "default") else told


def _endpoints(settings: Raw, identity: str, name: str, *, running: bool) -> tuple[Endpoint, ...]:
    networks = mapping(settings, "Networks")
    return tuple(_endpoint(key, mapping(networks, key), identity, name, running=running) for key in networks)


def _endpoint(network: str, told: Raw, identity: str, name: str, *, running: bool) -> Endpoint:
    aliases, wanted = texts(told, "Aliases"), mapping(told, "IPAMConfig")
    endpoint_id, address = text(told, "EndpointID"), text(told, "IPAddress")
    names = texts(told, "DNSNames") or (name, *aliases, identity[:_SHORT])
    return Endpoint(
        network_id=text(told, "NetworkID"),
        network=clean(network),
        endpoint_id=endpoint_id,
        mac=text(told, "MacAddress").lower(),
        address=address,
        prefix=number(told, "IPPrefixLen"),
        gateway=text(told, "Gateway"),
        address6=text(told, "GlobalIPv6Address"),
        prefix6=number(told, "GlobalIPv6PrefixLen"),
        gateway6=text(told, "IPv6Gateway"),
        wanted_address=text(wanted, "IPv4Address"),
        wanted_address6=text(wanted, "IPv6Address"),
        aliases=aliases,
        names=() if network in _BUILT_IN else unique(names),
        phantom=running and not endpoint_id and not address and network not in _BUILT_IN,  # Podman tells no id
    )


def images(entries: Iterable[Raw]) -> tuple[str, ...]:
    """NAME:TAG of those of GET /images/json that have one."""
    names = {name for entry in entries for name in texts(entry, "RepoTags") if not name.startswith("<none>")}
    return tuple(sorted(names))


def network(entry: Raw, engine: str = "docker") -> Network:
    """One network from GET /networks."""
    identity, name, driver = text(entry, "Id"), text(entry, "Name"), text(entry, "Driver")
    options, ipam_driver = strings(entry, "Options"), text(mapping(entry, "IPAM"), "Driver")
    return Network(
        id=identity,
        name=name,
        driver=driver,
        scope=text(entry, "Scope") or "local",
        bridge=_bridge(identity, name, options, engine) if driver == "bridge" else "",
        subnets=tuple(map(_subnet, mappings(mapping(entry, "IPAM"), "Config"))),
        internal=bool(entry.get("Internal")),
        ipv6=bool(entry.get("EnableIPv6")),
        attachable=bool(entry.get("Attachable")),
        options=options,
        labels=strings(entry, "Labels"),
        ipam_driver="" if engine == "podman" or ipam_driver == "default" else ipam_driver,
        ipam_options=strings(mapping(entry, "IPAM"), "Options") if engine == "docker" else {},
    )


def _bridge(identity: str, name: str, options: Mapping[str, str], engine: str) -> str:
    stated = options.get("com.docker.network.bridge.name", "")
    if (
        stated or engine == "podman"
    ):  # Podman numbers its bridges and tells only the default one's name, by convention
        return stated or ("podman0" if name in ("bridge", "podman") else "")
    return f"br-{identity[:_SHORT]}"


def _subnet(pool: Raw) -> Subnet:
    gateway = text(pool, "Gateway").partition("/")[0]
    auxiliary = tuple(sorted(strings(pool, "AuxiliaryAddresses").items()))
    return Subnet(text(pool, "Subnet"), "" if gateway == "<nil>" else gateway, text(pool, "IPRange"), auxiliary)


def _of_podman(one: Container) -> bool:
    """Whether it is on networks that are named where Docker tells ids."""
    return bool(one.endpoints) and len(one.endpoints[0].network_id) != _LONG


def linked(containers: Mapping[str, Container], networks: Mapping[str, Network]) -> dict[str, Container]:
    """The containers with the names of what they refer to: the owner of a joined namespace, each network."""
    by_name = {one.name: one for one in containers.values()}
    network_names = {one.name: one for one in networks.values()}

    def owner(reference: str) -> Container | None:
        known = containers.get(reference) or by_name.get(reference)
        if known or len(reference) < _SHORT:
            return known
        return next((one for identity, one in containers.items() if identity.startswith(reference)), None)

    def place(endpoint: Endpoint) -> Endpoint:
        found = networks.get(endpoint.network_id) or network_names.get(endpoint.network)
        if found is None and endpoint.network == "podman":
            found = network_names.get("bridge")  # what Podman calls its default network in the list of networks
        dangling = endpoint.network_id not in networks and len(endpoint.network_id) == _LONG  # Podman tells names
        if found is None:
            return replace(endpoint, dangling=dangling) if dangling else endpoint
        if (found.id, found.name) == (endpoint.network_id, endpoint.network):
            return endpoint
        names = () if found.name in _BUILT_IN else endpoint.names
        return replace(endpoint, network_id=found.id, network=found.name, names=names, dangling=dangling)

    def completed(one: Container) -> Container:
        endpoints = tuple(map(place, one.endpoints))
        joined, mode = one.joined, one.mode
        if joined:
            other = owner(joined)
            joined, mode = (other.id, _JOINING + other.name) if other else (joined, mode)
        elif mode in networks:
            mode = networks[mode].name
        elif mode == "bridge" and _of_podman(one) and not any(each.network in _BUILT_IN for each in endpoints):
            mode = endpoints[0].network  # Podman calls each of them bridge
        if (endpoints, joined, mode) == (one.endpoints, one.joined, one.mode):
            return one
        return replace(one, endpoints=endpoints, joined=joined, mode=mode)

    return {identity: completed(one) for identity, one in containers.items()}
