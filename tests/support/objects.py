"""Public objects of hand-made snapshots, as a program reads them; and a host that has one of everything."""

import json
from typing import Any

import msgspec

from netui.model import Snapshot
from netui.model.firewall import Chain, FilterRule, Firewall, Table
from netui.model.neighbour import FdbEntry, Neighbour
from netui.model.route import Nexthop, Route, Rule
from netui.model.socket import Process, Socket
from netui.objects.directory import Directory
from netui.objects.registry import find
from netui.objects.row import encode
from netui.text import Name
from tests.support.snapshots import BLUE, DB, HOST, RED, WEB, small_host

DNAT = "! -i br-161847f4fecf -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.30.0.3:80"


def listed(noun: str, snapshot: Snapshot, only: str = "") -> list[dict[str, Any]]:
    """What `netui NOUN list --json` prints."""
    found: list[dict[str, Any]] = json.loads(encode(find(noun).rows(Directory(snapshot, only))))
    return found


def named(noun: str, snapshot: Snapshot, wanted: str, only: str = "") -> list[dict[str, Any]]:
    """What `netui NOUN show WANTED --json` prints."""
    found: list[dict[str, Any]] = json.loads(encode(find(noun).shown(Directory(snapshot, only), wanted)))
    return found


def cells(noun: str, row: Any) -> dict[str, str]:
    """The cells of a row's table by their headings."""
    return {column.title: column.text(row) for column in find(noun).columns}


def by(rows: list[dict[str, Any]], **wanted: Any) -> dict[str, Any]:
    """The only row with these fields."""
    (found,) = [row for row in rows if all(row[key] == value for key, value in wanted.items())]
    return found


def without(snapshot: Snapshot, *keys: int, **fields: Any) -> Snapshot:
    """The snapshot with these fields of some namespaces replaced."""
    spaces = dict(snapshot.namespaces)
    for key in keys:
        spaces[key] = msgspec.structs.replace(spaces[key], **fields)
    return msgspec.structs.replace(snapshot, namespaces=spaces)


def full_host() -> Snapshot:
    """The small host with all that costs read: in red routes of every sort, in db what may not be read."""
    snapshot = small_host()
    parts: dict[int, dict[str, Any]] = {
        HOST: {"fdb": _FDB, "sockets": _host_sockets(), "firewall": _FIREWALL, "rules": _RULES},
        RED: {"routes": _ROUTES, "neighbours": _NEIGHBOURS, "sockets": (), "firewall": Firewall()},
        BLUE: {"sockets": ()},
        WEB: {"sockets": (_listener("::", 80, 10, Process(4711, Name(b"httpd"), "root")),)},
        DB: {"sockets": (_listener("0.0.0.0", 5432, 2, None),)},
    }
    spaces = {key: msgspec.structs.replace(space, **parts.get(key, {})) for key, space in snapshot.namespaces.items()}
    return msgspec.structs.replace(snapshot, namespaces=spaces)


def route(destination: str, **more: Any) -> Route:
    """A route; unicast in the main table unless told otherwise."""
    network, _, prefix = destination.partition("/")
    fields = {"family": 10 if ":" in network else 2, "table": 254, "destination": network, "prefix": int(prefix)}
    rest = {"gateway": "", "ifindex": 0, "source": "", "metric": 0, "type": 1, "protocol": 3, "scope": 0}
    return Route(**{**fields, **rest, **more})


_ROUTES = (
    route("/0", gateway="10.0.0.254", ifindex=3, metric=100, protocol=16, source="10.0.0.1"),
    route("/0", family=10, gateway="fe80::1", ifindex=3, metric=1024, protocol=9),
    route("10.0.0.0/24", ifindex=3, protocol=2, scope=253, source="10.0.0.1", flags=16),
    route("10.0.0.1/32", table=255, type=2, ifindex=3, protocol=2, scope=254),
    route("10.9.0.0/16", nexthops=(Nexthop("10.0.0.2", 3, 1), Nexthop("10.0.0.3", 3, 5, 1))),
    route("10.66.0.0/16", type=6, table=100),
    route("10.67.0.0/16", type=7),
    route("2001:db8::/32", ifindex=3),
    route("2001:db8::/128", type=4, table=255, ifindex=3),
    route("2001:db8:1::/48", type=8, metric=4_294_967_295),
    route("2001:db8:2::/48", from_="2001:db8:9::/48", gateway="fe80::2", ifindex=99),
)
_RULES = (
    Rule(2, 0, 255, 1),
    Rule(2, 100, 100, 1, source="10.0.0.0/8", iif=Name(b"eth0"), mark=1, mask=0xFF, invert=True),
    Rule(10, 200, 0, 2, goto=32766),
    Rule(2, 300, 0, 7, destination="192.0.2.0/24", source_ports=(1, 1023), suppress_prefix=0),
    Rule(2, 32766, 254, 1),
)
_NEIGHBOURS = (
    Neighbour(3, 2, "10.0.0.2", "02:42:00:00:03:02", 0x02, 0),
    Neighbour(3, 2, "10.0.0.9", "", 0x20, 0),
    Neighbour(3, 10, "fe80::2", "02:42:00:00:03:02", 0x04, 0x80),
)
_FDB = (
    FdbEntry(6, "02:42:ac:1e:00:03", 0x02, 0x04, master=4),
    FdbEntry(8, "33:33:00:00:00:01", 0x80, 0x02, destination="192.0.2.9", port=4789, vni=42),
)
_FIREWALL = Firewall(
    (
        Table(
            "iptables-nft",
            "ip",
            "nat",
            (
                Chain("PREROUTING", "prerouting", "ACCEPT", -100, "nat", 5, 300),
                Chain("DOCKER", rules=(FilterRule(DNAT, 7, 420), FilterRule("-j RETURN", 0, 0))),
            ),
        ),
        Table(
            "nft",
            "netdev",
            "edge",
            (Chain("in", "ingress", "drop", 0, "filter", rules=(FilterRule("drop", handle=4),), device="eth0"),),
        ),
    )
)


def _host_sockets() -> tuple[Socket, ...]:
    proxy = _listener("0.0.0.0", 8080, 2, Process(900, Name(b"docker-proxy"), "root"))
    ssh = Process(700, Name(b"\x1b[31msshd"), "root")
    talk = Socket("tcp", 10, "2001:db8::10", 22, "2001:db8::99", 50000, "ESTAB", 5, 0, 2, (ssh,), 3, 4)
    raw = Socket("packet", 17, "", 2048, "", 0, "UNCONN", 6, 0)
    return proxy, talk, raw


def _listener(address: str, port: int, family: int, process: Process | None) -> Socket:
    holders = None if process is None else (process,)
    return Socket("tcp", family, address, port, "::", 0, "LISTEN", 1, 0, 0, holders)
