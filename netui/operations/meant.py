"""The namespaces and links that a plan was made for, by identity, held against what is there now.

A name may come to stand for another namespace or link between the look at a plan and the change: then nothing is
done, and the difference is told.
"""

from collections.abc import Iterator

from msgspec import Struct

from netui.model.action import LinkAt, Where
from netui.model.namespace import Namespace
from netui.model.relations import Relations
from netui.model.snapshot import Snapshot
from netui.operations.identity import seen, where
from netui.operations.operation import Plan


class Meant:
    """What was meant; more can be added, and all be forgotten."""

    def __init__(self) -> None:
        self._spaces: dict[Where, None] = {}
        self._links: dict[LinkAt, None] = {}

    def add(self, plan: Plan) -> None:
        """What the actions of a plan are on, but for what it makes itself."""
        for one in plan.actions:
            for part in _parts(one):
                if isinstance(part, Where) and part.cookie:
                    self._spaces[part] = None
                elif isinstance(part, LinkAt) and part.ifindex:
                    self._links[part] = None

    def forget(self) -> None:
        """It is about something else now."""
        self._spaces.clear()
        self._links.clear()

    def differences(self, snapshot: Snapshot) -> Iterator[str]:
        """What is no longer what was meant, in words."""
        if not (self._spaces or self._links):
            return
        relations = Relations(snapshot)
        by_cookie = {space.cookie: space for space in snapshot.namespaces.values() if space.cookie}
        names = {where(relations, space).name: space for space in snapshot.namespaces.values()}
        for one in self._spaces:
            there = names.get(one.name)
            if there is not None and there.cookie not in (0, one.cookie):
                yield f"{one.name} is another namespace now"
            elif there is None and one.cookie in by_cookie:
                yield f"{one.name} is called {where(relations, by_cookie[one.cookie]).name} now"
            elif there is None:
                yield f"the namespace {one.name} is gone"
        for link in self._links:
            space = by_cookie.get(link.where.cookie)
            if space is not None:
                yield from _link_difference(relations, space, link)


def _link_difference(relations: Relations, space: Namespace, link: LinkAt) -> Iterator[str]:
    same = space.links.get(link.ifindex)
    title = f"{link.where.name}/{link.name}"
    if same is not None and same.name == link.name:
        if link.seen is not None:
            told = seen(relations, space, same).unlike(link.seen)
            yield from (f"{title} {told}",) if told else ()
        return
    other = next((one for one in space.links.values() if one.name == link.name), None)
    if other is not None:
        renamed = f"; what was meant is called {same.name} now" if same is not None else ""
        yield f"{title} is another link now: index {other.ifindex} instead of {link.ifindex}{renamed}"
    elif same is not None:
        yield f"{title} is called {same.name} now"
    else:
        yield f"the link {title} is gone"


def _parts(value: object) -> Iterator[Where | LinkAt]:
    """The places within an action."""
    if isinstance(value, Where | LinkAt):
        yield value
    if isinstance(value, Struct):
        for name in value.__struct_fields__:
            yield from _parts(getattr(value, name))
