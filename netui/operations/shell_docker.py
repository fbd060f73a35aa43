"""Actions as commands of docker that work when they are pasted into bash (docker-network(1), docker-run(1))."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from netui.model import docker_action as act
from netui.model.acting import Action
from netui.model.container import PortBinding
from netui.text import quote


def _words(command: str, options: Iterator[str], *operands: str) -> str:
    """A command line; operands that look like options come behind `--`."""
    guarded = ["--"] if any(one.startswith("-") for one in operands) else []
    return " ".join([command, *options, *guarded, *map(quote, operands)])


def _pairs(option: str, values: Mapping[str, str]) -> Iterator[str]:
    for key, value in values.items():
        yield f"{option} {quote(f'{key}={value}')}"


def _connect_options(action: act.ConnectContainer) -> Iterator[str]:
    for option, address in (("--ip", action.address), ("--ip6", action.address6)):
        if address:
            yield f"{option} {quote(address)}"
    yield from (f"--alias {quote(one)}" for one in action.aliases)
    if action.interface:
        yield f"--driver-opt {quote(f'{act.INTERFACE_NAME}={action.interface}')}"


def _connect(action: act.ConnectContainer) -> str:
    """Where the address is only a wish, also what is done where the network takes no chosen one."""
    line = _on_network("connect", action, _connect_options(action))
    if not (action.loose and (action.address or action.address6)):
        return line
    plain = replace(action, address="", address6="")
    return f"{line} || {_on_network('connect', plain, _connect_options(plain))}"


def _network_options(action: act.CreateNetwork) -> Iterator[str]:
    yield f"--driver {quote(action.driver)}"
    for subnet in action.subnets:
        told = (("--subnet", subnet.subnet), ("--ip-range", subnet.ip_range), ("--gateway", subnet.gateway))
        yield from (f"{option} {quote(value)}" for option, value in told if value)
        yield from _pairs("--aux-address", dict(subnet.auxiliary))
    if action.internal:
        yield "--internal"
    if action.ipv6:
        yield "--ipv6"
    yield from _pairs("--opt", action.options)
    yield from _pairs("--label", action.labels)
    if action.attachable:
        yield "--attachable"
    if action.ipam_driver:
        yield f"--ipam-driver {quote(action.ipam_driver)}"
    yield from _pairs("--ipam-opt", action.ipam_options)


def _on_network(verb: str, action: act.ConnectContainer | act.DisconnectContainer, options: Iterator[str]) -> str:
    return _words(f"docker network {verb}", options, action.network.name, action.container.name)


def published(port: PortBinding) -> str:
    """A port as `--publish` takes it."""
    address = f"[{port.host_address}]" if ":" in port.host_address else port.host_address
    front = f"{address}:" if address else ""
    host = f"{port.host_port or ''}:" if front or port.host_port else ""
    return f"{front}{host}{port.container_port}/{port.protocol}"


def _create_options(action: act.CreateContainer) -> Iterator[str]:
    yield f"--pull never --name {quote(action.container.name)} --network {quote(action.mode)}"
    yield from (f"--publish {quote(published(one))}" for one in action.ports)
    if action.publish_all:
        yield "--publish-all"
    if action.hostname:
        yield f"--hostname {quote(action.hostname)}"
    yield from (f"--dns {quote(one)}" for one in action.dns)


def _create(action: act.CreateContainer) -> str:
    """Behind the image docker takes no options: what follows is the command."""
    return " ".join(["docker create", *_create_options(action), *map(quote, (action.image, *action.command))])


def _on_container(verb: str, action: act.OnContainer, *options: str) -> str:
    return _words(f"docker {verb}", iter(options), action.container.name)


def _remove(action: act.RemoveContainer) -> str:
    options = (("--force", action.force), ("--volumes", action.volumes))
    return _on_container("rm", action, *(option for option, given in options if given))


COMMANDS: dict[type[Action], Callable[[Any], str]] = {
    act.ConnectContainer: _connect,
    act.DisconnectContainer: lambda one: _on_network("disconnect", one, iter(())),
    act.CreateNetwork: lambda one: _words("docker network create", _network_options(one), one.network.name),
    act.RemoveNetwork: lambda one: _words("docker network rm", iter(()), one.network.name),
    act.CreateContainer: _create,
    act.StartContainer: lambda one: _on_container("start", one),
    act.StopContainer: lambda one: _on_container("stop", one, f"-t {one.patience}"),
    act.RestartContainer: lambda one: _on_container("restart", one, f"-t {one.patience}"),
    act.PauseContainer: lambda one: _on_container("pause", one),
    act.UnpauseContainer: lambda one: _on_container("unpause", one),
    act.RemoveContainer: _remove,
}
