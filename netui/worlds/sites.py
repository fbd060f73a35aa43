"""Two hosts with a bridge and two guests each; a vxlan makes one network of both bridges."""

from netui.worlds.declared import Bridge, End, Traffic, Veth, Vxlan, World

_ADDRESS = {"east": "198.51.100.1", "west": "198.51.100.2"}


def _guest(site: str, name: str, number: int) -> Veth:
    return Veth(End(f"{site}/to-{name}", bridge="br0"), End(f"{site}-{name}/eth0", (f"10.5.0.{number}/24",)))


def _tunnel(site: str, other: str) -> Vxlan:
    return Vxlan(f"{site}/vxlan5", 5, _ADDRESS[site], _ADDRESS[other], "br0")


WORLD = World(
    name="sites",
    summary="Two hosts, each with a bridge and two guests, joined by a vxlan.",
    namespaces=("east", "west", "east-a", "east-b", "west-a", "west-b"),
    bridges=(Bridge("east/br0"), Bridge("west/br0")),
    veths=(
        Veth(End("east/eth0", (f"{_ADDRESS['east']}/24",)), End("west/eth0", (f"{_ADDRESS['west']}/24",))),
        *(_guest("east", name, number) for name, number in (("a", 11), ("b", 12))),
        *(_guest("west", name, number) for name, number in (("a", 21), ("b", 22))),
    ),
    vxlans=(_tunnel("east", "west"), _tunnel("west", "east")),
    traffic=(
        Traffic("east-a", "10.5.0.12", True, "both are ports of east's bridge"),
        Traffic("east-a", "10.5.0.21", True, "the vxlan joins both bridges"),
        Traffic("west-b", "10.5.0.12", True, "the vxlan joins both bridges"),
        Traffic("east", "198.51.100.2", True, "the hosts have a cable between them"),
        Traffic("east-a", "198.51.100.1", False, "guests are not joined to the hosts' network"),
    ),
)
