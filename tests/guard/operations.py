"""Operations in the words of the command line, for topologies: those that could cut, and those that cannot."""

from collections.abc import Iterator

from netui.operations.operation import Operation
from netui.operations.registry import find

EVERYWHERE = (
    "link add spare netns {s} type bridge\n-n {s} link set spare up\n"
    "link add e0 netns {x} type veth peer name e1 netns {x}\n-n {x} link set e0 up\n-n {x} link set e1 up\n"
)
"""What is in every topology, and leads nowhere."""

HARMLESS = (
    "link down {x}/e0", "link delete {x}/e0", "link move {x}/e0 --to {r}", "link set {x}/e0 --mtu 1300",
    "address add 10.50.0.1/24 {x}/e0", "address add 10.9.0.2/24 {x}/e0", "route add 10.51.0.0/24 --dev e0 -n {x}",
    "address add 10.60.0.1/24 {s}/spare", "route add 10.70.0.0/16 --dev spare -n {s}",
    "link set {s}/spare --mtu 1400",
    "link delete {s}/spare", "namespace create {s}new", "veth create q0 q1 -n {s}", "link create br9 bridge -n {s}",
    "link create mv9 macvlan --link {first} -n {s} --mode bridge", "link set {s}/{first} --alias words",
    "link up {s}/{first}", "wire {x} {r} --address 10.61.0.1/24", "namespace set {s} ip_forward 1",
    "rule add --source 10.61.0.0/24 --table 77 -n {s}",
    "route add default --dev spare --table 77 -n {s}", "neighbour add 10.60.0.9 {s}/spare --lladdr 02:00:00:00:00:09",
)  # fmt: skip


def of_bridge(link: str) -> Iterator[str]:
    """Everything that could cut a bridge off that carries; it stays in its namespace."""
    yield from (f"link {verb} {link}" for verb in ("down", "delete", "restart"))
    yield from (f"link set {link} {option}" for option in ("--mtu 1400", "--mac 02:00:00:00:00:01"))
    yield f"link rename {link} renamed"


def of_link(link: str) -> Iterator[str]:
    """And any other link."""
    yield from of_bridge(link)
    yield f"link move {link} --to {{x}}"
    yield f"link move {link} --to {{x}} --keep-addresses"


def of_port(link: str) -> Iterator[str]:
    """And that is a bridge's port."""
    yield from of_link(link)
    yield f"link detach {link}"
    yield f"link port {link} --isolated on"
    yield f"link port {link} --learning off"


def of_address(link: str, cidr: str) -> Iterator[str]:
    """Everything that could cut off what has an address on a link."""
    yield f"address delete {cidr} {link}"
    yield f"address flush {link}"


def of_peer(peer: str, link: str) -> Iterator[str]:
    """Everything that could send packets for an address that is reached over a link in {s} elsewhere."""
    bits = 128 if ":" in peer else 32
    yield f"address add {peer}/{bits} {{s}}/spare"
    yield f"route add {peer}/{bits} --dev spare -n {{s}}"
    yield f"route add {peer}/{bits} --type blackhole -n {{s}}"
    yield f"rule add --to {peer}/{bits} --table 99 --priority 3 -n {{s}}"
    yield f"rule add --to {peer}/{bits} --action prohibit -n {{s}}"
    if link:
        yield f"neighbour delete {peer} {link}"


CUTTING: dict[str, tuple[str, ...]] = {
    "plain": (
        *of_link("{s}/s0"), *of_link("{c}/c0"), *of_address("{s}/s0", "10.9.0.1/24"), *of_peer("10.9.0.2", "{s}/s0"),
        *of_address("{c}/c0", "10.9.0.2/24"), "address add 10.9.0.77/25 {s}/spare",
        "route add 10.9.0.0/25 --dev spare -n {s}", "link attach {s}/s0 {s}/spare",
        "namespace delete {s}", "namespace delete {c}",
        "namespace set {s} rp_filter 1", "namespace set {s} net.ipv4.conf.s0.rp_filter 1",
        "link create ipv0 ipvlan --link s0 -n {s}", "link create pass macvlan --link s0 --mode passthru -n {s}",
        "rule add --source 10.9.0.1/32 --table 99 -n {s}",
    ),
    "bridge": (
        *of_bridge("{s}/br0"), *of_port("{s}/p0"), *of_port("{s}/p1"), *of_link("{c}/c0"),
        *of_address("{s}/br0", "10.9.0.1/24"), *of_peer("10.9.0.2", "{s}/br0"),
        "namespace delete {s}", "fdb add {mac_c0} {s}/p1", "fdb delete {mac_c0} {s}/p0", "wire {x} {s}/br0",
    ),
    "chain": (
        *of_link("{s}/s0"), *of_port("{b}/b0"), *of_port("{b}/b1"), *of_bridge("{b}/br0"), *of_link("{r}/r0"),
        *of_link("{r}/r1"), *of_link("{c}/c0"), *of_address("{r}/r0", "10.9.0.254/24"),
        *of_address("{r}/r1", "10.8.0.254/24"), *of_address("{s}/s0", "10.9.0.1/24"), *of_peer("10.8.0.2", ""),
        *of_peer("10.9.0.254", "{s}/s0"), "route delete default -n {s}", "route delete default -n {c}",
        "route add 10.8.0.0/24 --via 10.9.0.9 -n {s}",
        "namespace set {r} ip_forward 0", "namespace set {r} rp_filter 1", "namespace delete {b}",
        "namespace delete {r}",
    ),
    "vxlan": (
        *of_link("{s}/vx0"), *of_link("{s}/u0"), *of_link("{c}/u0"), *of_address("{s}/vx0", "10.9.0.1/24"),
        *of_address("{s}/u0", "192.0.2.1/24"), *of_peer("10.9.0.2", "{s}/vx0"), *of_peer("192.0.2.2", "{s}/u0"),
        "fdb delete 00:00:00:00:00:00 {s}/vx0 --dst 192.0.2.2", "namespace delete {s}",
    ),
    "macvlan": (
        *of_link("{s}/mv0"), *of_link("{s}/p0"), *of_link("{c}/c0"), *of_address("{s}/mv0", "10.9.0.1/24"),
        *of_peer("10.9.0.2", "{s}/mv0"), "namespace delete {s}",
    ),
    "lo": (
        "link down {s}/lo", *of_link("{s}/s0"), *of_link("{c}/c0"), *of_address("{s}/lo", "10.99.0.1/32"),
        *of_address("{s}/s0", "10.9.0.1/24"), *of_peer("10.9.0.2", "{s}/s0"), "route delete 10.99.0.1/32 -n {c}",
    ),
    "policy": (
        *of_link("{s}/s0"), *of_link("{r}/r0"), *of_link("{r}/r1"), "rule delete 1000 -n {s}",
        "route delete default --table 100 -n {s}", "route add 10.8.0.0/24 --dev spare --table 100 -n {s}",
        "rule add --source 10.9.0.0/24 --table 101 --priority 500 -n {s}", *of_peer("10.9.0.254", "{s}/s0"),
        *of_address("{s}/s0", "10.9.0.1/24"), "namespace set {r} ip_forward 0", "namespace delete {r}",
    ),
    "ports": (
        *of_link("{s}/s0"), *of_link("{r}/r0"), "rule delete 1000 -n {s}", "route delete default --table 100 -n {s}",
        "route add 10.8.0.0/24 --dev spare --table 100 -n {s}", *of_peer("10.9.0.254", "{s}/s0"),
        "rule add --to 10.8.0.2/32 --table 101 --priority 950 -n {s}", *of_address("{s}/s0", "10.9.0.1/24"),
    ),
    "ipv6": (
        *of_link("{s}/s0"), *of_link("{c}/c0"), *of_address("{s}/s0", "fd00:9::1/64"),
        *of_peer("fd00:9::2", "{s}/s0"), "address add fd00:9::5/96 {s}/spare",
        "namespace set {s} net.ipv6.conf.all.forwarding 1", "namespace set {s} net.ipv6.conf.s0.disable_ipv6 1",
    ),
    "two": (
        *of_link("{s}/s0"), *of_link("{s}/s1"), *of_link("{c}/c0"), *of_link("{d}/d0"),
        *of_address("{s}/s0", "10.9.0.1/24"), *of_address("{s}/s1", "10.6.0.1/24"),
        *of_peer("10.9.0.2", "{s}/s0"), *of_peer("10.6.0.2", "{s}/s1"), "namespace delete {d}",
        "namespace delete {c}",
    ),
    "unresolvable": (
        *of_link("{s}/s0"), *of_link("{s}/s1"), "link down {x}/x0", "link delete {x}/x0",
        *of_address("{s}/s0", "10.9.0.1/24"),
        *of_address("{s}/s1", "10.7.0.1/24"), "route delete default -n {s}", "namespace delete {s}",
    ),
}  # fmt: skip
SAFE: dict[str, tuple[str, ...]] = {
    "plain": ("namespace set {x} ip_forward 0",),
    "bridge": ("link down {x}/x0", "link delete {x}/x0", "namespace delete {x}"),
    "policy": (
        "link down {s}/a0", "address flush {s}/a0", "route add 10.8.0.0/24 --dev a0 -n {s}",
        "route delete default --table main -n {s}", "rule add --to 10.8.0.2/32 --table 101 --priority 2000 -n {s}",
        "namespace delete {x}",
    ),
    "ports": (
        "link down {s}/a0", "address flush {s}/a0", "route delete default --table main -n {s}",
        "rule delete 900 -n {s}", "rule delete 800 -n {s}", "namespace delete {x}",
    ),
    "two": ("namespace delete {x}",),
    "ipv6": ("route add 10.9.0.0/25 --dev spare -n {s}", "address add 10.9.0.1/24 {s}/s0"),
}  # fmt: skip
"""What looks as if it could, and cannot."""


def asked(line: str) -> tuple[Operation, dict[str, object]]:
    """An operation and its values, of words as on the command line."""
    words = line.split()
    operation = find(words[0], words[1])
    rest = words[2:]
    if operation is None:
        operation, rest = find(words[0]), words[1:]
    assert operation, line
    fields = {field.name: field for field in operation.fields}
    places = [field.name for field in operation.fields if field.positional]
    values: dict[str, object] = {}
    while rest:
        word = rest.pop(0)
        if word == "-n":
            values["namespace"] = rest.pop(0)
        elif word.startswith("--"):
            name = word.removeprefix("--").replace("-", "_")
            values[name] = True if fields[name].flag else rest.pop(0)
        else:
            values[places.pop(0)] = word
    return operation, values
