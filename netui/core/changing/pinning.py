"""A change's actions with what the kernel chose, so that carrying them out again gives the same."""

from typing import TypeVar, cast

from msgspec import Struct
from msgspec.structs import replace

from netui.model.action import AnyAction, CreateLink, CreateVeth, LinkAt, SetLink, Where
from netui.model.docker_action import ConnectContainer, ContainerAt, NetworkAt
from netui.operations.delta import Delta, Key, key_of
from netui.operations.state import World

T = TypeVar("T")


def pinned(actions: tuple[AnyAction, ...], delta: Delta) -> tuple[AnyAction, ...]:
    """With the link-layer addresses of what was made, and of bridges that took another one."""
    chosen: dict[Key, str] = {}
    changed: dict[LinkAt, str] = {}
    for link in delta.links:
        if link.after is None:
            continue
        chosen[key_of(link.after.at)] = link.after.mac
        followed_port = link.after.kind == "bridge" and link.after.mac
        if link.before is not None and link.before.mac != link.after.mac and followed_port:
            changed[LinkAt(link.after.at.where, link.after.at.name)] = link.after.mac
    given = {key_of(one.link) for one in actions if isinstance(one, SetLink) and one.mac}
    followed = tuple(SetLink(at, mac=mac) for at, mac in changed.items() if key_of(at) not in given)
    return (*(_pinned(one, chosen, delta) for one in actions), *followed)


def _pinned(one: AnyAction, chosen: dict[Key, str], delta: Delta) -> AnyAction:
    match one:
        case CreateVeth():
            return replace(
                one,
                mac=one.mac or chosen.get(key_of(one.one), ""),
                other_mac=one.other_mac or chosen.get(key_of(one.other), ""),
            )
        case CreateLink():
            return replace(one, mac=one.mac or chosen.get(key_of(one.link), ""))
        case ConnectContainer():
            return _addressed(one, delta)
    return one


def _addressed(one: ConnectContainer, delta: Delta) -> ConnectContainer:
    """With the address that Docker chose, as a wish."""
    for container in delta.docker.containers:
        after = container.after
        if after is None or after.at.name != one.container.name:
            continue
        for place in after.endpoints:
            if place.network.name == one.network.name:
                address, address6 = one.address or place.address, one.address6 or place.address6
                loose = not (one.address or one.address6)
                return replace(one, address=address, address6=address6, loose=loose, mac=place.mac,
                               interface=place.interface)  # fmt: skip
    return one


def rebound(actions: tuple[AnyAction, ...], now: World) -> tuple[AnyAction, ...]:
    """The same actions on what has the names now: what they were on may have been made anew by an undo."""
    return tuple(_rebound(one, now) for one in actions)


def _rebound(value: T, now: World) -> T:
    if isinstance(value, Where):
        state = now.spaces.get(value.name)
        bare = Where(value.name, value.path) if state is None else state.where
        return cast(T, bare)
    if isinstance(value, LinkAt):
        return cast(T, LinkAt(_rebound(value.where, now), value.name))
    if isinstance(value, NetworkAt):
        network = now.docker.networks.get(value.name) if now.docker else None
        return cast(T, network.at if network else NetworkAt(value.name))
    if isinstance(value, ContainerAt):
        container = now.docker.containers.get(value.name) if now.docker else None
        return cast(T, container.at if container else ContainerAt(value.name))
    if isinstance(value, Struct):
        fields = {name: getattr(value, name) for name in value.__struct_fields__}
        return replace(value, **{name: _rebound(one, now) for name, one in fields.items() if isinstance(one, Struct)})
    return value
