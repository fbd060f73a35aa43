"""What a host's network is: frozen structs, one file a family, and what follows from them alone."""

from netui.model.address import Address
from netui.model.container import Container, Docker, Endpoint, Network, PortBinding, Subnet
from netui.model.firewall import Chain, FilterRule, Firewall, Table
from netui.model.link import Counters, Detail, Link
from netui.model.namespace import Holder, Namespace
from netui.model.neighbour import FdbEntry, Neighbour
from netui.model.route import Nexthop, Route, Rule
from netui.model.snapshot import Limit, Snapshot, Update
from netui.model.socket import Process, Socket

__all__ = [
    "Address", "Chain", "Container", "Counters", "Detail", "Docker", "Endpoint", "FdbEntry", "FilterRule",
    "Firewall", "Holder", "Limit", "Link", "Namespace", "Neighbour", "Network", "Nexthop", "PortBinding",
    "Process", "Route", "Rule", "Snapshot", "Socket", "Subnet", "Table", "Update",
]  # fmt: skip
