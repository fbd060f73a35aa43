"""What actions do to links and namespaces: what they set, add and take away, and what the kernel changes along."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from netui.model import action as act
from netui.model.acting import Action
from netui.model.action import AddAddress, AddFdb, AddNeighbour, LinkAt, RouteTo
from netui.model.route import Rule
from netui.operations.delta import FLAGS, Key, key_of
from netui.operations.state import LinkState, World
from netui.text import Name

_AF_INET = 2
_IP6_RT_PRIO_USER = 1024  # what a route of IPv6 without a metric gets
_FIELDS = ("up", "mtu", "mac", "alias", "master", "txqlen", *FLAGS)


def identity(entry: Any) -> tuple[Any, ...]:
    """What tells an address, route, rule, neighbour, forwarding entry or altname from the others of its place."""
    match entry:
        case AddAddress(address=address, peer=peer):
            return "address", address, peer.partition("/")[0]
        case RouteTo():
            metric = entry.metric or (0 if entry.family == _AF_INET else _IP6_RT_PRIO_USER)
            return "route", entry.family, entry.destination, entry.table, metric, entry.gateway, entry.type
        case Rule():
            return "rule", entry.family, entry.priority, entry.table, entry.source, entry.destination, entry.action
        case AddNeighbour(address=address):
            return "neighbour", address
        case AddFdb():
            return "fdb", entry.mac, entry.vlan, entry.destination, entry.vni
        case bytes():
            return "altname", entry
    raise TypeError(type(entry).__name__)


class Deeds:
    """What a row of actions does. A link that they move or rename stays the same one: `root` is where it was."""

    def __init__(self, actions: tuple[Action, ...], before: World) -> None:
        self._before = before
        self._roots: dict[Key, Key] = {}
        self.values: dict[tuple[Key, str], list[Any]] = defaultdict(list)
        """What fields of links were set to."""
        self.entries: dict[Key | Name, set[tuple[Any, ...]]] = defaultdict(set)
        """Identities of what was added or taken away, by link or namespace."""
        self.made: set[Key] = set()
        self.gone: set[Key] = set()
        """Links that were deleted, also along with others."""
        self.moved: set[Key] = set()
        self.shaken: set[Key] = set()
        """Links that may have lost what was on them."""
        self.remastered: set[Key] = set()
        """Links that may have lost their master, or their settings as a port, along with something else."""
        self.named: dict[Name, set[Name]] = defaultdict(set)
        """Names that namespaces were given, or that were taken from them."""
        self.made_spaces: set[Name] = set()
        self.ended_spaces: set[Name] = set()
        self.sysctls: dict[tuple[Name, str], list[str]] = defaultdict(list)
        for one in actions:
            self._take(one)
        self._spread()

    def root(self, key: Key) -> Key:
        """Where a link was before it was moved or renamed."""
        return self._roots.get(key, key)

    @property
    def shaken_spaces(self) -> frozenset[Name]:
        """Namespaces that may have lost routes."""
        return frozenset(name for name, _link in (*self.shaken, *self.gone, *self._roots))

    @property
    def made_again(self) -> set[Key]:
        """Links that were deleted, and made again in putting back: they began with nothing of what they had."""
        return self.gone & self.made

    def _take(self, one: Action) -> None:
        match one:
            case act.CreateNamespace(name=name):
                self.made_spaces.add(name)
                self.made.add((name, Name(b"lo")))
                self.named[name].add(name)
            case act.NameNamespace(where=where, name=name):
                self.named[where.name].add(name)
            case act.DeleteNamespace(where=where, name=name):
                self.ended_spaces.add(where.name)
                self.named[where.name].add(name)
            case act.CreateVeth(one=end, other=other):
                self.made |= {key_of(end), key_of(other)}
            case act.CreateLink(link=link):
                self.made.add(key_of(link))
            case act.DeleteLink(link=link):
                self.gone.add(self.root(key_of(link)))
            case act.MoveLink(link=link, to=to):
                self._becomes(link, (to.name, one.name or link.name))
                self.moved.add(self.root(key_of(link)))
            case act.SetSysctl(where=where, name=sysctl, value=value):
                self.sysctls[where.name, sysctl].append(value)
            case _:
                self._take_part(one)

    def _take_part(self, one: Action) -> None:
        """What acts on a part of a link, or of a namespace."""
        match one:
            case act.SetLink():
                self._set(one)
            case act.SetPort(link=link):
                self.values[self.root(key_of(link)), "port"].append(None)
            case act.AddRoute(where=where, route=route) | act.DeleteRoute(where=where, route=route):
                self._entry(where.name, route)
                if route.link:
                    self._entry(self.root((where.name, route.link)), route)
            case act.AddRule(where=where, rule=rule) | act.DeleteRule(where=where, rule=rule):
                self._entry(where.name, rule)
            case act.AddAddress(link=link) | act.AddNeighbour(link=link) | act.AddFdb(link=link):
                self._entry(self.root(key_of(link)), one)
            case act.DeleteAddress(link=link, address=address, peer=peer):
                self._entry(self.root(key_of(link)), AddAddress(link, address, peer))
                self.shaken.add(self.root(key_of(link)))
            case act.AddAltname(link=link, altname=altname) | act.DeleteAltname(link=link, altname=altname):
                self._entry(self.root(key_of(link)), altname)
            case act.DeleteNeighbour(link=link, address=address):
                self._entry(self.root(key_of(link)), AddNeighbour(link, address))
            case act.DeleteFdb(link=link):
                entry = AddFdb(link, one.mac, one.flags, vlan=one.vlan, destination=one.destination, vni=one.vni)
                self._entry(self.root(key_of(link)), entry)

    def _entry(self, place: Key | Name, entry: Any) -> None:
        self.entries[place].add(identity(entry))

    def _becomes(self, link: LinkAt, new: Key) -> None:
        self._roots[new] = self.root(key_of(link))

    def _set(self, one: act.SetLink) -> None:
        root = self.root(key_of(one.link))
        self.shaken.add(root)
        for field in _FIELDS:
            if getattr(one, field) is not None:
                self.values[root, field].append(getattr(one, field))
        if one.options:
            self.values[root, "options"].append(None)
        if one.master is not None:
            self.remastered.add(root)
        if one.name is not None:
            self._becomes(one.link, (one.link.where.name, one.name))
            self.remastered |= set(self._ports(root))

    def _spread(self) -> None:
        """What goes along with links and namespaces that were deleted, and with bridges."""
        links = self._before.links
        self.gone |= {key for key in links if key[0] in self.ended_spaces}
        waiting = list(self.gone)
        while waiting:
            key = waiting.pop()
            along = set(self._with(key)) - self.gone
            self.gone |= along
            waiting += along
        for key in self.gone | self.moved:
            self.remastered |= set(self._ports(key))
        self.remastered |= self.moved
        self.shaken |= self.moved | self.remastered

    def _with(self, key: Key) -> Iterator[Key]:
        """What the kernel deletes with a link: the other end of a veth, and what stands on it."""
        state = self._before.links.get(key)
        if state is not None and state.peer is not None:
            yield key_of(state.peer)
        yield from self._on(key)

    def _on(self, key: Key) -> Iterator[Key]:
        yield from (where for where, one in self._before.links.items() if one.lower and key_of(one.lower) == key)

    def _ports(self, key: Key) -> Iterator[Key]:
        space, name = key
        yield from (at for at, one in self._before.links.items() if name and (at[0], one.master) == (space, name))

    def of(self, place: Key | Name) -> set[tuple[Any, ...]]:
        """Identities of what was added to a link or a namespace, or taken from it."""
        return self.entries.get(place, set())

    def along(self, key: Key, then: LinkState, now: LinkState) -> frozenset[str]:
        """The fields of a link that may have changed though nothing set them."""
        root = self.root(key)
        fields: set[str] = set()
        if root in self.moved:
            fields |= {"up", "master", "port"}
        if root in self.remastered:
            fields |= {"master", "port"}
        if then.kind == "bridge" and self._is_shaken_bridge(root, now):
            fields |= {"mac", "mtu"}
        if then.lower is not None and key_of(then.lower) in self.shaken:
            fields |= {"up", "mac", "mtu"}
        return frozenset(fields)

    def _is_shaken_bridge(self, root: Key, now: LinkState) -> bool:
        if root in self.shaken:
            return True
        masters: set[Key] = set()
        for (space, name), state in self._before.links.items():
            if (space, name) in self.shaken | self.gone and state.master:
                masters.add((space, state.master))
        for (where, field), values in self.values.items():
            if field == "master":
                masters |= {(where[0], value) for value in values}
        return root in masters or key_of(now.at) in masters
