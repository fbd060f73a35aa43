"""Hosts for tests of the map: bridges, routers, VXLAN, many containers; all made by hand."""

from netui.model import Snapshot
from tests.support.snapshots import HOST, HostBuilder


def many_containers(number: int = 30) -> Snapshot:
    """So many containers on one bridge of the host."""
    build = HostBuilder()
    build.space(HOST, host=True)
    build.link(HOST, 2, b"eth0", addresses=("192.0.2.10/24",))
    build.link(HOST, 3, b"br0", kind="bridge", addresses=("10.0.0.1/16",))
    for one in range(number):
        key = build.space(100 + one, names=(b"box%d" % one,))
        build.veth(
            (HOST, 100 + one, b"port%d" % one),
            (key, 2, b"eth0"),
            a_master=3,
            a_port_kind="bridge",
            b_addresses=(f"10.0.{one // 200}.{one % 200 + 10}/16",),
        )
    return build.snapshot()


def sites() -> Snapshot:
    """Two sites that a VXLAN joins over a cable, each a bridge with two rooms; one cable is down, one port blocks."""
    build = HostBuilder()
    build.space(HOST, host=True)
    for key, name, here, far in ((10, b"east", "198.51.100.1", "198.51.100.2"),
                                 (20, b"west", "198.51.100.2", "198.51.100.1")):  # fmt: skip
        build.space(key, names=(name,))
        build.link(key, 3, b"br0", kind="bridge")
        build.link(key, 4, b"vx5", kind="vxlan", master=3, port_kind="bridge", data={"id": 5, "remote": far})
        for room in (1, 2):
            build.space(key + room, names=(b"%s-%d" % (name, room),))
            build.veth((key, 10 + room, b"to-%d" % room), (key + room, 2, b"eth0"), a_master=3, a_port_kind="bridge",
                       b_addresses=(f"10.5.0.{key + room}/24",), b_state="down" if key == 20 else "up")  # fmt: skip
        build.link(key, 30, b"cable", kind="veth", lower=30, lower_namespace=30 - key, addresses=(f"{here}/24",))
    return build.snapshot()


def quoted() -> Snapshot:
    """Names that mean something in DOT, Mermaid and XML."""
    build = HostBuilder()
    build.space(HOST, host=True)
    names = (b'a"b', b'"];x', b"]]>", b"<b>&amp;", b"#35;", b"end", b"\\N\\l", b"`c`", b"{|}", b"%% x", b"--", b"\\")
    for one, name in enumerate(names, 2):
        key = build.space(100 + one, names=(name,))
        build.veth((HOST, one, name), (key, 2, name))
    return build.snapshot()
