"""Whether the kernel would find the gateway of a route that is to be made again (fib_check_nh of net/ipv4)."""

import ipaddress
from collections.abc import Iterator, Mapping

from netui.model.action import AddAddress, RouteTo
from netui.operations.state import LinkState
from netui.text import Name

_ONLINK = 4  # RTNH_F_ONLINK
_NOPREFIXROUTE = 0x200  # IFA_F_NOPREFIXROUTE
_MAIN = 254  # RT_TABLE_MAIN
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Reach:
    """What the links of one namespace reach directly, by their addresses and routes."""

    def __init__(self, links: Mapping[Name, LinkState], loose: tuple[RouteTo, ...]) -> None:
        self._links = links
        self._loose = loose

    def missing(self, route: RouteTo) -> Iterator[RouteTo]:
        """Routes to the gateways that nothing leads to; each is needed only while the route is made."""
        hops = [(hop.gateway, hop.link, hop.flags) for hop in route.hops]
        seen = set()
        for gateway, link, flags in [(route.gateway, route.link, route.flags), *hops]:
            if not gateway or not link or flags & _ONLINK or (gateway, link) in seen:
                continue
            seen.add((gateway, link))
            address = ipaddress.ip_address(gateway)
            if not address.is_link_local and not self._reached(address, link, route.table):
                yield RouteTo(f"{gateway}/{address.max_prefixlen}", 2 if address.version == 4 else 10, link=link)

    def _reached(self, gateway: ipaddress.IPv4Address | ipaddress.IPv6Address, name: Name, table: int) -> bool:
        state = self._links.get(name)
        if state is None:
            return True  # one that netui cannot see: let the kernel say
        over = [*state.routes, *(one for one in self._loose if any(hop.link == name for hop in one.hops))]
        networks: list[Network] = [one for one in map(_of_address, state.addresses) if one]
        networks += [_of_route(one) for one in over if _direct(one) and one.table in (_MAIN, table)]
        return any(network.version == gateway.version and gateway in network for network in networks)


def _of_address(one: AddAddress) -> Network | None:
    if one.flags & _NOPREFIXROUTE:
        return None
    return ipaddress.ip_interface(one.peer or one.address).network


def _direct(one: RouteTo) -> bool:
    return not one.gateway and not any(hop.gateway for hop in one.hops) and one.type == 1


def _of_route(one: RouteTo) -> Network:
    if one.destination == "default":
        return ipaddress.ip_network("0.0.0.0/0" if one.family == 2 else "::/0")
    return ipaddress.ip_network(one.destination)
