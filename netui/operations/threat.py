"""Whether a plan touches what an ssh connection runs over: rather one time too often than one too few."""

from collections.abc import Iterable, Iterator

from msgspec import Struct

from netui.model import action as act
from netui.model.acting import Action
from netui.model.action import LinkAt, Where
from netui.model.carriers import RTN_LOCAL, Carriers, Hop
from netui.model.connection import Connection
from netui.model.docker_action import DockerAction
from netui.model.link import Link
from netui.model.naming import namespace_name
from netui.model.relations import LinkRef, Relations
from netui.model.route import Rule
from netui.model.rules import could_match, length, within
from netui.operations.threat_docker import touched_by_docker
from netui.text import Name, safe

_DEFAULT_METRIC6 = 1024
_BELOW_MAIN = 32766
_HARMLESS_KINDS = ("macvlan", "vlan", "vxlan")
"""What may stand on a link and leave its packets alone; ipvlan and passthru macvlans take them."""
_NOTHING_CUT = ("net.ipv4.ip_forward", "1")
"""To begin to forward cuts nothing (RFC 1812 says what else follows); IPv6 then forgets its router."""


class Threat(Struct, frozen=True):
    """A plan could cut a connection off."""

    connection: Connection
    carrier: str
    """What of the connection's way it touches, in safe words: host/eth0."""
    command: str
    """The first command that does."""

    @property
    def sentence(self) -> str:
        """It in words."""
        return f"{self.connection.title} runs over {self.carrier}"


def threats(actions: Iterable[Action], relations: Relations, lifelines: Iterable[Carriers]) -> tuple[Threat, ...]:
    """One for each connection that the actions could cut; empty where none could."""
    from netui.operations.shell import command

    known = tuple(actions)
    found = []
    for one in lifelines:
        judge = _Judge(relations, one)
        touching = ((judge.touched(action), action) for action in known)
        first = next(((carrier, action) for carrier, action in touching if carrier), None)
        if first:
            found.append(Threat(one.connection, first[0], command(first[1])))
    return tuple(found)


class _Judge:
    """Judges single actions against the carriers of one connection."""

    def __init__(self, relations: Relations, carriers: Carriers) -> None:
        self._relations = relations
        self._carriers = carriers
        self._spaces = relations.snapshot.namespaces
        self._direct = carriers.links | carriers.beside

    def touched(self, one: Action) -> str:
        """The carrier that an action touches; empty where it touches none."""
        found = ""
        match one:
            case DockerAction():
                found = touched_by_docker(one, self._relations, self._carriers, self._attached)
            case act.DeleteNamespace(where=where):
                found = self._ended(where)
            case act.SetSysctl():
                found = self._sysctl(one)
            case act.AddRoute(where=where) | act.DeleteRoute(where=where):
                found = self._route(one, self._key(where))
            case act.AddRule(where=where, rule=rule) | act.DeleteRule(where=where, rule=rule):
                found = self._rule(self._key(where), rule, adds=isinstance(one, act.AddRule))
            case act.CreateLink(lower=lower):
                found = self._stands_on(one, lower)
            case act.SetLink(link=link, master=master) if master and (
                bridge := self._direct_named(link.where, master)
            ):
                found = self._title(bridge)  # a bridge takes the lowest address of its ports
            case act.OnLink(link=link):
                found = self._on_link(one, link)
        return found

    # places

    def _key(self, where: Where) -> int | None:
        for space in self._spaces.values():
            if where.cookie and space.cookie:
                if where.cookie == space.cookie:
                    return space.key
            elif where.inode and space.inode:
                if (where.device, where.inode) == (space.device, space.inode):
                    return space.key
            elif namespace_name(self._relations, space) == where.name:
                return space.key
        return None

    def _ref(self, at: LinkAt) -> LinkRef | None:
        key = self._key(at.where)
        if key is None:
            return None
        links = self._spaces[key].links
        if at.ifindex in links:
            return LinkRef(key, at.ifindex)
        return next((LinkRef(key, index) for index, link in links.items() if link.name == at.name), None)

    def _direct_named(self, where: Where, name: Name) -> LinkRef | None:
        """The carrier with that name in a namespace."""
        key = self._key(where)
        for place in self._direct:
            link = self._relations.link(place)
            if place.namespace == key and link and link.name == name:
                return place
        return None

    def _title(self, ref: LinkRef) -> str:
        link = self._relations.link(ref)
        assert link is not None
        assert ref.namespace is not None
        return f"{namespace_name(self._relations, self._spaces[ref.namespace])}/{link.name}"

    def _space_title(self, key: int) -> str:
        return f"the namespace {namespace_name(self._relations, self._spaces[key])}"

    def _peer(self, ref: LinkRef, link: Link) -> LinkRef | None:
        assert ref.namespace is not None
        peer = self._relations.peer(ref.namespace, link)
        return LinkRef(peer.namespace, peer.ifindex) if peer and peer.namespace is not None else None

    def _attached(self, key: int) -> str:
        """A carrier that ends with a namespace: the way itself, or what is attached to it."""
        if key in self._carriers.spaces:
            return self._space_title(key)
        for index, link in self._spaces[key].links.items():
            ref = LinkRef(key, index)
            peer = self._peer(ref, link)
            if peer in self._carriers.links:
                return self._title(peer)
        return ""

    def _ended(self, where: Where) -> str:
        key = self._key(where)
        return "" if key is None else self._attached(key)

    # links

    def _on_link(self, one: act.OnLink, at: LinkAt) -> str:
        ref = self._ref(at)
        link = self._relations.link(ref)
        if ref is None or link is None:
            return ""
        found = self._title(ref) if ref in self._direct else ""
        match one:
            case act.SetLink():
                found = self._set(one, ref, link)
            case act.MoveLink() | act.DeleteLink():
                found = self._taken(ref, link)
            case act.AddAddress(address=address):
                found = self._address_added(ref, link, address)
            case act.DeleteAddress(address=address):
                found = self._address_deleted(ref, address)
            case act.AddNeighbour(address=address) | act.DeleteNeighbour(address=address):
                found = self._title(ref) if (ref, address) in self._carriers.neighbours else ""
            case act.AddFdb(mac=mac) | act.DeleteFdb(mac=mac):
                wanted = mac in self._carriers.macs or not int(mac.replace(":", ""), 16)
                found = self._title(ref) if ref in self._direct and wanted else ""
        return found

    def _taken(self, ref: LinkRef, link: Link) -> str:
        """The link itself goes, or the one at its other end does with it."""
        if ref in self._direct:
            return self._title(ref)
        peer = self._peer(ref, link)
        return self._title(peer) if peer and peer in self._carriers.links else ""

    def _set(self, one: act.SetLink, ref: LinkRef, link: Link) -> str:
        if one.up is True:
            return "" if link.up else self._brought_up(ref, link)
        cutting = (one.mtu, one.mac, one.name, one.master, one.up)
        if one.up is False and ref not in self._direct:
            return self._taken(ref, link)
        return self._title(ref) if ref in self._direct and (one.options or cutting != (None,) * 5) else ""

    def _brought_up(self, ref: LinkRef, link: Link) -> str:
        """A port that comes up can make a loop; addresses bring their routes along."""
        if ref in self._direct:
            return self._title(ref)
        assert ref.namespace is not None
        for address in self._spaces[ref.namespace].addresses:
            if address.ifindex == ref.ifindex and (told := self._address_added(ref, link, address.cidr)):
                return told
        return ""

    def _stands_on(self, one: act.CreateLink, lower: LinkAt | None) -> str:
        ref = self._ref(lower) if lower else None
        harmless = one.kind in _HARMLESS_KINDS and one.options.get("mode") != "passthru"
        return self._title(ref) if ref in self._carriers.links and ref and not harmless else ""

    # addresses, routes, rules

    def _hops(self, key: int | None) -> Iterator[Hop]:
        return (hop for hop in self._carriers.hops if hop.namespace == key)

    def _address_deleted(self, ref: LinkRef, address: str) -> str:
        """The connection's own, or one that a neighbour is reached by; the first of a subnet takes others along."""
        local = address.partition("/")[0]
        for hop in self._hops(ref.namespace):
            own = hop.route.type == RTN_LOCAL
            if hop.destination == local or (ref in self._carriers.links and own and within(hop.destination, address)):
                return f"{local} on {self._title(ref)}"
        linklocal = local.startswith("fe80") and self._carriers.connection.family == 10
        for place, neighbour in self._carriers.neighbours:
            if place == ref and (within(neighbour, address) or linklocal):
                return f"{local} on {self._title(ref)}"
        unknown = not self._carriers.resolved and ref in self._carriers.links
        return f"{local} on {self._title(ref)}" if unknown else ""

    def _address_added(self, ref: LinkRef, link: Link, address: str) -> str:
        """One that takes over a prefix, or is somebody's already."""
        local = address.partition("/")[0]
        for hop in self._hops(ref.namespace):
            taken = within(hop.destination, address) and length(address) >= length(hop.route.cidr)
            if local == hop.destination or (taken and hop.route.type != RTN_LOCAL):
                return f"the route to {hop.destination}"
        beside = self._peer(ref, link) in self._carriers.links or ref in self._carriers.links
        ours = {hop.destination for hop in self._carriers.hops}
        return f"the address {local}" if beside and local in ours else ""

    def _route(self, one: act.AddRoute | act.DeleteRoute, key: int | None) -> str:
        route = one.route
        for hop in self._hops(key):
            if hop.family != route.family or not within(hop.destination, route.destination):
                continue
            used = hop.route
            same = route.table == used.table
            if isinstance(one, act.DeleteRoute):
                touched = same and length(route.destination) == length(used.cidr)
            elif same:
                touched = self._takes_over(route, hop)
            else:
                touched = self._asked_before(hop, route.table)
            if touched:
                return f"the route to {hop.destination}"
        if self._carriers.resolved or key is None or key not in self._carriers.spaces or length(route.destination):
            return ""
        rules = self._spaces[key].rules
        asked = any(rule.table == route.table and rule.family == route.family for rule in rules)
        return self._space_title(key) if asked else ""

    def _takes_over(self, route: act.RouteTo, hop: Hop) -> bool:
        if length(route.destination) != length(hop.route.cidr):
            return length(route.destination) > length(hop.route.cidr)
        metric = route.metric or (_DEFAULT_METRIC6 if route.family == 10 else 0)
        return metric <= hop.route.metric

    def _asked_before(self, hop: Hop, table: int) -> bool:
        """Whether packets are looked up in a table before the one that has the route."""
        last = hop.rule.priority if hop.rule else _BELOW_MAIN
        rules = self._spaces[hop.namespace].rules
        return any(
            rule.table == table and rule.family == hop.family and rule.priority <= last
            and could_match(rule, hop.destination, hop.source, hop.transport)
            for rule in rules
        )  # fmt: skip

    def _rule(self, key: int | None, rule: Rule, *, adds: bool) -> str:
        for hop in self._hops(key):
            if hop.family != rule.family or not could_match(rule, hop.destination, hop.source, hop.transport):
                continue
            last = hop.rule.priority if hop.rule else _BELOW_MAIN
            used = hop.rule is not None and hop.rule.priority == rule.priority
            if (adds and rule.priority <= last) or (not adds and used):
                return f"the rule for {hop.destination}"
        return ""

    def _sysctl(self, one: act.SetSysctl) -> str:
        key = self._key(one.where)
        if key is None or key not in self._carriers.spaces or (one.name, one.value.strip()) == _NOTHING_CUT:
            return ""
        words = one.name.split(".")
        if len(words) > 4 and words[2] in ("conf", "neigh") and words[3] not in ("all", "default"):
            named = words[3].replace("/", ".")
            on_the_way = {
                safe(link.name) for ref in self._carriers.links
                if ref.namespace == key and (link := self._relations.link(ref))
            }  # fmt: skip
            return f"{safe(one.name)} in {self._space_title(key)}" if named in on_the_way else ""
        return f"{safe(one.name)} in {self._space_title(key)}"
