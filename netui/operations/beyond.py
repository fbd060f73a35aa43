"""What no undo can bring back, whichever operation takes it away: told before the change.

The kernel keeps a multipath route when a link of one of its next hops goes down, but takes no new route over a link
that is down (fib_check_nh of net/ipv4, fib6_nh_init of net/ipv6).
"""

from collections.abc import Iterator

from netui.model import action as act
from netui.model.action import AnyAction, LinkAt
from netui.model.namespace import Namespace
from netui.model.relations import Relations
from netui.model.snapshot import Snapshot
from netui.operations.identity import where

Ends = set[tuple[int, int]]
"""Links, by key of their namespace and ifindex."""


def lost_routes(snapshot: Snapshot, actions: tuple[AnyAction, ...]) -> list[str]:
    """The routes that go with these actions and cannot be made again, in words."""
    if not any(route.nexthops for space in snapshot.namespaces.values() for route in space.routes):
        return []
    relations = Relations(snapshot)
    return list(_routes(relations, _gone(relations, actions)))


def _routes(relations: Relations, gone: Ends) -> Iterator[str]:
    for space in relations.snapshot.namespaces.values():
        for route in space.routes:
            over = [space.links.get(hop.ifindex) for hop in route.nexthops]
            if any((space.key, hop.ifindex) in gone for hop in route.nexthops):
                down = [link.name for link in over if link is not None and not link.up]
                if down:
                    name = where(relations, space).name
                    yield f"the route of {name} to {route.cidr}, as its next hop over {down[0]} is down"


def _gone(relations: Relations, actions: tuple[AnyAction, ...]) -> Ends:
    """The links whose routes the actions take away."""
    found: Ends = set()
    spaces = relations.snapshot.namespaces.values()
    cookies = {space.cookie: space for space in spaces if space.cookie}
    for one in actions:
        match one:
            case act.DeleteNamespace(where=at) if at.cookie in cookies:
                space = cookies[at.cookie]
                for ifindex in space.links:
                    _add(relations, space, ifindex, found)
            case act.DeleteLink(link=link):
                _add(relations, cookies.get(link.where.cookie), link.ifindex, found)
            case act.MoveLink(link=link) | act.DeleteAddress(link=link) | act.SetLink(link=link, up=False):
                found |= _end(cookies, link)
    return found


def _end(cookies: dict[int, Namespace], link: LinkAt) -> Ends:
    space = cookies.get(link.where.cookie)
    return {(space.key, link.ifindex)} if space and link.ifindex else set()


def _add(relations: Relations, space: Namespace | None, ifindex: int, found: Ends) -> None:
    """A link that is deleted, with its peer and what stands on either."""
    link = space.links.get(ifindex) if space else None
    if space is None or link is None or (space.key, ifindex) in found:
        return
    found.add((space.key, ifindex))
    spaces = relations.snapshot.namespaces
    peer = relations.peer(space.key, link)
    if peer and peer.namespace in spaces:
        _add(relations, spaces[peer.namespace], peer.ifindex, found)
    for other in spaces.values():
        for standing in other.links.values():
            lower = relations.lower(other.key, standing)
            if lower and (lower.namespace, lower.ifindex) == (space.key, ifindex):
                _add(relations, other, standing.ifindex, found)
