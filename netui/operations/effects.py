"""What has to be true once actions were carried out: the change is held against a fresh reading."""

from collections.abc import Callable, Iterator
from typing import Any

from netui.model import action as act
from netui.model.acting import Action
from netui.model.action import LinkAt
from netui.operations.delta import FLAGS, Key, key_of
from netui.operations.docker_effects import unmet_of_docker
from netui.operations.state import LinkState, World
from netui.operations.words import value
from netui.text import Name

Expected = dict[tuple[Any, ...], tuple[str, Callable[[World], bool]]]
"""By what it is about: a sentence for where it is not so, and the test. What comes later replaces what was before."""


def unmet(actions: tuple[Action, ...], before: World, now: World) -> list[str]:
    """What the actions should have done and what is not so, in sentences."""
    expected: Expected = {}
    for one in actions:
        _expect(expected, one, before)
    missing = [sentence for sentence, holds in expected.values() if not holds(now)]
    return [*missing, *unmet_of_docker(actions, now.docker)]


def _link(world: World, key: Key) -> LinkState | None:
    return world.links.get(key)


def _named(world: World, name: Name) -> bool:
    return any(name in space.names for space in world.spaces.values())


def _expect(expected: Expected, one: Action, before: World) -> None:
    match one:
        case act.CreateNamespace(name=name) | act.NameNamespace(name=name):
            expected["name", name] = f"no namespace is named {name}", lambda now: _named(now, name)
        case act.DeleteNamespace(name=name, where=where):
            expected["name", name] = f"a namespace is still named {name}", lambda now: not _named(now, name)
            for peer in _peers(before, where.name):
                _gone(expected, peer, unless=where.name)
        case act.CreateVeth(one=end, other=other):
            _there(expected, end, "veth")
            _there(expected, other, "veth")
        case act.CreateLink(link=link, kind=kind):
            _there(expected, link, kind)
        case act.DeleteLink(link=link):
            _gone(expected, key_of(link))
            state = before.links.get(key_of(link))
            if state and state.peer:
                _gone(expected, key_of(state.peer))
        case act.MoveLink(link=link, to=to):
            _gone(expected, key_of(link))
            _there(expected, LinkAt(to, one.name or link.name), "")
        case act.SetLink():
            _expect_set(expected, one)
        case _:
            _expect_entry(expected, one)


def _peers(before: World, space: Name) -> Iterator[Key]:
    """The ends elsewhere of the veths in a namespace."""
    for (where, _name), state in before.links.items():
        if where == space and state.peer and state.peer.where.name != space:
            yield key_of(state.peer)


def _title(key: Key) -> str:
    return f"{key[0]}/{key[1]}"


def _there(expected: Expected, at: LinkAt, kind: str) -> None:
    key = key_of(at)

    def holds(now: World) -> bool:
        state = _link(now, key)
        return state is not None and kind in ("", state.kind)

    expected["link", key] = f"there is no {kind or 'link'} {_title(key)}", holds


def _gone(expected: Expected, key: Key, unless: Name | None = None) -> None:
    def holds(now: World) -> bool:
        return _link(now, key) is None or (unless is not None and unless in now.spaces)

    expected["link", key] = f"{_title(key)} is still there", holds


def _expect_set(expected: Expected, one: act.SetLink) -> None:
    key = key_of(one.link)
    if one.name is not None:
        _gone(expected, key)
        _there(expected, LinkAt(one.link.where, one.name), "")
        key = one.link.where.name, one.name
    for field in ("up", "mtu", "mac", "alias", "master", "txqlen", *FLAGS):
        wanted = getattr(one, field)
        if wanted is not None:
            _field(expected, key, field, wanted)


def _field(expected: Expected, key: Key, field: str, wanted: Any) -> None:
    def holds(now: World) -> bool:
        state = _link(now, key)
        return state is not None and bool(getattr(state, field) == wanted)

    said = value(field, wanted) if field == "up" else f"{field} {value(field, wanted)}"
    expected["field", key, field] = f"{_title(key)} is not {said}", holds


def _expect_entry(expected: Expected, one: Action) -> None:
    """Addresses and what else is on a link: only that they are there, or not; the kernel fills in the rest."""
    match one:
        case act.AddAddress(link=link, address=address):
            _on_link(expected, link, "addresses", "address", address, there=True)
        case act.DeleteAddress(link=link, address=address):
            _on_link(expected, link, "addresses", "address", address, there=False)
        case act.AddNeighbour(link=link, address=address):
            _on_link(expected, link, "neighbours", "address", address, there=True)
        case act.AddFdb(link=link, mac=mac):
            _on_link(expected, link, "fdb", "mac", mac, there=True)
        case act.AddRoute(where=where, route=route):
            _route(expected, where.name, route, there=True)
        case act.DeleteRoute(where=where, route=route):
            _route(expected, where.name, route, there=False)


def _on_link(expected: Expected, at: LinkAt, field: str, key: str, wanted: str, *, there: bool) -> None:
    place = key_of(at)

    def holds(now: World) -> bool:
        state = _link(now, place)
        found = state is not None and any(getattr(one, key) == wanted for one in getattr(state, field))
        return found is there

    said = "has no" if there else "still has"
    expected[field, place, wanted] = f"{_title(place)} {said} {wanted}", holds


def _route(expected: Expected, space: Name, route: act.RouteTo, *, there: bool) -> None:
    def same(one: act.RouteTo) -> bool:
        return (one.destination, one.family, one.table, one.type, one.gateway) == (
            route.destination, route.family, route.table, route.type, route.gateway,
        ) and route.metric in (0, one.metric)  # fmt: skip

    def holds(now: World) -> bool:
        loose = now.spaces[space].routes if space in now.spaces else ()
        found = any(map(same, loose)) or any(
            any(map(same, state.routes)) for (where, _), state in now.links.items() if where == space
        )
        return found is there

    said = "has no" if there else "still has a"
    identity = ("route", space, route.destination, route.table, route.metric, route.gateway)
    expected[identity] = f"{space} {said} route to {route.destination}", holds
