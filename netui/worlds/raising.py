"""Raising a world: what it declares is made in the kernel, in the namespace that the caller is in and new ones."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from netui.errors import SourceError
from netui.sources.firewall.commands import Commands
from netui.sources.netlink import building
from netui.sources.netlink.building import Builder, builder, inside
from netui.worlds.declared import End, Filter, Listener, Route, Setting, Veth, World, split
from netui.worlds.listening import listen


def raise_world(world: World) -> tuple[str, ...]:
    """Make everything that the world declares.

    Returns a sentence for each kind of thing that kernel or privilege did not allow; the rest is there. The calling
    process has to have one thread.
    """
    raising = _Raising()
    for name in ("host", *world.namespaces):
        raising.namespace(name)
    raising.links(world)
    raising.rest(world)
    return raising.sentences()


class _Raising:
    """What is there already, and what was refused."""

    def __init__(self) -> None:
        self._there: set[str] = set()
        """Namespaces: what belongs into another one is not tried."""
        self._refused: dict[tuple[str, str], list[str]] = {}
        """Names of what was refused, by kind and reason."""

    def sentences(self) -> tuple[str, ...]:
        """One for each kind and reason."""
        return tuple(
            f"{kind} {names[0]}{f' and {len(names) - 1} more' if len(names) > 1 else ''}: {reason}"
            for (kind, reason), names in self._refused.items()
        )

    @contextmanager
    def _part(self, kind: str, name: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self._refused.setdefault((kind, error.strerror or str(error)), []).append(name)
        except SourceError as error:
            self._refused.setdefault((kind, error.message), []).append(name)

    def _can(self, *places: str) -> bool:
        return all(split(place)[0] in self._there for place in places)

    def namespace(self, name: str) -> None:
        with self._part("namespace", name):
            if name != "host":
                building.create_namespace(name)
            self._there.add(name)
            with builder(name) as there:
                there.up("lo")

    def links(self, world: World) -> None:
        for bridge in world.bridges:
            if self._can(bridge.at):
                namespace, name = split(bridge.at)
                with self._part("bridge", bridge.at), builder(namespace) as there:
                    there.bridge(name)
                    for address in bridge.addresses:
                        there.address(name, address)
        for veth in world.veths:
            if self._can(veth.one.at, veth.other.at):
                with self._part("veth", veth.one.at), builder(split(veth.one.at)[0]) as here:
                    self._veth(here, veth)
        for one in world.vxlans:
            if self._can(one.at):
                namespace, name = split(one.at)
                with self._part("vxlan", one.at), builder(namespace) as there:
                    there.vxlan(name, one.identifier, one.local, one.remote, bridge=one.bridge)

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

    def rest(self, world: World) -> None:
        """Routes, settings, filters and listeners, of namespaces that are there."""
        for route in filter(self._placed, world.routes):
            with self._part("route", f"{route.destination} in {route.namespace}"), builder(route.namespace) as there:
                there.route(route.destination, route.gateway)
        for setting in filter(self._placed, world.settings):
            with self._part("setting", f"{setting.name} in {setting.namespace}"), inside(setting.namespace):
                building.write_setting(setting.name, setting.value)
        for one in filter(self._placed, world.filters):
            with self._part("packet filters of", one.namespace), inside(one.namespace):
                Commands().output("nft", "-f", "-", given=one.rules.encode())
        for listener in filter(self._placed, world.listeners):
            with self._part("listener", f"{listener.command} in {listener.namespace}"), inside(listener.namespace):
                listen(listener)

    def _placed(self, one: Route | Setting | Filter | Listener) -> bool:
        return self._can(one.namespace)
