"""Containers, Docker networks and published ports, as the Docker Engine API tells them."""

from typing import Literal

from msgspec import Struct

from netui.model.written import Sentence


class PortBinding(Struct, frozen=True, gc=False):
    """One `--publish`: what was asked for, or what the daemon says that it mapped."""

    container_port: int
    protocol: str
    """tcp, udp or sctp."""
    host_address: str = ""
    host_port: int = 0
    """0 where the daemon is to choose one."""
    host_port_end: int = 0
    """Last of a range that the daemon may choose from (`-p 8000-8010:80`); 0 for no range."""


class Endpoint(Struct, frozen=True):
    """A container's place on one Docker network."""

    network_id: str
    network: str
    endpoint_id: str = ""
    """Empty while the container does not run."""
    mac: str = ""
    address: str = ""
    prefix: int = 0
    gateway: str = ""
    address6: str = ""
    prefix6: int = 0
    gateway6: str = ""
    wanted_address: str = ""
    """The one that was asked for (`--ip`), kept while it is stopped; empty where Docker chooses."""
    wanted_address6: str = ""
    aliases: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    """Names by which containers on the same network reach it; none on the default bridge."""
    phantom: bool = False
    """Listed although the container runs and is not connected: what a failed connect leaves behind."""
    dangling: bool = False
    """Its network is gone, whatever has the name now: the container does not start until it is disconnected."""


class Container(Struct, frozen=True):
    """One container, running or not."""

    id: str
    name: str
    image: str
    state: str
    """created, running, paused, restarting, removing, exited, dead."""
    mode: str
    """bridge, host, none, container:NAME, or a network's name: as `docker run --network` takes it."""
    pid: int = 0
    """Host pid of its first process; 0 while it does not run."""
    sandbox_id: str = ""
    """Changes with every start, even when the namespace's inode number is reused; empty while it does not run."""
    sandbox_key: str = ""
    """Path of the namespace's bind mount, in the daemon's mount namespace; empty while it does not run."""
    joined: str = ""
    """Id of the container whose namespace it shares (`container:` mode); empty otherwise."""
    hostname: str = ""
    endpoints: tuple[Endpoint, ...] = ()
    wanted_ports: tuple[PortBinding, ...] = ()
    """PortBindings, and every exposed port where all are to be published: the wish, kept while stopped."""
    claimed_ports: tuple[PortBinding, ...] = ()
    """NetworkSettings.Ports: what the daemon says it published."""
    started: str = ""
    """RFC 3339."""
    error: Sentence = ""
    """The daemon's own sentence for the last failed start, its ids shortened; safe to show as it stands."""
    namespace: int | None = None
    """Key of its network namespace; None while it does not run or where /proc does not tell."""


class Subnet(Struct, frozen=True, gc=False):
    """One address pool of a Docker network."""

    subnet: str
    gateway: str = ""
    ip_range: str = ""
    auxiliary: tuple[tuple[str, str], ...] = ()
    """Addresses that Docker gives to nobody, each with its name (`--aux-address`)."""


class Network(Struct, frozen=True):
    """One Docker network."""

    id: str
    name: str
    driver: str
    scope: str = "local"
    bridge: str = ""
    """Name of the Linux bridge; empty for drivers without one."""
    subnets: tuple[Subnet, ...] = ()
    internal: bool = False
    ipv6: bool = False
    attachable: bool = False
    options: dict[str, str] = {}
    labels: dict[str, str] = {}
    ipam_driver: str = ""
    """What gives addresses; empty for the engine's own."""
    ipam_options: dict[str, str] = {}


DockerStatus = Literal["unasked", "connecting", "live", "absent", "refused", "denied", "hung", "failed"]


class Docker(Struct, frozen=True):
    """The container engine: which endpoint, whether it answers, what it runs."""

    status: DockerStatus = "unasked"
    endpoint: str = ""
    """unix:///run/docker.sock and the like."""
    chosen_by: str = ""
    """Why this endpoint: DOCKER_HOST, a context's name, the default."""
    reason: Sentence = ""
    """One sentence where the status is not live; safe to show as it stands."""
    hint: Sentence = ""
    """What would help; safe to show as it stands."""
    engine: str = ""
    """docker or podman."""
    version: str = ""
    api_version: str = ""
    namespace: int | None = None
    """Key of the namespace that the daemon runs in; its bridges and host-mode containers are there."""
    pid: int = 0
    """The daemon's process (SO_PEERCRED of its socket); 0 where it cannot be told."""
    containers: dict[str, Container] = {}
    networks: dict[str, Network] = {}
    images: tuple[str, ...] = ()
    """NAME:TAG of those that are here; read only while the engine is watched."""
