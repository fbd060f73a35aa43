"""A bridge with four hosts. One is mis-wired: its cable ends beside the bridge, which is not seen at a glance."""

from netui.worlds.declared import Bridge, End, Traffic, Veth, World


def _desk(name: str, number: int, bridge: str = "office0") -> Veth:
    return Veth(End(f"host/to-{name}", bridge=bridge), End(f"{name}/eth0", (f"10.1.0.{number}/24",)))


WORLD = World(
    name="office",
    summary="A bridge with four hosts, of which one is mis-wired.",
    namespaces=("ann", "bob", "cat", "dan"),
    bridges=(Bridge("host/office0", ("10.1.0.1/24",)),),
    veths=(_desk("ann", 11), _desk("bob", 12), _desk("cat", 13), _desk("dan", 14, bridge="")),
    traffic=(
        Traffic("ann", "10.1.0.12", True, "both are ports of office0"),
        Traffic("bob", "10.1.0.13", True, "both are ports of office0"),
        Traffic("cat", "10.1.0.1", True, "the bridge has an address itself"),
        Traffic("ann", "10.1.0.14", False, "to-dan is no port of office0"),
        Traffic("dan", "10.1.0.1", False, "to-dan is no port of office0"),
    ),
)
