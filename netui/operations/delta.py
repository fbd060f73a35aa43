"""What a change changed: each link and namespace before and after, and whether that is still so."""

from collections.abc import Iterator, Mapping, Set
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from netui.model.acting import Action
from netui.model.action import LinkAt, MoveLink, Seen, SetLink
from netui.operations.changed import Changed, Side
from netui.operations.docker_delta import DockerDelta, docker_between
from netui.operations.identity import FOLLOWING
from netui.operations.state import LinkState, SpaceState, World
from netui.operations.words import entry, value
from netui.text import Name

T = TypeVar("T")
Key = tuple[Name, Name]
"""A link: its namespace's name, its own."""

FLAGS = ("arp", "multicast", "allmulticast", "promisc")
SCALARS = ("kind", "mac", "mtu", "txqlen", "up", *FLAGS, "alias", "master", "options", "port")
ENTRIES = ("altnames", "addresses", "routes", "neighbours", "fdb")
SPACE_ENTRIES = ("rules", "routes")


class Delta(Struct, frozen=True):
    """Everything that one change changed."""

    spaces: tuple[Changed[SpaceState], ...] = ()
    links: tuple[Changed[LinkState], ...] = ()
    docker: DockerDelta = DockerDelta()

    def __bool__(self) -> bool:
        return bool(self.spaces or self.links or self.docker)


def key_of(at: LinkAt) -> Key:
    """The place of a link in a `World`."""
    return at.where.name, at.name


def ways(actions: tuple[Action, ...]) -> dict[Key, Key]:
    """Where links that these actions rename or move come from, by where they are in the end."""
    found: dict[Key, Key] = {}
    for one in actions:
        if isinstance(one, MoveLink):
            new = one.to.name, one.name or one.link.name
        elif isinstance(one, SetLink) and one.name is not None:
            new = one.link.where.name, one.name
        else:
            continue
        old = key_of(one.link)
        found[new] = found.pop(old, old)
    return {new: old for new, old in found.items() if new != old}


def between(before: World, after: World, origins: Mapping[Key, Key]) -> Delta:
    """What differs between two readings; `origins` as `ways` tells."""
    links = []
    moved = set(origins.values())
    for key, now in after.links.items():
        origin = origins.get(key, key if key not in moved else None)
        then = before.links.get(origin) if origin else None
        if then is None or key_of(then.at) != key or not same(then, now):
            links.append(Changed(then, now))
    gone = before.links.keys() - after.links.keys() - moved
    links += [Changed(then, None) for key, then in before.links.items() if key in gone]
    spaces = []
    for name in [*before.spaces, *(name for name in after.spaces if name not in before.spaces)]:
        one, other = before.spaces.get(name), after.spaces.get(name)
        if one is None or other is None or not _same_space(one, other):
            spaces.append(Changed(one, other))
    return Delta(tuple(spaces), tuple(links), docker_between(before.docker, after.docker))


def same(one: LinkState, other: LinkState) -> bool:
    """Whether two states of a link say the same, whatever its index."""
    return not any(differs(field, getattr(one, field), getattr(other, field)) for field in (*SCALARS, *ENTRIES))


def differs(field: str, one: Any, other: Any) -> bool:
    """Whether a field of two states of a link says something else."""
    if field == "mac" and not (one and other):
        return False  # any will do
    return bool(one != other)


def _same_space(one: SpaceState, other: SpaceState) -> bool:
    return (one.names, one.rules, one.routes, one.sysctls) == (other.names, other.rules, other.routes, other.sysctls)


def conflicts(now: World, delta: Delta, side: Side, born: Mapping[int, int]) -> Iterator[str]:
    """The differences, in words, between what a change left (`side`) and what is there now.

    Only what it changed counts. `born` tells which cookie a namespace has now that netui made again.
    """
    other_side: Side = "after" if side == "before" else "before"
    known = _left(delta, other_side)
    for space in delta.spaces:
        yield from _space_conflicts(now, *space.toward(other_side), born, known)
    for link in delta.links:
        yield from _link_conflicts(now, *link.toward(other_side), born, known)


def _left(delta: Delta, side: Side) -> frozenset[Key]:
    """The links that the change knows, where it left them; `side` is wanted."""
    return frozenset(key_of(left.at) for left, _want in (link.toward(side) for link in delta.links) if left)


def guests(now: World, key: Key, known: Set[Key]) -> Iterator[str]:
    """What goes along with a link, in words: its ports, and what stands on it; but not what is `known`."""
    for other, link in now.links.items():
        stands = link.lower is not None and key_of(link.lower) == key
        if other not in known and (stands or (link.master == key[1] and other[0] == key[0])):
            yield f"{other[0]}/{other[1]} was put on {key[0]}/{key[1]}"


def tenants(now: World, name: Name, known: Set[Key]) -> Iterator[str]:
    """The links that go along with a namespace, in words; but not lo, and what is `known`."""
    for key in now.links:
        if key[0] == name and key[1] != b"lo" and key not in known:
            yield f"the link {key[1]} was put in {name}"


def _replaced(then: int, now: int, born: Mapping[int, int]) -> bool:
    while then in born:
        then = born[then]
    return bool(then and now and then != now)


def _space_conflicts(
    now: World, left: SpaceState | None, other: SpaceState | None, born: Mapping[int, int], known: Set[Key]
) -> Iterator[str]:
    if left is None:
        assert other is not None  # one of them is there
        if other.where.name in now.spaces:
            yield f"there is a namespace {other.where.name} again"
        return
    name = left.where.name
    have = now.spaces.get(name)
    if have is None:
        yield f"the namespace {name} is gone"
        return
    if _replaced(left.where.cookie, have.where.cookie, born):
        yield f"{name} is another namespace now"
        return
    for field in SPACE_ENTRIES:
        yield from _entry_conflicts(str(name), field, have, left, other)
    for key, wanted in left.sysctls.items():
        if (other is None or other.sysctls.get(key) != wanted) and have.sysctls.get(key, wanted) != wanted:
            yield f"{key} in {name} is {have.sysctls[key]} now, not {wanted}"
    if other is None:  # it will go
        yield from tenants(now, name, known)


def _link_conflicts(
    now: World, left: LinkState | None, other: LinkState | None, born: Mapping[int, int], known: Set[Key]
) -> Iterator[str]:
    if left is None:
        assert other is not None
        if key_of(other.at) in now.links:
            yield f"there is a link {other.at.name} in {other.at.where.name} again"
        return
    title = f"{left.at.where.name}/{left.at.name}"
    have = now.links.get(key_of(left.at))
    if have is None:
        yield f"the link {title} is gone"
        return
    if _replaced(left.at.where.cookie, have.at.where.cookie, born):
        yield f"{left.at.where.name} is another namespace now"
        return
    if other is not None and key_of(other.at) != key_of(left.at) and key_of(other.at) in now.links:
        yield f"there is a link {other.at.name} in {other.at.where.name} again"
    untouched = left.kind not in FOLLOWING and other is not None and other.mac == left.mac
    told = Seen(have.kind, have.mac if untouched else "").unlike(Seen(left.kind, left.mac if untouched else ""))
    if told:
        yield f"{title} {told}"
    if have.kind != left.kind:
        return
    for field in SCALARS:
        one, there = getattr(left, field), getattr(have, field)
        if differs(field, one, there) and (other is None or getattr(other, field) != one):
            yield f"{value(field)} of {title} is {value(field, there)} now, not {value(field, one)}"
    for field in ENTRIES:
        yield from _entry_conflicts(title, field, have, left, other)
    if other is None:
        yield from guests(now, key_of(left.at), known)


def uncontested(now: World, delta: Delta, side: Side, born: Mapping[int, int]) -> Delta:
    """The change without what somebody else did to the very things since: bringing it back leaves that as it is."""
    spaces, links = [], []
    known = _left(delta, side)
    for space in delta.spaces:
        left, want = space.toward(side)
        have = now.spaces.get(left.where.name) if left else None
        if left is None or want is None or have is None or _replaced(left.where.cookie, have.where.cookie, born):
            spaces += [] if any(_space_conflicts(now, left, want, born, known)) else [space]
            continue
        theirs = {
            key: value
            for key, value in have.sysctls.items()
            if key in left.sysctls and left.sysctls[key] not in (value, want.sysctls.get(key))
        }
        spaces.append(_with(space, side, replace(want, sysctls={**want.sysctls, **theirs})))
    for link in delta.links:
        was, aim = link.toward(side)
        there = now.links.get(key_of(was.at)) if was else None
        if was is None or aim is None or there is None or not _same_place(now, was, aim, there, born):
            links += [] if any(_link_conflicts(now, was, aim, born, known)) else [link]
            continue
        kept = {
            field: getattr(there, field)
            for field in SCALARS
            if differs(field, getattr(was, field), getattr(there, field))
            and getattr(aim, field) != getattr(was, field)
        }
        links.append(_with(link, side, replace(aim, **kept)))
    return replace(delta, spaces=tuple(spaces), links=tuple(links))


def _same_place(now: World, was: LinkState, aim: LinkState, there: LinkState, born: Mapping[int, int]) -> bool:
    """Whether a link is the one that it was, and nothing is in the way where it shall be."""
    taken = key_of(aim.at) != key_of(was.at) and key_of(aim.at) in now.links
    other = there.kind != was.kind or _replaced(was.at.where.cookie, there.at.where.cookie, born)
    return not taken and not other


def _entry_conflicts(title: str, field: str, have: Any, left: Any, other: Any) -> Iterator[str]:
    """What the change added and is gone, or took away and is back; of a new thing, also what is not the change's."""
    mine, there = getattr(left, field), getattr(have, field)
    theirs = () if other is None else getattr(other, field)
    yield from (f"{entry(one)} of {title} is gone" for one in mine if one not in theirs and one not in there)
    if other is None:
        yield from (f"{entry(one)} of {title} was added" for one in there if one not in mine)
    else:
        yield from (f"{entry(one)} of {title} is back" for one in theirs if one not in mine and one in there)


def merged(have: Any, left: Any, want: Any, fields: tuple[str, ...]) -> dict[str, Any]:
    """The fields to have: as `want`, except for what somebody else changed that the change had not touched."""
    found: dict[str, Any] = {}
    for field in fields:
        now, then, wanted = (getattr(one, field) for one in (have, left, want))
        if now == then:
            found[field] = wanted
        elif isinstance(now, tuple):
            kept = tuple(one for one in now if one not in then or one in wanted)
            found[field] = (*kept, *(one for one in wanted if one not in then and one not in kept))
        else:
            found[field] = now if then == wanted else wanted
    return found


def aimed(now: World, delta: Delta, side: Side) -> Delta:
    """The change with what to bring things to on that side: what somebody else changed meanwhile stays so."""
    spaces, links = [], []
    for space in delta.spaces:
        left, want = space.toward(side)
        have = now.spaces.get(left.where.name) if left else None
        if left is not None and want is not None and have is not None:
            want = replace(want, **merged(have, left, want, SPACE_ENTRIES))
        spaces.append(_with(space, side, want))
    for link in delta.links:
        was, aim = link.toward(side)
        there = now.links.get(key_of(was.at)) if was else None
        if was is not None and aim is not None and there is not None:
            aim = replace(aim, **merged(there, was, aim, (*SCALARS, *ENTRIES)), sysctls=_sysctls(there, was, aim))
        links.append(_with(link, side, aim))
    return replace(delta, spaces=tuple(spaces), links=tuple(links))


def _sysctls(have: LinkState, left: LinkState, want: LinkState) -> dict[str, int]:
    """Those of `want`, but for what somebody else changed."""
    return {
        key: one if have.sysctls.get(key) == left.sysctls.get(key) else have.sysctls.get(key, one)
        for key, one in want.sysctls.items()
    }


def _with(changed: Changed[T], side: Side, want: T | None) -> Changed[T]:
    return Changed(want, changed.after) if side == "before" else Changed(changed.before, want)
