"""Which of the differences since a change was begun are its own, and which somebody else's.

A change that was broken off left no reading of what it had done. What is there now is held against what was there
before: what its steps set, added or took away is its own, and so is what the kernel changes along with that. All
else was changed by somebody else meanwhile. That stays as it is; where it is the very thing that the change set or
made, there is a conflict.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from netui.model.acting import Action
from netui.model.sysctl import link_sysctl
from netui.operations.changed import Changed
from netui.operations.deeds import Deeds, identity
from netui.operations.delta import (
    ENTRIES,
    SCALARS,
    SPACE_ENTRIES,
    Delta,
    Key,
    differs,
    guests,
    key_of,
    tenants,
    ways,
)
from netui.operations.docker_own import own_of_docker
from netui.operations.state import LinkState, SpaceState, World
from netui.operations.words import entry, value
from netui.text import Name

_Entries = tuple[Any, ...]
_FRESH: tuple[tuple[str, Any], ...] = (("up", False), ("alias", Name()), ("master", Name()))
_BEGINS: dict[str, Any] = {
    **dict(_FRESH), "txqlen": 1000, "port": {},
    "arp": True, "multicast": True, "allmulticast": False, "promisc": False,
}  # fmt: skip
"""What a link begins with."""


class Own(Struct, frozen=True):
    """What is a change's own doing."""

    delta: Delta
    """From how it was to how it is; what somebody else changed is on both sides as it is now."""
    conflicts: tuple[str, ...]
    """What somebody else did to the very things that it set, in words."""
    additions: tuple[str, ...]
    """What somebody else added to what it made."""
    shared: frozenset[Key | Name] = frozenset()
    """Links and namespaces that it made and that somebody else has done something to, or put something on, since."""

    @property
    def alone(self) -> Delta:
        """The change without those: taking them away would take along what is somebody else's."""
        links = (
            one for one in self.delta.links if one.before or not one.after or key_of(one.after.at) not in self.shared
        )
        spaces = (
            one for one in self.delta.spaces if one.before or not one.after or one.after.where.name not in self.shared
        )
        return replace(self.delta, links=tuple(links), spaces=tuple(spaces))


def own(before: World, now: World, begun: tuple[Action, ...]) -> Own:
    """What a change did whose actions were begun, in this order; the last ones may have been done, or not."""
    return _Judge(before, now, begun).judged()


def without(now: World, mine: Delta) -> World:
    """What would be there if the change had done nothing: `mine` is what `own` tells of it."""
    links, spaces = dict(now.links), dict(now.spaces)
    for link in mine.links:
        if link.after is not None:
            links.pop(key_of(link.after.at), None)
    links |= {key_of(one.before.at): one.before for one in mine.links if one.before is not None}
    for space in mine.spaces:
        if space.after is not None:
            spaces.pop(space.after.where.name, None)
    spaces |= {one.before.where.name: one.before for one in mine.spaces if one.before is not None}
    return replace(now, links=links, spaces=spaces)


class _Judge:
    def __init__(self, before: World, now: World, begun: tuple[Action, ...]) -> None:
        self._before = before
        self._now = now
        self._begun = begun
        self._deeds = Deeds(begun, before)
        self._conflicts: list[str] = []
        self._additions: list[str] = []
        self._shared: set[Key | Name] = set()

    def judged(self) -> Own:
        links = tuple(self._link(*pair) for pair in self._pairs())
        spaces = tuple(map(self._space, dict.fromkeys((*self._before.spaces, *self._now.spaces))))
        docker, conflicts, additions = own_of_docker(self._before.docker, self._now.docker, self._begun)
        delta = Delta(tuple(filter(None, spaces)), tuple(filter(None, links)), docker)
        self._look_for_guests(delta)
        shared = frozenset(self._shared)
        return Own(delta, (*self._conflicts, *conflicts), (*self._additions, *additions), shared)

    def _look_for_guests(self, delta: Delta) -> None:
        """What somebody else put on the links, and in the namespaces, that the change made."""
        known = {key_of(one.after.at) for one in delta.links if one.after}
        for link in delta.links:
            if link.after and not link.before:
                self._share(key_of(link.after.at), guests(self._now, key_of(link.after.at), known))
        for space in delta.spaces:
            if space.after and not space.before:
                name = space.after.where.name
                self._share(name, tenants(self._now, name, known))

    def _share(self, what: Key | Name, told: Iterable[str], *, as_conflict: bool = False) -> None:
        """Somebody else has done this to what the change made."""
        found = list(told)
        if found:
            (self._conflicts if as_conflict else self._additions).extend(found)
            self._shared.add(what)

    # links

    def _pairs(self) -> Iterator[tuple[LinkState | None, LinkState | None]]:
        """Each link before and now."""
        origins = self._origins()
        taken = set(origins.values())
        for key, now in self._now.links.items():
            origin = origins.get(key, key if key not in taken else None)
            yield self._before.links.get(origin) if origin else None, now
        for key, then in self._before.links.items():
            if key not in self._now.links and key not in taken:
                yield then, None

    def _origins(self) -> Mapping[Key, Key]:
        """Where links come from that were moved or renamed, as far as that was done."""
        found: dict[Key, Key] = {}
        for number in range(len(self._begun), 0, -1):
            for new, old in ways(self._begun[:number]).items():
                moved = new in self._now.links and new not in self._before.links and old not in self._now.links
                if moved and old in self._before.links and old not in found.values():
                    found.setdefault(new, old)
        return found

    def _link(self, then: LinkState | None, now: LinkState | None) -> Changed[LinkState] | None:
        if then is not None and now is not None:
            return self._kept(then, now)
        if now is not None:
            return self._come(now)
        assert then is not None
        key = key_of(then.at)
        if key in self._deeds.gone:
            return Changed(then, None)
        if self._is_touched(key):
            self._conflicts.append(f"the link {_title(then)} is gone")
        return None

    def _is_touched(self, root: Key) -> bool:
        deeds = self._deeds
        return root in (*deeds.shaken, *deeds.moved, *deeds.entries, *(key for key, _field in deeds.values))

    def _come(self, now: LinkState) -> Changed[LinkState] | None:
        """A link that was not there before."""
        root, deeds = self._deeds.root(key_of(now.at)), self._deeds
        title = _title(now)
        if root not in deeds.made:
            return None
        fresh = (*_FRESH, ("mtu", 1500)) if now.kind == "veth" else _FRESH
        for field, usual in fresh:
            have = getattr(now, field)
            values = deeds.values.get((root, field), ())
            if have != usual and have not in values:
                self._share(
                    key_of(now.at),
                    (f"{value(field)} of {title} is {value(field, have)} now",),
                    as_conflict=bool(values),
                )
        for field in ENTRIES:
            others = [one for one in getattr(now, field) if identity(one) not in deeds.of(root)]
            self._share(key_of(now.at), (f"{entry(one)} of {title} was added" for one in others))
            now = replace(now, **{field: tuple(one for one in getattr(now, field) if one not in others)})
        return Changed(None, now)

    def _kept(self, then: LinkState, now: LinkState) -> Changed[LinkState] | None:
        """A link that is there still: as it was, but with what somebody else changed."""
        root, deeds = key_of(then.at), self._deeds
        if now.at.ifindex != then.at.ifindex and root not in deeds.made | deeds.moved:
            if root in deeds.gone or self._is_touched(root):
                self._conflicts.append(f"{_title(now)} is another link now")
            return None
        fields = {**dict(self._scalars(root, then, now)), **dict(self._entries(root, then, now))}
        want = replace(then, **fields, sysctls=dict(self._sysctls_of_link(root, then, now)))
        same = all(getattr(want, field) == getattr(now, field) for field in (*SCALARS, *ENTRIES, "sysctls"))
        return None if same and key_of(want.at) == key_of(now.at) else Changed(want, now)

    def _scalars(self, root: Key, then: LinkState, now: LinkState) -> Iterator[tuple[str, Any]]:
        along = self._deeds.along(root, then, now)
        again = root in self._deeds.made_again
        for field in SCALARS:
            was, have = getattr(then, field), getattr(now, field)
            if not differs(field, was, have) or (again and _is_as_made(field, now)):
                continue
            values = self._deeds.values.get((root, field))
            if values is None and field not in along:
                yield field, have
            elif values is not None and None not in values and have not in values and field not in along:
                self._conflicts.append(f"{value(field)} of {_title(now)} is {value(field, have)} now")
                yield field, have

    def _entries(self, root: Key, then: LinkState, now: LinkState) -> Iterator[tuple[str, Any]]:
        deeds = self._deeds
        lost = root in deeds.shaken | deeds.made_again or bool(deeds.along(root, then, now))
        for field in ENTRIES:
            loses = lost or (field == "routes" and now.at.where.name in deeds.shaken_spaces | {root[0]})
            mine = deeds.of(root) | (deeds.of(root[0]) if field == "routes" else set())
            yield field, _merged(getattr(then, field), getattr(now, field), mine, loses=loses)

    def _sysctls_of_link(self, root: Key, then: LinkState, now: LinkState) -> Iterator[tuple[str, int]]:
        """As they were where the change set them, or the link lost them; else as they are."""
        deeds, space = self._deeds, now.at.where.name
        lost = root in deeds.moved | deeds.made
        for key, was in then.sysctls.items():
            family, _, name = key.partition(".")
            own = (space, link_sysctl(family, str(now.at.name), name)) in deeds.sysctls
            spread = name == "forwarding" and any(one == space for one, _ in deeds.sysctls)
            yield key, was if lost or own or spread else now.sysctls.get(key, was)

    # namespaces

    def _space(self, name: Name) -> Changed[SpaceState] | None:
        then, now, deeds = self._before.spaces.get(name), self._now.spaces.get(name), self._deeds
        if now is None:
            assert then is not None
            if name in deeds.ended_spaces:
                return Changed(then, None)
            if self._acts_in(name):
                self._conflicts.append(f"the namespace {name} is gone")
            return None
        if then is None:
            return self._come_space(now)
        if then.where.cookie and now.where.cookie and then.where.cookie != now.where.cookie:
            if name in deeds.made_spaces:
                return Changed(then, now)
            if self._acts_in(name):
                self._conflicts.append(f"{name} is another namespace now")
            return None
        want = replace(
            then,
            names=_names(then.names, now.names, deeds.named.get(name, set())),
            sysctls=dict(self._sysctls(then, now)),
            **{
                field: _merged(
                    getattr(then, field), getattr(now, field), deeds.of(name),
                    loses=field == "routes" and name in deeds.shaken_spaces,
                )
                for field in SPACE_ENTRIES
            },
        )  # fmt: skip
        same = (want.names, want.rules, want.routes, want.sysctls) == (now.names, now.rules, now.routes, now.sysctls)
        return None if same else Changed(want, now)

    def _come_space(self, now: SpaceState) -> Changed[SpaceState] | None:
        name, deeds = now.where.name, self._deeds
        if name not in deeds.made_spaces:
            return None
        for field in SPACE_ENTRIES:
            for one in getattr(now, field):
                usual = field == "rules" and one.priority in (0, 32766, 32767)
                if not usual and identity(one) not in deeds.of(name):
                    self._share(name, (f"{entry(one)} of {name} was added",))
        return Changed(None, now)

    def _acts_in(self, name: Name) -> bool:
        deeds = self._deeds
        places = (*deeds.shaken, *deeds.made, *deeds.moved, *deeds.gone, *(key for key, _ in deeds.values))
        return name in deeds.named or name in deeds.entries or any(name == space for space, _ in places)

    def _sysctls(self, then: SpaceState, now: SpaceState) -> Iterator[tuple[str, str]]:
        """As they were, where the change set them; general ones set those of the links too."""
        name, set_ = now.where.name, self._deeds.sysctls
        spread = any(space == name for space, _ in set_)
        anew = tuple(self._sysctls_made_again(name))
        for key, have in now.sysctls.items():
            was = then.sysctls.get(key, have)
            values = set_.get((name, key))
            if was == have or values is None or key.startswith(anew):
                yield key, was if spread and key.endswith(".forwarding") else have
            elif have in values:
                yield key, was
            else:
                self._conflicts.append(f"{key} in {name} is {have} now, not {values[-1]}")
                yield key, have

    def _sysctls_made_again(self, name: Name) -> Iterator[str]:
        """How those of links begin that were made again; they come back with the link."""
        for space, link in self._deeds.made_again:
            if space == name:
                yield from (link_sysctl(family, str(link), "") for family in ("ipv4", "ipv6"))


def _is_as_made(field: str, now: LinkState) -> bool:
    """Whether a link has in that field what it began with, or what the kernel chose."""
    if field == "mtu":
        return now.kind not in ("veth", "dummy") or now.mtu == 1500
    if field == "mac":
        return now.kind == "bridge"
    return field in _BEGINS and getattr(now, field) == _BEGINS[field]


def _title(state: LinkState) -> str:
    return f"{state.at.where.name}/{state.at.name}"


def _merged(then: _Entries, now: _Entries, mine: set[_Entries], *, loses: bool) -> _Entries:
    """What was there, but without what somebody else took away, and with what somebody else added."""
    if then == now:
        return now
    there = {identity(one) for one in then}
    kept = [one for one in then if one in now or loses or identity(one) in mine]
    theirs = (one for one in now if one not in then and identity(one) not in mine)
    return (*kept, *(one for one in theirs if not (loses and identity(one) in there)))


def _names(then: tuple[Name, ...], now: tuple[Name, ...], mine: set[Name]) -> tuple[Name, ...]:
    kept = [one for one in then if one in now or one in mine]
    return (*kept, *(one for one in now if one not in then and one not in mine))
