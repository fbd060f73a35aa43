"""Raising a world: what it declares is made in the kernel, in the namespace that the caller is in and new ones."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from netui.errors import SourceError
from netui.sources.firewall.commands import Commands
from netui.sources.netlink import building
from netui.sources.netlink.building import Builder, builder, inside
from netui.worlds.declared import End, Veth, World, split
from netui.worlds.listening import listen


def raise_world(world: World) -> tuple[str, ...]:
    """Make everything that the world declares.

    Returns a sentence for each thing that kernel or privilege did not allow; the rest is there. The calling
    process has to have one thread.
    """
    raising = _Raising()
    raising.namespaces(("host", *world.namespaces))
    raising.links(world)
    raising.veths(world.veths)
    raising.tunnels(world)
    raising.rest(world)
    return tuple(raising.refused)


class _Raising:
    def __init__(self) -> None:
        self.refused: list[str] = []

    @contextmanager
    def _part(self, what: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self.refused.append(f"{what}: {error.strerror}")
        except SourceError as error:
            self.refused.append(f"{what}: {error.message}")

    def namespaces(self, names: Iterable[str]) -> None:
        for name in names:
            with self._part(f"namespace {name}"):
                if name != "host":
                    building.create_namespace(name)
                with builder(name) as there:
                    there.up("lo")

    def links(self, world: World) -> None:
        for bridge in world.bridges:
            namespace, name = split(bridge.at)
            with self._part(f"bridge {bridge.at}"), builder(namespace) as there:
                there.bridge(name)
                for address in bridge.addresses:
                    there.address(name, address)

    def veths(self, veths: Iterable[Veth]) -> None:
        for veth in veths:
            with self._part(f"veth {veth.one.at} – {veth.other.at}"), builder(split(veth.one.at)[0]) as here:
                self._veth(here, veth)

    def _veth(self, here: Builder, veth: Veth) -> None:
        one, other = veth.one, veth.other
        there = building.open_namespace(split(other.at)[0])
        try:
            here.veth(split(one.at)[1], split(other.at)[1], there, bridge=one.bridge, up=one.up)
        finally:
            os.close(there)
        self._dress(here, one)
        with builder(split(other.at)[0]) as far:
            self._dress(far, other)
            if other.bridge:
                far.attach(split(other.at)[1], other.bridge)
            if other.up:
                far.up(split(other.at)[1])

    def _dress(self, place: Builder, end: End) -> None:
        for address in end.addresses:
            place.address(split(end.at)[1], address)

    def tunnels(self, world: World) -> None:
        for one in world.vxlans:
            namespace, name = split(one.at)
            with self._part(f"vxlan {one.at}"), builder(namespace) as there:
                there.vxlan(name, one.identifier, one.local, one.remote, bridge=one.bridge)

    def rest(self, world: World) -> None:
        for route in world.routes:
            with self._part(f"route {route.destination} in {route.namespace}"), builder(route.namespace) as there:
                there.route(route.destination, route.gateway)
        for setting in world.settings:
            with self._part(f"{setting.name} in {setting.namespace}"), inside(setting.namespace):
                building.write_setting(setting.name, setting.value)
        for one in world.filters:
            with self._part(f"packet filters in {one.namespace}"), inside(one.namespace):
                Commands().output("nft", "-f", "-", given=one.rules.encode())
        for listener in world.listeners:
            with self._part(f"{listener.command} in {listener.namespace}"), inside(listener.namespace):
                listen(listener)
