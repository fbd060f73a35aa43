"""The one writer for the container engine: carries out actions by its API, one request after the other.

Every change of Docker's that netui makes passes `carry_out`. What was there when the plan was made is asked for by
its id, so the engine itself refuses where that is gone. docker-py is imported with the first change. Not for the UI
thread: stopping a container takes as long as its program does.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from netui.errors import ChangeError
from netui.model import docker_action as act
from netui.model.docker_action import DockerAction
from netui.sources.docker.awaiting import awaited
from netui.sources.docker.client import api_client, ask_engine
from netui.sources.docker.endpoint import DockerEndpoint, resolve
from netui.sources.docker.presence import answers
from netui.sources.docker.raw import mapping, text
from netui.sources.docker.refusals import refusal, unanswered
from netui.text import safe

if TYPE_CHECKING:
    from docker import APIClient

_TIMEOUT = 300.0
"""Seconds for each answer of an engine that lives: it looks for a network driver that it does not know for 15."""
_BAD_REQUEST = 400


class DockerWriter:
    """Carries out one action after the other at the endpoint that `docker` itself would use. For one thread."""

    def __init__(self, endpoint: DockerEndpoint | None = None) -> None:
        self._endpoint = endpoint or resolve()

    def carry_out(self, action: DockerAction) -> None:
        """Make one change.

        Raises ChangeError with Docker's own sentence, GoneError where what it acts on is gone, DeniedError where the
        socket may not be opened.
        """
        if self._endpoint.path or self._endpoint.error:  # what can be told at once, without docker-py
            answer = answers(self._endpoint)
            if answer.status != "connecting":
                raise unanswered(answer)
        from docker.errors import DockerException
        from requests.exceptions import RequestException

        try:
            awaited(lambda: self._ask(action), self._endpoint)
        except (DockerException, RequestException, OSError, RuntimeError) as error:
            raise refusal(error, self._endpoint) from error

    def _ask(self, action: DockerAction) -> None:
        client = self._client()
        try:
            _DOERS[type(action)](client, action)
        finally:
            client.close()

    def _client(self) -> "APIClient":
        first = api_client(self._endpoint, timeout=_TIMEOUT)
        try:
            version = ask_engine(first).api_version
        finally:
            first.close()
        return api_client(self._endpoint, timeout=_TIMEOUT, api_version=version)


def _connect(client: "APIClient", action: act.ConnectContainer) -> None:
    from docker.errors import APIError

    try:
        _connect_as(client, action, action.address, action.address6)
    except APIError as error:
        wish = action.loose and error.status_code == _BAD_REQUEST and "IP address" in str(error.explanation)
        if not wish:
            _tell_what_is_left(client, action)
            raise
        _connect_as(client, action, "", "")


def _connect_as(client: "APIClient", action: act.ConnectContainer, address: str, address6: str) -> None:
    client.connect_container_to_network(
        action.container.reference, action.network.reference, ipv4_address=address or None,
        ipv6_address=address6 or None, aliases=list(action.aliases) or None, mac_address=action.mac or None,
        driver_opt={act.INTERFACE_NAME: action.interface} if action.interface else None,
    )  # fmt: skip


def _tell_what_is_left(client: "APIClient", action: act.ConnectContainer) -> None:
    """Raise ChangeError where a failed connect left an entry, which Docker takes away only while it is stopped."""
    told = client.inspect_container(action.container.reference)
    places = mapping(mapping(told, "NetworkSettings"), "Networks")
    place = mapping(places, action.network.name)
    connected = text(place, "EndpointID") or text(place, "IPAddress")  # Podman tells no id
    if place and mapping(told, "State").get("Running") and not connected:
        container, network = safe(action.container.name), safe(action.network.name)
        raise ChangeError(
            f"{container} could not be connected to {network}, and Docker keeps an entry that stops its next start",
            hint=f"stop {container}, disconnect it from {network}, start it",
        )


def _disconnect(client: "APIClient", action: act.DisconnectContainer) -> None:
    client.disconnect_container_from_network(action.container.reference, action.network.reference)


def _create_network(client: "APIClient", action: act.CreateNetwork) -> None:
    from docker.types import IPAMConfig, IPAMPool

    pools = [
        IPAMPool(subnet=one.subnet, iprange=one.ip_range or None, gateway=one.gateway or None,
                 aux_addresses=dict(one.auxiliary) or None)
        for one in action.subnets
    ]  # fmt: skip
    ipam = IPAMConfig(action.ipam_driver or "default", pools, action.ipam_options or None)
    client.create_network(
        action.network.name, driver=action.driver, options=action.options or None,
        ipam=ipam if pools or action.ipam_driver or action.ipam_options else None, check_duplicate=True,
        internal=action.internal, labels=action.labels or None, enable_ipv6=action.ipv6,
        attachable=action.attachable or None,
    )  # fmt: skip


def _remove_network(client: "APIClient", action: act.RemoveNetwork) -> None:
    client.remove_network(action.network.reference)


def _create_container(client: "APIClient", action: act.CreateContainer) -> None:
    bindings: dict[str, list[tuple[str, int | None]]] = {}
    for port in action.ports:
        key = f"{port.container_port}/{port.protocol}"
        bindings.setdefault(key, []).append((port.host_address, port.host_port or None))
    settings = client.create_host_config(
        network_mode=action.mode, port_bindings=bindings or None, publish_all_ports=action.publish_all,
        dns=list(action.dns) or None,
    )  # fmt: skip
    client.create_container(
        action.image, command=list(action.command) or None, name=action.container.name, detach=True,
        hostname=action.hostname or None, host_config=settings,
        ports=[(port.container_port, port.protocol) for port in action.ports] or None,
    )  # fmt: skip


_DOERS: dict[type[DockerAction], Callable[["APIClient", Any], None]] = {
    act.ConnectContainer: _connect,
    act.DisconnectContainer: _disconnect,
    act.CreateNetwork: _create_network,
    act.RemoveNetwork: _remove_network,
    act.CreateContainer: _create_container,
    act.StartContainer: lambda client, one: client.start(one.container.reference),
    act.StopContainer: lambda client, one: client.stop(one.container.reference, timeout=one.patience),
    act.RestartContainer: lambda client, one: client.restart(one.container.reference, timeout=one.patience),
    act.PauseContainer: lambda client, one: client.pause(one.container.reference),
    act.UnpauseContainer: lambda client, one: client.unpause(one.container.reference),
    act.RemoveContainer: lambda client, one: client.remove_container(
        one.container.reference, v=one.volumes, force=one.force
    ),
}
