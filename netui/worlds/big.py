"""Very many namespaces, to see what that looks like, and what it costs."""

from netui.worlds.declared import Bridge, End, Traffic, Veth, World

SIZE = 1000
"""Namespaces, where no other number is asked for."""
MOST = 10_000
_PORTS = 250
"""Ports of one bridge; the kernel allows 1023."""


def _desk(number: int) -> Veth:
    bridge, place = divmod(number, _PORTS)
    end = End(f"n{number}/eth0", (f"10.{bridge}.1.{place + 1}/16",))
    return Veth(End(f"host/v{number}", bridge=f"br{bridge}"), end)


def world(size: int = SIZE) -> World:
    """With that many namespaces, from 2 to MOST."""
    traffic = [
        Traffic("n0", "10.0.1.2", True, "both are ports of br0"),
        Traffic("n0", "10.0.0.1", True, "the bridge has an address itself"),
    ]
    if size > _PORTS:
        last, bridge = size - 1, (size - 1) // _PORTS
        traffic.append(Traffic(f"n{last}", f"10.{bridge}.0.1", True, "the last one is there too"))
        traffic.append(Traffic("n0", f"10.{bridge}.0.1", False, "no route leads from one bridge to another"))
    return World(
        name="big",
        summary=f"{size} namespaces over bridges of {_PORTS} ports.",
        namespaces=tuple(f"n{number}" for number in range(size)),
        bridges=tuple(Bridge(f"host/br{n}", (f"10.{n}.0.1/16",)) for n in range((size - 1) // _PORTS + 1)),
        veths=tuple(map(_desk, range(size))),
        traffic=tuple(traffic),
    )
