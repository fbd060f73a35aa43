"""One change that netui can ask a container engine for, as data (https://docs.docker.com/reference/api/engine/).

`sources.docker.writer` carries them out, `operations.shell_docker` writes the same as a command, the history keeps
them as JSON. What was there when the plan was made is named by its id: Docker itself then refuses where it is gone.
"""

from msgspec import Struct, field

from netui.model.acting import Action
from netui.model.container import PortBinding, Subnet

INTERFACE_NAME = "com.docker.network.endpoint.ifname"
"""The driver's option for the name of an interface inside (Engine API 1.48 and later)."""


class NetworkAt(Struct, frozen=True):
    """A Docker network to act on."""

    name: str
    """As `docker network` takes it; the id where several have the name."""
    id: str = ""
    """The one that it has to have; empty for whichever has the name."""

    @property
    def reference(self) -> str:
        """What the engine is asked for."""
        return self.id or self.name


class ContainerAt(Struct, frozen=True):
    """A container to act on."""

    name: str
    id: str = ""
    """The one that it has to have; empty for whichever has the name."""

    @property
    def reference(self) -> str:
        """What the engine is asked for."""
        return self.id or self.name


class DockerAction(Action, frozen=True):
    """The base of those that a container engine carries out."""


class ConnectContainer(DockerAction, frozen=True):
    """As `docker network connect`."""

    network: NetworkAt
    container: ContainerAt
    address: str = ""
    """Empty for one that Docker chooses."""
    address6: str = ""
    aliases: tuple[str, ...] = ()
    loose: bool = False
    """The address is only a wish: where the network takes no chosen one, Docker chooses."""
    mac: str = ""
    """Empty for one that the engine chooses. `docker network connect` has no word for it."""
    interface: str = ""
    """The name inside; empty for one that the engine chooses. Engine 28 and later take it."""


class DisconnectContainer(DockerAction, frozen=True):
    """As `docker network disconnect`."""

    network: NetworkAt
    container: ContainerAt


class CreateNetwork(DockerAction, frozen=True):
    """As `docker network create`."""

    network: NetworkAt
    driver: str = "bridge"
    subnets: tuple[Subnet, ...] = ()
    """None for one that Docker chooses."""
    internal: bool = False
    ipv6: bool = False
    options: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    attachable: bool = False
    ipam_driver: str = ""
    """Empty for the engine's own."""
    ipam_options: dict[str, str] = field(default_factory=dict)


class RemoveNetwork(DockerAction, frozen=True):
    """As `docker network rm`."""

    network: NetworkAt


class OnContainer(DockerAction, frozen=True):
    """The base of those that act on one container."""

    container: ContainerAt


class CreateContainer(OnContainer, frozen=True):
    """As `docker create`, of an image that is here."""

    image: str
    command: tuple[str, ...] = ()
    """Empty for the image's own."""
    mode: str = "bridge"
    """bridge, host, none, container:NAME, or a network's name."""
    ports: tuple[PortBinding, ...] = ()
    publish_all: bool = False
    """Every port that the image exposes, too."""
    hostname: str = ""
    dns: tuple[str, ...] = ()


class StartContainer(OnContainer, frozen=True):
    """As `docker start`."""


class StopContainer(OnContainer, frozen=True):
    """As `docker stop`."""

    patience: int = 10
    """Seconds until what does not end is killed."""


class RestartContainer(OnContainer, frozen=True):
    """As `docker restart`."""

    patience: int = 10


class PauseContainer(OnContainer, frozen=True):
    """As `docker pause`."""


class UnpauseContainer(OnContainer, frozen=True):
    """As `docker unpause`."""


class RemoveContainer(OnContainer, frozen=True):
    """As `docker rm`."""

    force: bool = False
    """Also where it runs."""
    volumes: bool = False
    """With the volumes that have no name."""


AnyDockerAction = (
    ConnectContainer | DisconnectContainer | CreateNetwork | RemoveNetwork | CreateContainer | StartContainer
    | StopContainer | RestartContainer | PauseContainer | UnpauseContainer | RemoveContainer
)  # fmt: skip
