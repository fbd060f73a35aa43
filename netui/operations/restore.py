"""The way back: what brings everything that a change touched to what it was before, or after, the change.

Undo brings back `before`, redo `after`, and a change that fails half-way is taken back in the same way. The plan is
made from what is there now; what the kernel drops along the way (a link that goes down loses its routes) is counted
in, and the runner looks again afterwards.
"""

from collections.abc import Iterator

from msgspec.structs import replace

from netui.model import action as act
from netui.model.action import AnyAction, LinkAt, Where
from netui.model.sysctl import link_sysctl
from netui.operations.changed import Side
from netui.operations.delta import FLAGS, Delta, Key, key_of
from netui.operations.docker_delta import restoration_of_docker
from netui.operations.identity import made
from netui.operations.reach import Reach
from netui.operations.restore_entries import entries, space_entries
from netui.operations.state import LinkState, SpaceState, World
from netui.text import Name

_ETHERNET_MTU = 1500
_OWN_MTU = frozenset(("veth", "bridge", "dummy"))
"""Kinds that begin with 1500; others take theirs from what they stand on."""
_QUEUE = 1000


def restoration(now: World, delta: Delta, side: Side) -> tuple[AnyAction, ...]:
    """What brings `now` to that side of the change, in an order in which it can be done; empty where it is so.

    `delta` is what `aimed` made of the change before the first round.
    """
    return tuple(_Restoration(now, delta, side).actions())


class _Restoration:
    def __init__(self, now: World, delta: Delta, side: Side) -> None:
        self._now = now
        self._delta = delta
        self._side = side
        self._places = {name: state.where for name, state in now.spaces.items()}
        self._gone: set[Key] = set()
        self._absent: list[LinkState] = []
        self._pairs: list[tuple[LinkState, LinkState]] = []
        """What links are like once all are made and placed, and what they shall be like."""

    def actions(self) -> Iterator[AnyAction]:
        """All of them."""
        spaces = [space.toward(self._side) for space in self._delta.spaces]
        for _left, want in spaces:
            yield from self._begin(want)
        links = [link.toward(self._side) for link in self._delta.links]
        ending = {left.where.name for left, want in spaces if left is not None and want is None}
        for expected, wanted in links:
            yield from self._place(expected, wanted, ending)
        yield from self._create()
        yield from self._masters()
        for have, aim in self._pairs:
            yield from _attributes(have, aim, self._at(aim))
        yield from self._bridge_addresses()
        for have, aim in self._pairs:
            yield from entries(_after_attributes(have, aim), aim, self._at(aim), self._reached_by(aim.at.where.name))
        for left, want in spaces:
            yield from self._entries_of_space(left, want)
        for left, want in spaces:
            yield from self._end(left, want)
        yield from restoration_of_docker(self._now.docker, self._delta.docker, self._side)

    def _begin(self, want: SpaceState | None) -> Iterator[AnyAction]:
        if want is None:
            return
        have = self._now.spaces.get(want.where.name)
        if have is None and want.names:
            yield act.CreateNamespace(want.names[0])
            self._places[want.where.name] = made(want.names[0])
            have = replace(want, names=want.names[:1])
        elif have is None:
            return
        where = self._places[want.where.name]
        yield from (act.NameNamespace(where, name) for name in want.names if name not in have.names)

    def _end(self, left: SpaceState | None, want: SpaceState | None) -> Iterator[AnyAction]:
        have = self._now.spaces.get(left.where.name) if left else None
        if left is None or have is None:
            return
        kept = () if want is None else want.names
        for name in have.names:
            if name in left.names and name not in kept:
                yield act.DeleteNamespace(made_again(have.where, name), name)

    def _at(self, state: LinkState) -> LinkAt:
        """Where a link that shall be so is in the end; with its index where it is there now."""
        name = state.at.where.name
        where = self._places.get(name, state.at.where)
        have = self._now.links.get(key_of(state.at))
        return LinkAt(where, state.at.name, have.at.ifindex if have and key_of(state.at) not in self._gone else 0)

    def _place(self, left: LinkState | None, want: LinkState | None, ending: set[Name]) -> Iterator[AnyAction]:
        """Delete, move and rename."""
        have = self._now.links.get(key_of(left.at)) if left else None
        there = self._now.links.get(key_of(want.at)) if want else None
        if want is None:
            if have is not None and have.kind:
                yield from self._delete(have, ending)
            return
        if have is None and there is None:
            if want.kind:
                self._absent.append(want)
            elif want.at.name == b"lo":
                self._pairs.append((replace(want, up=False, mtu=65536, addresses=(), routes=(), neighbours=()), want))
            return
        have = have or there
        assert have is not None
        if key_of(have.at) == key_of(want.at):
            self._pairs.append((have, want))
            return
        yield from self._move(have, want)
        moved = have.at.where.name != want.at.where.name
        self._pairs.append((_moved(have) if moved else have, want))

    def _move(self, have: LinkState, want: LinkState) -> Iterator[AnyAction]:
        if have.at.where.name != want.at.where.name:
            to = self._places.get(want.at.where.name, want.at.where)
            yield act.MoveLink(have.at, to, want.at.name if want.at.name != have.at.name else Name())
        else:
            yield act.SetLink(have.at, name=want.at.name)

    def _delete(self, have: LinkState, ending: set[Name]) -> Iterator[AnyAction]:
        if key_of(have.at) in self._gone:
            return
        if have.at.where.name in ending and have.kind != "veth":
            return  # it ends with its namespace; the other end of a veth would linger for a moment
        yield act.DeleteLink(have.at)
        self._gone.add(key_of(have.at))
        if have.peer:
            self._gone.add(key_of(have.peer))

    def _create(self) -> Iterator[AnyAction]:
        """Those that stand on others last; both ends of a veth at once."""
        done: set[Key] = set()
        for state in sorted(self._absent, key=lambda one: one.lower is not None):
            key = key_of(state.at)
            if key in done:
                continue
            done.add(key)
            other = self._peer(state)
            if state.kind != "veth":
                yield from self._create_one(state)
            elif other is not None:
                done.add(key_of(other.at))
                yield act.CreateVeth(self._at(state), self._at(other), state.mac, other.mac)
                self._pairs.append((_fresh(other), other))
            else:
                continue  # the other end is somewhere that netui does not know
            self._pairs.append((_fresh(state), state))

    def _create_one(self, state: LinkState) -> Iterator[AnyAction]:
        """Beside what it stands on; from there it is moved to where it belongs."""
        at = self._at(state)
        lower = state.lower and self._reached(state.lower)
        if lower is None or lower.where.name == at.where.name:
            yield act.CreateLink(at, state.kind, lower, state.options, state.mac)
            return
        beside = LinkAt(lower.where, self._free_name(lower.where, at.name))
        yield act.CreateLink(beside, state.kind, lower, state.options, state.mac)
        yield act.MoveLink(beside, at.where, at.name if beside.name != at.name else Name())

    def _free_name(self, where: Where, name: Name) -> Name:
        """That name, or another one where a link of the namespace has it, or is about to."""
        taken = {key for key in self._now.links if key not in self._gone}
        taken |= {key_of(one.at) for one in self._absent}
        names = (name, *(Name(b"made%d" % number) for number in range(len(taken) + 1)))
        return next(one for one in names if (where.name, one) not in taken)

    def _peer(self, state: LinkState) -> LinkState | None:
        if state.peer is None:
            return None
        wanted = key_of(state.peer)
        return next((one for one in self._absent if key_of(one.at) == wanted), None)

    def _reached(self, lower: LinkAt) -> LinkAt:
        have = self._now.links.get(key_of(lower))
        where = self._places.get(lower.where.name, lower.where)
        return LinkAt(where, lower.name, have.at.ifindex if have and key_of(lower) not in self._gone else 0)

    def _reached_by(self, space: Name) -> Reach:
        """What gateways are reached over links of a namespace, once all are as they shall be."""
        links = {name: state for (where, name), state in self._now.links.items() if where == space}
        links |= {aim.at.name: aim for _have, aim in self._pairs if aim.at.where.name == space}
        loose = self._now.spaces[space].routes if space in self._now.spaces else ()
        return Reach(links, loose)

    def _masters(self) -> Iterator[AnyAction]:
        for have, aim in self._pairs:
            if have.master != aim.master:
                yield act.SetLink(self._at(aim), master=aim.master)
        for have, aim in self._pairs:
            port = {} if have.master != aim.master else have.port
            if aim.master and port != aim.port:
                yield act.SetPort(self._at(aim), {**_usual_port(port), **aim.port})

    def _bridge_addresses(self) -> Iterator[AnyAction]:
        """A bridge takes its ports' lowest address whenever one joins or leaves: the next round sets the rest."""
        if any(have.master != aim.master for have, aim in self._pairs):
            return
        for have, aim in self._pairs:
            if aim.kind == "bridge" and aim.mac and have.mac != aim.mac:
                yield act.SetLink(self._at(aim), mac=aim.mac)

    def _entries_of_space(self, left: SpaceState | None, want: SpaceState | None) -> Iterator[AnyAction]:
        if want is None:
            return
        have = self._now.spaces.get(want.where.name)
        where = self._places.get(want.where.name, want.where)
        yield from space_entries(have, left, want, where, self._reached_by(want.where.name))


def made_again(where: Where, name: Name) -> Where:
    """The same namespace by another of its names."""
    return replace(where, path=made(name).path)


def _usual_port(port: dict[str, object]) -> dict[str, object]:
    from netui.model.link_options import PORT

    return {one.key: one.default for one in PORT if one.key in port}


def _fresh(state: LinkState) -> LinkState:
    """A link as it is when it was just made."""
    mtu = _ETHERNET_MTU if state.kind in _OWN_MTU else 0
    blank = replace(state, mtu=mtu, txqlen=_QUEUE, up=False, alias=Name(), altnames=(), master=Name(), port={})
    return replace(blank, addresses=(), routes=(), neighbours=(), fdb=())  # flags and sysctls: the next round looks


def _moved(state: LinkState) -> LinkState:
    """A link as it is when it has just arrived in another namespace."""
    return replace(state, up=False, master=Name(), port={}, addresses=(), routes=(), neighbours=(), fdb=())


def _after_attributes(have: LinkState, aim: LinkState) -> LinkState:
    """What is still on a link once it is up or down as it shall be."""
    if have.up and not aim.up:
        kept = tuple(one for one in have.addresses if ":" not in one.address)
        return replace(have, addresses=kept, routes=(), neighbours=())
    return have


def _attributes(have: LinkState, aim: LinkState, at: LinkAt) -> Iterator[AnyAction]:
    fields = {
        field: getattr(aim, field)
        for field in ("mtu", "txqlen", "alias", "mac", *FLAGS)
        if getattr(have, field) != getattr(aim, field) and (field != "mac" or (aim.mac and aim.kind != "bridge"))
    }
    if fields:
        yield act.SetLink(at, **fields)
    if have.options != aim.options and aim.options:
        yield act.SetLink(at, options=aim.options, kind=aim.kind)
    for key in sorted(aim.sysctls, key=lambda one: (not one.endswith(".disable_ipv6"), one)):
        if have.sysctls.get(key, aim.sysctls[key]) != aim.sysctls[key]:
            family, _, name = key.partition(".")
            yield act.SetSysctl(at.where, link_sysctl(family, str(at.name), name), str(aim.sysctls[key]))
    if have.up != aim.up:
        yield act.SetLink(at, up=aim.up)
