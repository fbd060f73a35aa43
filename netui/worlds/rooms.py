"""The tutorial's first network: two namespaces, and a veth pair between them."""

from netui.worlds.declared import End, Traffic, Veth, World

WORLD = World(
    name="rooms",
    summary="Two namespaces, red and blue, joined by a veth pair.",
    namespaces=("red", "blue"),
    veths=(Veth(End("red/veth-red", ("172.16.0.112/20",)), End("blue/veth-blue", ("172.16.0.113/20",))),),
    traffic=(
        Traffic("red", "172.16.0.113", True, "the veth pair joins the two"),
        Traffic("blue", "172.16.0.112", True, "the veth pair joins the two"),
        Traffic("host", "172.16.0.112", False, "nothing joins host to either"),
    ),
)
